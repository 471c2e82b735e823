//! Evidence, and what a phone holds the shop to.

use super::Leaves;
use crate::ids::ShopId;
use crate::jws::{KeySet, b64, shop_signing_input};
use crate::receipt::ReceiptError;
use crate::receipt::tests::{receipt, sign};
use crate::receipt_log::evidence::{self, Evidence, EvidenceError, InLog};
use crate::receipt_log::memory::{LogMemory, Meeting, Seen};
use crate::receipt_log::tree::{consistency, inclusion};
use crate::receipt_log::{Checkpoint, LogHash, LogHead, TYP, leaf};
use crate::time::Timestamp;
use ed25519_dalek::{Signer, SigningKey};

/// Evidence of a receipt in a log of five, and the key set it verifies by.
fn evidence() -> (Evidence, ShopId, KeySet) {
    let bought = receipt(2);
    let (jws, keys) = sign(&bought.canonical_bytes());
    let mut log = Leaves::counted(5);
    log.0[3] = leaf(&jws);
    let checkpoint = checkpoint(&log.head(5));
    let proof = inclusion(&log, 3, 5).unwrap().unwrap();
    (Evidence::new(jws, Some(InLog { checkpoint, proof })), bought.shop, keys)
}

fn checkpoint(head: &LogHead) -> String {
    let shop = "warung".parse().unwrap();
    let at = Timestamp::from_millis(1_795_320_000_000);
    let said = Checkpoint { v: Checkpoint::FORMAT, shop, size: head.size, root: head.root, at };
    let key = SigningKey::from_bytes(&[5; 32]);
    let input = shop_signing_input(TYP, &"k1".parse().unwrap(), &said.canonical_bytes());
    format!("{input}.{}", b64(&key.sign(input.as_bytes()).to_bytes()))
}

// Holds R6.
#[test]
fn evidence_holds_without_asking_anybody() {
    let (evidence, shop, keys) = evidence();
    let verified = Evidence::read(&evidence.text()).unwrap().verify(&shop, &keys).unwrap();
    assert_eq!(verified.checkpoint.unwrap().size, 5);
    let alone = Evidence::read(&format!("https://warung.example/verify#{}\n", evidence.receipt));
    let verified = alone.unwrap().verify(&shop, &keys).unwrap();
    assert_eq!((verified.receipt.total, verified.checkpoint), (receipt(2).total, None));

    let mut moved = evidence.clone();
    moved.log.as_mut().unwrap().proof.position = 2;
    assert_eq!(moved.verify(&shop, &keys), Err(EvidenceError::NotInLog));
    let lain: ShopId = "toko-lain".parse().unwrap();
    assert_eq!(
        evidence.verify(&lain, &keys),
        Err(EvidenceError::Receipt(ReceiptError::OtherShop(shop.clone())))
    );
    let unknown = evidence.verify(&shop, &KeySet::default()).unwrap_err();
    assert!(unknown.is_unknown_key());
    for nonsense in ["", "{}", "{\"typ\":\"warung-receipt\"}"] {
        assert_eq!(Evidence::read(nonsense), Err(EvidenceError::Unreadable), "{nonsense}");
    }
    let long = "x".repeat(evidence::MAX_BYTES + 1);
    assert_eq!(Evidence::read(&long), Err(EvidenceError::TooLong));
}

/// Every bit of the text, one after the other.
// Holds R3, R6.
#[test]
fn evidence_with_any_one_bit_flipped_is_refused_with_a_reason() {
    let (evidence, shop, keys) = evidence();
    for text in [evidence.text(), evidence.receipt] {
        for bit in 0..text.len() * 8 {
            let mut bytes = text.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            // What is no longer UTF-8 is no text that a person could paste.
            let Ok(flipped) = String::from_utf8(bytes) else { continue };
            let verified = Evidence::read(&flipped).and_then(|read| read.verify(&shop, &keys));
            let reason = verified.expect_err(&flipped).to_string();
            assert!(!reason.is_empty());
        }
    }
}

fn seen(log: &Leaves, size: u64) -> Seen {
    let head = log.head(size);
    Seen { jws: checkpoint(&head), head }
}

// Holds R7.
#[test]
fn a_phone_notices_a_history_that_was_rewritten() {
    let log = Leaves::counted(20);
    let mut other = Leaves::counted(20);
    other.0[4] = LogHash::leaf(b"another receipt");
    let now = Timestamp::from_millis(1);

    let mut memory = LogMemory::default();
    assert_eq!(memory.meet(&seen(&log, 7)), Meeting::Agrees, "the first is believed");
    memory.remember(seen(&log, 7));
    assert_eq!(memory.meet(&seen(&log, 7)), Meeting::Agrees);
    assert_eq!(memory.meet(&seen(&other, 7)), Meeting::Contradicts);

    assert_eq!(memory.meet(&seen(&log, 12)), Meeting::Ask { from: 7, to: 12 });
    let path = consistency(&log, 7, 12).unwrap().unwrap();
    assert!(memory.connects(&seen(&log, 12), &path));
    let forged = consistency(&other, 7, 12).unwrap().unwrap();
    assert!(!memory.connects(&seen(&other, 12), &forged));
    let rewritten = memory.rewritten(seen(&other, 12), now).unwrap();
    assert_eq!((rewritten.known.head.size, rewritten.met.head.size), (7, 12));

    memory.remember(seen(&log, 12));
    assert_eq!(memory.meet(&seen(&log, 7)), Meeting::Agrees, "met before");
    // An older checkpoint that comes late, with an order of long ago.
    assert_eq!(memory.meet(&seen(&log, 3)), Meeting::Ask { from: 3, to: 12 });
    assert!(memory.connects(&seen(&log, 3), &consistency(&log, 3, 12).unwrap().unwrap()));
    memory.remember(seen(&log, 3));
    assert_eq!(memory.newest().unwrap().head.size, 12);

    // A shop whose data were put back as they were long ago.
    assert_eq!(memory.meet(&seen(&log, 7)), Meeting::Agrees);
    assert_eq!(memory.meet_newest(&seen(&log, 7)), Meeting::Ask { from: 7, to: 12 });
    assert_eq!(memory.meet_newest(&seen(&log, 0)), Meeting::Ask { from: 0, to: 12 });
    assert_eq!(memory.meet_newest(&seen(&log, 12)), Meeting::Agrees);
}
