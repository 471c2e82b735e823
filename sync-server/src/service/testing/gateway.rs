//! A gateway in memory, with everything that goes wrong at real ones.

use crate::payment::{
    Charge, ChargeRequest, Gateway, GatewayError, GatewayFuture, GatewayState, GatewayStatus,
};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::task::yield_now;
use warung_domain::money::Money;
use warung_domain::payment::Instructions;

/// What goes wrong with the next call to the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The gateway did it, the answer got lost.
    AnswerLost,
    /// Nothing arrived there.
    RequestLost,
    Refused,
}

/// A gateway in memory. Every charge it opens stays pending until the test says
/// otherwise.
#[derive(Debug, Default)]
pub struct FakeGateway {
    payments: Mutex<BTreeMap<String, GatewayStatus>>,
    faults: Mutex<VecDeque<Fault>>,
    calls: Mutex<Vec<String>>,
    /// Charges that reached the gateway, the same one twice counted twice.
    opened: AtomicU32,
}

impl FakeGateway {
    pub fn fail_next(&self, fault: Fault) {
        self.faults.lock().unwrap().push_back(fault);
    }

    /// What the bank or the till did meanwhile.
    pub fn set(&self, payment: &str, state: GatewayState) {
        self.payments.lock().unwrap().get_mut(payment).unwrap().state = state;
    }

    pub fn set_amount(&self, payment: &str, amount: Money) {
        self.payments.lock().unwrap().get_mut(payment).unwrap().amount = amount;
    }

    /// As if the charge had never been.
    pub fn forget(&self, payment: &str) {
        self.payments.lock().unwrap().remove(payment);
    }

    pub fn state(&self, payment: &str) -> Option<GatewayState> {
        self.payments.lock().unwrap().get(payment).map(|status| status.state)
    }

    /// Every call so far, as `charge ID`, `status ID`, `cancel ID`.
    pub fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }

    /// How many charges reached the gateway.
    pub fn opened(&self) -> u32 {
        self.opened.load(Ordering::SeqCst)
    }

    fn begin(&self, what: &str, payment: &str) -> Option<Fault> {
        self.calls.lock().unwrap().push(format!("{what} {payment}"));
        self.faults.lock().unwrap().pop_front()
    }
}

fn lost() -> GatewayError {
    GatewayError::Unknown("the line went dead".into())
}

impl Gateway for FakeGateway {
    fn charge<'a>(&'a self, request: &'a ChargeRequest) -> GatewayFuture<'a, Charge> {
        Box::pin(async move {
            let fault = self.begin("charge", &request.payment_id);
            // On the way there and back others may act, and machines may die.
            yield_now().await;
            match fault {
                Some(Fault::Refused) => return Err(GatewayError::Refused("not today".into())),
                Some(Fault::RequestLost) => return Err(lost()),
                Some(Fault::AnswerLost) | None => {}
            }
            let charge = Charge {
                reference: format!("ref-{}", request.payment_id),
                instructions: Instructions::Code {
                    store: "indomaret".into(),
                    code: "8123456789".into(),
                },
                expires_at: Some(request.ordered_at.plus_seconds(86_400)),
            };
            let status = GatewayStatus {
                payment_id: request.payment_id.clone(),
                reference: charge.reference.clone(),
                amount: request.amount,
                state: GatewayState::Pending,
                at: request.ordered_at,
                charge: Some(charge.clone()),
            };
            self.payments.lock().unwrap().entry(request.payment_id.clone()).or_insert(status);
            self.opened.fetch_add(1, Ordering::SeqCst);
            yield_now().await;
            if fault.is_some() { Err(lost()) } else { Ok(charge) }
        })
    }

    fn status<'a>(&'a self, payment_id: &'a str) -> GatewayFuture<'a, GatewayStatus> {
        Box::pin(async move {
            if self.begin("status", payment_id).is_some() {
                return Err(lost());
            }
            let found = self.payments.lock().unwrap().get(payment_id).cloned();
            yield_now().await;
            found.ok_or(GatewayError::NotFound)
        })
    }

    fn cancel<'a>(&'a self, payment_id: &'a str) -> GatewayFuture<'a, ()> {
        Box::pin(async move {
            if self.begin("cancel", payment_id).is_some() {
                return Err(lost());
            }
            self.set(payment_id, GatewayState::Cancelled);
            yield_now().await;
            Ok(())
        })
    }

    /// The body is the payment's id; `forged` in front makes it not genuine.
    fn read_notification(&self, body: &[u8]) -> Result<String, GatewayError> {
        let text = std::str::from_utf8(body)
            .map_err(|error| GatewayError::Unreadable(error.to_string()))?;
        if text.starts_with("forged") { Err(GatewayError::Forged) } else { Ok(text.to_owned()) }
    }
}
