//! What a phone holds the shop to: the newest checkpoint it has seen.
//!
//! A checkpoint it meets either lies on the same history, which the shop has to
//! prove, or contradicts what the shop signed before. The phone then keeps both
//! signatures: together they convince anybody.

use super::{LogHash, LogHead, proof};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How many heads are known by sight, so that the shop is not asked about them again.
const KNOWN: usize = 400;

/// A checkpoint whose signature was verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The compact JWS, as evidence.
    pub jws: String,
    pub head: LogHead,
}

/// The newest checkpoint, and others that lie on its history.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogMemory {
    newest: Option<Seen>,
    /// The ones met last are at the end.
    known: Vec<LogHead>,
}

/// Two signed checkpoints that cannot both be of a log which is only added to, or
/// that the shop could not connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rewritten {
    pub known: Seen,
    pub met: Seen,
    pub noticed_at: Timestamp,
}

/// What meeting a checkpoint comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meeting {
    /// Nothing to ask: it was met before, or there is nothing it could contradict.
    Agrees,
    /// The shop has to show that the log of `from` leaves became that of `to`.
    Ask { from: u64, to: u64 },
    /// As many leaves, and other ones.
    Contradicts,
}

impl LogMemory {
    /// What has to be found out about a checkpoint.
    #[must_use]
    pub fn meet(&self, met: &Seen) -> Meeting {
        let Some(newest) = &self.newest else { return Meeting::Agrees };
        let (known, met) = (newest.head, met.head);
        if known == met || self.known.contains(&met) || known.size == 0 || met.size == 0 {
            Meeting::Agrees
        } else if known.size == met.size {
            Meeting::Contradicts
        } else {
            Meeting::Ask { from: known.size.min(met.size), to: known.size.max(met.size) }
        }
    }

    /// What has to be found out about the checkpoint that the shop calls its newest. An
    /// older one is as true as ever when it comes with an old order; as the newest it
    /// would mean that the shop forgot what came after.
    #[must_use]
    pub fn meet_newest(&self, met: &Seen) -> Meeting {
        match &self.newest {
            Some(newest) if newest.head.size > met.head.size => {
                Meeting::Ask { from: met.head.size, to: newest.head.size }
            }
            _ => self.meet(met),
        }
    }

    /// Whether nothing has to be found out about a head.
    #[must_use]
    pub fn knows(&self, head: &LogHead) -> bool {
        self.known.contains(head)
    }

    /// Whether what the shop answered connects a checkpoint with the newest one.
    #[must_use]
    pub fn connects(&self, met: &Seen, path: &[LogHash]) -> bool {
        let Some(newest) = &self.newest else { return true };
        let (known, met) = (&newest.head, &met.head);
        if known.size <= met.size {
            proof::continues(known, met, path)
        } else {
            proof::continues(met, known, path)
        }
    }

    /// Takes in a checkpoint that agrees, or that was connected.
    pub fn remember(&mut self, met: Seen) {
        if self.known.last() != Some(&met.head) {
            self.known.retain(|head| *head != met.head);
            self.known.push(met.head);
            let excess = self.known.len().saturating_sub(KNOWN);
            self.known.drain(..excess);
        }
        if self.newest.as_ref().is_none_or(|newest| newest.head.size < met.head.size) {
            self.newest = Some(met);
        }
    }

    /// The two words of the shop that do not go together.
    #[must_use]
    pub fn rewritten(&self, met: Seen, noticed_at: Timestamp) -> Option<Rewritten> {
        let known = self.newest.clone()?;
        Some(Rewritten { known, met, noticed_at })
    }

    #[must_use]
    pub const fn newest(&self) -> Option<&Seen> {
        self.newest.as_ref()
    }
}
