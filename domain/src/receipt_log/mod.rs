//! The public log of receipts: an append-only Merkle tree (RFC 6962, section 2.1).
//!
//! Every document the shop signs for buyer and seller is a leaf. The shop signs the
//! tree's head as a [`Checkpoint`]; a receipt comes with the few hashes that lead
//! from it to such a head ([`Inclusion`]), and two heads with those that show that
//! the later only added to the earlier. A shop that drops or changes a receipt can
//! therefore not keep both its old and its new word.
//!
//! [`proof`] verifies and is small, because phones do it; [`tree`] makes proofs out
//! of stored hashes; [`memory`] is what a phone holds a shop to; [`evidence`] is
//! what somebody hands on.

mod checkpoint;
pub mod evidence;
mod hash;
pub mod memory;
pub mod proof;
pub mod tree;

#[cfg(test)]
mod tests;

pub use checkpoint::{Checkpoint, CheckpointError, TYP};
pub use hash::LogHash;

use crate::ids::ReceiptId;
use crate::receipt::on_paper::DocumentHash;
use serde::{Deserialize, Serialize};

/// A tree as it stood once: how many leaves, and the hash of all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogHead {
    pub size: u64,
    pub root: LogHash,
}

/// Where a leaf stands, and the hashes beside its way to the root, lowest first
/// (RFC 9162, section 2.1.3). The tree it is proven in is told by a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inclusion {
    /// Counted from zero.
    pub position: u64,
    pub path: Vec<LogHash>,
}

/// `GET /receipts/log/consistency`: the hashes that show that the log of `from`
/// leaves became the log of `to`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consistency {
    pub from: u64,
    pub to: u64,
    pub path: Vec<LogHash>,
}

/// `GET /receipts/{id}/proof`: where a receipt stands, for whoever holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proven {
    pub log: evidence::InLog,
    /// The document that took its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<ReceiptId>,
}

/// `POST /receipts/{id}/document`: whoever asks proves to have seen the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentQuestion {
    pub hash: DocumentHash,
}

/// The answer: the document, where it stands, and what took its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The compact JWS, word for word.
    pub receipt: String,
    /// Missing while the shop has signed no checkpoint that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<evidence::InLog>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<ReceiptId>,
}

/// The leaf of a receipt: the bytes of its compact JWS, as they are handed out.
#[must_use]
pub fn leaf(jws: &str) -> LogHash {
    LogHash::leaf(jws.as_bytes())
}
