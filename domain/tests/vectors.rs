//! Receipts, checkpoints and proofs from fixed keys, as committed in
//! `tests/vectors/receipts.json` for programs of others to verify. What is made today
//! has to be, byte for byte, what was committed: documents once signed stay valid.
//!
//! `WARUNG_WRITE_VECTORS=1 cargo test -p warung-domain --test vectors` writes the file
//! anew, which only a new kind of document should need.

#![expect(clippy::unwrap_used, reason = "a vector that cannot be made is a broken test")]

use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::path::PathBuf;
use warung_domain::ids::{AccountId, CommandId, KeyId, OrderId, ReceiptId, ShopId};
use warung_domain::jws::{Jwk, KeySet, b64, shop_signing_input};
use warung_domain::money::{Currency, Money};
use warung_domain::payment::PaymentMethod;
use warung_domain::pricing::{Adjustment, AdjustmentReason, IncludedTax, PricedLine};
use warung_domain::receipt::on_paper::{self, DICTIONARY, Packed, Shown, packed};
use warung_domain::receipt::{self, Correction, Kind, PaymentProof, Receipt, verify};
use warung_domain::receipt_log::evidence::{Evidence, InLog};
use warung_domain::receipt_log::tree::{self, Nodes};
use warung_domain::receipt_log::{self, Checkpoint, LogHash, leaf, proof};
use warung_domain::time::Timestamp;

const FIRST: Timestamp = Timestamp::from_millis(1_795_320_000_000);

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/receipts.json")
}

fn rp(minor: i64) -> Money {
    Money::new(minor, Currency::IDR)
}

fn shop() -> ShopId {
    "warung".parse().unwrap()
}

/// The key the shop began with, and the one it signs with now.
struct Keys([(KeyId, SigningKey); 2]);

impl Keys {
    fn fixed() -> Self {
        Self(
            [("shop-old", [1; 32]), ("shop-new", [2; 32])]
                .map(|(name, seed)| (name.parse().unwrap(), SigningKey::from_bytes(&seed))),
        )
    }

    fn sign(&self, key: usize, typ: &str, payload: &[u8]) -> String {
        let (kid, key) = &self.0[key];
        let input = shop_signing_input(typ, kid, payload);
        format!("{input}.{}", b64(&key.sign(input.as_bytes()).to_bytes()))
    }

    fn published(&self) -> KeySet {
        let newest_first = self.0.iter().rev();
        let keys = newest_first
            .map(|(kid, key)| Jwk::ed25519(kid.clone(), key.verifying_key().as_bytes()));
        KeySet { keys: keys.collect() }
    }
}

fn bought(number: u8) -> Receipt {
    let at = FIRST.plus_seconds(i64::from(number) * 60);
    let goods = rp(68_000).times(number.into()).unwrap();
    let total = goods.checked_add(rp(9_000)).unwrap().checked_add(rp(-9_000)).unwrap();
    Receipt {
        v: 1,
        kind: Kind::Receipt,
        id: ReceiptId::mint(at, &[number; 10]),
        number: format!("dapur/2026/{number:06}"),
        shop: shop(),
        shop_name: "Warung".into(),
        seller: "dapur".parse().unwrap(),
        seller_name: "Dapur \"Bu Tini\" \u{1f373}\u{e9}\u{20ac}\u{7f}\n".into(),
        buyer: AccountId::mint(at, &[100; 10]),
        buyer_name: "Sari \\ Ayu \u{2028}".into(),
        buyer_phone: "+62812\u{2022}\u{2022}\u{2022}\u{2022}0001".into(),
        order: OrderId::mint(at, &[number; 10]),
        order_number: format!("W-{number:06}"),
        command: CommandId::mint(at, &[number; 10]),
        issued_at: at,
        offset_minutes: 420,
        lines: vec![PricedLine {
            product: "kopi".parse().unwrap(),
            variant: "250g".parse().unwrap(),
            seller: "dapur".parse().unwrap(),
            name: "Kopi Gayo".into(),
            quantity: number.into(),
            unit_price: rp(68_000),
            unit_list_price: number.is_multiple_of(2).then(|| rp(72_000)),
        }],
        goods,
        shipping: rp(9_000),
        adjustments: vec![Adjustment {
            reason: AdjustmentReason::FreeShipping,
            amount: rp(-9_000),
        }],
        tax_included: Some(IncludedTax { label: "PPN 11%".into(), amount: rp(7_135) }),
        total,
        payment: PaymentProof {
            method: PaymentMethod::VaBca,
            reference: format!("TRX{number}"),
            paid_at: at,
            order_paid: total,
            rate: None,
            provisional_until: None,
        },
        previous: None,
        correction: None,
    }
}

fn went_back(of: &Receipt, kind: Kind, number: u8) -> Receipt {
    let at = FIRST.plus_seconds(i64::from(number) * 60);
    let (order_amount, reference) = (of.payment.order_paid, format!("RF{number}"));
    let correction = Correction { at, order_amount, reference };
    let id = ReceiptId::mint(at, &[number; 10]);
    of.corrected(kind, correction, id, format!("dapur/2026/{number:06}"), at)
}

/// A log that hashes everything anew.
struct Leaves(Vec<LogHash>);

impl Nodes for Leaves {
    type Error = Infallible;

    fn node(&self, level: u32, position: u64) -> Result<LogHash, Infallible> {
        if level == 0 {
            return Ok(self.0[usize::try_from(position).unwrap()]);
        }
        let left = self.node(level - 1, position * 2)?;
        Ok(LogHash::node(left, self.node(level - 1, position * 2 + 1)?))
    }
}

fn documents(keys: &Keys) -> Vec<(Receipt, String)> {
    let mut all: Vec<Receipt> = (1..=5).map(bought).collect();
    all.push(went_back(&all[1], Kind::Refund, 6));
    all.push(went_back(&all[3], Kind::ChargeBack, 7));
    let signed = all.into_iter().enumerate().map(|(index, document)| {
        // The key was changed after the second.
        let jws = keys.sign(usize::from(index > 1), receipt::TYP, &document.canonical_bytes());
        (document, jws)
    });
    signed.collect()
}

fn made() -> Value {
    let keys = Keys::fixed();
    let documents = documents(&keys);
    let log = Leaves(documents.iter().map(|(_, jws)| leaf(jws)).collect());
    let size = documents.len() as u64;
    let signed = |size: u64| {
        let head = tree::head(&log, size).unwrap();
        let at = FIRST.plus_seconds(i64::try_from(size).unwrap() * 60);
        let said = Checkpoint { v: 1, shop: shop(), size, root: head.root, at };
        keys.sign(usize::from(size > 2), receipt_log::TYP, &said.canonical_bytes())
    };
    let checkpoints: Vec<Value> = (0..=size)
        .map(|size| json!({"size": size, "root": tree::head(&log, size).unwrap().root, "jws": signed(size)}))
        .collect();
    let mut inclusions = Vec::new();
    let mut consistency = Vec::new();
    for to in 1..=size {
        for from in 0..to {
            let proof = tree::inclusion(&log, from, to).unwrap().unwrap();
            inclusions.push(json!({"size": to, "position": from, "path": proof.path}));
            let path = tree::consistency(&log, from + 1, to).unwrap().unwrap();
            consistency.push(json!({"from": from + 1, "to": to, "path": path}));
        }
    }
    let proof = tree::inclusion(&log, 2, size).unwrap().unwrap();
    let jws = documents[2].1.clone();
    let evidence = Evidence::new(jws.clone(), Some(InLog { checkpoint: signed(size), proof }));
    let other = SigningKey::from_bytes(&[3; 32]);
    let input = jws.rsplit_once('.').unwrap().0;
    let forged = format!("{input}.{}", b64(&other.sign(input.as_bytes()).to_bytes()));
    let mut altered = jws.clone().into_bytes();
    let in_payload = jws.find('.').unwrap() + 40;
    altered[in_payload] = if altered[in_payload] == b'A' { b'B' } else { b'A' };
    let documents = documents.iter().map(|(document, jws)| {
        let payload = String::from_utf8(document.canonical_bytes()).unwrap();
        let Packed { version, digits } = packed(jws).unwrap();
        let on_paper = format!("{version}{digits}");
        json!({
            "id": document.id,
            "payload": payload,
            "jws": jws,
            "leaf": leaf(jws),
            "on_paper": on_paper,
        })
    });
    json!({
        "about": "Made by domain/tests/vectors.rs. Seeds of the keys: 32 bytes of 1 and of 2.",
        "shop": shop(),
        "dictionary": DICTIONARY,
        "keys": keys.published(),
        "documents": documents.collect::<Vec<_>>(),
        "checkpoints": checkpoints,
        "inclusions": inclusions,
        "consistency": consistency,
        "evidence": evidence.text(),
        "refused": [
            {"what": "signed by somebody else", "jws": forged},
            {"what": "altered", "jws": String::from_utf8(altered).unwrap()},
        ],
    })
}

// Holds R2, R5, R6.
#[test]
fn what_is_made_today_is_what_was_committed() {
    let made = made();
    if std::env::var_os("WARUNG_WRITE_VECTORS").is_some() {
        let text = serde_json::to_string_pretty(&made).unwrap() + "\n";
        std::fs::write(file(), text).unwrap();
    }
    let committed: Value = serde_json::from_slice(&std::fs::read(file()).unwrap()).unwrap();
    assert_eq!(committed, made);
}

// Holds R3, R6, R8, R9.
#[test]
fn what_was_committed_verifies() {
    let committed: Value = serde_json::from_slice(&std::fs::read(file()).unwrap()).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let keys: KeySet = serde_json::from_value(committed["keys"].clone()).unwrap();
    for document in committed["documents"].as_array().unwrap() {
        let read = verify(&text(&document["jws"]), &shop(), &keys).unwrap();
        assert_eq!(read.canonical_bytes(), text(&document["payload"]).into_bytes());
        let Ok(Shown::Whole(shown)) = on_paper::read(&text(&document["on_paper"])) else {
            panic!("the QR is not read")
        };
        assert_eq!(shown.receipt, text(&document["jws"]));
    }
    let head = |checkpoint: &Value| {
        Checkpoint::verify(&text(&checkpoint["jws"]), &shop(), &keys).unwrap().head()
    };
    let heads: Vec<_> = committed["checkpoints"].as_array().unwrap().iter().map(head).collect();
    let size = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    for found in committed["consistency"].as_array().unwrap() {
        let path: Vec<LogHash> = serde_json::from_value(found["path"].clone()).unwrap();
        let (from, to) = (&heads[size(&found["from"])], &heads[size(&found["to"])]);
        assert!(proof::continues(from, to, &path));
    }
    let evidence = Evidence::read(&text(&committed["evidence"])).unwrap();
    assert!(evidence.verify(&shop(), &keys).unwrap().checkpoint.is_some());
    for refused in committed["refused"].as_array().unwrap() {
        assert!(verify(&text(&refused["jws"]), &shop(), &keys).is_err());
    }
}
