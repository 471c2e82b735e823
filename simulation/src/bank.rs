//! A bank that collects for the shop and answers badly: charges get lost on the
//! way there or back, take long, are refused; statuses lag; notifications are
//! lost, late, doubled and forged (the world sees to those).
//!
//! What it does with the money is exact, and it remembers everything, so that it
//! can testify afterwards.

use crate::coverage::Coverage;
use crate::plan::BankFault;
use crate::time::{WorldClock, breathe, lock};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use warung_domain::money::Money;
use warung_domain::payment::{Instructions, PaymentMethod};
use warung_domain::time::Timestamp;
use warung_server::payment::{
    Charge, ChargeRequest, Gateway, GatewayError, GatewayFuture, GatewayState, GatewayStatus,
    Notification, PaymentName, RefundRequest,
};

/// How long after a settlement the bank may take it back, in milliseconds.
const REVERSAL_MILLIS: i64 = 300_000;

/// How long the bank's left hand does not know what the right one did.
const LAG_MILLIS: i64 = 30_000;

/// One payment as the bank knows it.
#[derive(Debug, Clone)]
pub struct Payment {
    pub id: String,
    pub amount: Money,
    pub method: PaymentMethod,
    pub state: GatewayState,
    pub at: Timestamp,
    pub expires_at: Timestamp,
    /// How often money was taken for it.
    pub taken: u32,
    /// Until when a status may still say `pending`.
    lags_until: i64,
}

#[derive(Default)]
struct Books {
    payments: BTreeMap<String, Payment>,
    faults: VecDeque<BankFault>,
    /// Ids of payments whose state has changed and nobody was told.
    news: Vec<String>,
    /// Payments the bank refused to open.
    refused: Vec<String>,
    struck: Coverage,
}

/// The bank. Clones are the same.
#[derive(Clone)]
pub struct Bank {
    books: Arc<Mutex<Books>>,
    clock: WorldClock,
}

fn lost() -> GatewayError {
    GatewayError::Unknown("the line went dead".into())
}

impl Bank {
    #[must_use]
    pub fn new(clock: WorldClock) -> Self {
        Self { books: Arc::default(), clock }
    }

    pub fn suffer(&self, fault: BankFault) {
        lock(&self.books).faults.push_back(fault);
    }

    /// No faults any more.
    pub fn heal(&self) {
        let mut books = lock(&self.books);
        books.faults.clear();
        for payment in books.payments.values_mut() {
            payment.lags_until = 0;
        }
    }

    /// What went wrong since the last question.
    pub fn struck(&self) -> Coverage {
        std::mem::take(&mut lock(&self.books).struck)
    }

    /// Whose state has changed since the last question.
    pub fn news(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.books).news)
    }

    /// Every payment there ever was.
    #[must_use]
    pub fn payments(&self) -> Vec<Payment> {
        lock(&self.books).payments.values().cloned().collect()
    }

    #[must_use]
    pub fn refused(&self) -> Vec<String> {
        lock(&self.books).refused.clone()
    }

    /// Moves a payment, if that is something banks do.
    pub fn bring(&self, id: &str, to: GatewayState) -> bool {
        let now = self.clock.millis();
        let mut books = lock(&self.books);
        let Some(payment) = books.payments.get_mut(id) else { return false };
        expire(payment, now);
        let may = match (payment.state, to) {
            (GatewayState::Pending, GatewayState::Settled)
            | (
                GatewayState::Pending,
                GatewayState::Denied | GatewayState::Expired | GatewayState::Cancelled,
            )
            | (GatewayState::Settled, GatewayState::Refunded | GatewayState::ChargedBack) => true,
            (GatewayState::Settled, GatewayState::Denied) => {
                payment.method.reversal_window_seconds() > 0
                    && now - payment.at.millis() < REVERSAL_MILLIS
            }
            _ => false,
        };
        if may {
            payment.taken += u32::from(to == GatewayState::Settled);
            payment.state = to;
            payment.at = Timestamp::from_millis(now);
            let id = payment.id.clone();
            books.news.push(id);
        }
        may
    }

    /// Somebody pays what is over all the same: a till has not heard of it.
    pub fn pay_late(&self, id: &str) {
        let now = self.clock.millis();
        let mut books = lock(&self.books);
        let Some(payment) = books.payments.get_mut(id) else { return };
        if matches!(payment.state, GatewayState::Expired | GatewayState::Cancelled) {
            payment.taken += 1;
            payment.state = GatewayState::Settled;
            payment.at = Timestamp::from_millis(now);
            let id = payment.id.clone();
            books.news.push(id);
        }
    }

    /// Takes the next fault of a kind, if one is waiting.
    fn fault(&self, kind: fn(&BankFault) -> bool) -> Option<BankFault> {
        let mut books = lock(&self.books);
        let place = books.faults.iter().position(kind)?;
        let fault = books.faults.remove(place)?;
        books.struck.fault(match fault {
            BankFault::ChargeLost => "bank: charge lost on the way",
            BankFault::ChargeAnswerLost => "bank: charge made, answer lost",
            BankFault::ChargeRefused => "bank: charge refused",
            BankFault::ChargeSlow(_) => "bank: charge slow",
            BankFault::StatusLost => "bank: status lost",
            BankFault::StatusStale => "bank: status stale",
            BankFault::CancelLost => "bank: cancel answer lost",
        });
        Some(fault)
    }
}

fn expire(payment: &mut Payment, now: i64) {
    if payment.state == GatewayState::Pending && now > payment.expires_at.millis() {
        payment.state = GatewayState::Expired;
        payment.at = payment.expires_at;
    }
}

fn charge_of(payment: &Payment) -> Charge {
    Charge {
        reference: format!("ref-{}", payment.id),
        instructions: Instructions::Code { store: "indomaret".into(), code: "8123456789".into() },
        expires_at: Some(payment.expires_at),
    }
}

impl Bank {
    async fn withdraw(&self, payment_id: &str, into: GatewayState) -> Result<(), GatewayError> {
        breathe().await;
        let fault = self.fault(|fault| *fault == BankFault::CancelLost);
        let known = lock(&self.books).payments.contains_key(payment_id);
        if !known {
            return Err(GatewayError::NotFound);
        }
        let done = self.bring(payment_id, into);
        breathe().await;
        match (fault, done) {
            (Some(_), _) => Err(lost()),
            (None, true) => Ok(()),
            // Somebody was quicker.
            (None, false) => Err(GatewayError::Refused("not pending".into())),
        }
    }
}

impl Gateway for Bank {
    fn charge<'a>(&'a self, request: &'a ChargeRequest) -> GatewayFuture<'a, Charge> {
        Box::pin(async move {
            breathe().await;
            let is_charge = |fault: &BankFault| {
                matches!(
                    fault,
                    BankFault::ChargeLost
                        | BankFault::ChargeAnswerLost
                        | BankFault::ChargeRefused
                        | BankFault::ChargeSlow(_)
                )
            };
            let fault = self.fault(is_charge);
            match fault {
                Some(BankFault::ChargeLost) => return Err(lost()),
                Some(BankFault::ChargeRefused) => {
                    let mut books = lock(&self.books);
                    // A refusal is final: the id is used up.
                    if !books.payments.contains_key(&request.payment_id) {
                        books.refused.push(request.payment_id.clone());
                        return Err(GatewayError::Refused("not today".into()));
                    }
                }
                Some(BankFault::ChargeSlow(millis)) => self.clock.sleep(millis).await,
                _ => {}
            }
            let now = self.clock.millis();
            let minutes = i64::from(request.expiry_minutes);
            let charge = {
                let mut books = lock(&self.books);
                // What was refused once is refused however often it comes.
                if books.refused.contains(&request.payment_id) {
                    return Err(GatewayError::Refused("not today".into()));
                }
                let payment =
                    books.payments.entry(request.payment_id.clone()).or_insert_with(|| Payment {
                        id: request.payment_id.clone(),
                        amount: request.amount,
                        method: request.method,
                        state: GatewayState::Pending,
                        at: Timestamp::from_millis(now),
                        expires_at: Timestamp::from_millis(now).plus_seconds(minutes * 60),
                        taken: 0,
                        lags_until: 0,
                    });
                charge_of(payment)
            };
            breathe().await;
            if fault == Some(BankFault::ChargeAnswerLost) { Err(lost()) } else { Ok(charge) }
        })
    }

    fn status<'a>(&'a self, payment: &'a PaymentName) -> GatewayFuture<'a, GatewayStatus> {
        Box::pin(async move {
            breathe().await;
            let is_status =
                |fault: &BankFault| matches!(fault, BankFault::StatusLost | BankFault::StatusStale);
            let fault = self.fault(is_status);
            if fault == Some(BankFault::StatusLost) {
                return Err(lost());
            }
            let now = self.clock.millis();
            let status = {
                let mut books = lock(&self.books);
                let Some(payment) = books.payments.get_mut(&payment.ours) else {
                    return Err(GatewayError::NotFound);
                };
                expire(payment, now);
                if fault == Some(BankFault::StatusStale)
                    && now - payment.at.millis() < LAG_MILLIS
                    && payment.state == GatewayState::Settled
                {
                    payment.lags_until = now;
                }
                let lags = payment.lags_until == now && payment.lags_until > 0;
                let state = if lags { GatewayState::Pending } else { payment.state };
                GatewayStatus {
                    payment_id: payment.id.clone(),
                    reference: format!("ref-{}", payment.id),
                    amount: payment.amount,
                    refunded: match state {
                        GatewayState::Refunded => payment.amount,
                        _ => Money::zero(payment.amount.currency()),
                    },
                    state,
                    at: payment.at,
                    charge: (state == GatewayState::Pending).then(|| charge_of(payment)),
                }
            };
            breathe().await;
            Ok(status)
        })
    }

    fn cancel<'a>(&'a self, payment: &'a PaymentName) -> GatewayFuture<'a, ()> {
        Box::pin(self.withdraw(&payment.ours, GatewayState::Cancelled))
    }

    fn expire<'a>(&'a self, payment: &'a PaymentName) -> GatewayFuture<'a, ()> {
        Box::pin(self.withdraw(&payment.ours, GatewayState::Expired))
    }

    fn refund<'a>(
        &'a self,
        method: PaymentMethod,
        request: &'a RefundRequest,
    ) -> GatewayFuture<'a, ()> {
        Box::pin(async move {
            breathe().await;
            if !method.can_refund() {
                return Err(GatewayError::Unsupported("not in this channel"));
            }
            if self.bring(&request.payment.ours, GatewayState::Refunded) {
                Ok(())
            } else {
                Err(GatewayError::Refused("not paid".into()))
            }
        })
    }

    /// `genuine ID` between quotation marks; anything else is not ours.
    fn read_notification(&self, notification: &Notification) -> Result<String, GatewayError> {
        let text = std::str::from_utf8(&notification.body)
            .map_err(|error| GatewayError::Unreadable(error.to_string()))?;
        let id = text.trim_matches('"').strip_prefix("genuine ");
        id.map(str::to_owned).ok_or(GatewayError::Forged)
    }
}
