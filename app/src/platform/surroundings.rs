//! Time, chance and signatures of this browser, for the sender.

use super::db::outbox::Keys;
use super::{PlatformError, clock, device_key, random};
use warung_domain::ids::CommandId;
use warung_domain::time::Timestamp;
use warung_phone::surroundings::{SigningError, Surroundings};

/// This browser.
#[derive(Debug, Clone, Copy, Default)]
pub struct Browser;

impl Surroundings for Browser {
    type Keys = Keys;

    fn now(&self) -> Timestamp {
        clock::now()
    }

    fn jitter(&self) -> u16 {
        random::jitter()
    }

    fn command_id(&self) -> Result<CommandId, SigningError> {
        random::command_id().map_err(not_signed)
    }

    async fn sign(&self, keys: &Keys, message: &str) -> Result<Vec<u8>, SigningError> {
        device_key::sign(keys, message).await.map_err(not_signed)
    }
}

fn not_signed(error: PlatformError) -> SigningError {
    SigningError(error.to_string())
}
