//! Decisions: from facts and a command to a verdict and what is to be written.
//!
//! Pure: [`facts`] gathers inside a transaction, the functions here judge, and
//! [`writes`] puts the outcome down inside the same transaction. A rejected
//! command writes nothing but its line in the ledger.

pub mod attempts;
pub mod bill;
mod cash;
mod change_order;
mod digital;
pub mod facts;
mod fulfil;
pub mod money;
mod place_order;
pub mod refund;
mod reversal;
mod sale;
mod shift;
pub mod strays;
mod top_up;
mod way_to_pay;
pub mod writes;

#[cfg(test)]
mod questions;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod top_up_tests;

pub use change_order::lapse;

use crate::config::ShopConfig;
use facts::{Buyer, Facts};
use warung_domain::command::{Command, CommandBody, RejectCode, Verdict};
use warung_domain::ids::AccountId;
use warung_domain::money::MoneyError;
use warung_domain::order::OrderProblem;
use warung_domain::protocol::{MINIMUM_VERSION, Role};
use warung_domain::time::Timestamp;
use writes::Writes;

/// Who asks for what, when, and under which terms.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub now: Timestamp,
    pub config: &'a ShopConfig,
    /// Of the catalog's revisions.
    pub epoch: &'a str,
    pub account: AccountId,
    pub role: &'a Role,
    /// What is known of the account as a buyer.
    pub buyer: Buyer,
    pub command: &'a Command,
}

/// What becomes of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub verdict: Verdict,
    pub writes: Writes,
}

/// A refusal, so that `?` can carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Reject(RejectCode);

impl From<MoneyError> for Reject {
    fn from(_: MoneyError) -> Self {
        Self(RejectCode::InvalidAmount)
    }
}

impl Decision {
    fn applied(writes: Writes) -> Self {
        Self { verdict: Verdict::Applied, writes }
    }

    fn adjusted(problems: Vec<OrderProblem>, writes: Writes) -> Self {
        Self { verdict: Verdict::Adjusted { problems }, writes }
    }
}

/// Judges one command.
#[must_use]
pub fn decide(context: &Context<'_>, facts: Facts) -> Decision {
    judge(context, facts).unwrap_or_else(|Reject(code)| Decision {
        verdict: Verdict::Rejected { code },
        writes: Writes::default(),
    })
}

fn judge(context: &Context<'_>, facts: Facts) -> Result<Decision, Reject> {
    if context.command.v < MINIMUM_VERSION {
        return Err(Reject(RejectCode::Upgrade));
    }
    match (&context.command.body, facts) {
        (CommandBody::PlaceOrder(wish), Facts::Shelf(shelf)) => {
            place_order::place(context, wish, &shelf)
        }
        (CommandBody::TopUp { amount, payment, total }, Facts::Order(None)) => {
            top_up::top_up(context, *amount, *payment, *total)
        }
        (CommandBody::CancelOrder { .. }, Facts::Order(Some(known))) => {
            change_order::cancel(context, *known)
        }
        (CommandBody::ConfirmOrder { total, .. }, Facts::Order(Some(known))) => {
            change_order::confirm(context, *known, *total)
        }
        (CommandBody::ChangePayment { method, total, .. }, Facts::Order(Some(known))) => {
            attempts::change(context, *known, *method, *total)
        }
        (CommandBody::RefundOrder(wish), Facts::Order(Some(known))) => {
            refund::refund(context, *known, wish)
        }
        (CommandBody::FulfilParcel { seller, step, .. }, Facts::Order(Some(known))) => {
            fulfil::fulfil(context, *known, seller, *step)
        }
        (CommandBody::RecordCash { amount, .. }, Facts::Order(Some(known))) => {
            cash::record(context, *known, *amount)
        }
        (CommandBody::ReverseCash { reason, .. }, Facts::Taken(Some(taken))) => {
            reversal::reverse(context, *taken, reason)
        }
        (CommandBody::RecordCash { amount, .. }, Facts::Bill(bill)) => {
            bill::take_cash(context, *bill, *amount)
        }
        (CommandBody::RefundOrder(wish), Facts::Bill(bill)) => {
            bill::give_back(context, bill.record, wish)
        }
        (CommandBody::RecordSale(sale), Facts::Shelf(shelf)) => sale::record(context, sale, &shelf),
        (CommandBody::OpenShift { float }, Facts::Drawer(drawer)) => {
            shift::open(context, &drawer, *float)
        }
        (CommandBody::MoveCash { shift, amount, reason }, Facts::Drawer(drawer)) => {
            shift::move_cash(context, &drawer, *shift, *amount, reason)
        }
        (CommandBody::CloseShift { shift, counted }, Facts::Drawer(drawer)) => {
            shift::close(context, &drawer, *shift, *counted)
        }
        // No such order, or facts of another kind of command, which is as good as none.
        _ => Err(Reject(RejectCode::UnknownOrder)),
    }
}
