//! Commands as codes on a screen, as committed in `tests/vectors/carried.json` for programs
//! of others to read. What `c1` and `c2` once showed has to be read for as long as phones
//! keep what they show.
//!
//! `WARUNG_WRITE_VECTORS=1 cargo test -p warung-domain --test carried` writes the file
//! anew, which another layout or dictionary needs, under another version.

#![expect(clippy::unwrap_used, reason = "a vector that cannot be made is a broken test")]

use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use std::path::PathBuf;
use warung_domain::address::Address;
use warung_domain::answer::{self, Answer, MoneyStands, OrderHeard};
use warung_domain::carry::packed::{DICTIONARY, pack};
use warung_domain::carry::shown::{Seen, Shown, Watcher, show};
use warung_domain::command::{Command, CommandBody, OrderedLine, PlaceOrder, Verdict, envelope};
use warung_domain::ids::{CommandId, KeyId, OrderId};
use warung_domain::jws::{Jwk, KeySet, b64, shop_signing_input};
use warung_domain::money::{Currency, Money};
use warung_domain::payment::PaymentMethod;
use warung_domain::receipt::on_paper::DocumentHash;
use warung_domain::time::Timestamp;

const AT: Timestamp = Timestamp::from_millis(1_795_320_000_000);
const PAGE: &str = "https://warung.example/outbox";

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/carried.json")
}

fn sealed(seq: u8, body: CommandBody) -> String {
    let command = Command {
        v: 1,
        shop: "warung".parse().unwrap(),
        id: CommandId::mint(AT, &[seq; 10]),
        device: b64(&[200; 32]).parse().unwrap(),
        seq: seq.into(),
        at: AT,
        body,
    };
    envelope::seal(&envelope::signing_input(&command), &[seq; 64])
}

fn order(seq: u8, lines: u32) -> String {
    let line = |n: u32| OrderedLine {
        product: format!("barang-{}-{}", n * 7_919 % 1_000, n * 104_729 % 1_000).parse().unwrap(),
        variant: "default".parse().unwrap(),
        quantity: n % 4 + 1,
        unit_price: i64::from(n) * 1_500 + 3_000,
    };
    let address = Address {
        recipient: "Sari Ayu".into(),
        phone: "+6281234567890".parse().unwrap(),
        street: "Jl. Cihampelas 42, RT 03/RW 05".into(),
        city: "Bandung".into(),
        postcode: "40131".into(),
        note: "Pagar \"hijau\" \u{1f33f}".into(),
    };
    sealed(
        seq,
        CommandBody::PlaceOrder(Box::new(PlaceOrder {
            lines: (0..lines).map(line).collect(),
            delivery: "reguler".parse().unwrap(),
            address: Some(address),
            payment: PaymentMethod::Qris,
            total: Money::new(1_234_500, Currency::IDR),
            epoch: "m3x9".into(),
            rev: 41,
            note: "é\n".into(),
            number: None,
        })),
    )
}

/// What is carried: one order, two commands, and one that takes frames.
fn carried() -> [Vec<String>; 3] {
    let order_id = OrderId::mint(AT, &[1; 10]);
    [
        vec![order(1, 3)],
        vec![order(2, 1), sealed(3, CommandBody::CancelOrder { order: order_id })],
        vec![order(4, 100)],
    ]
}

const KEY: [u8; 32] = [3; 32];

/// The shop's answer to the first of them.
fn answer() -> (Answer, String, KeySet) {
    let [first, ..] = carried();
    let command = envelope::open(&first[0]).unwrap().command;
    let answer = Answer {
        v: 1,
        shop: command.shop,
        command: command.id,
        hash: DocumentHash::of(&first[0]),
        verdict: Verdict::Applied,
        order: Some(OrderHeard {
            number: "W-000042".into(),
            total: Money::new(1_243_500, Currency::IDR),
            money: MoneyStands::Unpaid,
            counter: None,
        }),
        at: AT.plus_seconds(60),
    };
    let (key, kid): (_, KeyId) = (SigningKey::from_bytes(&KEY), "shop-1".parse().unwrap());
    let input = shop_signing_input(answer::TYP, &kid, &answer.bytes());
    let jws = format!("{input}.{}", b64(&key.sign(input.as_bytes()).to_bytes()));
    (answer, jws, KeySet { keys: vec![Jwk::ed25519(kid, key.verifying_key().as_bytes())] })
}

fn made() -> Value {
    let one = |commands: &Vec<String>| {
        let texts: Vec<&str> = commands.iter().map(String::as_str).collect();
        let shown = match show(PAGE, &texts).unwrap() {
            Shown::Still(code) => json!({ "still": code.to_string() }),
            Shown::Moving(frames) => {
                let places = [0_u16, 1, 17, 18, 400, 65_535];
                let texts = places.map(|place| frames.at(place).to_string());
                json!({ "enough": frames.enough(), "frames": texts })
            }
        };
        json!({ "commands": commands, "packed": b64(&pack(&texts).unwrap()), "shown": shown })
    };
    json!({
        "about": "Made by domain/tests/carried.rs. The signatures are not genuine.",
        "dictionary": DICTIONARY,
        "carried": carried().iter().map(one).collect::<Vec<_>>(),
        "answer": {
            "about": "To the first of them. Seed of the key: 32 bytes of 3.",
            "dictionary": answer::DICTIONARY,
            "keys": answer().2,
            "jws": answer().1,
            "code": answer::code(&answer().1).unwrap().to_string(),
        },
    })
}

// Holds F6, F7.
#[test]
fn what_is_shown_today_is_what_was_committed() {
    let made = made();
    if std::env::var_os("WARUNG_WRITE_VECTORS").is_some() {
        let text = serde_json::to_string_pretty(&made).unwrap() + "\n";
        std::fs::write(file(), text).unwrap();
    }
    let committed: Value = serde_json::from_slice(&std::fs::read(file()).unwrap()).unwrap();
    assert_eq!(committed, made);
}

// Holds F6, F7, F9.
#[test]
fn what_was_committed_is_read() {
    let committed: Value = serde_json::from_slice(&std::fs::read(file()).unwrap()).unwrap();
    let mut moved = 0;
    for found in committed["carried"].as_array().unwrap() {
        let commands: Vec<String> = serde_json::from_value(found["commands"].clone()).unwrap();
        let mut watcher = Watcher::default();
        if let Some(still) = found["shown"]["still"].as_str() {
            assert_eq!(watcher.look(still), Ok(Seen::Commands(commands)));
            continue;
        }
        let frames = found["shown"]["frames"].as_array().unwrap().iter().rev();
        let seen = frames.map(|frame| watcher.look(frame.as_str().unwrap()).unwrap());
        assert_eq!(
            seen.into_iter().find(|seen| matches!(seen, Seen::Commands(_))),
            Some(Seen::Commands(commands))
        );
        moved += 1;
    }
    assert_eq!(moved, 1);
    let code = committed["answer"]["code"].as_str().unwrap();
    let jws = answer::read(code).unwrap();
    assert_eq!(committed["answer"]["jws"], jws);
    let (said, _, keys) = answer();
    assert_eq!(Answer::verify(&jws, &said.shop, &keys), Ok(said));
}
