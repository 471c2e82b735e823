//! The outbox: commands on their way to the shop. Delivery only; what a command
//! means is told by its order.
//!
//! An entry's bytes are frozen when it is made. It leaves the outbox only after
//! the server's final verdict has been stored; nothing else removes it.

mod way_back;

pub use way_back::WayBack;

use crate::command::{RejectCode, RetryReason, Verdict};
use crate::ids::{CommandId, DeviceId, OrderId};
use crate::pricing::PriceBreakdown;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A frozen command and how its delivery stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxEntry {
    pub id: CommandId,
    /// The key that signed it; tells whose command it is.
    pub device: DeviceId,
    pub seq: u64,
    /// The compact JWS. Never re-made, whatever happens.
    pub bytes: String,
    /// Commands of one subject are sent in order.
    pub subject: OrderId,
    pub kind: String,
    /// The device's clock when it was saved; a label.
    pub saved_at: Timestamp,
    /// What the shopper saw when placing, so that the order can be shown before
    /// the shop has it, even if the catalog is gone.
    pub seen: Option<PriceBreakdown>,
    pub state: EntryState,
}

/// How delivery stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryState {
    /// Waits for its turn; `attempts` have failed so far. With none, its bytes
    /// have never left the phone.
    Queued { attempts: u32, not_before: Option<Timestamp>, last: Option<Obstacle> },
    /// Bytes are on the wire, or were when the phone died.
    Sending { attempts: u32 },
    /// The server's final answer, stored.
    Answered { verdict: Verdict, at: Timestamp },
    /// Stuck for a reason a person must look at. Holds up nothing but, while it
    /// waits for a newer app, what was said later about the same order.
    Wedged { reason: WedgeReason, at: Timestamp },
}

/// Why an attempt did not get an answer. Shown on the outbox page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obstacle {
    /// No connection, or it broke.
    Unreachable,
    /// Something answered that was not the shop: a captive portal, a proxy.
    NotTheShop,
    /// The shop asked for patience.
    Asked(RetryReason),
}

/// Why an entry is stuck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WedgeReason {
    /// The shop's last word, by which the command will never happen.
    Rejected(RejectCode),
    /// The shop speaks a newer protocol and decided nothing: the app must be updated
    /// first.
    UpdateNeeded,
}

/// What happens to an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryEvent {
    SendingBegan,
    /// No verdict; `jitter` in 0..=1000 spreads retries, thousandths of the wait.
    Failed {
        obstacle: Obstacle,
        /// How long the shop asked to be left alone; zero if it said nothing.
        patience_seconds: u32,
        now: Timestamp,
        jitter: u16,
    },
    Answer {
        verdict: Verdict,
        now: Timestamp,
    },
    /// The shop listens to newer apps only; nothing was decided.
    AppTooOld {
        now: Timestamp,
    },
    /// A person wants another try now.
    RetryAsked,
    /// The bytes were given away in a file: somebody else may bring them.
    HandedOut,
}

/// An event that does not lead on from a state.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("an outbox entry that is {0} has no use for this event")]
pub struct OutboxTransitionError(pub &'static str);

/// Longest pause between attempts. Five minutes keep a phone that finds signal
/// for a moment from missing it for long.
pub const MAX_BACKOFF_SECONDS: i64 = 300;

/// Longest pause a shop may ask for. An hour: a slip in a header must not keep an
/// order on the phone for days.
pub const MAX_PATIENCE_SECONDS: i64 = 3_600;

/// No pause is longer than this, whatever the shop asked and however often it
/// failed.
const MAX_WAIT_SECONDS: i64 = MAX_PATIENCE_SECONDS + MAX_BACKOFF_SECONDS;

fn patience(asked_seconds: u32) -> i64 {
    i64::from(asked_seconds).min(MAX_PATIENCE_SECONDS)
}

/// Exponential back-off with full jitter: somewhere between nothing and
/// `2^attempts` seconds, capped. The caller draws `jitter` in 0..=1000.
#[must_use]
pub fn backoff_seconds(attempts: u32, jitter: u16) -> i64 {
    let ceiling = 2_i64.checked_pow(attempts.min(16)).unwrap_or(MAX_BACKOFF_SECONDS);
    ceiling.min(MAX_BACKOFF_SECONDS) * i64::from(jitter.min(1_000)) / 1_000
}

impl EntryState {
    #[must_use]
    pub const fn fresh() -> Self {
        Self::Queued { attempts: 0, not_before: None, last: None }
    }

    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Queued { .. } => "queued",
            Self::Sending { .. } => "sending",
            Self::Answered { .. } => "answered",
            Self::Wedged { .. } => "wedged",
        }
    }

    /// Not yet answered and not stuck: it still has to reach the shop.
    #[must_use]
    pub const fn is_unsent(&self) -> bool {
        matches!(self, Self::Queued { .. } | Self::Sending { .. })
    }

    /// Whether it will yet be sent: it is unsent, or will be by a newer app.
    #[must_use]
    pub const fn is_still_to_go(&self) -> bool {
        self.is_unsent() || self.waits_for_a_newer_app()
    }

    /// Whether the shop has decided nothing and listens to newer apps only.
    #[must_use]
    pub const fn waits_for_a_newer_app(&self) -> bool {
        matches!(self, Self::Wedged { reason: WedgeReason::UpdateNeeded, .. })
    }

    /// Whether it surely did nothing yet: its bytes never left the phone, or the
    /// shop's last word is that it knows nobody by their key, which it never
    /// forgets once it does.
    #[must_use]
    pub const fn has_no_effect(&self) -> bool {
        matches!(
            self,
            Self::Queued { attempts: 0, .. }
                | Self::Queued { last: Some(Obstacle::Asked(RetryReason::DeviceUnbound)), .. }
        )
    }

    /// Whether its row may be removed: its delivery has ended, or surely has no
    /// effect. What may still reach the shop stays (O17, O19).
    #[must_use]
    pub const fn may_be_removed(&self) -> bool {
        !self.is_still_to_go() || self.has_no_effect()
    }

    /// Whether it may be sent now. `Sending` counts: the phone may have died
    /// while sending, and the same bytes are harmless twice.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        match self {
            // Further ahead than any pause: the clock was wrong then, or is now.
            Self::Queued { not_before, .. } => {
                not_before.is_none_or(|at| at <= now || at > now.plus_seconds(MAX_WAIT_SECONDS))
            }
            Self::Sending { .. } => true,
            Self::Answered { .. } | Self::Wedged { .. } => false,
        }
    }

    /// Whether it waits only because nobody could be reached, so that it may go as
    /// soon as somebody can.
    #[must_use]
    pub const fn waits_for_a_line(&self) -> bool {
        matches!(
            self,
            Self::Queued { last: Some(Obstacle::Unreachable | Obstacle::NotTheShop), .. }
        )
    }

    pub fn apply(self, event: EntryEvent) -> Result<Self, OutboxTransitionError> {
        use EntryEvent as E;
        match (self, event) {
            (Self::Queued { attempts, .. } | Self::Sending { attempts }, E::SendingBegan) => {
                Ok(Self::Sending { attempts: attempts.saturating_add(1) })
            }
            (
                Self::Sending { attempts } | Self::Queued { attempts, .. },
                E::Failed { obstacle, patience_seconds, now, jitter },
            ) => {
                let wait = patience(patience_seconds) + backoff_seconds(attempts, jitter);
                // Never at once: a sender must not spin, whatever it draws.
                let not_before = Some(now.plus_seconds(wait.max(1)));
                Ok(Self::Queued { attempts, not_before, last: Some(obstacle) })
            }
            (
                Self::Sending { attempts } | Self::Queued { attempts, .. },
                E::Answer { verdict: Verdict::Retry { after_seconds, reason }, now },
            ) => Ok(Self::Queued {
                attempts,
                // Never at once: an impatient shop must not make the phone spin.
                not_before: Some(now.plus_seconds(patience(after_seconds).max(1))),
                last: Some(Obstacle::Asked(reason)),
            }),
            (Self::Sending { .. } | Self::Queued { .. }, E::AppTooOld { now }) => {
                Ok(Self::Wedged { reason: WedgeReason::UpdateNeeded, at: now })
            }
            (
                Self::Sending { .. } | Self::Queued { .. },
                E::Answer { verdict: Verdict::Rejected { code }, now },
            ) => Ok(Self::Wedged { reason: WedgeReason::Rejected(code), at: now }),
            (Self::Sending { .. } | Self::Queued { .. }, E::Answer { verdict, now }) => {
                Ok(Self::Answered { verdict, at: now })
            }
            // Asking again does not make sent bytes unsent.
            (Self::Queued { attempts, last, .. }, E::RetryAsked) => {
                Ok(Self::Queued { attempts, not_before: None, last })
            }
            (Self::Wedged { .. }, E::RetryAsked) => {
                Ok(Self::Queued { attempts: 1, not_before: None, last: None })
            }
            (Self::Queued { attempts, not_before, last }, E::HandedOut) => {
                Ok(Self::Queued { attempts: attempts.max(1), not_before, last })
            }
            (state @ Self::Sending { .. }, E::HandedOut) => Ok(state),
            (state, _) => Err(OutboxTransitionError(state.name())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_millis(0);

    fn event() -> impl Strategy<Value = EntryEvent> {
        prop_oneof![
            Just(EntryEvent::SendingBegan),
            (0..=1_000_u16).prop_map(|jitter| EntryEvent::Failed {
                obstacle: Obstacle::Unreachable,
                patience_seconds: 0,
                now: NOW,
                jitter
            }),
            Just(EntryEvent::Answer { verdict: Verdict::Applied, now: NOW }),
            Just(EntryEvent::Answer {
                verdict: Verdict::Rejected { code: RejectCode::NothingLeft },
                now: NOW
            }),
            Just(EntryEvent::Answer {
                verdict: Verdict::Retry { after_seconds: 5, reason: RetryReason::Busy },
                now: NOW
            }),
            Just(EntryEvent::AppTooOld { now: NOW }),
            Just(EntryEvent::RetryAsked),
            Just(EntryEvent::HandedOut),
        ]
    }

    #[test]
    fn the_pause_grows_and_is_capped() {
        assert_eq!(backoff_seconds(0, 1_000), 1);
        assert_eq!(backoff_seconds(3, 1_000), 8);
        assert_eq!(backoff_seconds(30, 1_000), MAX_BACKOFF_SECONDS);
        assert_eq!(backoff_seconds(30, 0), 0);
        assert_eq!(backoff_seconds(30, u16::MAX), MAX_BACKOFF_SECONDS);
    }

    // O15
    #[test]
    fn no_clock_and_no_shop_keeps_an_entry_for_days() {
        let year_ahead = Timestamp::from_millis(365 * 86_400_000);
        let failed = |now, patience_seconds| EntryEvent::Failed {
            obstacle: Obstacle::Unreachable,
            patience_seconds,
            now,
            jitter: 1_000,
        };
        let waiting = EntryState::fresh().apply(failed(year_ahead, 0)).unwrap();
        assert!(!waiting.is_due(year_ahead));
        assert!(waiting.is_due(NOW), "the clock was set right again");
        let patient = EntryState::fresh().apply(failed(NOW, u32::MAX)).unwrap();
        assert!(!patient.is_due(NOW.plus_seconds(MAX_PATIENCE_SECONDS)));
        assert!(patient.is_due(NOW.plus_seconds(MAX_WAIT_SECONDS)));
    }

    proptest! {
        /// Until the server has answered, an entry is always sent again some
        /// day; once it has answered, never.
        #[test]
        fn only_an_answer_ends_delivery(events in prop::collection::vec(event(), 0..20)) {
            let mut state = EntryState::fresh();
            let mut answered = false;
            for event in events {
                let verdict = match &event {
                    EntryEvent::Answer { verdict, .. } => Some(verdict.clone()),
                    _ => None,
                };
                if let Ok(next) = state.clone().apply(event) {
                    prop_assert!(!answered || !next.is_unsent());
                    answered |= verdict.is_some_and(|v| v == Verdict::Applied);
                    state = next;
                }
                let stuck = matches!(state, EntryState::Wedged { .. });
                prop_assert!(!state.waits_for_a_newer_app() || !state.may_be_removed());
                prop_assert!(answered || stuck || state.is_due(Timestamp::from_millis(i64::MAX)));
            }
        }
    }
}
