//! Orders from screen to camera and back: whole, misread, lost in part, forged.

use super::seen;
use super::shown::{Seen, SeenError, Shown, Watcher, show};
use super::{CarryError, packed};
use crate::command::{Command, CommandBody, OrderedLine, PlaceOrder, envelope};
use crate::ids::{CommandId, OrderId};
use crate::money::{Currency, Money};
use crate::payment::PaymentMethod;
use crate::time::Timestamp;
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

const PAGE: &str = "https://warung.example/outbox";

/// Chance that is the same in every run.
fn noise(seed: u64, bytes: usize) -> Vec<u8> {
    (0_u64..)
        .flat_map(|n| Sha256::digest([seed, n].map(u64::to_be_bytes).concat()))
        .take(bytes)
        .collect()
}

const GOODS: [&str; 8] = [
    "beras-pandan-wangi",
    "telur-ayam-negeri",
    "minyak-goreng-kelapa-sawit",
    "gula-aren-bubuk",
    "tempe-daun-pisang",
    "kopi-gayo",
    "sambal-bawang",
    "tas-belanja",
];

fn command(seq: u64, body: CommandBody) -> String {
    let at = Timestamp::from_millis(1_795_320_000_123);
    let random: [u8; 10] = noise(seq, 10).try_into().unwrap();
    let command = Command {
        v: 1,
        shop: "warung".parse().unwrap(),
        id: CommandId::mint(at, &random),
        device: crate::jws::b64(&noise(7_777, 32)).parse().unwrap(),
        seq,
        at,
        body,
    };
    envelope::seal(&envelope::signing_input(&command), &noise(seq + 1_000, 64))
}

fn order(seq: u64, lines: usize) -> String {
    let line = |n: usize| OrderedLine {
        product: format!("{}-{}", GOODS[n % GOODS.len()], crate::jws::b64(&noise(n as u64, 6)))
            .parse()
            .unwrap(),
        variant: "default".parse().unwrap(),
        quantity: u32::try_from(n % 3 + 1).unwrap(),
        unit_price: 4_500 + 500 * i64::try_from(n * n % 97).unwrap(),
    };
    let order = PlaceOrder {
        lines: (0..lines).map(line).collect(),
        delivery: "ambil".parse().unwrap(),
        address: None,
        payment: PaymentMethod::Indomaret,
        total: Money::new(812_500, Currency::IDR),
        epoch: "m3x9".into(),
        rev: 41,
        note: String::new(),
        number: None,
    };
    command(seq, CommandBody::PlaceOrder(Box::new(order)))
}

fn cancel(seq: u64) -> String {
    let order = OrderId::mint(Timestamp::from_millis(5), &[3; 10]);
    command(seq, CommandBody::CancelOrder { order })
}

fn shown(commands: &[String]) -> Shown {
    let commands: Vec<&str> = commands.iter().map(String::as_str).collect();
    show(PAGE, &commands).unwrap()
}

fn still(commands: &[String]) -> String {
    match shown(commands) {
        Shown::Still(code) => code.to_string(),
        Shown::Moving(_) => panic!("moves"),
    }
}

fn look(text: &str) -> Result<Seen, SeenError> {
    Watcher::default().look(text)
}

// Holds F6.
#[test]
fn an_order_in_one_code_comes_back_word_for_word() {
    for commands in [vec![order(1, 5)], vec![order(1, 3), cancel(2)], vec![order(4, 1)]] {
        let text = still(&commands);
        assert!(text.starts_with("https://warung.example/outbox#c1"));
        assert_eq!(look(&text), Ok(Seen::Commands(commands)));
    }
    // A third of what it was.
    let bytes = packed::pack(&[&order(1, 5)]).unwrap().len();
    assert!(bytes * 3 < order(1, 5).len(), "{bytes} bytes");
}

// Holds F6.
#[test]
fn what_would_not_come_back_is_left_to_the_file() {
    let good = order(1, 1);
    let (rest, _) = good.rsplit_once('.').unwrap();
    assert_eq!(show(PAGE, &[&format!("{rest}.{}", crate::jws::b64(&[1; 63]))]), None);
    assert_eq!(show(PAGE, &["a.b.c"]), None);
    assert_eq!(show(PAGE, &[]), None);
    let other = crate::jws::b64(br#"{"typ":"warung-command","alg":"ES256","kid":"dev-1"}"#);
    assert_eq!(show(PAGE, &[&format!("{other}{}", &good[good.find('.').unwrap()..])]), None);
    let many: Vec<String> = (0..51).map(cancel).collect();
    assert_eq!(show(PAGE, &many.iter().map(String::as_str).collect::<Vec<_>>()), None);
}

// Holds F6.
#[test]
fn a_misread_code_is_no_order() {
    let text = still(&[order(1, 2)]);
    let begin = text.find("#c1").unwrap() + 3;
    for at in begin..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[at] = if bytes[at] == b'9' { b'0' } else { bytes[at] + 1 };
        let misread = look(str::from_utf8(&bytes).unwrap());
        assert_eq!(misread, Err(SeenError::Damaged), "digit {at}");
        let cut = look(&text[..at]);
        assert!(matches!(cut, Err(SeenError::Damaged | SeenError::NotOurs)), "cut at {at}");
    }
    assert_eq!(look("https://warung.example/verify#r1123"), Err(SeenError::NotOurs));
    assert_eq!(look("c9123"), Err(SeenError::Newer));
    assert_eq!(look(""), Err(SeenError::NotOurs));
    assert_eq!(look("c1"), Err(SeenError::NotOurs));
    assert_eq!(look(&format!("c1{}", "1".repeat(9_000_000))), Err(SeenError::NotOurs));
}

// Holds F7.
#[test]
fn a_long_order_moves_and_any_frames_that_are_enough_give_it() {
    let commands = vec![order(1, 100), order(2, 60)];
    let Shown::Moving(frames) = shown(&commands) else { panic!("still") };
    assert!((3..20).contains(&frames.enough()), "{}", frames.enough());
    for lost in 2..=5 {
        let mut watcher = Watcher::default();
        let mut places = noise(lost, 4_000).into_iter().map(u64::from).zip(40_u16..);
        let (needed, read) = loop {
            let (chance, place) = places.next().unwrap();
            if chance % 10 < lost {
                continue;
            }
            // A frame seen twice, and another code that lies beside it, do no harm.
            assert_eq!(watcher.look("8991234567890"), Err(SeenError::NotOurs));
            let first = watcher.look(&frames.at(place).to_string()).unwrap();
            if let Seen::Commands(read) = first {
                break (place, read);
            }
            assert_eq!(watcher.look(&frames.at(place).to_string()), Ok(first));
        };
        assert_eq!(read, commands, "after {needed} with {lost} of ten lost");
    }
}

// Holds F7.
#[test]
fn frames_that_are_not_of_the_row_are_refused_or_begin_another() {
    let (one, other) = (vec![order(1, 90)], vec![order(2, 95)]);
    let (Shown::Moving(mine), Shown::Moving(others)) = (shown(&one), shown(&other)) else {
        panic!("still")
    };
    let mut watcher = Watcher::default();
    let part = |have| Ok(Seen::Part { have, of: mine.enough() });
    assert_eq!(watcher.look(&mine.at(0).to_string()), part(1));
    // Misread: nothing is lost.
    let mut text = mine.at(1).to_string().into_bytes();
    text[40] = if text[40] == b'9' { b'1' } else { text[40] + 1 };
    assert_eq!(watcher.look(str::from_utf8(&text).unwrap()), Err(SeenError::Damaged));
    assert_eq!(watcher.look(&mine.at(7).to_string()), part(2));
    // Somebody else's screen: it begins anew.
    assert!(matches!(watcher.look(&others.at(3).to_string()), Ok(Seen::Part { have: 1, .. })));
    assert_eq!(watcher.look(&mine.at(9).to_string()), part(1));
    let read = (0..).map(|place| watcher.look(&mine.at(place).to_string()));
    let read = read.take(50).find(|seen| matches!(seen, Ok(Seen::Commands(_))));
    assert_eq!(read, Some(Ok(Seen::Commands(one))));
}

/// A frame with a right check, whatever it claims.
fn forged(claims: &[u8], piece: &[u8]) -> String {
    let rest = [claims, piece].concat();
    let frame = [packed::check(&rest).as_slice(), &rest].concat();
    format!("c2{}", crate::digits::write(&frame))
}

// Holds F7.
#[test]
fn what_a_frame_claims_is_bounded_before_anything_is_kept() {
    let refused = |claims: [u8; 10], piece: usize| {
        assert_eq!(look(&forged(&claims, &vec![1; piece])), Err(SeenError::Damaged), "{claims:?}");
    };
    refused([0, 0, 0, 9, 1, 2, 3, 4, 0, 0], 9);
    refused([255, 0xff, 0xff, 0xff, 1, 2, 3, 4, 0, 0], 100);
    refused([120, 0xff, 0xff, 0xff, 1, 2, 3, 4, 0, 0], 600);
    refused([2, 0, 4, 0, 1, 2, 3, 4, 0, 0], 100);
    refused([1, 0, 4, 0, 1, 2, 3, 4, 0, 0], 1_024);
    refused([1, 0, 0, 0, 1, 2, 3, 4, 0, 0], 0);
    // A row that is whole and yet no commands ends, and the next one is read.
    let mut watcher = Watcher::default();
    let lie = forged(&[1, 0, 0, 9, 1, 2, 3, 4, 0, 0], &[7; 9]);
    assert_eq!(watcher.look(&lie), Err(SeenError::Damaged));
    let commands = vec![order(3, 2)];
    assert_eq!(watcher.look(&still(&commands)), Ok(Seen::Commands(commands)));
}

// Holds F6, F3.
#[test]
fn what_was_seen_is_sorted_for_the_shop() {
    let shop = "warung".parse().unwrap();
    let commands = vec![order(1, 2), "a.b.c".to_owned(), cancel(2)];
    let carried = seen(commands, &shop).unwrap();
    assert_eq!((carried.entries.len(), carried.damaged), (2, 1));
    let other = "toko".parse().unwrap();
    assert_eq!(seen(vec![order(1, 2)], &other), Err(CarryError::OtherShop));
    assert_eq!(seen(vec!["a.b.c".to_owned()], &shop), Err(CarryError::Nothing));
}

proptest! {
    // Holds F6.
    #[test]
    fn whatever_is_shown_is_read(lines in 1_usize..60, more in 0_u64..4, place in any::<u16>()) {
        let mut commands = vec![order(1, lines)];
        commands.extend((2..2 + more).map(cancel));
        let mut watcher = Watcher::default();
        let read = match shown(&commands) {
            Shown::Still(code) => watcher.look(&code.to_string()),
            Shown::Moving(frames) => (0..200)
                .map(|n| watcher.look(&frames.at(place.wrapping_add(n)).to_string()))
                .find(|seen| !matches!(seen, Ok(Seen::Part { .. })))
                .unwrap(),
        };
        prop_assert_eq!(read, Ok(Seen::Commands(commands)));
    }

    // Holds F6.
    #[test]
    fn nothing_read_panics(text in "(c1|c2)?[0-9]{0,300}") {
        let _ = look(&text);
    }

    // Holds F7.
    #[test]
    fn nothing_that_is_claimed_panics(
        claims in prop::array::uniform10(any::<u8>()),
        piece in prop::collection::vec(any::<u8>(), 0..620),
    ) {
        let _ = look(&forged(&claims, &piece));
    }

    // Holds F6.
    #[test]
    fn nothing_unpacked_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let checked = [packed::check(&bytes).as_slice(), &bytes].concat();
        let _ = packed::unpack(&checked);
    }
}
