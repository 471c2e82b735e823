//! The log's two hashes. They begin with different bytes, so that no node can pass
//! for a leaf (RFC 6962, section 2.1).

use crate::jws::{JwsError, b64, unb64};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// A SHA-256 of the log, base64url in JSON.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LogHash([u8; 32]);

impl LogHash {
    /// The head of a log that holds nothing.
    #[must_use]
    pub fn empty() -> Self {
        Self(Sha256::digest([]).into())
    }

    /// SHA-256 of a zero byte and the leaf's data.
    #[must_use]
    pub fn leaf(data: &[u8]) -> Self {
        Self(Sha256::new().chain_update([0]).chain_update(data).finalize().into())
    }

    /// SHA-256 of a one byte and both children.
    #[must_use]
    pub fn node(left: Self, right: Self) -> Self {
        let both = Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0);
        Self(both.finalize().into())
    }

    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl TryFrom<String> for LogHash {
    type Error = JwsError;

    fn try_from(text: String) -> Result<Self, JwsError> {
        unb64(&text)?.try_into().map(Self).map_err(|_| JwsError::Base64)
    }
}

impl From<LogHash> for String {
    fn from(hash: LogHash) -> Self {
        b64(&hash.0)
    }
}

impl fmt::Debug for LogHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&b64(&self.0))
    }
}
