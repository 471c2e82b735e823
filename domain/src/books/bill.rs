//! Money that passes through the shop to a partner.

use super::happening::COMMISSION;
use super::{Account, BooksError, Entry, Net, Posting, PostingKey};
use crate::ids::{BillerId, OrderId, SellerId};
use crate::money::{Money, MoneyError};
use crate::partner::{BillState, PartnerBill};
use crate::time::Timestamp;

fn negative(amount: Money) -> Result<Money, MoneyError> {
    Money::zero(amount.currency()).checked_sub(amount)
}

/// What `bill` has come to moves this; nothing where no money moves. `hands` is the drawer
/// that the cash comes into or goes out of.
pub fn bill_posting(
    bill: &PartnerBill,
    hands: &Account,
    at: Timestamp,
) -> Result<Option<Posting>, BooksError> {
    let total = bill.total;
    let relayed = Account::Relayed(bill.biller.clone());
    let back = negative(total)?;
    let (event, entries) = match &bill.state {
        BillState::Shown { .. } | BillState::Open { .. } => return Ok(None),
        BillState::Paid { .. } => {
            ("paid", vec![Entry::new(hands.clone(), total), Entry::new(relayed, back)])
        }
        BillState::Done { .. } => (
            "done",
            vec![
                Entry::new(relayed, total),
                Entry::new(Account::Partner(bill.biller.clone()), negative(bill.amount)?),
                Entry::new(Account::Fees, negative(bill.fee)?),
            ],
        ),
        BillState::Credited { .. } => {
            // Only a bill with a payer comes here.
            let Some(payer) = bill.payer else { return Ok(None) };
            let onto = Account::ShopperBalance(payer);
            ("credited", vec![Entry::new(relayed, total), Entry::new(onto, back)])
        }
        BillState::Owed { .. } => {
            ("owed", vec![Entry::new(relayed, total), Entry::new(Account::CashOwed, back)])
        }
        BillState::GivenBack { .. } => {
            let out_of = Entry::new(hands.clone(), back);
            ("given-back", vec![Entry::new(Account::CashOwed, total), out_of])
        }
    };
    let key = PostingKey::new(bill.reference(), event)?;
    Posting::new(key, None, at, entries).map(Some)
}

/// What whoever took the cash for a bill earns by it.
pub fn bill_commission(
    bill: &PartnerBill,
    to: &SellerId,
    amount: Money,
    at: Timestamp,
) -> Result<Posting, BooksError> {
    let key = PostingKey::new(bill.reference(), COMMISSION)?;
    let entries = vec![
        Entry::new(Account::Fees, amount),
        Entry::new(Account::Commission(to.clone()), negative(amount)?),
    ];
    Posting::new(key, None, at, entries)
}

/// What a partner is owed for an item of an order that it delivered; the seller bears it, who
/// was paid for the item.
pub fn delivered_item(
    reference: &str,
    order: OrderId,
    seller: &SellerId,
    biller: &BillerId,
    amount: Money,
    at: Timestamp,
) -> Result<Posting, BooksError> {
    let key = PostingKey::new(reference, "relayed")?;
    let entries = vec![
        Entry::new(Account::Seller(seller.clone()), amount),
        Entry::new(Account::Partner(biller.clone()), negative(amount)?),
    ];
    Posting::new(key, Some(order), at, entries)
}

/// How the books of a bill differ from what it has come to, if they do.
pub fn bill_disagreement(
    bill: &PartnerBill,
    booked: &[Posting],
) -> Result<Option<String>, BooksError> {
    let paid = |state| PartnerBill { state, ..bill.clone() };
    let at = Timestamp::from_millis(0);
    let before = match &bill.state {
        BillState::Shown { .. } | BillState::Open { .. } => Vec::new(),
        BillState::Paid { .. } => vec![bill.clone()],
        BillState::Done { .. } | BillState::Credited { .. } | BillState::Owed { .. } => {
            vec![paid(BillState::Paid { at }), bill.clone()]
        }
        BillState::GivenBack { .. } => vec![
            paid(BillState::Paid { at }),
            paid(BillState::Owed { at, reason: String::new() }),
            bill.clone(),
        ],
    };
    let mut due = Vec::new();
    for bill in &before {
        due.extend(bill_posting(bill, &Account::Bank, at)?);
    }
    // Whose drawer it was is no part of what a bill says, and neither is what they earned.
    let own = |posting: &&Posting| posting.key().kind() != COMMISSION;
    let (is, should) = (in_hands(booked.iter().filter(own))?, in_hands(&due)?);
    Ok((is != should)
        .then(|| format!("bill {} is {}; its books differ", bill.number, bill.state.name())))
}

fn in_hands<'a>(postings: impl IntoIterator<Item = &'a Posting>) -> Result<Net, MoneyError> {
    let mut net = Net::default();
    for entry in postings.into_iter().flat_map(Posting::entries) {
        let account = match &entry.account {
            Account::Drawer(..) | Account::Cash(_) => Account::Bank,
            Account::Debt(shopper) => Account::ShopperBalance(*shopper),
            account => account.clone(),
        };
        net.add(&account, entry.amount)?;
    }
    Ok(net)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::AccountId;
    use crate::lang::Localized;
    use crate::money::Currency;
    use crate::partner::{BillEvent, Proof};
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000);

    fn bill(amount: i64, fee: i64, payer: Option<AccountId>) -> PartnerBill {
        let rp = |minor| Money::new(minor, Currency::IDR);
        PartnerBill {
            id: OrderId::mint(NOW, &[1; 10]),
            number: "T-000001".into(),
            biller: "listrik".parse().unwrap(),
            biller_name: Localized::default(),
            customer: "14235678901".into(),
            name: "B•••".into(),
            description: String::new(),
            quote: String::new(),
            amount: rp(amount),
            fee: rp(fee),
            total: rp(amount + fee),
            payer,
            drawer: None,
            state: BillState::Shown { at: NOW },
        }
    }

    fn event() -> impl Strategy<Value = BillEvent> {
        let proof = Proof { serial: "s".into(), token: None };
        prop_oneof![
            Just(BillEvent::Opened { until: NOW }),
            Just(BillEvent::Paid { at: NOW }),
            Just(BillEvent::Done { at: NOW, proof }),
            Just(BillEvent::Refused { at: NOW, reason: "no".into() }),
            Just(BillEvent::GivenBack { at: NOW }),
        ]
    }

    proptest! {
        // Holds T6.
        #[test]
        fn whatever_happens_to_a_bill_its_money_is_somewhere_once(
            events in prop::collection::vec(event(), 0..12),
            amount in 1..10_000_000_i64,
            fee in 0..10_000_i64,
            has_payer in any::<bool>(),
        ) {
            let payer = has_payer.then(|| AccountId::mint(NOW, &[7; 10]));
            let mut bill = bill(amount, fee, payer);
            let drawer = Account::Drawer("dapur".parse().unwrap(), "key-1".parse().unwrap());
            let mut booked: Vec<Posting> = Vec::new();
            for event in events {
                let Ok(next) = bill.clone().apply(event) else { continue };
                bill = next;
                if let Some(posting) = bill_posting(&bill, &drawer, NOW).unwrap() {
                    prop_assert!(booked.iter().all(|it| it.key() != posting.key()));
                    booked.push(posting);
                }
                prop_assert_eq!(bill_disagreement(&bill, &booked), Ok(None));
            }
            let net = Net::of(&booked).unwrap();
            let on = |account: &Account| net.on(account, Currency::IDR).minor();
            let is_waiting = matches!(bill.state, BillState::Paid { .. });
            prop_assert_eq!(on(&Account::Relayed(bill.biller.clone())) != 0, is_waiting);
            prop_assert!(on(&drawer) == 0 || on(&drawer) == amount + fee);
            if !booked.is_empty() {
                // A posting that is missing is found.
                prop_assert!(bill_disagreement(&bill, &booked[1..]).unwrap().is_some());
            }
        }
    }
}
