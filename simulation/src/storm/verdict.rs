//! What a storm has left: the shop held against the bank, and the books against both.

use super::{Storm, Travelled};
use crate::bank::Payment;
use crate::cast::{ANI, CAST};
use crate::world::Trouble;
use std::collections::BTreeMap;
use std::fmt;
use warung_domain::books::{Account, Net};
use warung_domain::order::FulfilmentState;
use warung_domain::payment::PaymentState;
use warung_server::payment::GatewayState;
use warung_server::storage::{Attempt, OrderRecord, StorageError};

/// How many orders or postings are read at once.
const PAGE: usize = 5_000;

/// What came of it.
pub struct Verdict {
    orders: usize,
    /// How the shop says the payments have ended.
    ended: BTreeMap<&'static str, u32>,
    /// Money that came beside a payment, by why and how it ended.
    strays: BTreeMap<String, u32>,
    paid_otherwise: usize,
    travelled: Travelled,
    handed_out: usize,
    refused_handing_out: u32,
    postings: usize,
    trial_balance: Vec<(String, i64)>,
    /// What should not be, in words; nothing if all is well.
    pub broken: Vec<String>,
}

pub(super) fn judge(storm: &Storm) -> Result<Verdict, Trouble> {
    let records = orders(storm)?;
    let payments: BTreeMap<String, Payment> =
        storm.bank.payments().into_iter().map(|payment| (payment.id.clone(), payment)).collect();
    let mut broken = Vec::new();
    let mut ended: BTreeMap<&'static str, u32> = BTreeMap::new();
    let mut strays: BTreeMap<String, u32> = BTreeMap::new();
    if records.len() != storm.orders.len() {
        broken.push(format!("{} orders of {} are there", records.len(), storm.orders.len()));
    }
    for record in &records {
        *ended.entry(record.order.payment.name()).or_default() += 1;
        let known = record.payment_id.as_ref().and_then(|id| payments.get(id));
        agrees(record, known, &mut broken);
        goods_after_money(record, &mut broken);
        charged_once(record, &payments, &mut strays, &mut broken);
    }
    let known: usize = records.iter().map(|record| Attempt::all_of(record).len()).sum();
    if known < payments.len() {
        broken.push(format!("the bank has {} payments, the shop knows {known}", payments.len()));
    }
    let (postings, net) = books(storm, &payments, &mut broken)?;
    if storm.travelled.believed > 0 {
        broken.push(format!("{} forged notifications were believed", storm.travelled.believed));
    }
    let balance = net.lines().map(|(account, sum)| (account.to_string(), sum.minor()));
    Ok(Verdict {
        orders: records.len(),
        ended,
        strays,
        paid_otherwise: storm.paid_otherwise,
        travelled: storm.travelled,
        handed_out: storm.handed_out.len(),
        refused_handing_out: storm.refused_handing_out,
        postings,
        trial_balance: together(balance),
        broken,
    })
}

fn orders(storm: &Storm) -> Result<Vec<OrderRecord>, StorageError> {
    let mut records: Vec<OrderRecord> = Vec::new();
    loop {
        let after = records.last().map_or(0, |record| record.rev);
        let shopper = CAST.accounts[ANI].id;
        let page =
            storm.shop.storage.read_blocking(move |txn| txn.orders_of(shopper, after, PAGE))?;
        if page.is_empty() {
            return Ok(records);
        }
        records.extend(page);
    }
}

/// Lines of one account, whoever's it is.
fn together(lines: impl Iterator<Item = (String, i64)>) -> Vec<(String, i64)> {
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for (account, amount) in lines {
        *sums.entry(account).or_default() += amount;
    }
    sums.into_iter().collect()
}

/// The shop believes of a payment what the bank knows.
fn agrees(record: &OrderRecord, known: Option<&Payment>, broken: &mut Vec<String>) {
    let believed = record.order.payment.name();
    let is_true = match known.map(|payment| payment.state) {
        None => matches!(believed, "denied" | "cancelled"),
        Some(GatewayState::Pending) => false,
        // What came too late is beside the payment, until it goes back.
        Some(GatewayState::Settled) => believed == "settled" || is_beside(record),
        // Paid when it was over, and taken back.
        Some(GatewayState::Denied) => matches!(believed, "denied" | "cancelled" | "expired"),
        Some(GatewayState::Expired) => matches!(believed, "expired" | "cancelled"),
        Some(GatewayState::Cancelled) => believed == "cancelled",
        Some(GatewayState::Refunded | GatewayState::PartlyRefunded) => {
            believed == "refunded" || is_beside(record)
        }
        Some(GatewayState::ChargedBack) => believed == "charged-back",
    };
    if !is_true {
        let state = known.map(|payment| payment.state);
        broken.push(format!("order {} is {believed}, the bank says {state:?}", record.order.id));
    }
}

/// Goods left the shelf only for money that was there for good; what went back after
/// that went back as a refund or a charge-back.
fn goods_after_money(record: &OrderRecord, broken: &mut Vec<String>) {
    let is_out =
        record.order.fulfilment.iter().any(|parcel| parcel.state != FulfilmentState::Awaiting);
    let was_final = matches!(
        record.order.payment,
        PaymentState::Settled { .. }
            | PaymentState::Refunded { .. }
            | PaymentState::ChargedBack { .. }
    );
    if is_out && !was_final {
        let believed = record.order.payment.name();
        broken.push(format!("goods of order {} are out, it is {believed}", record.order.id));
    }
}

/// Whether money came for an order that it did not pay.
fn is_beside(record: &OrderRecord) -> bool {
    record.order.payment.has_failed() && !record.order.strays.is_empty()
}

/// Of each order nothing is left open, money was taken once for each code at most, and what the
/// bank keeps is the order's price, or on its way back, or its worth is on the shopper's balance.
fn charged_once(
    record: &OrderRecord,
    payments: &BTreeMap<String, Payment>,
    strays: &mut BTreeMap<String, u32>,
    broken: &mut Vec<String>,
) {
    let order = &record.order;
    let attempts = Attempt::all_of(record);
    let opened: Vec<&Payment> =
        attempts.iter().filter_map(|attempt| payments.get(&attempt.payment_id)).collect();
    if let Some(twice) = opened.iter().find(|payment| payment.taken > 1) {
        broken.push(format!("{} was paid {} times", twice.id, twice.taken));
    }
    for open in opened.iter().filter(|payment| payment.state == GatewayState::Pending) {
        broken.push(format!("{} can still be paid", open.id));
    }
    let settled = opened.iter().filter(|payment| payment.state == GatewayState::Settled);
    let kept: i64 = settled.map(|payment| payment.amount.minor()).sum();
    let price = if order.payment.is_paid() { order.breakdown.total.minor() } else { 0 };
    let beside = order.strays.iter().filter(|stray| stray.state.is_at_channel());
    let beside: i64 = beside.map(|stray| stray.amount.minor()).sum();
    if kept != price + beside {
        let id = order.id;
        broken.push(format!(
            "of order {id} the bank keeps {kept}: its price {price}, {beside} beside"
        ));
    }
    for stray in &order.strays {
        *strays.entry(format!("{}, {}", stray.why.code(), stray.state.name())).or_default() += 1;
        if !stray.state.is_over() {
            broken.push(format!("stray money of {} is {}", stray.payment, stray.state.name()));
        }
    }
}

/// The books balance to the rupiah, agree with the orders, and say of every channel what
/// the bank holds there.
fn books(
    storm: &Storm,
    payments: &BTreeMap<String, Payment>,
    broken: &mut Vec<String>,
) -> Result<(usize, Net), Trouble> {
    let mut postings = Vec::new();
    let mut after = 0;
    loop {
        let page = storm.shop.storage.read_blocking(move |txn| txn.postings_after(after, PAGE))?;
        let Some(last) = page.last() else { break };
        after = last.seq;
        postings.extend(page.into_iter().map(|booked| booked.posting));
    }
    let sum = |error: warung_domain::money::MoneyError| StorageError::Engine(error.to_string());
    for posting in &postings {
        if Net::of([posting]).map_err(sum)?.imbalance().map_err(sum)?.is_some() {
            broken.push(format!("{} does not sum to zero", posting.key()));
        }
    }
    let net = Net::of(&postings).map_err(sum)?;
    if let Some((currency, left)) = net.imbalance().map_err(sum)? {
        broken.push(format!("the books are {left} {currency} off"));
    }
    for (account, sum) in net.lines() {
        let is_below = match account {
            // What is kept for somebody is a credit, what somebody owes a debit.
            Account::ShopperBalance(_) => sum.minor() > 0,
            Account::Debt(_) => sum.minor() < 0,
            _ => false,
        };
        if is_below {
            broken.push(format!("{account} is below nothing by {sum:?}"));
        }
    }
    let mut held: BTreeMap<Account, i64> = BTreeMap::new();
    for payment in payments.values().filter(|payment| payment.state == GatewayState::Settled) {
        *held.entry(Account::Gateway(payment.method)).or_default() += payment.amount.minor();
    }
    // What channels have kept for their work was there first.
    let besides = postings.iter().filter(|posting| posting.key().kind() != "fee");
    let before_fees = Net::of(besides).map_err(sum)?;
    let at_gateways =
        before_fees.lines().filter(|(account, _)| matches!(account, Account::Gateway(_)));
    let booked: BTreeMap<Account, i64> =
        at_gateways.map(|(account, sum)| (account.clone(), sum.minor())).collect();
    if booked != held {
        broken.push(format!("the bank holds {held:?}, the books say {booked:?}"));
    }
    broken.extend(storm.shop.storage.audit_books()?.1);
    Ok((postings.len(), net))
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| | |\n|---|--:|")?;
        writeln!(f, "| orders | {} |", self.orders)?;
        for (name, count) in &self.ended {
            writeln!(f, "| … payment {name} | {count} |")?;
        }
        writeln!(f, "| paid in another way than chosen first | {} |", self.paid_otherwise)?;
        for (name, count) in &self.strays {
            writeln!(f, "| money beside a payment: {name} | {count} |")?;
        }
        let Travelled { prompt, lost, late, twice, forged, believed } = self.travelled;
        writeln!(f, "| notifications at once | {prompt} |")?;
        writeln!(f, "| … late, and overtaken | {late} |")?;
        writeln!(f, "| … twice | {twice} |")?;
        writeln!(f, "| … never | {lost} |")?;
        writeln!(f, "| … forged | {forged} |")?;
        writeln!(f, "| forged and believed | {believed} |")?;
        writeln!(f, "| goods handed out | {} |", self.handed_out)?;
        writeln!(f, "| handing out refused | {} |", self.refused_handing_out)?;
        writeln!(f, "| postings | {} |", self.postings)?;
        writeln!(f, "| what should not be | {} |", self.broken.len())?;
        writeln!(f, "\n| account | rupiah |\n|---|--:|")?;
        for (account, sum) in &self.trial_balance {
            writeln!(f, "| {account} | {sum} |")?;
        }
        writeln!(f, "| sum | {} |", self.trial_balance.iter().map(|(_, sum)| sum).sum::<i64>())
    }
}
