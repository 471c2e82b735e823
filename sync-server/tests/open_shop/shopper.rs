//! A shopper's phone: a session, a key, and orders signed with it.

use reqwest::{Client, Response, header};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};
use warung_domain::command::envelope::{seal, signing_input};
use warung_domain::command::{Command, CommandBody};
use warung_domain::ids::{CommandId, DeviceId};
use warung_domain::jws::{Jwk, b64, split_compact, unb64};
use warung_domain::time::Timestamp;

pub struct Shopper {
    api: String,
    cookie: String,
    client: Client,
    pair: EcdsaKeyPair,
    device: DeviceId,
    seq: u64,
}

impl Shopper {
    /// Signs in and binds a new device.
    pub async fn sign_in(url: &str, phone: &str, password: &str) -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap();
        let point = pair.public_key().as_ref();
        let (x, y) = (b64(&point[1..33]), Some(b64(&point[33..])));
        let key = Jwk { kty: "EC".into(), crv: "P-256".into(), x, y, kid: None };
        let device = key.thumbprint().unwrap();

        let (api, client) = (format!("{url}/api/v1"), Client::new());
        let wanted = json!({"phone": phone, "password": password});
        let answer = client.post(format!("{api}/session")).json(&wanted).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let mut shopper = Self { api, cookie, client, pair, device, seq: 0 };
        shopper.post("/devices", &json!({"public_key": key})).await;
        shopper
    }

    /// Orders one piece for pick-up and gives the order's id.
    pub async fn order_one(&mut self, product: &str, payment: &str) -> String {
        let manifest = self.get("/catalog/manifest").await.text().await.unwrap();
        let payload = unb64(split_compact(&manifest).unwrap().payload).unwrap();
        let manifest: Value = serde_json::from_slice(&payload).unwrap();
        let price = 29_500;
        let body = json!({
            "place-order": {
                "lines": [{"p": product, "t": "default", "n": 1, "u": price}],
                "delivery": "ambil", "address": null, "payment": payment,
                "total": {"minor": price, "currency": "IDR"},
                "epoch": manifest["epoch"], "rev": manifest["head"], "note": "",
            },
        });
        let body: CommandBody = serde_json::from_value(body).unwrap();
        self.seq += 1;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
        let at = Timestamp::from_millis(i64::try_from(now).unwrap());
        let id = CommandId::mint(at, &[7; 10]);
        let (device, seq) = (self.device.clone(), self.seq);
        let shop = "warung".parse().unwrap();
        let input = signing_input(&Command { v: 1, shop, id, device, seq, at, body });
        let signature = self.pair.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
        let push = json!({"v": 1, "commands": [seal(&input, signature.as_ref())]});
        let answer = self.post("/commands", &push).await;
        assert_eq!(answer["answers"][0]["verdict"], "applied", "{answer}");
        id.to_string()
    }

    /// What became of the money for an order.
    pub async fn payment_of(&mut self, order: &str) -> Value {
        let mine: Value = self.get("/me/changes?since=0").await.json().await.unwrap();
        let orders = mine["orders"].as_array().unwrap();
        let found = orders.iter().find(|view| view["order"]["id"] == order);
        found.unwrap_or_else(|| panic!("{mine}"))["order"]["payment"].clone()
    }

    pub async fn listen(&mut self) -> Hints {
        Hints { stream: self.get("/me/events").await, read: String::new() }
    }

    async fn get(&self, path: &str) -> Response {
        let url = format!("{}{path}", self.api);
        let answer = self.client.get(url).header("cookie", &self.cookie).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer
    }

    async fn post(&mut self, path: &str, body: &Value) -> Value {
        let url = format!("{}{path}", self.api);
        let request = self.client.post(url).header("cookie", &self.cookie).json(body);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    }
}

/// The stream that says when to pull.
pub struct Hints {
    stream: Response,
    read: String,
}

impl Hints {
    /// Waits for the next hint.
    pub async fn next(&mut self) {
        loop {
            if let Some(end) = self.read.find("\n\n") {
                let event: String = self.read.drain(..end + 2).collect();
                if event.contains("event: pull") {
                    return;
                }
                continue;
            }
            let chunk = self.stream.chunk().await.unwrap().expect("the stream goes on");
            self.read.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}
