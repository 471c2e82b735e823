//! What the phone promises about delivery, whatever it runs on.
//!
//! A wish is signed and stored ([`save`]) before anything else happens; the
//! sender ([`drain`]) pushes the frozen bytes until the shop has answered; a
//! pull ([`pull`]) brings the orders back, and only then an entry leaves the
//! outbox. Each of them may be dropped at any await, as a phone may die at any
//! moment: the next start goes on from what is stored.
//!
//! Nothing here knows a browser, a clock or a socket. Those are four small
//! traits: [`store`] keeps rows, [`line`] reaches the shop, [`surroundings`]
//! gives time, chance and signatures. [`memory`] keeps rows without a disk, under
//! the contract ([`contract`]) that the real stores keep too.

pub mod balance;
pub mod batch;
pub mod contract;
pub mod device;
pub mod digest;
pub mod drain;
pub mod line;
pub mod memory;
pub mod pending;
pub mod pull;
pub mod repair;
pub mod reply;
mod sample;
pub mod save;
#[cfg(test)]
mod stage;
pub mod store;
pub mod surroundings;
pub mod top_up;
pub mod watch;
