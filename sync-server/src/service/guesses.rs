//! How often somebody may be wrong. Counted in the database, so that a restart forgets nothing;
//! who is right is not counted.

use crate::storage::{StorageError, WriteTxn};
use warung_domain::time::Timestamp;

/// At most `most` wrong guesses of a kind by one key within a window.
#[derive(Debug, Clone, Copy)]
pub struct Guesses {
    pub kind: &'static str,
    pub most: u32,
    pub within_seconds: u32,
}

impl Guesses {
    /// Whether there may be none for now.
    pub fn are_spent(
        self,
        txn: &dyn WriteTxn,
        key: &str,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let since = now.plus_seconds(-i64::from(self.within_seconds));
        Ok(txn.attempts(self.kind, key, since)? >= self.most)
    }

    /// One more was wrong.
    pub fn count(
        self,
        txn: &mut dyn WriteTxn,
        key: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        txn.record_attempt(self.kind, key, now)
    }
}
