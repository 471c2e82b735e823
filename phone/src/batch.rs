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

/// The keys whose commands the shop will look at: those bound to an account.
#[must_use]
pub fn bound<K>(devices: &[KeyedDevice<K>]) -> Vec<DeviceId> {
    let bound = devices.iter().filter(|keyed| keyed.device.account.is_some());
    bound.map(|keyed| keyed.device.id.clone()).collect()
}

/// What may go now, oldest first: commands of one bound key, never overtaking an
/// earlier unsent command of the same order, at most `most`.
///
/// One key, so that two people on one phone never share a request and the shop
/// knows whose phone speaks.
#[must_use]
pub fn next_batch<'a>(
    entries: &'a [OutboxEntry],
    bound: &[DeviceId],
    occasion: Occasion,
    now: Timestamp,
    most: usize,
) -> Vec<&'a OutboxEntry> {
    let may_go = |entry: &OutboxEntry| {
        let line = occasion == Occasion::LineMayBeBack && entry.state.waits_for_a_line();
        bound.contains(&entry.device) && (line || entry.state.is_due(now))
    };
    let mut held_back: Vec<OrderId> = Vec::new();
    let mut batch: Vec<&OutboxEntry> = Vec::new();
    for entry in entries.iter().filter(|entry| entry.state.is_unsent()) {
        let fits = batch.len() < most.min(MAX_BATCH);
        let same_key = batch.first().is_none_or(|first| first.device == entry.device);
        if fits && same_key && may_go(entry) && !held_back.contains(&entry.subject) {
            batch.push(entry);
        } else {
            held_back.push(entry.subject);
        }
    }
    batch
}

/// What the batch's phone still holds besides it.
#[must_use]
pub fn left_behind(entries: &[OutboxEntry], batch: &[OutboxEntry]) -> Unsent {
    let Some(device) = batch.first().map(|entry| &entry.device) else { return Unsent::default() };
    let stays = entries.iter().filter(|entry| {
        entry.state.is_unsent()
            && entry.device == *device
            && batch.iter().all(|sent| sent.id != entry.id)
    });
    stays.fold(Unsent::default(), |sum, entry| Unsent {
        count: sum.count.saturating_add(1),
        value: sum.value.saturating_add(entry.seen.as_ref().map_or(0, |seen| seen.total.minor())),
    })
}
