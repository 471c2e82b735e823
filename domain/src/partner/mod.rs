//! What others do for the shop's customers: partners who top up phones, sell tokens and vouchers,
//! or take the money for a bill.
//!
//! A [`Relay`] is one payment that the shop passes on, once, under a reference of its own. It is
//! the same machine for a bill that somebody pays at a kiosk ([`PartnerBill`]) and for a good of
//! an order that is delivered as a code or as an advice to a number ([`DigitalItem`]).

mod bill;
mod digital;
mod relay;
mod terms;

pub use crate::ids::BillerId;
pub use bill::{BillError, BillEvent, BillState, PartnerBill};
pub use digital::{Digital, DigitalItem};
pub use relay::{Proof, Relay, RelayError, RelayEvent, RelayFor, RelayState};
pub use terms::{AmountTerms, BillerTerms, CustomerTerms, NotTaken};
