//! What somebody hands on so that a stranger can verify it: a receipt, and where the
//! shop's log holds it.
//!
//! A receipt alone is evidence too. It came from a shop that kept no log yet, or
//! somebody copied no more than that.

use super::{Checkpoint, CheckpointError, Inclusion, leaf, proof};
use crate::ids::ShopId;
use crate::json;
use crate::jws::{JwsError, KeySet};
use crate::receipt::{self, Receipt, ReceiptError};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The longest text that is looked at, in bytes. A receipt of a hundred lines has
/// about 30,000.
pub const MAX_BYTES: usize = 256 * 1024;

/// What `typ` says of such a file.
const TYP: &str = "warung-receipt-evidence";

/// The version of its layout.
const FORMAT: u16 = 1;

/// A receipt, and what shows that it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    typ: String,
    v: u16,
    /// The compact JWS, word for word.
    pub receipt: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<InLog>,
}

/// Where a receipt stands in the log, and the checkpoint that says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InLog {
    /// Compact JWS.
    pub checkpoint: String,
    pub proof: Inclusion,
}

/// Genuine evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub receipt: Receipt,
    /// The checkpoint that holds it, if the evidence names one.
    pub checkpoint: Option<Checkpoint>,
}

/// Why something is no evidence.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EvidenceError {
    #[error("longer than any receipt")]
    TooLong,
    #[error("neither a receipt nor a file with one")]
    Unreadable,
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    #[error("the checkpoint of the log is not genuine: {0}")]
    Checkpoint(#[from] CheckpointError),
    #[error("the receipt does not stand in the log where the proof says")]
    NotInLog,
}

impl Evidence {
    #[must_use]
    pub fn new(receipt: String, log: Option<InLog>) -> Self {
        Self { typ: TYP.into(), v: FORMAT, receipt, log }
    }

    /// What a person pasted or opened: a compact JWS, such a file, or a link that
    /// ends in either. White space within a JWS comes from a mail program.
    pub fn read(text: &str) -> Result<Self, EvidenceError> {
        if text.len() > MAX_BYTES {
            return Err(EvidenceError::TooLong);
        }
        let text = text.trim().trim_start_matches('\u{feff}');
        if text.starts_with('{') {
            let read: Self = json::read(text.as_bytes()).map_err(|_| EvidenceError::Unreadable)?;
            let is_ours = read.typ == TYP && read.v == FORMAT;
            return if is_ours { Ok(read) } else { Err(EvidenceError::Unreadable) };
        }
        let text = text.rsplit_once('#').map_or(text, |(_, after)| after);
        let receipt: String = text.split_whitespace().collect();
        if receipt.is_empty() {
            return Err(EvidenceError::Unreadable);
        }
        Ok(Self::new(receipt, None))
    }

    /// The text of a file. A receipt without a proof is its JWS alone.
    #[must_use]
    pub fn text(&self) -> String {
        match self.log {
            // A plain struct of strings and integers always serialises.
            Some(_) => serde_json::to_string(self).unwrap_or_default(),
            None => self.receipt.clone(),
        }
    }

    /// Verifies everything it claims, without any network.
    pub fn verify(&self, shop: &ShopId, keys: &KeySet) -> Result<Verified, EvidenceError> {
        let receipt = receipt::verify(&self.receipt, shop, keys)?;
        let Some(log) = &self.log else {
            return Ok(Verified { receipt, checkpoint: None });
        };
        let checkpoint = Checkpoint::verify(&log.checkpoint, shop, keys)?;
        if !proof::includes(&checkpoint.head(), leaf(&self.receipt), &log.proof) {
            return Err(EvidenceError::NotInLog);
        }
        Ok(Verified { receipt, checkpoint: Some(checkpoint) })
    }
}

impl EvidenceError {
    /// A key this phone has not heard of yet, which a line may bring.
    #[must_use]
    pub const fn is_unknown_key(&self) -> bool {
        matches!(
            self,
            Self::Receipt(ReceiptError::Jws(JwsError::UnknownKey(_)))
                | Self::Checkpoint(CheckpointError::Jws(JwsError::UnknownKey(_)))
        )
    }
}
