//! Partners who do something for a shopper: top up a phone, sell an electricity token, take the
//! money for a bill. One seam for all of them.
//!
//! Four questions, as retail has asked them for decades. An *inquiry* tells whose account it is,
//! what it costs and under which reference. A *payment* is done once under our reference, however
//! often it is asked for. Where its answer got lost nobody pays again: an *advice* asks what became
//! of it, until that is known. A *reversal* ends what the partner does not know or has not decided,
//! and nothing else: what is paid stays paid, and the answer says so. After a reversal a payment
//! that was still on its way does nothing.
//!
//! What a partner says becomes an [`Outcome`] once, here, and is never parsed again. Every partner
//! passes the suite in `contract.rs`.

#[cfg(test)]
pub mod contract;
pub mod signature;
pub mod signed_http;
pub mod wire;

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use thiserror::Error;
use warung_domain::money::Money;
use warung_domain::partner::{BillerId, Proof};
use warung_domain::time::Timestamp;

/// A boxed future, so that partners can be chosen by configuration.
pub type BillerFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, BillerError>> + Send + 'a>>;

/// Whose account, and what for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inquiry {
    /// Our name for it, of `[A-Za-z0-9-]`.
    pub reference: String,
    /// The number that a person typed: a meter, a phone, a contract. Empty where the partner
    /// needs none, as for a voucher.
    pub customer: String,
    /// What of the partner's, by its own name; none where it sells one thing only.
    pub product: Option<String>,
    /// What the person wants to pay; none where the partner says how much is due.
    pub amount: Option<Money>,
}

/// What an inquiry tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Whose account it is, most of it hidden.
    pub name: String,
    /// What is paid, in the partner's words.
    pub description: String,
    /// What the partner gets.
    pub amount: Money,
    /// What the partner wants for its work, beside the amount.
    pub fee: Money,
    /// The partner's own name for what it told.
    pub reference: String,
}

/// Something to be done and paid for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    /// Our name for it, of `[A-Za-z0-9-]`, at most 64. Under one reference nothing is done twice.
    pub reference: String,
    pub customer: String,
    pub product: Option<String>,
    /// Amount and fee together, as they were quoted.
    pub amount: Money,
    /// [`Quote::reference`], where there was an inquiry.
    pub quote: Option<String>,
}

/// What became of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Done. The partner has earned its money.
    Paid { at: Timestamp, proof: Proof },
    /// The partner has it and has not decided yet.
    Pending,
    /// Nothing was done and nothing will be; in the partner's words.
    Refused { reason: String },
    /// Ended by a reversal: nothing was done and nothing will be.
    Reversed,
    /// The partner never heard of it. It may be on its way yet.
    Unheard,
}

/// Why a partner gave no usable answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BillerError {
    /// The partner was not reached: nothing was sent.
    #[error("the partner cannot be reached: {0}")]
    Unreachable(String),
    /// No answer, or none that can be believed: what became of it is unknown.
    #[error("the partner's answer did not arrive: {0}")]
    Unknown(String),
    /// There is no such account or product.
    #[error("the partner does not know this number: {0}")]
    NoSuchCustomer(String),
    /// It knows, and does not do it: the amount, a limit, a block.
    #[error("the partner refused: {0}")]
    Refused(String),
}

/// Somebody who does something for the shop's customers.
pub trait Biller: Send + Sync {
    fn inquire<'a>(&'a self, inquiry: &'a Inquiry) -> BillerFuture<'a, Quote>;
    /// Has it done. Never repeated after [`BillerError::Unknown`]: that is what advice is for.
    fn pay<'a>(&'a self, purchase: &'a Purchase) -> BillerFuture<'a, Outcome>;
    /// What became of the payment under this reference.
    fn advise<'a>(&'a self, reference: &'a str) -> BillerFuture<'a, Outcome>;
    /// Ends what is not done. [`Outcome::Paid`] where it was too late for that.
    fn reverse<'a>(&'a self, reference: &'a str) -> BillerFuture<'a, Outcome>;
}

/// Every partner the shop works with, by the name in its configuration.
#[derive(Clone, Default)]
pub struct Billers(BTreeMap<BillerId, Arc<dyn Biller>>);

impl Billers {
    #[must_use]
    pub fn with(mut self, id: BillerId, biller: Arc<dyn Biller>) -> Self {
        self.0.insert(id, biller);
        self
    }

    #[must_use]
    pub fn get(&self, id: &BillerId) -> Option<&Arc<dyn Biller>> {
        self.0.get(id)
    }
}
