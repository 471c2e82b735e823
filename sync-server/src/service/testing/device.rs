//! A phone that signs commands as WebCrypto does.

use super::START;
use crate::storage::DeviceRecord;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use std::sync::atomic::{AtomicU64, Ordering};
use warung_domain::command::envelope::{seal, signing_input};
use warung_domain::command::{Command, CommandBody};
use warung_domain::ids::{AccountId, CommandId, DeviceId};
use warung_domain::jws::{Jwk, b64};
use warung_domain::protocol::PROTOCOL_VERSION;

/// A phone with its key.
pub struct TestDevice {
    pub id: DeviceId,
    pub key: Jwk,
    pair: EcdsaKeyPair,
    seq: AtomicU64,
    /// Makes ids of different devices differ.
    tag: u8,
}

impl TestDevice {
    pub fn new(tag: u8) -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap();
        let point = pair.public_key().as_ref();
        let key = Jwk {
            kty: "EC".into(),
            crv: "P-256".into(),
            x: b64(&point[1..33]),
            y: Some(b64(&point[33..])),
            kid: None,
        };
        Self { id: key.thumbprint().unwrap(), key, pair, seq: AtomicU64::new(0), tag }
    }

    /// A command with the next sequence number and an id of its own.
    pub fn command(&self, body: CommandBody) -> Command {
        let seq = self.seq.fetch_add(1, Ordering::SeqCst) + 1;
        let mut random = [self.tag; 10];
        random[2..].copy_from_slice(&seq.to_be_bytes());
        Command {
            v: PROTOCOL_VERSION,
            shop: "warung".parse().unwrap(),
            id: CommandId::mint(START, &random),
            device: self.id.clone(),
            seq,
            at: START,
            body,
        }
    }

    /// The frozen bytes.
    pub fn sign(&self, command: &Command) -> String {
        let input = signing_input(command);
        let signature = self.pair.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
        seal(&input, signature.as_ref())
    }

    pub fn bound_to(&self, account: AccountId) -> DeviceRecord {
        DeviceRecord {
            id: self.id.clone(),
            account,
            key: self.key.clone(),
            last_seq: 0,
            last_seen: START,
        }
    }
}
