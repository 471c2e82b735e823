//! How the town's messengers behave. Real gateways promise that a notification comes
//! within seconds, and then it is late, comes twice, after a younger one, or never;
//! and somebody else may send one that looks like theirs.

use super::bill::{BillState, Notice};
use serde::{Deserialize, Serialize};
use warung_domain::time::Timestamp;

/// How late a late one is, in seconds.
const LATE_SECONDS: i64 = 90;

/// How long what happened first waits for what happened later, in seconds.
pub(super) const REORDERED_SECONDS: i64 = 10;

/// What becomes of the notifications from now on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mood {
    #[default]
    Prompt,
    /// A minute and a half after.
    Late,
    /// Twice, one after the other.
    Doubled,
    /// What happened last comes first.
    Reordered,
    /// Never: the shop has to ask.
    Lost,
    /// Behind one that somebody else has signed.
    Forged,
}

impl Mood {
    pub const ALL: [Self; 6] =
        [Self::Prompt, Self::Late, Self::Doubled, Self::Reordered, Self::Lost, Self::Forged];

    /// Name in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Prompt => "prompt",
            Self::Late => "late",
            Self::Doubled => "doubled",
            Self::Reordered => "reordered",
            Self::Lost => "lost",
            Self::Forged => "forged",
        }
    }

    /// What will be sent of a bill that has become this.
    pub(super) fn notices(self, tells: &BillState, now: Timestamp) -> Vec<Notice> {
        let notice = |seconds, forged| Notice {
            tells: tells.clone(),
            attempts: 0,
            next_at: now.plus_seconds(seconds),
            forged,
        };
        match self {
            Self::Prompt => vec![notice(0, false)],
            Self::Late => vec![notice(LATE_SECONDS, false)],
            Self::Doubled => vec![notice(0, false), notice(0, false)],
            Self::Reordered => vec![notice(REORDERED_SECONDS, false)],
            Self::Lost => Vec::new(),
            Self::Forged => vec![notice(0, true), notice(0, false)],
        }
    }
}
