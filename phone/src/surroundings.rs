//! Time, chance and signatures, as the phone gives them.

use thiserror::Error;
use warung_domain::ids::CommandId;
use warung_domain::time::Timestamp;

/// The phone could not sign or draw a random number, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct SigningError(pub String);

/// What the phone has around it.
#[expect(async_fn_in_trait, reason = "phones run on one thread; no future needs to be Send")]
pub trait Surroundings {
    /// The handle of [`crate::store::OutboxStore::Keys`].
    type Keys;

    /// The phone's clock. A label, never an authority; it may jump.
    fn now(&self) -> Timestamp;

    /// A number in 0..=1000, for spreading retries.
    fn jitter(&self) -> u16;

    /// A fresh id.
    fn command_id(&self) -> Result<CommandId, SigningError>;

    /// Signs with ES256; 64 bytes `r || s`.
    async fn sign(&self, keys: &Self::Keys, message: &str) -> Result<Vec<u8>, SigningError>;
}
