//! The watchdog's facts: how long something has been waiting, and when the
//! sender has to run next.

use crate::batch::{Occasion, next_batch};
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
    let waits = entries.iter().filter(|entry| entry.state.is_still_to_go());
    waits.map(|entry| entry.saved_at.min(now)).min()
}

/// When the sender should run next, by the clock; `None` if nothing can be sent
/// until something else happens. Never earlier than `now`.
#[must_use]
pub fn next_try(
    entries: &[OutboxEntry],
    unbound: &[DeviceId],
    now: Timestamp,
) -> Option<Timestamp> {
    if !next_batch(entries, unbound, Occasion::Timer, now).is_empty() {
        return Some(now);
    }
    let waits = entries.iter().filter(|entry| !unbound.contains(&entry.device));
    waits
        .filter_map(|entry| match entry.state {
            EntryState::Queued { not_before, .. } => not_before,
            _ => None,
        })
        .filter(|at| *at > now)
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use warung_domain::command::Verdict;
    use warung_domain::outbox::Obstacle;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);

    // O15
    #[test]
    fn a_timer_is_set_for_whatever_can_be_sent() {
        let [mine, guest] = [1, 2].map(sample::device_id);
        let mut entries = [sample::entry(&guest, 1), sample::entry(&mine, 2)];
        let unbound = [guest];
        assert_eq!(next_try(&entries, &unbound, NOW), Some(NOW));
        entries[1].state = EntryState::Queued {
            attempts: 3,
            not_before: Some(NOW.plus_seconds(7)),
            last: Some(Obstacle::Unreachable),
        };
        assert_eq!(next_try(&entries, &unbound, NOW), Some(NOW.plus_seconds(7)));
        entries[1].state = EntryState::Answered { verdict: Verdict::Applied, at: NOW };
        assert_eq!(next_try(&entries, &unbound, NOW), None);
    }

    #[test]
    fn the_oldest_unsent_is_told_even_by_a_wrong_clock() {
        let device = sample::device_id(1);
        let mut entries = [1, 2].map(|n| sample::entry(&device, n));
        assert_eq!(oldest_unsent(&entries, NOW), Some(entries[0].saved_at));
        entries[0].state = EntryState::Answered { verdict: Verdict::Applied, at: NOW };
        assert_eq!(oldest_unsent(&entries, NOW), Some(entries[1].saved_at));
        entries[1].saved_at = NOW.plus_seconds(1_000);
        assert_eq!(oldest_unsent(&entries, NOW), Some(NOW));
        assert_eq!(oldest_unsent(&[], NOW), None);
    }
}
