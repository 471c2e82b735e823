//! The log of receipts: only added to, and its hashes are those of its leaves.

use super::{Engine, NOW, account, fresh, order};
use crate::storage::{ReadTxn, ReceiptRecord, ReceiptSearch, StorageError, Way, WriteTxn};
use warung_domain::ids::ReceiptId;
use warung_domain::jws::Jwk;
use warung_domain::receipt::{Cause, Correction, Kind};
use warung_domain::receipt_log::tree::{Nodes, consistency, head, inclusion};
use warung_domain::receipt_log::{LogHash, leaf, proof};

struct Stored<'a>(&'a dyn ReadTxn);

impl Nodes for Stored<'_> {
    type Error = StorageError;

    fn node(&self, level: u32, position: u64) -> Result<LogHash, StorageError> {
        self.0.receipt_log_node(level, position)
    }
}

pub(crate) fn receipt(number: u8) -> ReceiptRecord {
    ReceiptRecord {
        id: ReceiptId::mint(NOW, &[number; 10]),
        order: order(1).order.id,
        seller: "dapur".parse().unwrap(),
        number: format!("dapur/2026/{number:06}"),
        jws: format!("a.{number}.c"),
        issued_at: NOW,
    }
}

/// That the log holds these receipts, in this order, and can prove it.
pub(crate) fn holds(txn: &dyn ReadTxn, numbers: &[u8]) {
    let size = numbers.len() as u64;
    assert_eq!(txn.receipt_log_size(), Ok(size));
    let stored = Stored(txn);
    let whole = head(&stored, size).unwrap();
    for (position, number) in (0..).zip(numbers) {
        let receipt = receipt(*number);
        assert_eq!(txn.receipt_log_position(receipt.id), Ok(Some(position)));
        let way = inclusion(&stored, position, size).unwrap().unwrap();
        assert!(proof::includes(&whole, leaf(&receipt.jws), &way), "{number}");
        let earlier = head(&stored, position).unwrap();
        let path = consistency(&stored, position, size).unwrap().unwrap();
        assert!(proof::continues(&earlier, &whole, &path), "{position}");
    }
}

/// A search that leaves nothing of a seller's out.
pub(crate) fn everything(seller: &str) -> ReceiptSearch {
    ReceiptSearch {
        seller: seller.parse().unwrap(),
        words: None,
        amounts: None,
        kind: None,
        from: None,
        until: None,
        way: Way::NewestFirst { before: None },
    }
}

// Holds R11.
pub(super) async fn a_seller_finds_its_receipts_and_nobody_elses<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let issue = |txn: &mut dyn WriteTxn| {
        txn.put_account(&account(1))?;
        txn.put_order(&order(1))?;
        for number in 1..=5 {
            let seller = if number == 3 { "gudang" } else { "dapur" };
            let issued_at = NOW.plus_seconds(number.into());
            let seller = seller.parse().unwrap();
            txn.put_receipt(&ReceiptRecord { seller, issued_at, ..receipt(number) })?;
        }
        Ok(())
    };
    engine.write(issue).await.unwrap();
    let found = async |search: ReceiptSearch, limit: usize| -> Vec<u64> {
        let found = engine.read(move |txn| txn.archived_receipts(&search, limit)).await.unwrap();
        found.into_iter().map(|found| found.position).collect()
    };
    let dapur = everything("dapur");
    assert_eq!(found(dapur.clone(), 9).await, [4, 3, 1, 0]);
    assert_eq!(found(dapur.clone(), 2).await, [4, 3]);
    let way = Way::NewestFirst { before: Some(3) };
    assert_eq!(found(ReceiptSearch { way, ..dapur.clone() }, 9).await, [1, 0]);
    let way = Way::OldestFirst { after: None };
    assert_eq!(found(ReceiptSearch { way, ..dapur.clone() }, 9).await, [0, 1, 3, 4]);
    let way = Way::OldestFirst { after: Some(1) };
    assert_eq!(found(ReceiptSearch { way, ..dapur.clone() }, 9).await, [3, 4]);
    assert_eq!(found(everything("gudang"), 9).await, [2]);
    let words = Some("2026/000004".to_owned());
    assert_eq!(found(ReceiptSearch { words, ..dapur.clone() }, 9).await, [3]);
    let (from, until) = (Some(NOW.plus_seconds(2)), Some(NOW.plus_seconds(5)));
    assert_eq!(found(ReceiptSearch { from, until, ..dapur.clone() }, 9).await, [3, 1]);
    let kind = Some(Kind::Refund);
    assert!(found(ReceiptSearch { kind, ..dapur }, 9).await.is_empty());
}

// Holds R5.
pub(super) async fn every_receipt_is_the_next_leaf<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let begin = |txn: &mut dyn WriteTxn| {
        txn.put_account(&account(1))?;
        txn.put_order(&order(1)).map(drop)
    };
    engine.write(begin).await.unwrap();
    let mut numbers = Vec::new();
    for number in 1..=13 {
        engine.write(move |txn| txn.put_receipt(&receipt(number))).await.unwrap();
        // One that is undone leaves no leaf.
        let undone = engine.write(move |txn| {
            txn.put_receipt(&receipt(number + 100))?;
            Err::<(), _>(StorageError::Busy)
        });
        assert_eq!(undone.await, Err(StorageError::Busy));
        numbers.push(number);
        let expected = numbers.clone();
        engine
            .read(move |txn| {
                holds(txn, &expected);
                Ok(())
            })
            .await
            .unwrap();
    }
    engine.write(|txn| txn.put_receipt_log_checkpoint(12, "older")).await.unwrap();
    engine.write(|txn| txn.put_receipt_log_checkpoint(13, "newer")).await.unwrap();
    let newest = engine.read(|txn| txn.receipt_log_checkpoint()).await.unwrap();
    assert_eq!(newest, Some((13, "newer".to_owned())));
    let beyond = engine.read(|txn| txn.receipt_log_node(0, 13)).await;
    assert!(matches!(beyond, Err(StorageError::Damaged(_))));
}

// Holds R8.
pub(super) async fn keys_and_what_waits_for_one_are_kept<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let key = |name: &str, byte| Jwk::ed25519(name.parse().unwrap(), &[byte; 32]);
    let (first, second) = (key("k1", 1), key("k2", 2));
    let known = [second.clone(), first.clone()];
    engine
        .write(move |txn| {
            txn.put_account(&account(1))?;
            txn.put_order(&order(1))?;
            txn.put_signing_key(&first, NOW)?;
            txn.put_signing_key(&second, NOW.plus_seconds(1))?;
            // A name stands for one key, for ever.
            txn.put_signing_key(&key("k1", 3), NOW.plus_seconds(2))
        })
        .await
        .unwrap();
    assert_eq!(engine.read(|txn| txn.signing_keys()).await.unwrap(), known);

    let amount = order(1).order.breakdown.total;
    let cause = |reference: &str| {
        let (reference, kind) = (reference.to_owned(), Kind::Refund);
        let correction = Correction { at: NOW, order_amount: amount, reference };
        Cause::WentBack { kind, correction, seller: None }
    };
    let (one, two) = (cause("one"), cause("two"));
    let due = [one.clone(), two.clone()];
    engine
        .write(move |txn| {
            txn.put_due_receipt(order(1).order.id, &one)?;
            txn.put_due_receipt(order(1).order.id, &two)
        })
        .await
        .unwrap();
    for expected in due {
        let next = engine.read(|txn| txn.next_due_receipt()).await.unwrap().unwrap();
        assert_eq!((next.order, next.cause), (order(1).order.id, expected));
        engine.write(move |txn| txn.delete_due_receipt(next.number)).await.unwrap();
    }
    assert_eq!(engine.read(|txn| txn.next_due_receipt()).await.unwrap(), None);
}
