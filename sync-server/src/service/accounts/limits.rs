//! How often somebody may try. Counted in the database, so that every server
//! of a shop counts together and a restart forgets nothing.

use super::AccountError;
use crate::storage::{StorageError, WriteTxn};
use warung_domain::time::Timestamp;

/// At most `most` attempts of a kind by one key within a window.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    kind: &'static str,
    most: u32,
    window_seconds: i64,
}

/// A text message costs money and annoys: few per number.
pub const CODES_PER_PHONE: Limit = Limit { kind: "code-phone", most: 5, window_seconds: 3_600 };
/// A whole village may share one address; a script is still stopped.
pub const CODES_PER_IP: Limit = Limit { kind: "code-ip", most: 60, window_seconds: 3_600 };
/// With eight random characters, sixteen tries a quarter of an hour find nothing.
pub const SIGN_INS_PER_PHONE: Limit =
    Limit { kind: "sign-in-phone", most: 16, window_seconds: 900 };
pub const SIGN_INS_PER_IP: Limit = Limit { kind: "sign-in-ip", most: 200, window_seconds: 900 };
/// Beside the five tries of each code.
pub const GUESSES_PER_IP: Limit = Limit { kind: "guess-ip", most: 100, window_seconds: 900 };

impl Limit {
    /// Counts this attempt, or says for how long there may be none. The attempt
    /// is counted before it is made: a hundred at once do not slip through.
    pub fn take(
        self,
        txn: &mut dyn WriteTxn,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<Refused>, StorageError> {
        let since = now.plus_seconds(-self.window_seconds);
        if txn.attempts(self.kind, key, since)? >= self.most {
            let retry_after_seconds = u32::try_from(self.window_seconds).unwrap_or(u32::MAX);
            return Ok(Some(Refused { retry_after_seconds }));
        }
        txn.record_attempt(self.kind, key, now)?;
        Ok(None)
    }
}

/// The limit is reached.
#[derive(Debug, Clone, Copy)]
pub struct Refused {
    retry_after_seconds: u32,
}

impl From<Refused> for AccountError {
    fn from(refused: Refused) -> Self {
        Self::TooManyAttempts { retry_after_seconds: refused.retry_after_seconds }
    }
}

/// Takes several limits at once; the first that is reached refuses.
pub fn take_all(
    txn: &mut dyn WriteTxn,
    limits: &[(Limit, &str)],
    now: Timestamp,
) -> Result<Option<Refused>, StorageError> {
    for (limit, key) in limits {
        if let Some(refused) = limit.take(txn, key, now)? {
            return Ok(Some(refused));
        }
    }
    Ok(None)
}
