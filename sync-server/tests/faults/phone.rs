//! A shopper's phone: a key bound to an account, and orders frozen into bytes.

use crate::line::{Answer, Line};
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};
use warung_domain::command::envelope::{seal, signing_input};
use warung_domain::command::{Command, CommandBody};
use warung_domain::ids::{CommandId, DeviceId};
use warung_domain::jws::{Jwk, b64, split_compact, unb64};
use warung_domain::time::Timestamp;

/// A thing that never runs out, and what everything costs.
pub const ALWAYS: &str = "always";
pub const PRICE: i64 = 29_500;

pub struct Phone {
    pair: EcdsaKeyPair,
    device: DeviceId,
    key: Jwk,
    seq: u64,
}

/// Where the catalog stood when the phone last looked.
#[derive(Clone)]
pub struct Seen {
    epoch: Value,
    rev: Value,
}

impl Phone {
    /// A new key, not bound to anybody.
    pub fn new() -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap();
        let point = pair.public_key().as_ref();
        let (x, y) = (b64(&point[1..33]), Some(b64(&point[33..])));
        let key = Jwk { kty: "EC".into(), crv: "P-256".into(), x, y, kid: None };
        let device = key.thumbprint().unwrap();
        Self { pair, device, key, seq: 0 }
    }

    /// A new key of whoever is signed in on this line.
    pub fn bound(line: &mut Line) -> Self {
        let phone = Self::new();
        let answer = phone.bind(line).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text());
        phone
    }

    pub fn bind(&self, line: &mut Line) -> std::io::Result<Answer> {
        line.post("/api/v1/devices", &json!({"public_key": self.key}))
    }

    /// An order for pick-up, frozen into its bytes.
    pub fn order(&mut self, seen: &Seen, product: &str, units: i64, payment: &str) -> String {
        let body = json!({
            "place-order": {
                "lines": [{"p": product, "t": "default", "n": units, "u": PRICE}],
                "delivery": "ambil", "address": null, "payment": payment,
                "total": {"minor": units * PRICE, "currency": "IDR"},
                "epoch": seen.epoch, "rev": seen.rev, "note": "",
            },
        });
        self.command(body)
    }

    /// Any command, frozen into its bytes.
    pub fn command(&mut self, body: Value) -> String {
        let body: CommandBody = serde_json::from_value(body).unwrap();
        self.seq += 1;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
        let at = Timestamp::from_millis(i64::try_from(now).unwrap());
        let mut chance = [0; 10];
        SystemRandom::new().fill(&mut chance).unwrap();
        let id = CommandId::mint(at, &chance);
        let (device, seq) = (self.device.clone(), self.seq);
        let shop = "warung".parse().unwrap();
        let input = signing_input(&Command { v: 1, shop, id, device, seq, at, body });
        let signature = self.pair.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
        seal(&input, signature.as_ref())
    }
}

impl Seen {
    pub fn now(line: &mut Line) -> Self {
        let jws = line.get("/api/v1/catalog/manifest").unwrap().text();
        let payload = unb64(split_compact(&jws).unwrap().payload).unwrap();
        let manifest: Value = serde_json::from_slice(&payload).unwrap();
        Self { epoch: manifest["epoch"].clone(), rev: manifest["head"].clone() }
    }
}

/// Hands commands in. The session is no part of it: a command proves itself.
pub fn push(line: &mut Line, commands: &[String]) -> std::io::Result<Answer> {
    line.post("/api/v1/commands", &json!({"v": 1, "commands": commands}))
}

/// The id of a command that was frozen, which is also its order's.
pub fn id_of(command: &str) -> String {
    let payload = unb64(split_compact(command).unwrap().payload).unwrap();
    serde_json::from_slice::<Value>(&payload).unwrap()["id"].as_str().unwrap().to_owned()
}

/// Hands one command in and gives its verdict and whether it was known already.
pub fn pushed(line: &mut Line, command: &str) -> (Value, bool) {
    let answer = push(line, &[command.to_owned()]).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    let answer = answer.json::<Value>()["answers"][0].clone();
    (answer["verdict"].clone(), answer["replay"] == true)
}
