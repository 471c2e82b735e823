//! Use cases, without HTTP and without SQL.
//!
//! A [`Shop`] is everything a use case needs: storage, a clock, randomness, the
//! gateway, the SMS carrier, the signing key and the settings. Effects are seams
//! with a deterministic twin, so that a test decides what time it is.

pub mod accounts;
pub mod answers;
pub mod archive;
pub mod balance;
pub mod books;
pub mod cart;
pub mod catalog;
pub mod consent;
pub mod counter;
pub mod decide;
pub mod deliveries;
pub mod devices;
pub mod effects;
pub mod guesses;
pub mod kiosk;
pub mod later_looks;
pub mod notices;
pub mod outstanding;
pub mod partner;
pub mod payment_names;
pub mod pull;
pub mod push;
pub mod receipt_log;
pub mod receipts;
pub mod reconcile;
pub mod seed;
pub mod seller;
pub mod settle;
pub mod statement;
pub mod trust;
pub mod vitals;
pub mod wake;

#[cfg(test)]
mod dying;
#[cfg(test)]
pub mod testing;

// What a use case takes and may fail with, under the names callers know.
pub use crate::payment::{GatewayError, Notification};
pub use crate::storage::StorageError;
pub use wake::Wake;

use crate::biller::Billers;
use crate::config::ShopConfig;
use crate::failpoint::{Crashed, Failpoint};
use crate::keys::SigningKeys;
use crate::payment::Gateway;
use crate::sms::Sms;
use crate::storage::sqlite::SqliteStorage;
use effects::{Clock, Entropy};
use std::sync::Arc;
use tokio::sync::broadcast;
use warung_domain::ids::AccountId;

/// The shop as one value, shared by every request and job.
pub struct Shop {
    pub config: ShopConfig,
    pub storage: SqliteStorage,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub gateway: Arc<dyn Gateway>,
    /// Partners by their names in the terms.
    pub billers: Billers,
    pub sms: Arc<dyn Sms>,
    pub keys: SigningKeys,
    /// Wakes the jobs when there is something to charge or to ask about.
    pub jobs: Wake,
    /// Whose phone should pull now.
    pub pulls: broadcast::Sender<AccountId>,
}

impl Shop {
    /// Says that the work has come to a place where a test may want it to end.
    pub(crate) fn reached(&self, place: Failpoint) -> Result<(), Crashed> {
        self.storage.failpoints().reached(place)
    }
}
