//! The line to the shop, as the last attempt found it.

use warung_domain::time::Timestamp;

/// Only an answer proves a line; the browser's opinion is not asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LineState {
    /// Not tried yet since the app was opened.
    #[default]
    Unknown,
    Reachable,
    Unreachable {
        since: Timestamp,
    },
}

impl LineState {
    #[must_use]
    pub const fn is_down(self) -> bool {
        matches!(self, Self::Unreachable { .. })
    }

    /// After a failed attempt; keeps the first moment of the outage.
    #[must_use]
    pub const fn failed(self, now: Timestamp) -> Self {
        match self {
            Self::Unreachable { .. } => self,
            Self::Unknown | Self::Reachable => Self::Unreachable { since: now },
        }
    }
}
