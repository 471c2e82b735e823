//! What goes into the next push. A plain decision over what is stored.

use crate::device::KeyedDevice;
use warung_domain::command::envelope::MAX_BATCH;
use warung_domain::ids::{DeviceId, OrderId};
use warung_domain::outbox::OutboxEntry;
use warung_domain::protocol::Unsent;
use warung_domain::time::Timestamp;

/// Why the sender runs now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// Time has passed: entries go when their pause is over.
    Timer,
    /// The start, signal, a page that is looked at again, a person, an answer:
    /// entries that only wait for a line need not wait out their pause.
    LineMayBeBack,
}

/// The phone's own keys that nobody is bound to yet: the shop would not look at
/// what they signed. Whether somebody is bound to a key of another phone, whose
/// commands came in a file, only the shop can tell.
#[must_use]
pub fn unbound<K>(devices: &[KeyedDevice<K>]) -> Vec<DeviceId> {
    let unbound = devices.iter().filter(|keyed| keyed.device.account.is_none());
    unbound.map(|keyed| keyed.device.id.clone()).collect()
}

/// What may go now, oldest first: commands of one key that is not `unbound`, never
/// overtaking an earlier command of the same order that is still to go, even if it
/// waits for a newer app; at most [`MAX_BATCH`]. What is said about an order that
/// another key placed, and that is carried here, waits for that order.
///
/// One key, so that two people on one phone never share a request and the shop
/// knows whose phone speaks.
#[must_use]
pub fn next_batch<'a>(
    entries: &'a [OutboxEntry],
    unbound: &[DeviceId],
    occasion: Occasion,
    now: Timestamp,
) -> Vec<&'a OutboxEntry> {
    let may_go = |entry: &OutboxEntry| {
        let line = occasion == Occasion::LineMayBeBack && entry.state.waits_for_a_line();
        !unbound.contains(&entry.device) && (line || entry.state.is_due(now))
    };
    let still_to_go = || entries.iter().filter(|entry| entry.state.is_still_to_go());
    let mut batch: Vec<&OutboxEntry> = Vec::new();
    for entry in still_to_go() {
        let fits = batch.len() < MAX_BATCH;
        let same_key = batch.first().is_none_or(|first| first.device == entry.device);
        let overtakes = still_to_go().any(|other| {
            other.subject == entry.subject
                && goes_before(other, entry, unbound)
                && batch.iter().all(|going| going.id != other.id)
        });
        if fits && same_key && may_go(entry) && !overtakes {
            batch.push(entry);
        }
    }
    batch
}

/// Whether of two commands about the same order `other` has to be heard first.
fn goes_before(other: &OutboxEntry, entry: &OutboxEntry, unbound: &[DeviceId]) -> bool {
    if other.device == entry.device {
        // By number, not by id: a clock that was set back mints ids that sort too early.
        return other.seq < entry.seq;
    }
    // Of two keys only this is known: an order that is carried here comes before what was done for
    // it here.
    other.id != entry.id
        && OrderId::from(other.id) == other.subject
        && !unbound.contains(&other.device)
}

/// What this phone still holds of the batch's key besides it; nothing if the key
/// is another phone's, which alone knows what it holds.
#[must_use]
pub fn left_behind<K>(
    entries: &[OutboxEntry],
    batch: &[OutboxEntry],
    devices: &[KeyedDevice<K>],
) -> Option<Unsent> {
    let device = batch.first().map(|entry| &entry.device)?;
    if devices.iter().all(|keyed| keyed.device.id != *device) {
        return None;
    }
    let stays = entries.iter().filter(|entry| {
        entry.state.is_still_to_go()
            && entry.device == *device
            && batch.iter().all(|sent| sent.id != entry.id)
    });
    Some(stays.fold(Unsent::default(), |sum, entry| Unsent {
        count: sum.count.saturating_add(1),
        value: sum.value.saturating_add(entry.seen.as_ref().map_or(0, |seen| seen.total.minor())),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Device;
    use crate::sample;
    use warung_domain::command::{RejectCode, Verdict};
    use warung_domain::jws::Jwk;
    use warung_domain::outbox::{EntryEvent, EntryState, Obstacle};

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);

    fn keyed(n: u8) -> KeyedDevice<()> {
        let key = Jwk { kty: "EC".into(), crv: "P-256".into(), x: "x".into(), y: None, kid: None };
        KeyedDevice { device: Device::fresh(sample::device_id(n), key), keys: () }
    }

    fn names(batch: &[&OutboxEntry]) -> Vec<u64> {
        batch.iter().map(|entry| entry.seq).collect()
    }

    fn failed(entry: &mut OutboxEntry, obstacle: Obstacle) {
        let event = EntryEvent::Failed { obstacle, patience_seconds: 0, now: NOW, jitter: 1_000 };
        entry.state = entry.state.clone().apply(event).unwrap();
    }

    // O12
    #[test]
    fn a_command_waits_for_the_one_before_it_and_for_no_other() {
        let device = sample::device_id(1);
        let place = sample::entry(&device, 1);
        let mut cancel = sample::entry(&device, 2);
        cancel.subject = place.subject;
        let other = sample::entry(&device, 3);
        let mut entries = [place, cancel, other];
        let next = |entries: &[OutboxEntry]| names(&next_batch(entries, &[], Occasion::Timer, NOW));
        assert_eq!(next(&entries), [1, 2, 3]);
        failed(&mut entries[0], Obstacle::Unreachable);
        assert_eq!(next(&entries), [3]);
        let answer = EntryEvent::Answer { verdict: Verdict::Applied, now: NOW };
        entries[0].state = entries[0].state.clone().apply(answer).unwrap();
        assert_eq!(next(&entries), [2, 3]);
    }

    // O12, V2
    #[test]
    fn what_waits_for_a_newer_app_is_not_overtaken_and_what_was_refused_is() {
        let device = sample::device_id(1);
        let place = sample::entry(&device, 1);
        let mut cancel = sample::entry(&device, 2);
        cancel.subject = place.subject;
        let mut entries = [place, cancel, sample::entry(&device, 3)];
        let next = |entries: &[OutboxEntry]| {
            names(&next_batch(entries, &[], Occasion::LineMayBeBack, NOW))
        };
        let too_old = EntryEvent::AppTooOld { now: NOW };
        entries[0].state = entries[0].state.clone().apply(too_old).unwrap();
        assert_eq!(next(&entries), [3]);
        entries[0].state = entries[0].state.clone().apply(EntryEvent::RetryAsked).unwrap();
        assert_eq!(next(&entries), [1, 2, 3]);
        // The shop's last word about it, even if that is its age: no app can change the bytes.
        for code in [RejectCode::NothingLeft, RejectCode::Upgrade] {
            let answer = EntryEvent::Answer { verdict: Verdict::Rejected { code }, now: NOW };
            let refused = EntryState::fresh().apply(answer).unwrap();
            entries[0].state = refused;
            assert_eq!(next(&entries), [2, 3]);
        }
    }

    // O12
    #[test]
    fn a_clock_that_was_set_back_does_not_change_the_order_of_commands() {
        let device = sample::device_id(1);
        // The cancellation was written second, with an id that sorts first.
        let mut cancel = sample::entry(&device, 1);
        let place = sample::entry(&device, 2);
        cancel.subject = place.subject;
        cancel.seq = 3;
        let mut entries = [cancel, place];
        let next = |entries: &[OutboxEntry]| names(&next_batch(entries, &[], Occasion::Timer, NOW));
        assert_eq!(next(&entries), [2]);
        let answer = EntryEvent::Answer { verdict: Verdict::Applied, now: NOW };
        entries[1].state = entries[1].state.clone().apply(answer).unwrap();
        assert_eq!(next(&entries), [3]);
    }

    // D5
    #[test]
    fn one_push_speaks_for_one_bound_key() {
        let [ani, budi, guest] = [1, 2, 3].map(sample::device_id);
        let entries = [&guest, &ani, &budi, &ani]
            .map(|d| d)
            .into_iter()
            .zip(1..)
            .map(|(d, n)| sample::entry(d, n));
        let entries: Vec<_> = entries.collect();
        let unbound = [guest];
        assert_eq!(names(&next_batch(&entries, &unbound, Occasion::Timer, NOW)), [2, 4]);
        assert_eq!(names(&next_batch(&entries[2..], &unbound, Occasion::Timer, NOW)), [3]);
    }

    // O15
    #[test]
    fn signal_ends_a_pause_for_want_of_signal_and_no_other() {
        let device = sample::device_id(1);
        let mut entries = [1, 2, 3].map(|n| sample::entry(&device, n));
        failed(&mut entries[0], Obstacle::Unreachable);
        failed(&mut entries[1], Obstacle::Asked(warung_domain::command::RetryReason::Busy));
        let next = |occasion| names(&next_batch(&entries, &[], occasion, NOW));
        assert_eq!(next(Occasion::Timer), [3]);
        assert_eq!(next(Occasion::LineMayBeBack), [1, 3]);
    }

    #[test]
    fn a_batch_has_its_most() {
        let device = sample::device_id(1);
        let entries: Vec<_> = (1..=120).map(|n| sample::entry(&device, n)).collect();
        let batch = next_batch(&entries, &[], Occasion::Timer, NOW);
        assert_eq!(names(&batch), (1..=50).collect::<Vec<_>>());
    }

    // D6
    #[test]
    fn a_push_tells_what_its_phone_still_holds() {
        let [ani, budi] = [1, 2].map(sample::device_id);
        let mut entries = Vec::from([1, 2, 3].map(|n| sample::entry(&ani, n)));
        entries.push(sample::entry(&budi, 4));
        entries[1].seen = Some(sample::breakdown(25_000));
        entries[2].state = EntryState::Answered { verdict: Verdict::Applied, at: NOW };
        let devices = [keyed(1), keyed(2)];
        let left = |batch: &[OutboxEntry]| left_behind(&entries, batch, &devices);
        assert_eq!(left(&entries[..1]), Some(Unsent { count: 1, value: 25_000 }));
        assert_eq!(left(&entries[..2]), Some(Unsent { count: 0, value: 0 }));
    }

    // Holds N12.
    #[test]
    fn cash_for_an_order_that_is_carried_here_waits_for_the_order() {
        let [counter, phone] = [1, 9].map(sample::device_id);
        // The phone's clock is ahead and its number higher: the order sorts last by either.
        let mut cash = sample::entry(&counter, 2);
        let order = sample::entry(&phone, 7);
        cash.subject = order.subject;
        let mut entries = [sample::entry(&counter, 1), cash, order];
        let next = |entries: &[OutboxEntry]| names(&next_batch(entries, &[], Occasion::Timer, NOW));
        assert_eq!(next(&entries), [1]);
        assert_eq!(next(&entries[1..]), [7]);
        failed(&mut entries[2], Obstacle::Asked(warung_domain::command::RetryReason::Busy));
        assert!(next(&entries[1..]).is_empty(), "the shop has not said what it is");
        let answer = EntryEvent::Answer { verdict: Verdict::Applied, now: NOW };
        entries[2].state = EntryState::fresh().apply(answer).unwrap();
        assert_eq!(next(&entries[1..]), [2]);
        // An order of this phone's own that nobody is bound to goes nowhere, and holds up nothing.
        entries[2].state = EntryState::fresh();
        let unbound = [phone];
        assert_eq!(names(&next_batch(&entries, &unbound, Occasion::Timer, NOW)), [1, 2]);
    }

    // D5, F2
    #[test]
    fn what_is_carried_for_another_phone_goes_by_itself_and_says_nothing_for_it() {
        let [mine, guest, other] = [1, 2, 9].map(sample::device_id);
        let entries = [&guest, &other, &mine, &other].into_iter().zip(1..);
        let entries: Vec<_> = entries.map(|(d, n)| sample::entry(d, n)).collect();
        let devices = [keyed(1), keyed(2)];
        let unbound = [guest];
        assert_eq!(names(&next_batch(&entries, &unbound, Occasion::Timer, NOW)), [2, 4]);
        assert_eq!(left_behind(&entries, &entries[1..2], &devices), None);
    }
}
