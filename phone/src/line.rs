//! The way to the shop, and what counts as an answer from it.
//!
//! A captive portal's page, a proxy's apology, a body cut short: none of them is
//! the shop, and nothing is concluded from them but that the line is bad. Every
//! call ends within a bounded time; who implements [`Line`] sees to that.

use thiserror::Error;
use warung_domain::protocol::{MyChanges, ProblemDetails, Push, PushAnswer};

/// Why a call has no result.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LineError {
    /// No connection, it broke, or it took too long.
    #[error("no answer")]
    Unreachable,
    /// Something answered that was not the shop.
    #[error("not the shop's answer")]
    NotTheShop,
    /// The shop refused and says why.
    #[error("{}", .0.problem.detail)]
    Refused(Box<Refusal>),
}

/// A refusal of the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub problem: ProblemDetails,
    /// How long it asked to be left alone, in seconds.
    pub after_seconds: Option<u32>,
}

/// Calls to the shop. Each ends within a bounded time, hung socket or not.
#[expect(async_fn_in_trait, reason = "phones run on one thread; no future needs to be Send")]
pub trait Line {
    /// Hands commands in.
    async fn push(&self, push: &Push) -> Result<PushAnswer, LineError>;

    /// Orders touched since a cursor, of whoever is signed in.
    async fn my_changes(&self, since: u64) -> Result<MyChanges, LineError>;
}
