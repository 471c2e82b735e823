//! The shop's signed word about its log.
//!
//! A JWS like everything else the shop signs, and not a signed note of the
//! transparency world: the phone has this verifier and these keys, with their
//! rotation, already, and any JOSE library reads it.

use super::{LogHash, LogHead};
use crate::canonical::canonical_json;
use crate::ids::ShopId;
use crate::json;
use crate::jws::{JwsError, KeySet, split_compact, unb64, verify_shop};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The JWS `typ` of a checkpoint.
pub const TYP: &str = "warung-checkpoint";

/// How long the log was at a moment, and the hash of all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    pub v: u16,
    /// Whose log it is.
    pub shop: ShopId,
    pub size: u64,
    pub root: LogHash,
    /// When it was signed, by the shop's clock.
    pub at: Timestamp,
}

/// Why a text is no checkpoint of this shop.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CheckpointError {
    #[error(transparent)]
    Jws(#[from] JwsError),
    #[error("signed, but not a checkpoint this app can read")]
    Content,
    #[error("a checkpoint of another shop: {0}")]
    OtherShop(ShopId),
}

impl Checkpoint {
    /// The version of the format.
    pub const FORMAT: u16 = 1;

    /// The bytes the shop signs.
    #[must_use]
    pub fn canonical_bytes(&self) -> Vec<u8> {
        // A plain struct of strings and integers always serialises.
        let value = serde_json::to_value(self).unwrap_or_default();
        canonical_json(&value).into_bytes()
    }

    #[must_use]
    pub const fn head(&self) -> LogHead {
        LogHead { size: self.size, root: self.root }
    }

    /// What a text claims to be the head of, without asking whether it is genuine: to
    /// tell one that was met before.
    #[must_use]
    pub fn claimed(jws: &str) -> Option<LogHead> {
        let payload = unb64(split_compact(jws).ok()?.payload).ok()?;
        json::read::<Self>(&payload).ok().map(|checkpoint| checkpoint.head())
    }

    /// Verifies a checkpoint without any network: signature by a key of this shop,
    /// canonical form, and whose log it is.
    pub fn verify(jws: &str, shop: &ShopId, keys: &KeySet) -> Result<Self, CheckpointError> {
        let payload = verify_shop(jws, TYP, keys)?;
        let checkpoint: Self = json::read(&payload).map_err(|_| CheckpointError::Content)?;
        if checkpoint.canonical_bytes() != payload {
            return Err(CheckpointError::Content);
        }
        if checkpoint.shop != *shop {
            return Err(CheckpointError::OtherShop(checkpoint.shop));
        }
        Ok(checkpoint)
    }
}
