//! A gateway in memory, with everything that goes wrong at real ones.

use crate::payment::{
    Charge, ChargeRequest, Gateway, GatewayError, GatewayFuture, GatewayState, GatewayStatus,
    Notification, PaymentName, RefundRequest,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::task::yield_now;
use warung_domain::money::Money;
use warung_domain::payment::{Instructions, PaymentMethod};

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
    refund_keys: Mutex<BTreeSet<(String, String)>>,
    /// Opened, and how to pay is told nobody any more.
    silent: Mutex<BTreeSet<String>>,
    /// Charges that reached the gateway, the same one twice counted twice.
    opened: AtomicU32,
}

impl FakeGateway {
    pub fn fail_next(&self, fault: Fault) {
        self.faults.lock().unwrap().push_back(fault);
    }

    /// What the bank or the till did meanwhile.
    pub fn set(&self, payment: &str, state: GatewayState) {
        let mut payments = self.payments.lock().unwrap();
        let status = payments.get_mut(payment).unwrap();
        status.state = state;
        if state == GatewayState::Refunded {
            status.refunded = status.amount;
        }
        // How to pay is told for as long as one can.
        status.charge = status.charge.take().filter(|_| state == GatewayState::Pending);
    }

    /// Somebody gives some of it back, so many minor units.
    pub fn give_back(&self, payment: &str, part: i64) {
        let mut payments = self.payments.lock().unwrap();
        let status = payments.get_mut(payment).unwrap();
        let part = Money::new(part, status.amount.currency());
        status.refunded = status.refunded.checked_add(part).unwrap();
        status.state = GatewayState::PartlyRefunded;
    }

    pub fn set_amount(&self, payment: &str, amount: Money) {
        self.payments.lock().unwrap().get_mut(payment).unwrap().amount = amount;
    }

    /// As a gateway that told once how to pay, to nobody, and does not tell it again.
    pub fn silence(&self, payment: &str) {
        self.payments.lock().unwrap().get_mut(payment).unwrap().charge = None;
        self.silent.lock().unwrap().insert(payment.to_owned());
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

impl FakeGateway {
    fn withdraw<'a>(
        &'a self,
        how: &'static str,
        payment_id: &'a str,
        into: GatewayState,
    ) -> GatewayFuture<'a, ()> {
        Box::pin(async move {
            if self.begin(how, payment_id).is_some() {
                return Err(lost());
            }
            let stands = self.state(payment_id).ok_or(GatewayError::NotFound)?;
            if !stands.is_over_unpaid() && stands != GatewayState::Pending {
                return Err(GatewayError::Refused("paid already".into()));
            }
            if stands == GatewayState::Pending {
                self.set(payment_id, into);
            }
            yield_now().await;
            Ok(())
        })
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
            // As real ones: a bill is what is on it.
            let listed = request.items.iter().map(|item| item.price.times(item.quantity.into()));
            let listed = listed.collect::<Result<Vec<_>, _>>().unwrap();
            if Money::sum(request.amount.currency(), listed) != Ok(request.amount) {
                return Err(GatewayError::Refused("the items are not the amount".into()));
            }
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
                refunded: Money::zero(request.amount.currency()),
                state: GatewayState::Pending,
                at: request.ordered_at,
                charge: Some(charge.clone()),
            };
            self.payments.lock().unwrap().entry(request.payment_id.clone()).or_insert(status);
            self.opened.fetch_add(1, Ordering::SeqCst);
            yield_now().await;
            let is_silent = self.silent.lock().unwrap().contains(&request.payment_id);
            if fault.is_some() || is_silent { Err(lost()) } else { Ok(charge) }
        })
    }

    fn status<'a>(&'a self, payment: &'a PaymentName) -> GatewayFuture<'a, GatewayStatus> {
        Box::pin(async move {
            if self.begin("status", &payment.ours).is_some() {
                return Err(lost());
            }
            let found = self.payments.lock().unwrap().get(&payment.ours).cloned();
            yield_now().await;
            found.ok_or(GatewayError::NotFound)
        })
    }

    fn cancel<'a>(&'a self, payment: &'a PaymentName) -> GatewayFuture<'a, ()> {
        self.withdraw("cancel", &payment.ours, GatewayState::Cancelled)
    }

    fn expire<'a>(&'a self, payment: &'a PaymentName) -> GatewayFuture<'a, ()> {
        self.withdraw("expire", &payment.ours, GatewayState::Expired)
    }

    fn refund<'a>(
        &'a self,
        method: PaymentMethod,
        request: &'a RefundRequest,
    ) -> GatewayFuture<'a, ()> {
        Box::pin(async move {
            if !method.can_refund() {
                return Err(GatewayError::Unsupported("not in this channel"));
            }
            let fault = self.begin("refund", &request.payment.ours);
            match fault {
                None | Some(Fault::AnswerLost) => {}
                Some(Fault::Refused) => return Err(GatewayError::Refused("not today".into())),
                Some(Fault::RequestLost) => return Err(lost()),
            }
            let mut payments = self.payments.lock().unwrap();
            let paid = payments.get_mut(&request.payment.ours).ok_or(GatewayError::NotFound)?;
            let key = (request.payment.ours.clone(), request.key.clone());
            if !self.refund_keys.lock().unwrap().insert(key) {
                return Ok(());
            }
            let refunded = paid.refunded.checked_add(request.amount).unwrap();
            if refunded.minor() > paid.amount.minor() {
                return Err(GatewayError::Refused("more than was paid".into()));
            }
            paid.refunded = refunded;
            let is_whole = paid.refunded == paid.amount;
            paid.state =
                if is_whole { GatewayState::Refunded } else { GatewayState::PartlyRefunded };
            if fault.is_some() { Err(lost()) } else { Ok(()) }
        })
    }

    /// The body is the payment's id; `forged` in front makes it not genuine.
    fn read_notification(&self, notification: &Notification) -> Result<String, GatewayError> {
        let text = std::str::from_utf8(&notification.body)
            .map_err(|error| GatewayError::Unreadable(error.to_string()))?;
        match text {
            "" => Err(GatewayError::Unreadable("nothing is said".into())),
            forged if forged.starts_with("forged") => Err(GatewayError::Forged),
            payment => Ok(payment.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::contract::{Bank, keeps_the_contract};

    impl Bank for FakeGateway {
        fn gateway(&self) -> &dyn Gateway {
            self
        }

        fn pay(&self, payment: &str, _: &Instructions) {
            self.set(payment, GatewayState::Settled);
        }
    }

    #[tokio::test]
    async fn it_keeps_the_contract() {
        keeps_the_contract(|| async { FakeGateway::default() }).await;
    }
}
