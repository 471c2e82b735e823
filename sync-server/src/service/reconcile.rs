//! Holding the shop's payments and books against the gateway's own, payment by
//! payment. Nothing is changed: what differs is told.

use super::payment_names;
use crate::payment::{Gateway, GatewayError, GatewayState, GatewayStatus};
use crate::storage::sqlite::SqliteStorage;
use crate::storage::{Attempt, BalanceRecord, OrderRecord, StorageError};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use thiserror::Error;
use warung_domain::books::{Account, Net, Posting};
use warung_domain::money::{Money, MoneyError};
use warung_domain::order::Order;
use warung_domain::payment::{PaymentState, RefundState, RefundWay, Stray, StrayState};
use warung_domain::time::Timestamp;

/// How many orders are read at once.
const PAGE: usize = 200;

/// After so many questions without an answer nobody is there.
const SILENT_AFTER: usize = 3;

/// Why nothing could be compared.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReconcileError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("the gateway does not answer: {0}")]
    Silent(String),
}

/// What the comparison came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub asked: u32,
    pub differences: Vec<Difference>,
    /// Top-ups that were taken back after they had been spent, by whose they were.
    pub debts: Vec<(Account, Money)>,
}

impl Report {
    fn of(
        found: BTreeMap<String, Option<Difference>>,
        balances: Vec<BalanceRecord>,
    ) -> Result<Self, MoneyError> {
        let asked = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let mut debts = Vec::new();
        for BalanceRecord { account, debit, credit } in balances {
            let owes = debit.checked_sub(credit)?;
            if matches!(account, Account::Debt(_)) && !owes.is_zero() {
                debts.push((account, owes));
            }
        }
        Ok(Self { asked, differences: found.into_values().flatten().collect(), debts })
    }
}

/// A payment of which shop and gateway say different things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The order's number.
    pub number: String,
    pub payment: String,
    pub ours: String,
    pub theirs: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, payment, ours, theirs } = self;
        write!(f, "{number} ({payment}): the shop says {ours}, the gateway says {theirs}")
    }
}

/// Asks about every payment whose order was accepted within `period`.
pub async fn reconcile(
    storage: &SqliteStorage,
    gateway: &dyn Gateway,
    period: Range<Timestamp>,
) -> Result<Report, ReconcileError> {
    // An order that moves meanwhile comes up again, and what is found then counts.
    let mut found: BTreeMap<String, Option<Difference>> = BTreeMap::new();
    let (mut after, mut unanswered) = (0, 0);
    let mut silence = None;
    loop {
        let page = storage
            .read(move |txn| {
                let records = txn.orders_after(after, PAGE)?;
                let booked = records.iter().map(|record| txn.postings_of(record.order.id));
                let booked = booked.collect::<Result<Vec<_>, _>>()?;
                Ok::<_, StorageError>(records.into_iter().zip(booked).collect::<Vec<_>>())
            })
            .await?;
        let Some((last, _)) = page.last() else {
            return match silence {
                Some(why) if unanswered == found.len() => Err(ReconcileError::Silent(why)),
                _ => {
                    let balances = storage.read(|txn| txn.balances()).await?;
                    Report::of(found, balances).map_err(|error| {
                        let text = format!("the books cannot be added up: {error}");
                        StorageError::Codec(text).into()
                    })
                }
            };
        };
        after = last.rev;
        let within = page.into_iter().filter(|(it, _)| period.contains(&it.order.accepted_at));
        let asked = within.flat_map(|(record, booked)| {
            let attempts = Attempt::all_of(&record);
            // The shop's own counters are no gateway's.
            let attempts = attempts.into_iter().filter(|it| it.method.needs_gateway());
            attempts.into_iter().map(move |attempt| (record.clone(), booked.clone(), attempt))
        });
        for (record, booked, attempt) in asked {
            let answer = gateway.status(&payment_names::of_attempt(&attempt)).await;
            match &answer {
                Err(GatewayError::Unknown(why)) => {
                    unanswered += 1;
                    if unanswered == SILENT_AFTER {
                        return Err(ReconcileError::Silent(why.clone()));
                    }
                    silence = Some(why.clone());
                }
                _ => unanswered = 0,
            }
            let difference = compare(&record, &booked, &attempt, &answer);
            found.insert(attempt.payment_id, difference);
        }
    }
}

/// Where a payment stands, as far as both sides have words for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    NotThere,
    Open,
    Paid,
    /// Over, and the shop has nothing of it.
    Over,
    GivenBack,
}

impl Standing {
    /// Of one attempt to be paid for an order. What came beside its payment is there, too, until
    /// it goes back by the channel; what was given back otherwise is still with the channel.
    fn ours(order: &Order, attempt: &Attempt) -> Self {
        let stray = order.strays.iter().find(|stray| stray.payment == attempt.payment_id);
        match stray.filter(|stray| stray.why != Stray::Over).map(|stray| &stray.state) {
            Some(StrayState::SentBack { .. }) => return Self::GivenBack,
            Some(StrayState::TakenBack { .. }) => return Self::Over,
            Some(_) => return Self::Paid,
            None => {}
        }
        match &attempt.payment {
            PaymentState::Refunded { amount, .. } if by_hand(order) == amount.minor() => Self::Paid,
            PaymentState::None => Self::NotThere,
            PaymentState::Pending { .. } => Self::Open,
            PaymentState::SettledProvisionally { .. } | PaymentState::Settled { .. } => Self::Paid,
            PaymentState::Denied { .. }
            | PaymentState::Expired { .. }
            | PaymentState::Cancelled { .. } => Self::Over,
            PaymentState::Refunded { .. } | PaymentState::ChargedBack { .. } => Self::GivenBack,
        }
    }

    const fn theirs(state: GatewayState) -> Self {
        match state {
            GatewayState::Pending => Self::Open,
            GatewayState::Settled => Self::Paid,
            GatewayState::Denied | GatewayState::Expired | GatewayState::Cancelled => Self::Over,
            GatewayState::PartlyRefunded | GatewayState::Refunded | GatewayState::ChargedBack => {
                Self::GivenBack
            }
        }
    }

    /// Whether these two are the same story. What was never opened is as over as what was
    /// closed, and what was taken back after its window is denied to one and charged back
    /// to the other (M5); the money tells them apart.
    fn agrees(self, theirs: Self) -> bool {
        let pair = (self, theirs);
        self == theirs
            || matches!(pair, (Self::Over, Self::NotThere) | (Self::GivenBack, Self::Over))
    }
}

/// What the gateway holds for the shop by its own word.
fn held(status: &GatewayStatus) -> Money {
    let nothing = Money::zero(status.amount.currency());
    match status.state {
        GatewayState::Settled => status.amount,
        // More than was paid never goes back; if they say so, it differs from whatever is booked.
        GatewayState::PartlyRefunded => {
            status.amount.checked_sub(status.refunded).unwrap_or(nothing)
        }
        _ => nothing,
    }
}

/// What was given back otherwise than by the channel, in minor units.
fn by_hand(order: &Order) -> i64 {
    let done = order.refunds.iter().filter(|refund| {
        matches!(refund.state, RefundState::Done { .. }) && refund.way != RefundWay::Channel
    });
    done.map(|refund| refund.amount.minor()).sum()
}

fn compare(
    record: &OrderRecord,
    booked: &[Posting],
    attempt: &Attempt,
    answer: &Result<GatewayStatus, GatewayError>,
) -> Option<Difference> {
    let payment = attempt.payment_id.clone();
    let ours = Standing::ours(&record.order, attempt);
    let at_gateway = Account::Gateway(attempt.method);
    // What the channel keeps for its work is no part of what its status says.
    let of_this = || {
        let fee = |posting: &&Posting| posting.key().kind() == "fee";
        let mine = booked.iter().filter(|posting| posting.key().subject() == payment);
        mine.filter(move |posting| !fee(posting))
    };
    let net = Net::of(of_this());
    let (agrees, theirs) = match answer {
        Ok(status) => {
            let standing = Standing::theirs(status.state);
            let theirs = held(status);
            let booked = net.map(|net| net.on(&at_gateway, theirs.currency()));
            let agrees = ours.agrees(standing) && booked == Ok(theirs);
            (agrees, format!("{:?}", status.state).to_lowercase() + &holding(theirs))
        }
        Err(GatewayError::NotFound) => {
            let agrees = ours.agrees(Standing::NotThere) && net.is_ok_and(|net| net.is_empty());
            (agrees, "that there is no such payment".to_owned())
        }
        Err(error) => (false, format!("nothing that can be used ({error})")),
    };
    if agrees {
        return None;
    }
    let stands = Net::of(of_this());
    let stands = stands.ok().and_then(|net| {
        let line = net.lines().find(|(account, _)| **account == at_gateway);
        line.map(|(_, amount)| amount)
    });
    let ours = attempt.payment.name().to_owned() + &stands.map(holding).unwrap_or_default();
    let number = record.order.number.clone();
    Some(Difference { number, payment, ours, theirs })
}

fn holding(amount: Money) -> String {
    if amount.is_zero() {
        return String::new();
    }
    format!(
        " and {} {}",
        crate::export::decimal(amount.minor(), amount.currency()),
        amount.currency()
    )
}
