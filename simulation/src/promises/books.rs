//! The books, held against the bank's own, against every sale and every hand that took
//! cash, and against what shoppers have bought with what the shop keeps for them.

use super::{Evidence, Findings};
use crate::cast::{CAST, KEPT};
use crate::witness::Witness;
use std::collections::{BTreeMap, BTreeSet};
use warung_domain::books::{Account, Net};
use warung_domain::command::{CommandBody, Verdict};
use warung_domain::ids::OrderId;
use warung_domain::money::{Currency, Money};
use warung_domain::order::OrderState;
use warung_domain::payment::PaymentMethod;
use warung_server::payment::GatewayState;

const PROMISE: &str = "books-balance";

pub(super) fn check(evidence: &Evidence<'_>, witness: &Witness, found: &mut Findings) {
    for posting in &evidence.books {
        if !matches!(Net::of([posting]).map(|net| net.imbalance()), Ok(Ok(None))) {
            found.breaks(PROMISE, format!("{} does not sum to zero", posting.key()));
        }
    }
    for told in &evidence.disagreements {
        found.breaks(PROMISE, told.clone());
    }
    let mut keys: BTreeMap<_, u32> = BTreeMap::new();
    for posting in &evidence.books {
        *keys.entry(posting.key()).or_default() += 1;
    }
    for (key, _) in keys.into_iter().filter(|(_, times)| *times > 1) {
        found.breaks(PROMISE, format!("{key} was booked twice"));
    }
    match Net::of(&evidence.books) {
        Ok(net) => {
            gateway(evidence, found);
            cash(evidence, witness, &net, found);
            balances(evidence, &net, found);
            top_ups(evidence, found);
        }
        Err(error) => found.breaks(PROMISE, error.to_string()),
    }
}

/// What stands at the gateway is what the bank has for the shop, before it keeps its fees.
fn gateway(evidence: &Evidence<'_>, found: &mut Findings) {
    let besides = evidence.books.iter().filter(|posting| posting.key().kind() != "fee");
    let Ok(net) = Net::of(besides) else { return };
    let mut held: BTreeMap<Account, i64> = BTreeMap::new();
    for payment in &evidence.payments {
        if payment.state == GatewayState::Settled {
            *held.entry(Account::Gateway(payment.method)).or_default() += payment.amount.minor();
        }
    }
    let mut booked: BTreeMap<Account, i64> = BTreeMap::new();
    for (account, amount) in net.lines() {
        if matches!(account, Account::Gateway(_)) {
            booked.insert(account.clone(), amount.minor());
        }
    }
    if booked != held {
        found.breaks(PROMISE, format!("the bank holds {held:?}, the books say {booked:?}"));
    }
}

/// Cash is what was taken at doors and over counters, by whoever says so.
fn cash(evidence: &Evidence<'_>, witness: &Witness, net: &Net, found: &mut Findings) {
    let applied = evidence.ledger.values().filter(|line| line.verdict == Verdict::Applied);
    let total = |order: OrderId| {
        let record = evidence.orders.iter().find(|record| record.order.id == order);
        record.map(|record| record.order.breakdown.total.minor())
    };
    let back = |minor: i64| Money::new(-minor, Currency::IDR);
    let amounts = applied.filter_map(|line| match &witness.known.get(&line.id)?.command.body {
        CommandBody::RecordCash { amount, .. } => Some(*amount),
        CommandBody::ReverseCash { order, .. } => total(*order).map(back),
        CommandBody::RecordSale(sale) => Some(sale.total),
        CommandBody::RefundOrder(refund) => Some(back(refund.amount.minor())),
        _ => None,
    });
    let taken = Money::sum(Currency::IDR, amounts);
    // What is missing at a count is the seller's to account for as well.
    let in_hand = |account: &Account| {
        matches!(account, Account::Cash(_) | Account::Drawer(..) | Account::CashDifference(_))
    };
    let booked = net.lines().filter(|(account, _)| in_hand(account));
    let booked = Money::sum(Currency::IDR, booked.map(|(_, amount)| amount));
    if taken != booked {
        found.breaks(PROMISE, format!("taken was {taken:?} of cash, the books say {booked:?}"));
    }
}

/// What stands on a shopper's balance, less what they owe, is what was put onto it less what was
/// bought with it, and nobody buys for more than they ever had. (A server of before there were books forgets the
/// first, and never the second.)
fn balances(evidence: &Evidence<'_>, net: &Net, found: &mut Findings) {
    for shopper in CAST.accounts.iter().map(|account| account.id) {
        let bought = evidence.orders.iter().filter(|record| {
            let order = &record.order;
            let by_balance = order.payment_method == PaymentMethod::Balance;
            record.account == shopper && by_balance && order.payment.is_paid()
        });
        let bought: i64 = bought.map(|record| record.order.breakdown.total.minor()).sum();
        let (account, debt) = (Account::ShopperBalance(shopper), Account::Debt(shopper));
        let filled: BTreeSet<OrderId> = evidence
            .orders
            .iter()
            .filter(|record| record.account == shopper && !record.order.purpose.is_goods())
            .map(|record| record.order.id)
            .collect();
        let put_in = evidence.books.iter().filter(|posting| {
            // Put in, come beside a payment, or filled and perhaps taken back.
            matches!(posting.key().kind(), "credited" | "given-back")
                || posting.order().is_some_and(|order| filled.contains(&order))
        });
        let moved: Vec<i64> = put_in
            .flat_map(|posting| posting.entries())
            .filter(|entry| entry.account == account || entry.account == debt)
            .map(|entry| entry.amount.minor())
            .collect();
        let put_in: i64 = moved.iter().sum();
        let came: i64 = -moved.iter().filter(|amount| **amount < 0).sum::<i64>();
        let owes = net.on(&debt, Currency::IDR).minor();
        let stands = net.on(&account, Currency::IDR).minor() + owes;
        if stands != put_in + bought || bought > KEPT + came || owes < 0 {
            let how = format!("{account} stands at {stands}: {put_in} and {bought} for orders");
            found.breaks(PROMISE, how);
        }
    }
}

/// What filled a balance is on it, less its debt, exactly when its money is certain, and the
/// order says so.
fn top_ups(evidence: &Evidence<'_>, found: &mut Findings) {
    let top_ups = evidence.orders.iter().filter(|record| !record.order.purpose.is_goods());
    for record in top_ups {
        let order = &record.order;
        let payment = order.payment.name();
        let is_done = order.state == OrderState::Completed;
        let was_certain = matches!(payment, "settled" | "refunded" | "charged-back");
        if (payment == "settled" && !is_done) || (is_done && !was_certain) {
            let how = format!("top-up {} is {}, its money {payment}", order.id, order.state.name());
            found.breaks(PROMISE, how);
        }
        let kept = [Account::ShopperBalance(record.account), Account::Debt(record.account)];
        let own = evidence.books.iter().filter(|posting| {
            posting.order() == Some(order.id) && posting.key().kind() != "given-back"
        });
        let entries = own.flat_map(|posting| posting.entries());
        let kept = entries.filter(|entry| kept.contains(&entry.account));
        let there = -kept.map(|entry| entry.amount.minor()).sum::<i64>();
        let due = if payment == "settled" { order.breakdown.goods.minor() } else { 0 };
        if there != due && payment != "refunded" {
            let how = format!("top-up {} is {payment}, and {there} of {due} came", order.id);
            found.breaks(PROMISE, how);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warung_domain::books::{Posting, sale};
    use warung_domain::ids::CommandId;
    use warung_domain::time::Timestamp;

    fn nothing() -> Evidence<'static> {
        Evidence {
            orders: vec![],
            receipts: BTreeMap::new(),
            ledger: BTreeMap::new(),
            products: vec![],
            books: vec![],
            disagreements: vec![],
            payments: vec![],
            shifts: vec![],
            accepted: vec![],
            bills: BTreeMap::new(),
            relays: BTreeMap::new(),
            partner: Default::default(),
            keys: Default::default(),
            phones: vec![],
        }
    }

    fn broken(evidence: &Evidence<'_>) -> usize {
        let mut found = Findings(Vec::new());
        check(evidence, &Witness::default(), &mut found);
        found.0.len()
    }

    #[test]
    fn money_that_nobody_took_is_noticed() {
        assert_eq!(broken(&nothing()), 0);
        let at = Timestamp::from_millis(1);
        let rp = |minor| Money::new(minor, Currency::IDR);
        let seller = "dapur".parse().unwrap();
        let posting: Posting =
            sale(CommandId::mint(at, &[1; 10]), &seller, rp(5), rp(0), at).unwrap().unwrap();
        assert_eq!(broken(&Evidence { books: vec![posting.clone()], ..nothing() }), 1);
        let twice = vec![posting.clone(), posting];
        assert_eq!(broken(&Evidence { books: twice, ..nothing() }), 2);
        let told = vec!["differs".to_owned()];
        assert_eq!(broken(&Evidence { disagreements: told, ..nothing() }), 1);
    }
}
