//! The sender: frozen bytes go up, verdicts come back and are stored before
//! anything else happens.
//!
//! One sender at a time is enough; two are harmless, because the store applies
//! events to what is stored and the shop answers the same bytes with the same
//! verdict.

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

use crate::batch::{Occasion, left_behind, next_batch, unbound};
use crate::digest::{Next, Why, digest};
use crate::line::Line;
use crate::store::{OutboxStore, StoreError};
use crate::surroundings::Surroundings;
use warung_domain::command::envelope::MAX_BATCH;
use warung_domain::outbox::{EntryEvent, EntryState};
use warung_domain::protocol::{PROTOCOL_VERSION, Push};

/// How a drain ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drained {
    /// Nothing is left that could be sent now.
    Dry,
    /// The line failed; what is left keeps waiting.
    LineTrouble,
    /// The shop has no time for pushes now, or wants a newer app.
    Refused,
}

/// Sends everything that may go, batch by batch. `changed` is called after each
/// stored change, so that screens can follow. A store that errs ends the drain;
/// what was being sent is sent again by the next one.
pub async fn drain<S, L, W>(
    store: &S,
    line: &L,
    around: &W,
    occasion: Occasion,
    changed: &impl Fn(),
) -> Result<Drained, StoreError>
where
    S: OutboxStore,
    L: Line,
    W: Surroundings,
{
    let mut occasion = occasion;
    let mut most = None;
    loop {
        let entries = store.entries().await?;
        let devices = store.devices().await?;
        let due = next_batch(&entries, &unbound(&devices), occasion, around.now());
        let Some(oldest) = due.first() else { return Ok(Drained::Dry) };
        let limit = most.unwrap_or_else(|| first_limit(&oldest.state));
        let batch = due.iter().take(limit);
        let began: Vec<_> = batch.map(|entry| (entry.id, EntryEvent::SendingBegan)).collect();
        let mut sent = store.advance(&began).await?;
        // Another sender may have had the answer meanwhile.
        sent.retain(|entry| matches!(entry.state, EntryState::Sending { .. }));
        changed();
        if sent.is_empty() {
            continue;
        }
        let push = Push {
            v: PROTOCOL_VERSION,
            commands: sent.iter().map(|entry| entry.bytes.clone()).collect(),
            unsent: left_behind(&entries, &sent, &devices),
        };
        let outcome = line.push(&push).await;
        let digest = digest(&sent, outcome, around.now(), around.jitter());
        if !digest.moves.is_empty() {
            store.advance(&digest.moves).await?;
            changed();
        }
        match digest.next {
            Next::More => {
                occasion = Occasion::LineMayBeBack;
                most = Some((limit * 2).min(MAX_BATCH));
            }
            Next::Fewer => most = Some((sent.len() / 2).max(1)),
            Next::Stop(Why::LineTrouble) => return Ok(Drained::LineTrouble),
            Next::Stop(Why::Refused) => return Ok(Drained::Refused),
        }
    }
}

/// How many go together at first: a line that has failed often gets little at a
/// time, so that something comes through before it breaks again.
const fn first_limit(oldest: &EntryState) -> usize {
    let attempts = match oldest {
        EntryState::Queued { attempts, .. } | EntryState::Sending { attempts } => *attempts,
        EntryState::Answered { .. } | EntryState::Wedged { .. } => 0,
    };
    match MAX_BATCH.checked_shr(attempts) {
        None | Some(0) => 1,
        Some(limit) => limit,
    }
}
