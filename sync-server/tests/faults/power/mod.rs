//! Evidence that no reply leaves before its commit is on the disk.
//!
//! The whole server runs in this process, over real HTTP, on a disk of our own making ([`disk`],
//! which [`shim`] puts under SQLite). At the very moment a phone has read its answer the power is
//! cut: what was written and not synced is gone, or half of it, and what is left is opened as the
//! next start would. Every order that was answered until then has to be in it. The same with a disk
//! that does not carry out syncs, which is what `synchronous=OFF` comes to, has to lose some.

mod disk;
mod shim;

use crate::line::Line;
use crate::phone::{ALWAYS, Phone, Seen, id_of, push};
use crate::program::{SHOPPER, Shop, database, signed_in_at, wait_until};
use clap::Parser as _;
use disk::{Leftovers, Obedience};
use std::net::{SocketAddr, TcpListener};
use std::sync::Mutex;
use warung_server::cli::{Cli, run};

/// Phones at once, and pushes of each: alone, then in a group commit.
const ROUNDS: [(usize, usize); 2] = [(1, 12), (6, 5)];

/// What power cuts at the moment of each answer came to.
#[derive(Default)]
struct Cuts {
    made: usize,
    lost: usize,
}

// Holds O6: no answer leaves before its commit is durable.
#[test]
fn what_was_answered_survives_the_power_cut() {
    let cuts = cut_after_every_answer(Obedience::Syncs);
    assert_eq!((cuts.made, cuts.lost), (42, 0));
}

// The same examination, of a disk on which it must not succeed.
#[test]
fn a_disk_that_does_not_sync_is_found_out() {
    let cuts = cut_after_every_answer(Obedience::Forgets);
    assert!(cuts.lost > cuts.made / 2, "{} of {} cuts lost an order", cuts.lost, cuts.made);
}

fn cut_after_every_answer(obedience: Obedience) -> Cuts {
    let shop = Shop::closed();
    disk::lies_under(&shop.data(), obedience);
    shim::install();
    let address = open_in_this_process(&shop);
    let mut line = signed_in_at(address, SHOPPER);
    let seen = Seen::now(&mut line);
    let (answered, cuts) = (Mutex::new(Vec::new()), Mutex::new(Cuts::default()));
    for (phones, pushes) in ROUNDS {
        let phones: Vec<Phone> = (0..phones).map(|_| Phone::bound(&mut line)).collect();
        std::thread::scope(|scope| {
            for mut phone in phones {
                let (seen, answered, cuts, shop) = (&seen, &answered, &cuts, &shop);
                scope.spawn(move || {
                    let mut line = Line::open(address).unwrap();
                    for size in (0..pushes).map(|number| 1 + number % 3 * 7) {
                        let orders: Vec<String> = (0..size)
                            .map(|_| phone.order(seen, ALWAYS, 1, "cash-on-delivery"))
                            .collect();
                        let answer = push(&mut line, &orders).unwrap();
                        assert_eq!(answer.status, 200, "{}", answer.text());
                        let mut answered = answered.lock().unwrap();
                        answered.extend(orders.iter().map(|order| id_of(order)));
                        let mut cuts = cuts.lock().unwrap();
                        cuts.made += 1;
                        let leftovers = [Leftovers::None, Leftovers::EveryOther][cuts.made % 2];
                        let survivors = disk::survivors(&shop.data(), leftovers);
                        cuts.lost += usize::from(!holds(&survivors, &answered));
                    }
                });
            }
        });
    }
    cuts.into_inner().unwrap()
}

/// The server itself, for as long as this process lives.
fn open_in_this_process(shop: &Shop) -> SocketAddr {
    let address = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let (port, data) = (address.port().to_string(), shop.data());
    let line = ["warung-server", "--port", &port, "--data", data.to_str().unwrap()];
    let cli = Cli::try_parse_from(line).unwrap();
    std::thread::spawn(move || run(cli));
    wait_until("the shop in this process", || Line::open(address).is_ok());
    address
}

/// Whether the next start finds every one of these orders on what is left of the disk.
fn holds(survivors: &disk::Files, answered: &[String]) -> bool {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in survivors {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let database = database(folder.path());
    let sound: Result<String, _> =
        database.query_row("pragma integrity_check(1)", [], |row| row.get(0));
    if !matches!(sound.as_deref(), Ok("ok")) {
        return false;
    }
    let stands = |id: &String| {
        let sql = "select count(*) from commands join orders on orders.id = commands.id
                   where commands.id = ?1";
        database.query_row(sql, [id], |row| row.get::<_, u32>(0)) == Ok(1)
    };
    answered.iter().all(stands)
}
