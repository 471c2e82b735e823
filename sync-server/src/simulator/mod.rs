//! A town to practise in: a bank, two minimarkets, partners such as an electricity company
//! ([`partner`]) and a phone network, in the same binary and with no real money or messages.
//!
//! It stands on the other side of the seams. The shop reaches it as it would
//! reach the real gateway, over HTTP with the same API ([`api`]), and hears from
//! it by notification ([`notifier`]). People walk in by its pages ([`pages`]):
//! they pay a code at a till, call a payment back, spoil the notifications
//! ([`mood`]), or read the text messages that were sent.
//! What the town remembers ([`memory`]) is one file that survives a restart.
//!
//! It takes its clock and its randomness as arguments, and refuses to open in
//! production. Where to start: [`Simulator::open`].

mod api;
mod bill;
mod channel;
mod charge_form;
mod kept_key;
mod memory;
mod mood;
mod notifier;
mod pages;
mod partner;
mod repeats;
mod sms;

#[cfg(test)]
mod tests;

pub use bill::{Bill, BillState};
pub use channel::Channel;
pub use kept_key::kept_key;
pub use memory::MemoryError;
pub use mood::Mood;
pub use partner::{PartnerMood, Sells};
pub use sms::{Message, SimulatedSms};

use crate::service::effects::{Clock, Entropy};
use axum::Router;
use bill::{CannotPay, NotRefunded, NotWithdrawn, Refund};
use charge_form::ChargeForm;
use memory::{DuplicateOrderId, Memory, MemoryFile};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use thiserror::Error;
use tokio::sync::Notify;

/// What a real server key begins with; the sandbox' begin with `SB-`.
const PRODUCTION_KEY_PREFIX: &str = "Mid-server-";

/// What the shop is run for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Trying things out: nothing is bought.
    Practice,
    /// Real shoppers, real money.
    Production,
}

/// How the town is set up.
#[derive(Clone)]
pub struct SimulatorConfig {
    pub stage: Stage,
    /// `simulator.json` in the data folder.
    pub file: PathBuf,
    /// The shop's name, shown at the tills.
    pub merchant: String,
    /// The key shop and gateway share. `None`: one is made at first start and kept.
    pub server_key: Option<String>,
    /// Where the shop hears of payments.
    pub notification_url: String,
}

/// Why the town stays closed, or forgot what it was told.
#[derive(Debug, Error)]
pub enum SimulatorError {
    #[error("the payment simulator never runs in production")]
    Production,
    #[error("this is a real gateway key; the payment simulator will not touch it")]
    ProductionKey,
    #[error(transparent)]
    Memory(#[from] MemoryError),
    #[error("no HTTP client: {0}")]
    Client(String),
    #[error("the simulator is shutting down")]
    Stopped,
}

/// The town.
pub struct Simulator {
    merchant: String,
    server_key: String,
    notification_url: String,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    file: MemoryFile,
    memory: Mutex<Memory>,
    repeats: repeats::Repeats,
    nonces: partner::Nonces,
    client: reqwest::Client,
    /// Rung when there is something to notify the shop of.
    news: Notify,
}

impl Simulator {
    /// Opens the town with what it remembers. Refuses production settings.
    pub fn open(
        config: SimulatorConfig,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Arc<Self>, SimulatorError> {
        if config.stage == Stage::Production {
            return Err(SimulatorError::Production);
        }
        let given = config.server_key.as_deref();
        if given.is_some_and(|key| key.starts_with(PRODUCTION_KEY_PREFIX)) {
            return Err(SimulatorError::ProductionKey);
        }
        let file = MemoryFile::new(config.file);
        let mut memory = file.read()?.unwrap_or_default();
        let server_key = match (config.server_key, memory.server_key.clone()) {
            (Some(key), _) | (None, Some(key)) => key,
            (None, None) => {
                let key = format!("SB-Mid-server-{}", digits(entropy.as_ref(), 24));
                memory.server_key = Some(key.clone());
                file.write(&memory)?;
                key
            }
        };
        Ok(Arc::new(Self {
            merchant: config.merchant,
            server_key,
            notification_url: config.notification_url,
            clock,
            entropy,
            file,
            memory: Mutex::new(memory),
            repeats: repeats::Repeats::default(),
            nonces: partner::Nonces::default(),
            client: notifier::client()?,
            news: Notify::new(),
        }))
    }

    /// The key the shop's gateway client has to use.
    #[must_use]
    pub fn server_key(&self) -> &str {
        &self.server_key
    }

    fn open_bill(
        &self,
        form: &ChargeForm,
    ) -> Result<Result<Bill, DuplicateOrderId>, SimulatorError> {
        let mut seed = [0; 16];
        self.entropy.fill(&mut seed);
        let transaction_id = uuid::Builder::from_random_bytes(seed).into_uuid().to_string();
        let drawn = digits(self.entropy.as_ref(), form.channel.code_length());
        let code = form.own_number.clone().unwrap_or(drawn);
        self.change(|memory| {
            memory.open_bill(form.clone().into_bill(transaction_id, code, self.clock.now()))
        })
    }

    fn bill(&self, id: &str) -> Result<Option<Bill>, SimulatorError> {
        self.change(|memory| memory.bill(id).cloned())
    }

    fn bill_by_code(&self, code: &str) -> Result<Option<Bill>, SimulatorError> {
        self.change(|memory| memory.bill_by_code(code).cloned())
    }

    /// The bills that still can be paid, newest first.
    fn open_bills(&self, most: usize) -> Result<Vec<Bill>, SimulatorError> {
        self.change(|memory| memory.open_bills().take(most).cloned().collect())
    }

    /// Somebody pays at a till or in their bank.
    fn pay(&self, code: &str) -> Result<Result<Bill, CannotPay>, SimulatorError> {
        let approval = digits(self.entropy.as_ref(), 12);
        let now = self.clock.now();
        let paid = self.change(|memory| memory.pay(code, approval, now))?;
        self.news.notify_one();
        Ok(paid)
    }

    /// A till or bank calls back what was paid there.
    fn reverse(&self, code: &str) -> Result<Option<Bill>, SimulatorError> {
        let now = self.clock.now();
        let reversed = self.change(|memory| memory.reverse(code, now))?;
        self.news.notify_one();
        Ok(reversed)
    }

    /// A till that has not heard that a bill is over takes money for it.
    fn pay_late(&self, code: &str) -> Result<Option<Bill>, SimulatorError> {
        let now = self.clock.now();
        let approval = digits(self.entropy.as_ref(), 12);
        let paid = self.change(|memory| memory.pay_late(code, approval, now))?;
        self.news.notify_one();
        Ok(paid)
    }

    fn closed_bills(&self, most: usize) -> Result<Vec<Bill>, SimulatorError> {
        self.change(|memory| memory.closed_bills().take(most).cloned().collect())
    }

    fn reversible_bills(&self, most: usize) -> Result<Vec<Bill>, SimulatorError> {
        self.change(|memory| memory.reversible_bills().take(most).cloned().collect())
    }

    fn refund(
        &self,
        id: &str,
        key: String,
        amount: Option<i64>,
        reason: String,
    ) -> Result<Result<Bill, NotRefunded>, SimulatorError> {
        let at = self.clock.now();
        let done = self.change(|memory| {
            let left = memory.bill(id).map_or(0, |bill| bill.amount - bill.refunded());
            let refund = Refund { key, amount: amount.unwrap_or(left), reason, at };
            memory.refund(id, refund)
        })?;
        self.news.notify_one();
        Ok(done)
    }

    /// How notifications travel now.
    pub fn mood(&self) -> Result<Mood, SimulatorError> {
        self.change(|memory| memory.mood)
    }

    /// Lets the notifications of whatever happens from now on travel like that.
    pub fn set_mood(&self, mood: Mood) -> Result<(), SimulatorError> {
        self.change(|memory| memory.mood = mood)
    }

    fn cancel(&self, id: &str) -> Result<Result<Bill, NotWithdrawn>, SimulatorError> {
        let now = self.clock.now();
        let done = self.change(|memory| memory.withdraw(id, BillState::Cancelled { at: now }))?;
        self.news.notify_one();
        Ok(done)
    }

    fn expire(&self, id: &str) -> Result<Result<Bill, NotWithdrawn>, SimulatorError> {
        let now = self.clock.now();
        let done = self.change(|memory| memory.withdraw(id, BillState::Expired { at: now }))?;
        self.news.notify_one();
        Ok(done)
    }

    /// The last text messages, newest first.
    fn messages(&self) -> Result<Vec<Message>, SimulatorError> {
        self.change(|memory| memory.messages.iter().rev().cloned().collect())
    }

    fn deliver_message(&self, to: String, text: String) -> Result<(), SimulatorError> {
        let message = Message { to, text, at: self.clock.now() };
        self.change(|memory| memory.deliver_message(message))
    }

    /// Lets `act` see the town as it is now, and makes what it changed last.
    /// Whatever cannot be written to the file has not happened.
    fn change<T>(&self, act: impl FnOnce(&mut Memory) -> T) -> Result<T, SimulatorError> {
        let mut current = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = current.clone();
        next.run_out(self.clock.now());
        next.partners.run_out(self.clock.now());
        let result = act(&mut next);
        if next != *current {
            self.file.write(&next)?;
            *current = next;
        }
        Ok(result)
    }

    /// Runs what touches the file where waiting for a disk holds up nobody.
    async fn aside<T: Send + 'static>(
        self: &Arc<Self>,
        act: impl FnOnce(&Self) -> Result<T, SimulatorError> + Send + 'static,
    ) -> Result<T, SimulatorError> {
        let simulator = Arc::clone(self);
        tokio::task::spawn_blocking(move || act(&simulator))
            .await
            .map_err(|_| SimulatorError::Stopped)?
    }
}

/// API and pages, to be nested at [`pages::BASE`], `/simulator`.
pub fn router(simulator: Arc<Simulator>) -> Router {
    let partners = partner::routes(Arc::clone(&simulator));
    pages::routes().merge(api::routes(Arc::clone(&simulator))).merge(partners).with_state(simulator)
}

/// A number of that many digits, not beginning with zero.
fn digits(entropy: &dyn Entropy, length: usize) -> String {
    let mut bytes = vec![0; length];
    entropy.fill(&mut bytes);
    // A byte is not spread evenly over ten digits, which does not matter here.
    let digit = |(at, byte): (usize, &u8)| match at {
        0 => char::from(b'1' + byte % 9),
        _ => char::from(b'0' + byte % 10),
    };
    bytes.iter().enumerate().map(digit).collect()
}
