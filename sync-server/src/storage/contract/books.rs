//! What is booked stays, once, and adds up.

use super::*;
use warung_domain::books::{Account, Deal, Entry, Happening, Posting, PostingKey, sale};

/// What the first order costs in these tests.
fn paid(order: &OrderRecord, event: &str, amount: i64, account: Account) -> Posting {
    let key = PostingKey::new(order.attempt(), event).unwrap();
    let money = |minor| Money::new(minor, Currency::IDR);
    let entries =
        vec![Entry::new(Account::Bank, money(amount)), Entry::new(account, money(-amount))];
    Posting::new(key, Some(order.order.id), NOW, entries).unwrap()
}

// Holds B4.
pub(super) async fn what_is_booked_is_booked_once<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let first = paid(&order(1), "paid", 5, Account::Provisional);
    let other = paid(&order(1), "paid", 7, Account::Fees);
    let next = paid(&order(1), "charged-back", -5, Account::Provisional);
    let (a, b, c) = (first.clone(), other, next.clone());
    let added = engine
        .write(move |txn| {
            txn.put_account(&account(1))?;
            txn.put_order(&order(1))?;
            Ok([&a, &a, &b, &c].map(|posting| txn.put_posting(posting)))
        })
        .await
        .unwrap();
    assert_eq!(added, [Ok(true), Ok(false), Ok(false), Ok(true)]);
    let undone = paid(&order(1), "late", 9, Account::Fees);
    let refused = engine.write(move |txn| {
        txn.put_posting(&undone)?;
        Err::<(), _>(StorageError::Full)
    });
    assert_eq!(refused.await, Err(StorageError::Full));
    engine
        .read(move |txn| {
            assert_eq!(txn.postings_of(order(1).order.id)?, [first.clone(), next.clone()]);
            assert_eq!(txn.postings_of(order(2).order.id)?, []);
            let all = txn.postings_after(0, 9)?;
            let postings: Vec<_> = all.iter().map(|booked| booked.posting.clone()).collect();
            assert_eq!(postings, [first, next.clone()]);
            let second = txn.postings_after(all[0].seq, 1)?;
            assert_eq!(second[0].posting, next);
            let sums: Vec<_> = txn.balances()?;
            let sums = sums.iter().map(|it| (&it.account, it.debit.minor(), it.credit.minor()));
            let sums: Vec<_> = sums.collect();
            assert_eq!(sums, [(&Account::Bank, 5, 5), (&Account::Provisional, 5, 5)]);
            Ok(())
        })
        .await
        .unwrap();
}

// Holds B1.
pub(super) async fn a_seller_sees_what_touches_its_accounts<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let [dapur, gudang] = ["dapur", "gudang"].map(|id| id.parse().unwrap());
    let rp = |minor| Money::new(minor, Currency::IDR);
    let sales: Vec<Posting> = (1..=4_u8)
        .map(|number| {
            let seller = if number == 3 { &gudang } else { &dapur };
            let total = rp(i64::from(number) * 111);
            let tax = rp(i64::from(number) * 11);
            sale(command(number).id, seller, total, tax, NOW).unwrap().unwrap()
        })
        .collect();
    let stored = sales.clone();
    engine
        .write(move |txn| {
            for sale in &stored {
                txn.put_posting(sale)?;
            }
            Ok(())
        })
        .await
        .unwrap();
    engine
        .read(move |txn| {
            let newest = txn.postings_for_seller(&dapur, None, 2)?;
            let postings: Vec<_> = newest.iter().map(|booked| &booked.posting).collect();
            assert_eq!(postings, [&sales[3], &sales[1]]);
            let before = Some(newest[1].seq);
            let rest = txn.postings_for_seller(&dapur, before, 2)?;
            assert_eq!(rest.len(), 1);
            assert_eq!(rest[0].posting, sales[0]);
            let stood = |before| -> Outcome<Vec<i64>> {
                let balances = txn.balances_for_seller(&dapur, before)?;
                Ok(balances.iter().map(|it| it.debit.minor() - it.credit.minor()).collect())
            };
            // Cash, what is owed, tax.
            assert_eq!(stood(None)?, [777, -700, -77]);
            assert_eq!(stood(before)?, [111, -100, -11]);
            Ok(())
        })
        .await
        .unwrap();
}

// Holds B1.
pub(super) async fn an_account_tells_what_touched_it<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let rp = |minor| Money::new(minor, Currency::IDR);
    engine
        .write(move |txn| {
            txn.put_account(&account(1))?;
            txn.put_order(&order(1))?;
            for (event, amount, to) in
                [("a", 5, Account::Fees), ("b", 7, Account::Provisional), ("c", 9, Account::Fees)]
            {
                txn.put_posting(&paid(&order(1), event, amount, to))?;
            }
            Ok(())
        })
        .await
        .unwrap();
    engine
        .read(move |txn| {
            let newest = txn.postings_on(&Account::Fees, None, 1)?;
            assert_eq!(newest[0].posting.key().event(), "c");
            assert_eq!(newest[0].posting.entries().len(), 2, "whole postings");
            let before = Some(newest[0].seq);
            let rest = txn.postings_on(&Account::Fees, before, 9)?;
            assert_eq!(rest.len(), 1);
            assert_eq!(rest[0].posting.key().event(), "a");
            assert_eq!(txn.standing_on(&Account::Fees, Currency::IDR, None)?, rp(-14));
            assert_eq!(txn.standing_on(&Account::Fees, Currency::IDR, before)?, rp(-5));
            assert_eq!(txn.standing_on(&Account::Bank, Currency::IDR, None)?, rp(21));
            let riyal = txn.standing_on(&Account::Bank, Currency::SAR, None)?;
            assert_eq!(riyal, Money::zero(Currency::SAR));
            Ok(())
        })
        .await
        .unwrap();
}

// Holds B1, B3: what was taken back is there twice, once each way.
pub(super) async fn a_reversal_stands_beside_what_it_reverses<E: Engine>() {
    let (folder, engine) = fresh::<E>();
    let mut record = order(1);
    record.order.breakdown.total = Money::new(5_000, Currency::IDR);
    record.order.breakdown.parcels[0].total = Money::new(5_000, Currency::IDR);
    let stored = record.clone();
    engine
        .write(move |txn| {
            txn.put_account(&account(1))?;
            txn.put_order(&stored)?;
            let attempt = stored.attempt();
            let deal = Deal { order: &stored.order, buyer: stored.account, attempt: &attempt };
            let into = Account::Gateway(PaymentMethod::Indomaret);
            let paid = stored.order.breakdown.total;
            let happened = [
                Happening::PaidProvisionally { paid, into },
                Happening::WindowClosed,
                Happening::ChargedBack,
            ];
            for happening in happened {
                let earlier = txn.postings_of(stored.order.id)?;
                let posting = deal.book(&happening, NOW, &earlier)?.unwrap();
                assert_eq!(txn.put_posting(&posting), Ok(true));
            }
            Ok(())
        })
        .await
        .unwrap();
    drop(Arc::into_inner(engine).unwrap());
    let engine = E::open(folder.path());
    engine
        .read(move |txn| {
            assert_eq!(txn.postings_of(record.order.id)?.len(), 3);
            let balances = txn.balances()?;
            assert_eq!(balances.len(), 3);
            assert!(balances.iter().all(|it| it.debit == it.credit && !it.debit.is_zero()));
            Ok(())
        })
        .await
        .unwrap();
}
