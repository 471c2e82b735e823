//! What is booked, told in single stories.

use super::tests::{History, NOW, buyer, order, paid, rp, seller};
use super::*;
use crate::ids::CommandId;
use crate::money::{Currency, Money};
use crate::order::OrderState;
use crate::payment::{PaymentEvent, PaymentMethod, PaymentState};
use crate::payment::{Stray, StrayEvent, StrayMoney, StrayState};

// Holds B2.
#[test]
fn provisional_money_is_nobodys_until_its_window_closes() {
    let order =
        order(&[111_000, 22_200], Currency::IDR, OrderState::Accepted, PaymentMethod::Indomaret);
    let mut history = History::new(order);
    let event = paid(&history.order, true);
    history.apply(event);
    let on = |history: &History, account| history.net().on(&account, Currency::IDR).minor();
    assert_eq!(on(&history, Account::Provisional), -133_200);
    assert_eq!(on(&history, Account::Seller(seller(0))), 0);
    history.apply(PaymentEvent::WindowClosed { at: NOW });
    assert_eq!(on(&history, Account::Provisional), 0);
    assert_eq!(on(&history, Account::Seller(seller(0))), -100_000);
    assert_eq!(on(&history, Account::Tax(seller(0))), -11_000);
    assert_eq!(on(&history, Account::Seller(seller(1))), -20_000);
    assert_eq!(on(&history, Account::Gateway(PaymentMethod::Indomaret)), 133_200);
}

// Holds B5.
#[test]
fn money_for_an_order_that_was_called_off_is_owed_to_the_shopper() {
    let order = order(&[5_000], Currency::IDR, OrderState::Cancelled, PaymentMethod::VaBca);
    let mut history = History::new(order);
    let event = paid(&history.order, false);
    history.apply(event);
    let owed = Account::Owed(buyer());
    assert_eq!(history.net().on(&owed, Currency::IDR).minor(), -5_000);
    let out_of = Account::Bank;
    let give = |minor, reference: &str| Happening::GivenBack {
        amount: rp(minor),
        out_of: out_of.clone(),
        reference: reference.into(),
    };
    let refused = history.hear(give(5_001, "1"));
    assert_eq!(refused, Err(BooksError::TooMuch { wanted: 5_001, there: 5_000 }));
    history.hear(give(5_000, "1")).unwrap();
    assert!(history.net().on(&owed, Currency::IDR).is_zero());
}

// Holds B1.
#[test]
fn what_does_not_balance_is_no_posting() {
    let key = || PostingKey::new("o-1", "paid").unwrap();
    let entry = |account, amount| Entry::new(account, amount);
    let got = Posting::new(key(), None, NOW, vec![entry(Account::Bank, rp(1))]);
    assert_eq!(got, Err(BooksError::Unbalanced { currency: Currency::IDR, left: 1 }));
    // Zero over all, and not in each currency.
    let riyal = Money::new(-1, Currency::SAR);
    let mixed = vec![entry(Account::Bank, rp(1)), entry(Account::Exchange, riyal)];
    assert!(matches!(Posting::new(key(), None, NOW, mixed), Err(BooksError::Unbalanced { .. })));
    let nothing = vec![entry(Account::Bank, rp(0))];
    assert_eq!(Posting::new(key(), None, NOW, nothing), Err(BooksError::Empty));
    let large = vec![entry(Account::Bank, rp(i64::MAX)), entry(Account::Bank, rp(1))];
    assert!(matches!(Posting::new(key(), None, NOW, large), Err(BooksError::Money(_))));
}

#[test]
fn less_than_was_due_pays_nothing() {
    let order = order(&[5_000], Currency::IDR, OrderState::Accepted, PaymentMethod::VaBca);
    let mut history = History::new(order);
    let into = Account::Gateway(PaymentMethod::VaBca);
    let short = history.hear(Happening::Paid { paid: rp(4_999), into: into.clone() });
    assert_eq!(short, Err(BooksError::Short { paid: 4_999, due: 5_000 }));
    history.hear(Happening::Paid { paid: rp(5_200), into: into.clone() }).unwrap();
    assert_eq!(history.net().on(&Account::Owed(buyer()), Currency::IDR).minor(), -200);
    history.hear(Happening::FeeKept { amount: rp(100), by: PaymentMethod::VaBca }).unwrap();
    assert_eq!(history.net().on(&into, Currency::IDR).minor(), 5_100);
    assert_eq!(history.net().on(&Account::Fees, Currency::IDR).minor(), 100);
}

#[test]
fn a_sale_over_the_counter_is_the_sellers() {
    let command = CommandId::mint(NOW, &[3; 10]);
    let posting = sale(command, &seller(0), rp(111), rp(11), NOW).unwrap().unwrap();
    let net = Net::of([&posting]).unwrap();
    assert_eq!(net.on(&Account::Cash(seller(0)), Currency::IDR).minor(), 111);
    assert_eq!(net.on(&Account::Seller(seller(0)), Currency::IDR).minor(), -100);
    assert_eq!(net.on(&Account::Tax(seller(0)), Currency::IDR).minor(), -11);
    assert_eq!(posting.key().to_string(), format!("{command}/sale"));
    assert_eq!(sale(command, &seller(0), rp(0), rp(0), NOW), Ok(None));
    assert_eq!(posting.key().to_string().parse(), Ok(posting.key().clone()));
    for key in ["", "/paid", "o-1", "o-1/"] {
        assert!(key.parse::<PostingKey>().is_err(), "{key}");
    }
}

// Holds B3.
#[test]
fn one_sellers_refund_is_borne_by_that_seller_alone() {
    let order =
        order(&[111_000, 22_200], Currency::IDR, OrderState::Accepted, PaymentMethod::VaBca);
    let mut history = History::new(order);
    let event = paid(&history.order, false);
    history.apply(event);
    let refund = |in_all, out_of: Account| Happening::Refunded {
        in_all: rp(in_all),
        out_of,
        parcel: Some(seller(1)),
    };
    history.hear(refund(11_100, Account::Bank)).unwrap();
    let on = |history: &History, account| history.net().on(&account, Currency::IDR).minor();
    assert_eq!(on(&history, Account::Seller(seller(0))), -100_000);
    assert_eq!(on(&history, Account::Seller(seller(1))), -10_000);
    assert_eq!(on(&history, Account::Tax(seller(1))), -1_100);
    assert_eq!(on(&history, Account::Bank), -11_100);
    let too_much = history.hear(refund(11_100 + 11_101, Account::Bank));
    assert_eq!(too_much, Err(BooksError::TooMuch { wanted: 11_101, there: 11_100 }));
    history.hear(refund(22_200, Account::ShopperBalance(buyer()))).unwrap();
    assert_eq!(on(&history, Account::Seller(seller(1))), 0);
    assert_eq!(on(&history, Account::Tax(seller(1))), 0);
    history.order.payment =
        PaymentState::Refunded { at: NOW, amount: rp(22_200), paid: Some(rp(133_200)) };
    assert_eq!(history.deal().disagreement(&history.booked), Ok(None));
    history.order.payment =
        PaymentState::Refunded { at: NOW, amount: rp(22_199), paid: Some(rp(133_200)) };
    assert!(history.deal().disagreement(&history.booked).unwrap().is_some());
}

// Holds B5.
#[test]
fn stray_money_is_the_shoppers_until_it_has_gone() {
    let order = order(&[5_000], Currency::IDR, OrderState::Accepted, PaymentMethod::VaBca);
    let mut history = History::new(order);
    let held = StrayMoney {
        payment: "o-1".into(),
        method: PaymentMethod::VaBca,
        why: Stray::Late,
        amount: rp(5_000),
        at: NOW,
        state: StrayState::Held { until: NOW },
    };
    let credited = held.clone().apply(StrayEvent::WindowClosed { at: NOW }).unwrap();
    let steps = [(None, &held), (Some(&held), &held), (Some(&held), &credited)];
    for (before, after) in steps {
        for happening in stray_happenings(before, after, buyer()) {
            history.hear(happening).unwrap();
        }
    }
    assert_eq!(stray_happenings(Some(&credited), &credited, buyer()), []);
    let on = |account| history.net().on(&account, Currency::IDR).minor();
    assert_eq!(on(Account::Gateway(PaymentMethod::VaBca)), 5_000);
    assert_eq!(on(Account::ShopperBalance(buyer())), -5_000);
    assert_eq!(on(Account::Owed(buyer())), 0);
}
