//! Many at once: the last twenty pieces, and two thousand phones in the same second.

use crate::line::{Answer, Line};
use crate::phone::{ALWAYS, Phone, Seen, push};
use crate::program::{ROUNDS, Shop, wait_until};
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Barrier, RwLock};
use std::time::{Duration, Instant};

const CLIENTS: usize = 64;
const PIECES: usize = 20;
const PHONES: usize = 2_000;

/// Who bind the phones beforehand, many at once because then many share a commit.
const HELPERS: usize = 50;

/// Two thousand threads that only wait need little.
const STACK: usize = 192 * 1024;

/// How long a client waits before it tries a line again that broke.
const BROKEN: Duration = Duration::from_millis(50);

/// What came of sending one push until it was answered.
#[derive(Default)]
struct Sent {
    verdicts: Vec<Value>,
    turned_away: usize,
    broken: usize,
}

/// Sends the same bytes until there is a verdict, as a phone does. (O3, E3)
fn send(shop: &RwLock<SocketAddr>, commands: &[String]) -> Sent {
    let mut sent = Sent::default();
    let mut line = None;
    loop {
        let answer = match &mut line {
            Some(line) => push(line, commands),
            none => {
                Line::open(*shop.read().unwrap()).and_then(|line| push(none.insert(line), commands))
            }
        };
        match answer {
            Ok(answer) if answer.status == 200 => {
                let body: Value = answer.json();
                let answers = body["answers"].as_array().unwrap();
                sent.verdicts = answers.iter().map(|answer| answer["verdict"].clone()).collect();
                return sent;
            }
            Ok(answer) => {
                sent.turned_away += 1;
                std::thread::park_timeout(Duration::from_secs(u64::from(comes_back_in(&answer))));
            }
            Err(_) => {
                (line, sent.broken) = (None, sent.broken + 1);
                std::thread::park_timeout(BROKEN);
            }
        }
    }
}

fn comes_back_in(answer: &Answer) -> u32 {
    answer.is_trouble(503, "busy");
    answer.header("retry-after").unwrap().parse().unwrap()
}

// Holds P4: stock is taken by one conditional update and is never negative; O6, O7: crashes in between
// change nothing about that.
#[test]
fn twenty_pieces_are_twenty_pieces_whoever_wants_them_and_whatever_dies() {
    let mut shop = Shop::open();
    let mut line = shop.signed_in();
    let seen = Seen::now(&mut line);
    let mut phones: Vec<Phone> = (0..CLIENTS).map(|_| Phone::bound(&mut line)).collect();
    let address = RwLock::new(shop.address());
    for round in 1..=ROUNDS {
        let product = format!("last-{round}");
        let orders: Vec<String> = phones
            .iter_mut()
            .map(|phone| phone.order(&seen, &product, 1, "cash-on-delivery"))
            .collect();
        let (begin, answered) = (Barrier::new(CLIENTS + 1), AtomicUsize::new(0));
        let verdicts: Vec<Value> = std::thread::scope(|scope| {
            let clients: Vec<_> = orders
                .iter()
                .map(|order| {
                    scope.spawn(|| {
                        begin.wait();
                        let sent = send(&address, std::slice::from_ref(order));
                        answered.fetch_add(1, Ordering::SeqCst);
                        sent.verdicts[0].clone()
                    })
                })
                .collect();
            begin.wait();
            // In the middle, at another moment each round, and twice.
            for after in [round * 3, round * 3 + 20] {
                wait_until("some answers", || answered.load(Ordering::SeqCst) >= after);
                shop.kill();
                shop.start(&[]);
                *address.write().unwrap() = shop.address();
            }
            clients.into_iter().map(|client| client.join().unwrap()).collect()
        });
        let sold = verdicts.iter().filter(|verdict| **verdict == "applied").count();
        assert_eq!(sold, PIECES, "round {round}: {verdicts:?}");
        let refused = verdicts.iter().filter(|verdict| verdict["rejected"].is_object()).count();
        assert_eq!(sold + refused, CLIENTS, "round {round}: {verdicts:?}");
        let stock = format!("select stock from variants where product = '{product}'");
        assert_eq!(shop.count(&stock), 0, "round {round}");
        let ordered = format!("select count(*) from orders where body like '%\"{product}\"%'");
        assert_eq!(shop.count(&ordered), 20, "round {round}");
    }
    let commands = i64::try_from(CLIENTS * ROUNDS).unwrap();
    assert_eq!(shop.count("select count(*) from commands"), commands);
}

// Holds E3: who comes when too many are there is told when to come back, and loses nothing by it.
#[test]
fn two_thousand_phones_in_the_same_second_all_drain() {
    let shop = Shop::open();
    let mut line = shop.signed_in();
    let seen = Seen::now(&mut line);
    let cookie = line.cookie.clone();
    let address = RwLock::new(shop.address());
    let orders: Vec<String> = std::thread::scope(|scope| {
        let helpers: Vec<_> = (0..HELPERS)
            .map(|_| {
                let mut line = shop.line();
                line.cookie.clone_from(&cookie);
                let seen = &seen;
                scope.spawn(move || {
                    let mut order =
                        || Phone::bound(&mut line).order(seen, ALWAYS, 1, "cash-on-delivery");
                    (0..PHONES / HELPERS).map(|_| order()).collect::<Vec<_>>()
                })
            })
            .collect();
        helpers.into_iter().flat_map(|helper| helper.join().unwrap()).collect()
    });
    let begin = Barrier::new(PHONES);
    let begun = Instant::now();
    let (turned_away, broken) = std::thread::scope(|scope| {
        let phones: Vec<_> = orders
            .iter()
            .map(|order| {
                let phone = std::thread::Builder::new().stack_size(STACK);
                let sending = || {
                    begin.wait();
                    let sent = send(&address, std::slice::from_ref(order));
                    assert_eq!(sent.verdicts, ["applied"]);
                    (sent.turned_away, sent.broken)
                };
                phone.spawn_scoped(scope, sending).unwrap()
            })
            .collect();
        phones.into_iter().fold((0, 0), |(away, lines), phone| {
            let (turned_away, broken) = phone.join().unwrap();
            (away + turned_away, lines + broken)
        })
    });
    let memory = std::fs::read_to_string(format!("/proc/{}/status", shop.pid())).unwrap();
    let peak = memory.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    println!(
        "{PHONES} phones drained in {} ms; turned away {turned_away} times, {broken} lines broke; {peak}",
        begun.elapsed().as_millis()
    );
    let phones = i64::try_from(PHONES).unwrap();
    assert_eq!(shop.count("select count(*) from orders"), phones);
    assert_eq!(shop.count("select count(*) from commands"), phones);
}
