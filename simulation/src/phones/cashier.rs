//! A cashier's hands: the shop is asked before cash is taken, that it was taken is a command in the
//! outbox, and the drawer is kept by what the shop said of it last.

use super::Kit;
use crate::cast::pins::{WRONG, pin_of, witness_of};
use crate::cast::{CAST, PHONES};
use crate::plan::Word;
use crate::wire::read;
use crate::witness::Given;
use warung_domain::command::{CommandBody, RefundOrder, envelope};
use warung_domain::ids::{CommandId, ConsentId, DeviceId, OrderId};
use warung_domain::money::{Currency, Money};
use warung_domain::outbox::{EntryState, OutboxEntry};
use warung_domain::payment::{PaymentMethod, RefundWay};
use warung_domain::protocol::{
    Consent, ConsentQuestion, CounterDue, CounterPayment, CounterQuestion, DrawerStanding,
    MoneyBack, PartnerStanding,
};
use warung_phone::store::OutboxStore as _;

/// What a cashier's device remembers.
#[derive(Debug, Default)]
pub struct Till {
    /// The shop's last word about the drawer.
    standing: Option<DrawerStanding>,
    /// What cash was taken for here, oldest first.
    taken: Vec<OrderId>,
    /// A colleague's words, oldest first.
    words: Vec<ConsentId>,
}

impl Till {
    /// The shift that is open, and what should be in the drawer, as far as is known.
    fn open(&self) -> Option<(CommandId, Money)> {
        let newest = self.standing.as_ref()?.newest.as_ref()?;
        newest.shift.closed.is_none().then_some((newest.shift.id, newest.expected))
    }
}

/// What of a carried order a cashier has to know: that it is paid at a counter, and how much.
fn payable(entry: &OutboxEntry) -> Option<(OrderId, Money)> {
    let command = envelope::open(&entry.bytes).ok()?.command;
    let (method, total) = match command.body {
        CommandBody::PlaceOrder(wish) => (wish.payment, wish.total),
        CommandBody::TopUp { payment, total, .. } => (payment, total),
        _ => return None,
    };
    (method == PaymentMethod::Counter).then_some((command.id.into(), total))
}

const fn is_to_be_handed_back(standing: &PartnerStanding) -> bool {
    matches!(standing, PartnerStanding::Refused { money: MoneyBack::AtCounter, .. })
}

/// What was taken here, and the shop has not answered.
fn unanswered(entry: &OutboxEntry) -> Option<(OrderId, Money)> {
    match envelope::open(&entry.bytes).ok()?.command.body {
        CommandBody::RecordCash { order, amount } => Some((order, amount)),
        _ => None,
    }
}

impl Kit {
    /// Whose drawer it is: the device's beside it.
    fn drawer_beside(&self) -> Option<&'static DeviceId> {
        let (place, _) = PHONES[self.phone].keys.first()?;
        Some(&CAST.keys[*place].device)
    }

    /// Asks how the drawer stands. Without an answer the last one holds.
    async fn asks_about_the_drawer(&self) {
        let Some(device) = self.drawer_beside() else { return };
        let answer = self.line.get(format!("/api/v1/counter/drawer?device={device}")).await;
        if let Ok(standing) = read::<DrawerStanding>(answer) {
            self.till.borrow_mut().standing = Some(standing);
        }
    }

    pub async fn opens_a_shift(self, thousands: i64) {
        self.asks_about_the_drawer().await;
        let may = self.till.borrow().standing.is_some() && self.till.borrow().open().is_none();
        if may {
            let float = Money::new(thousands * 1_000, Currency::IDR);
            self.write(CommandBody::OpenShift { float }, None).await;
        }
    }

    pub async fn moves_cash(self, thousands: i64) {
        self.asks_about_the_drawer().await;
        let Some((shift, _)) = self.till.borrow().open() else { return };
        let amount = Money::new(thousands * 1_000, Currency::IDR);
        let body = CommandBody::MoveCash { shift, amount, reason: "uang kecil".to_owned() };
        self.write(body, None).await;
    }

    /// Counts what the shop says should be there, or a little more or less.
    pub async fn closes_the_shift(self, off: i64) {
        self.asks_about_the_drawer().await;
        let Some((shift, expected)) = self.till.borrow().open() else { return };
        let counted = Money::new((expected.minor() + off).max(0), Currency::IDR);
        self.write(CommandBody::CloseShift { shift, counted }, None).await;
    }

    /// Asks whose payment a code is, and takes the cash if it holds.
    pub async fn serves(self, code: String) {
        let Ok(body) = serde_json::to_vec(&CounterQuestion { code }) else { return };
        let answer = self.line.post("/api/v1/counter/payments", body).await;
        let Ok(found) = read::<CounterPayment>(answer) else { return };
        let is_open = matches!(found.due, CounterDue::Open { .. });
        let deed = if is_open { "a code that holds" } else { "a code that is over" };
        self.witness.borrow_mut().coverage.deed(deed);
        if is_open {
            self.takes(found.order, found.amount).await;
        } else if found.bill.is_some_and(|bill| is_to_be_handed_back(&bill.standing)) {
            self.hands_back(found.order, found.amount).await;
        }
    }

    /// A partner has refused, and nobody said whose balance the money goes to.
    async fn hands_back(&self, order: OrderId, amount: Money) {
        let seller = PHONES[self.phone].seller.and_then(|seller| seller.parse().ok());
        let Some(seller) = seller else { return };
        let (way, reason) = (RefundWay::Cash, "Mitra menolak".to_owned());
        let refund = RefundOrder { order, seller, amount, way, reason };
        self.write(CommandBody::RefundOrder(Box::new(refund)), None).await;
    }

    async fn takes(&self, order: OrderId, amount: Money) {
        if self.write(CommandBody::RecordCash { order, amount }, None).await {
            self.till.borrow_mut().taken.push(order);
        }
    }

    /// Another phone's commands are kept here, too, and go when there is a line. What of them is
    /// to be paid at a counter is paid now, as far as the shop lets it, while the drawer is open.
    pub async fn takes_in(self, mut carried: Vec<OutboxEntry>) {
        let Ok(here) = self.store.entries().await else { return };
        carried.retain(|entry| here.iter().all(|other| other.id != entry.id));
        for entry in &mut carried {
            entry.state = EntryState::fresh();
        }
        if carried.is_empty() || self.store.take_in(&carried).await.is_err() {
            return;
        }
        self.witness.borrow_mut().coverage.deed("commands taken in by a counter");
        for (order, amount) in carried.iter().filter_map(payable) {
            if self.may_take(amount).await {
                self.witness.borrow_mut().coverage.deed("cash without a line");
                self.takes(order, amount).await;
            }
        }
        self.kick.set(true);
    }

    async fn may_take(&self, amount: Money) -> bool {
        let Ok(outbox) = self.store.entries().await else { return false };
        let waits = outbox.iter().filter(|entry| entry.state.is_unsent()).filter_map(unanswered);
        let waits: i64 = waits.map(|(_, amount)| amount.minor()).sum();
        let till = self.till.borrow();
        let limit = till.standing.as_ref().filter(|_| till.open().is_some());
        limit.is_some_and(|limit| waits + amount.minor() <= limit.offline_limit.minor())
    }

    /// Undoes one of what was taken here last, with a colleague's word.
    pub async fn undoes(self, nth: usize, how: Word) {
        let taken: Vec<OrderId> = self.till.borrow().taken.iter().rev().copied().collect();
        let order = taken.get(nth % taken.len().max(1)).copied();
        let (Some(order), Some(person)) = (order, self.person()) else { return };
        let witness = witness_of(person);
        let word = match how {
            Word::Asked => self.asks_for_a_word(order, witness, pin_of(witness)).await,
            Word::Mistyped => self.asks_for_a_word(order, witness, WRONG).await,
            Word::Older => self.till.borrow().words.last().copied(),
        };
        let Some(consent) = word else { return };
        let body = CommandBody::ReverseCash { order, reason: "salah tekan".to_owned(), consent };
        self.write(body, None).await;
    }

    async fn asks_for_a_word(
        &self,
        order: OrderId,
        witness: usize,
        pin: &str,
    ) -> Option<ConsentId> {
        let question =
            ConsentQuestion { order, witness: CAST.accounts[witness].id, pin: pin.to_owned() };
        let body = serde_json::to_vec(&question).ok()?;
        let answer = self.line.post("/api/v1/counter/consents", body).await;
        let consent = read::<Consent>(answer).ok()?.consent;
        let given = Given { order, cashier: self.person()?, witness, pin: pin.to_owned() };
        self.witness.borrow_mut().hears_a_word(consent, given);
        self.till.borrow_mut().words.push(consent);
        Some(consent)
    }
}
