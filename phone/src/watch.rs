//! The watchdog's facts: how long something has been waiting, and when the
//! sender has to run next.

use crate::batch::{Occasion, next_batch};
use warung_domain::command::envelope::MAX_BATCH;
use warung_domain::ids::DeviceId;
use warung_domain::outbox::{EntryState, OutboxEntry};
use warung_domain::time::Timestamp;

/// How long an entry may wait before the person is told unasked.
pub const LONG_WAIT_SECONDS: i64 = 600;

/// When the oldest command that still has to reach the shop was saved. Never
/// later than `now`: a clock that was set back does not make it wait less than
/// no time.
#[must_use]
pub fn oldest_unsent(entries: &[OutboxEntry], now: Timestamp) -> Option<Timestamp> {
    let unsent = entries.iter().filter(|entry| entry.state.is_unsent());
    unsent.map(|entry| entry.saved_at.min(now)).min()
}

/// When the sender should run next, by the clock; `None` if nothing can be sent
/// until something else happens. Never earlier than `now`.
#[must_use]
pub fn next_try(entries: &[OutboxEntry], bound: &[DeviceId], now: Timestamp) -> Option<Timestamp> {
    if !next_batch(entries, bound, Occasion::Timer, now, MAX_BATCH).is_empty() {
        return Some(now);
    }
    let waits = entries.iter().filter(|entry| bound.contains(&entry.device));
    waits
        .filter_map(|entry| match entry.state {
            EntryState::Queued { not_before, .. } => not_before,
            _ => None,
        })
        .filter(|at| *at > now)
        .min()
}
