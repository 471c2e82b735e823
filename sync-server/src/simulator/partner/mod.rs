//! The town's partners: an electricity company, a waterworks, a phone company and a shop for game
//! vouchers. They speak the API of `docs/billers.md`, so that whoever wants to be a partner of a
//! shop's can look here how it is done: [`sells`] is the business, [`ledger`] what is remembered,
//! [`api`] the signed HTTP around both.

mod api;
mod ledger;
mod page;
mod sells;

pub(super) use api::routes;
pub use ledger::PartnerMood;
#[cfg(test)]
pub(super) use ledger::Stand;
pub(super) use ledger::{Asked, PartnerLedger};
pub(super) use page::page;
pub use sells::Sells;

use super::{Simulator, SimulatorError};
use crate::biller::signature::SharedKey;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The name of the key that shop and partners share.
const KEY_ID: &str = "warung";

/// Nonces that were seen, until when each would be believed again. A restart forgets, which a
/// real partner's does not.
#[derive(Debug, Default)]
pub(super) struct Nonces(Mutex<BTreeMap<String, i64>>);

impl Nonces {
    /// `false` for one that was seen before.
    fn is_new(&self, nonce: &str, until: i64, now: i64) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|_, until| *until >= now);
        seen.insert(nonce.to_owned(), until).is_none()
    }
}

impl Simulator {
    /// The name of the key that shop and partners share.
    #[must_use]
    pub const fn partner_key_id(&self) -> &'static str {
        KEY_ID
    }

    /// The key itself: it follows from the one that shop and bank share.
    #[must_use]
    pub fn partner_secret(&self) -> Vec<u8> {
        let salted = Sha256::new().chain_update(b"warung-partner:");
        salted.chain_update(self.server_key()).finalize().to_vec()
    }

    fn partner_key(&self) -> SharedKey {
        SharedKey::new(KEY_ID, &self.partner_secret())
    }

    /// How the partners behave now.
    pub fn partner_mood(&self) -> Result<PartnerMood, SimulatorError> {
        self.change(|memory| memory.partners.mood)
    }

    /// Lets them behave like that from now on.
    pub fn set_partner_mood(&self, mood: PartnerMood) -> Result<(), SimulatorError> {
        self.change(|memory| memory.partners.mood = mood)
    }

    /// The newest payments that partners were asked for, newest first.
    pub(super) fn partner_payments(&self, most: usize) -> Result<Vec<Asked>, SimulatorError> {
        self.change(|memory| memory.partners.newest(most))
    }
}
