//! Receipts that verify, and every reason why one does not.

use super::*;
use crate::ids::KeyId;
use crate::jws::{Jwk, b64, shop_signing_input};
use crate::money::Currency;
use ed25519_dalek::{Signer, SigningKey};
use proptest::prelude::*;

fn rp(minor: i64) -> Money {
    Money::new(minor, Currency::IDR)
}

pub(crate) fn receipt(quantity: u32) -> Receipt {
    let at = Timestamp::from_millis(1_795_320_000_000);
    let goods = rp(68_000).times(quantity.into()).unwrap();
    Receipt {
        v: 1,
        kind: Kind::Receipt,
        id: ReceiptId::mint(at, &[1; 10]),
        number: "dapur/2026/000001".into(),
        shop: "warung".parse().unwrap(),
        shop_name: "Warung".into(),
        seller: "dapur".parse().unwrap(),
        seller_name: "Dapur Bu Tini".into(),
        buyer: AccountId::mint(at, &[2; 10]),
        buyer_name: "Sari \"Ayu\" é€😀".into(),
        buyer_phone: "+62812••••0001".into(),
        order: OrderId::mint(at, &[3; 10]),
        order_number: "W-1".into(),
        command: CommandId::mint(at, &[3; 10]),
        issued_at: at,
        offset_minutes: 420,
        lines: vec![PricedLine {
            product: "kopi".parse().unwrap(),
            variant: "default".parse().unwrap(),
            seller: "dapur".parse().unwrap(),
            name: "Kopi Gayo".into(),
            quantity,
            unit_price: rp(68_000),
            unit_list_price: None,
        }],
        goods,
        shipping: rp(9_000),
        adjustments: vec![],
        tax_included: None,
        total: goods.checked_add(rp(9_000)).unwrap(),
        payment: PaymentProof {
            method: PaymentMethod::Indomaret,
            reference: "TRX1".into(),
            paid_at: at,
            order_paid: rp(77_000),
            rate: None,
            provisional_until: None,
        },
        previous: None,
        correction: None,
    }
}

pub(crate) fn sign(payload: &[u8]) -> (String, KeySet) {
    let key = SigningKey::from_bytes(&[5; 32]);
    let kid: KeyId = "k1".parse().unwrap();
    let input = shop_signing_input(TYP, &kid, payload);
    let jws = format!("{input}.{}", b64(&key.sign(input.as_bytes()).to_bytes()));
    (jws, KeySet { keys: vec![Jwk::ed25519(kid, key.verifying_key().as_bytes())] })
}

// Holds R2, R3.
#[test]
fn a_receipt_verifies_for_both_sides() {
    let receipt = receipt(2);
    let (jws, keys) = sign(&receipt.canonical_bytes());
    assert_eq!(verify(&jws, &receipt.shop, &keys), Ok(receipt));
}

// Holds R3.
#[test]
fn each_refusal_has_its_reason() {
    let good = receipt(2);
    let (jws, keys) = sign(&good.canonical_bytes());
    let other: ShopId = "toko-lain".parse().unwrap();
    assert!(matches!(verify(&jws, &other, &keys), Err(ReceiptError::OtherShop(_))));

    let mut wrong = good.clone();
    wrong.total = rp(1);
    let (jws, keys) = sign(&wrong.canonical_bytes());
    assert_eq!(verify(&jws, &good.shop, &keys), Err(ReceiptError::Sum));

    let pretty = serde_json::to_vec_pretty(&good).unwrap();
    let (jws, keys) = sign(&pretty);
    assert_eq!(verify(&jws, &good.shop, &keys), Err(ReceiptError::NotCanonical));

    let (jws, keys) = sign(b"{}");
    assert_eq!(verify(&jws, &good.shop, &keys), Err(ReceiptError::Content));
}

fn refund(of: &Receipt) -> Receipt {
    let at = of.issued_at.plus_seconds(60);
    let correction =
        Correction { at, order_amount: of.payment.order_paid, reference: "RF1".into() };
    let id = ReceiptId::mint(at, &[9; 10]);
    of.corrected(Kind::Refund, correction, id, "dapur/2026/000002".into(), at)
}

// Holds R4.
#[test]
fn a_refund_is_a_document_of_its_own_that_names_the_receipt() {
    let bought = receipt(2);
    let back = refund(&bought);
    let (jws, keys) = sign(&back.canonical_bytes());
    let read = verify(&jws, &bought.shop, &keys).unwrap();
    assert_eq!((read.kind, read.previous), (Kind::Refund, Some(bought.id)));
    assert_eq!((read.total, &read.lines), (bought.total, &bought.lines));
    assert_eq!(read_own(&jws), Ok(back.clone()));

    for unlinked in [
        Receipt { previous: None, ..back.clone() },
        Receipt { correction: None, ..back.clone() },
        Receipt { kind: Kind::Receipt, ..back },
    ] {
        let (jws, keys) = sign(&unlinked.canonical_bytes());
        assert_eq!(verify(&jws, &bought.shop, &keys), Err(ReceiptError::Link));
    }
}

// Holds R1, R4: a top-up's document corrects nothing, and is corrected like any other.
#[test]
fn a_top_up_says_so_and_can_be_taken_back() {
    let filled = Receipt { kind: Kind::TopUp, ..receipt(1) };
    let (jws, keys) = sign(&filled.canonical_bytes());
    assert_eq!(verify(&jws, &filled.shop, &keys), Ok(filled.clone()));
    assert!(filled.kind.is_of_arrival() && !filled.kind.is_receipt());
    assert!(!filled.is_of_goods() && receipt(1).is_of_goods() && refund(&receipt(1)).is_of_goods());
    let back = refund(&filled);
    let (jws, keys) = sign(&back.canonical_bytes());
    assert_eq!(verify(&jws, &filled.shop, &keys).unwrap().previous, Some(filled.id));
    let linked = Receipt { kind: Kind::TopUp, ..back };
    let (jws, keys) = sign(&linked.canonical_bytes());
    assert_eq!(verify(&jws, &linked.shop, &keys), Err(ReceiptError::Link));
}

// Holds R4: what was signed before there were other kinds has one spelling, the old one.
#[test]
fn a_receipt_does_not_name_its_kind() {
    let bought = receipt(1);
    let text = String::from_utf8(bought.canonical_bytes()).unwrap();
    assert!(!text.contains("kind") && !text.contains("correction"), "{text}");
    let named = text.replacen("\"lines\"", "\"kind\":\"receipt\",\"lines\"", 1);
    let (jws, keys) = sign(named.as_bytes());
    assert_eq!(verify(&jws, &bought.shop, &keys), Err(ReceiptError::NotCanonical));
}

proptest! {
    // Holds R2.
    #[test]
    fn canonical_form_is_a_fixed_point(quantity in 1..900_u32) {
        let receipt = receipt(quantity);
        let bytes = receipt.canonical_bytes();
        let again: Receipt = serde_json::from_slice(&bytes).unwrap();
        prop_assert_eq!(again.canonical_bytes(), bytes);
    }
}
