//! Filling a balance: what comes onto it, what is spent of it, and what is taken back.

use super::tests::{NOW, buyer, event, order, paid, rp};
use super::*;
use crate::catalog::{Bearer, Fee};
use crate::money::{Currency, Money};
use crate::order::{Order, OrderState, Purpose};
use crate::payment::{PaymentEvent, PaymentMethod, PaymentState};
use crate::pricing::PriceBreakdown;
use proptest::prelude::*;

/// A top-up of which the shopper bears a fee of 2,500.
fn top_up(minor: i64, currency: Currency) -> Order {
    let fee = Fee { flat: 2_500, per_mille: 0, borne_by: Bearer::Shopper };
    let breakdown = PriceBreakdown::top_up(Money::new(minor, currency)).paid_by(&fee).unwrap();
    let plain = order(&[], currency, OrderState::Accepted, PaymentMethod::Indomaret);
    Order { purpose: Purpose::TopUp, breakdown, ..plain }
}

/// One shopper's balance: top-ups, each under its own name, and what is bought with it.
struct Purse {
    top_ups: Vec<(Order, String, Vec<Posting>)>,
    /// Other things that moved the balance.
    besides: Vec<Posting>,
}

impl Purse {
    fn new(top_ups: Vec<Order>) -> Self {
        let named = top_ups.into_iter().enumerate();
        let top_ups = named.map(|(n, order)| (order, format!("t-{n}"), Vec::new())).collect();
        Self { top_ups, besides: Vec::new() }
    }

    fn net(&self) -> Net {
        let all = self.top_ups.iter().flat_map(|(_, _, booked)| booked);
        Net::of(all.chain(&self.besides)).unwrap()
    }

    fn kept(&self, currency: Currency) -> Kept {
        let net = self.net();
        let balance = -net.on(&Account::ShopperBalance(buyer()), currency).minor();
        let debt = net.on(&Account::Debt(buyer()), currency);
        Kept { balance: Money::new(balance, currency), debt }
    }

    fn apply(&mut self, n: usize, event: PaymentEvent) {
        let (order, name, booked) = &self.top_ups[n];
        let (mut order, name, mut booked) = (order.clone(), name.clone(), booked.clone());
        let before = order.payment.clone();
        let Ok(after) = before.clone().apply(event) else { return };
        order.payment = after.clone();
        let currency = order.breakdown.total.currency();
        let deal = Deal { order: &order, buyer: buyer(), attempt: &name };
        for happening in happenings(&deal, &before, &after, &Movement::default()) {
            if let Some(posting) = deal.book(&happening, NOW, &booked).unwrap() {
                let kept = self.kept(currency);
                booked.push(posting.never_below_nothing(buyer(), kept).unwrap());
                self.top_ups[n].2 = booked.clone();
            }
        }
        assert_eq!(deal.disagreement(&booked), Ok(None));
        self.top_ups[n].0 = order;
    }

    /// Buys for at most what there is.
    fn spend(&mut self, wanted: i64, currency: Currency) -> i64 {
        let spent = wanted.min(self.kept(currency).balance.minor());
        let key = PostingKey::new(format!("o-{}", self.besides.len()), "paid").unwrap();
        let amount = |minor| Money::new(minor, currency);
        let entries = vec![
            Entry::new(Account::ShopperBalance(buyer()), amount(spent)),
            Entry::new(Account::Seller("dapur".parse().unwrap()), amount(-spent)),
        ];
        self.besides.extend(Posting::new(key, None, NOW, entries));
        spent
    }
}

// Holds B12.
#[test]
fn provisional_money_cannot_be_spent_and_final_money_is_on_the_balance() {
    let mut purse = Purse::new(vec![top_up(100_000, Currency::IDR)]);
    let arrival = paid(&purse.top_ups[0].0, true);
    purse.apply(0, arrival);
    let on = |purse: &Purse, account| purse.net().on(&account, Currency::IDR).minor();
    assert_eq!(on(&purse, Account::Provisional), -102_500);
    assert_eq!(purse.kept(Currency::IDR).balance, rp(0));
    purse.apply(0, PaymentEvent::WindowClosed { at: NOW });
    assert_eq!(on(&purse, Account::Provisional), 0);
    assert_eq!(on(&purse, Account::Fees), -2_500, "the shopper bore it");
    assert_eq!(on(&purse, Account::Gateway(PaymentMethod::Indomaret)), 102_500);
    assert_eq!(purse.kept(Currency::IDR).balance, rp(100_000));
}

// Holds B15.
#[test]
fn what_was_spent_before_it_was_taken_back_is_a_debt_that_is_paid_first() {
    let mut purse = Purse::new(vec![top_up(100_000, Currency::IDR), top_up(50_000, Currency::IDR)]);
    let arrival = paid(&purse.top_ups[0].0, false);
    purse.apply(0, arrival);
    assert_eq!(purse.spend(70_000, Currency::IDR), 70_000);
    purse.apply(0, PaymentEvent::ChargedBack { at: NOW });
    let kept = |purse: &Purse| purse.kept(Currency::IDR);
    assert_eq!(kept(&purse), Kept { balance: rp(0), debt: rp(70_000) });
    let arrival = paid(&purse.top_ups[1].0, false);
    purse.apply(1, arrival);
    assert_eq!(kept(&purse), Kept { balance: rp(0), debt: rp(20_000) });
    let credit = Credit {
        shopper: buyer(),
        order: None,
        amount: rp(25_000),
        out_of: Account::Bank,
        reference: "1".into(),
    };
    let booked = credit.book(NOW).unwrap();
    assert_eq!(booked.moves_balance_of(), Some(buyer()));
    purse.besides.push(booked.never_below_nothing(buyer(), kept(&purse)).unwrap());
    assert_eq!(kept(&purse), Kept { balance: rp(5_000), debt: rp(0) });
}

proptest! {
    // Holds B1, B9, B12, B15.
    #[test]
    fn whatever_is_filled_spent_and_taken_back_no_balance_is_below_nothing(
        foreign in any::<bool>(),
        amounts in prop::collection::vec(1..500_000_i64, 1..4),
        deeds in prop::collection::vec((0..14_u8, 0..4_usize, 0..101_i64), 0..24),
    ) {
        let currency = if foreign { Currency::SAR } else { Currency::IDR };
        let top_ups = amounts.iter().map(|amount| top_up(*amount, currency)).collect();
        let mut purse = Purse::new(top_ups);
        let mut spent = 0;
        for (number, which, part) in deeds {
            let n = which % purse.top_ups.len();
            if number > 9 {
                spent += purse.spend(amounts[n] * part / 100, currency);
            } else {
                let event = event(&purse.top_ups[n].0, number, part);
                purse.apply(n, event);
            }
            let kept = purse.kept(currency);
            prop_assert!(kept.balance.minor() >= 0 && kept.debt.minor() >= 0, "{:?}", kept);
            prop_assert!(kept.balance.is_zero() || kept.debt.is_zero(), "{:?}", kept);
            prop_assert_eq!(purse.net().imbalance().unwrap(), None);
            // Whole top-ups that are there are on the balance, were spent, or paid a debt.
            if purse.top_ups.iter().all(|(order, _, _)| !matches!(order.payment, PaymentState::Refunded { .. })) {
                let there = purse.top_ups.iter().filter(|(order, _, _)| order.payment.is_final());
                let there: i64 = there.map(|(order, _, _)| order.breakdown.goods.minor()).sum();
                prop_assert_eq!(kept.balance.minor() - kept.debt.minor(), there - spent);
            }
        }
    }
}
