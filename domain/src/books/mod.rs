//! The books: double entry, append-only, in whole minor units.
//!
//! Whatever happens to money becomes a [`Posting`]: entries on [`Account`]s that
//! sum to zero in every currency. A posting is never changed; what is taken back
//! is a new posting the other way round. Its [`PostingKey`] is made of what
//! happened (which attempt to be paid, which event), so that hearing the same
//! thing twice books it once.
//!
//! [`Deal::book`] turns one [`Happening`] into its posting, [`happenings`] reads
//! from two states of a payment what has happened in between, and
//! [`Deal::disagreement`] says where books and order tell different stories.
//!
//! Decisions worth knowing:
//! - Amounts are signed: a debit is above zero, a credit below.
//! - Money that the channel may still take back belongs to nobody: it stands on
//!   [`Account::Provisional`] until its window closes, and only then on the sellers'
//!   accounts.
//! - The tax inside a price is the seller's to pay to the state. It has an account
//!   of its own beside what else the shop owes the seller, so that both can be read
//!   off; a payout pays both.
//! - Where a channel collects another currency than the shop sells in, both sides
//!   stand on [`Account::Exchange`]: the amount collected in one currency, what it
//!   paid for in the other. The rate was frozen when the code was made, so nothing
//!   is computed anew here.
//! - What a shopper keeps at the shop ([`Account::ShopperBalance`]) is a debt of the
//!   shop's: a credit. Paying with it takes the place of money from outside, at once
//!   and for good.
//! - An order without goods fills that balance: once the money is nobody's else any
//!   more it is credited, and what is taken back after it was spent is the shopper's
//!   debt ([`Posting::never_below_nothing`]).
//! - What is taken for a partner is nobody's until the partner has said what became of it
//!   ([`bill_posting`]); then it is the partner's, with the shop's fee, or the payer's again.
//! - Money for an order that was called off, and money that came late, twice, short
//!   or over, is owed to the shopper from the moment it is seen.

mod account;
mod bill;
mod credit;
mod deal;
mod drawer;
mod happening;
mod kept;
mod net;
mod posting;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod top_up_tests;

pub use account::{Account, AccountError};
pub use bill::{bill_commission, bill_disagreement, bill_posting, delivered_item};
pub use credit::Credit;
pub use deal::{Deal, sale};
pub use drawer::DrawerEvent;
pub use happening::{Happening, Movement, happenings, stray_happenings};
pub use kept::Kept;
pub use net::Net;
pub use posting::{BooksError, Entry, Posting, PostingKey};
