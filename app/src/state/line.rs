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

    /// Whether an outage is over when this is followed by `next`.
    #[must_use]
    pub const fn ends_with(self, next: Self) -> bool {
        self.is_down() && matches!(next, Self::Reachable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000);

    // O15
    #[test]
    fn an_outage_ends_with_an_answer_and_with_nothing_else() {
        let down = LineState::default().failed(NOW);
        assert!(down.ends_with(LineState::Reachable));
        assert!(!down.ends_with(down.failed(NOW)));
        assert!(!LineState::Unknown.ends_with(LineState::Reachable), "no outage was noticed");
        assert!(!LineState::Reachable.ends_with(LineState::Reachable));
    }
}
