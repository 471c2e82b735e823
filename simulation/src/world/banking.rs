//! What happens to money at the bank, and how the shop is told.

use super::{Event, World};
use crate::plan::NoticeFault;
use crate::tasks::Owner;
use crate::wire::Request;
use warung_server::payment::GatewayState;

impl World {
    /// People and the bank act on payments. Nobody pays for an order that was
    /// called off before the shop had a code to show.
    pub(super) fn money(&mut self, nth: usize, to: GatewayState) {
        let mut payments = self.bank.payments();
        if to == GatewayState::Settled {
            payments.retain(|payment| {
                let order = payment.id.get(..36).and_then(|id| id.parse().ok());
                order.is_some_and(|order| self.witness.borrow().can_be_paid(order))
            });
        }
        let Some(payment) = payments.get(nth % payments.len().max(1)) else { return };
        if self.bank.bring(&payment.id, to) {
            self.witness.borrow_mut().coverage.deed(match (payment.state, to) {
                (_, GatewayState::Settled) => "paid at the bank",
                (GatewayState::Settled, _) => "settlement taken back",
                (_, GatewayState::Denied) => "denied at the bank",
                _ => "expired at the bank",
            });
        }
    }

    /// Money goes back only where the shop knows that it came.
    pub(super) fn money_back(&mut self, nth: usize, to: GatewayState) {
        let paid: Vec<_> = self
            .bank
            .payments()
            .into_iter()
            .filter(|payment| {
                let order = payment.id.get(..36).and_then(|id| id.parse().ok());
                let witness = self.witness.borrow();
                let glimpse = order.and_then(|order| witness.orders.get(&order));
                glimpse.is_some_and(|order| order.payment.starts_with("settled"))
            })
            .collect();
        let Some(payment) = paid.get(nth % paid.len().max(1)) else { return };
        if self.bank.bring(&payment.id, to) {
            self.witness.borrow_mut().coverage.deed("money given back");
        }
    }

    /// The bank has something to say about a payment.
    pub(super) fn announce(&mut self, id: &str) {
        let body = format!("\"genuine {id}\"");
        let soon = self.chance.between(20, 3_000);
        let notice = |body| Event::Notice { body, attempt: 0 };
        match self.notices.pop_front() {
            None => self.at(soon, notice(body)),
            Some(NoticeFault::Lost) => self.fault("notice: lost"),
            Some(NoticeFault::Late(late)) => {
                self.fault("notice: late");
                self.at(soon + late, notice(body));
            }
            Some(NoticeFault::Twice(later)) => {
                self.fault("notice: twice");
                self.at(soon, notice(body.clone()));
                self.at(soon + later, notice(body));
            }
        }
    }

    pub(super) fn notice(&mut self, body: String, attempt: u32) {
        let Some(running) = self.server.running.clone() else {
            self.at(5_000, Event::Notice { body, attempt: attempt + 1 });
            return;
        };
        self.tell(|| format!("the bank notifies: {body}"));
        let path = "/api/v1/payments/midtrans/notification".to_owned();
        let request = Request { path, cookie: None, body: Some(body.clone().into_bytes()) };
        let noted = std::rc::Rc::clone(&self.noted);
        self.tasks.spawn(Owner::Server, "notice", async move {
            let answer = running.answer(request).await;
            noted.borrow_mut().push((body, attempt, answer.status));
        });
    }
}
