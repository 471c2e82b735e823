//! Draining the outbox: frozen bytes go up, verdicts come back and are stored
//! before anything else happens.
//!
//! One tab sends at a time, by Web Lock; two senders would be harmless, because
//! the server answers the same bytes with the same verdict.

use super::api::{self, CallError};
use crate::platform::db::outbox as store;
use crate::platform::locks::{self, Patience};
use crate::platform::{PlatformError, clock, random};
use warung_domain::command::envelope::MAX_BATCH;
use warung_domain::command::{RejectCode, Verdict};
use warung_domain::ids::{CommandId, OrderId};
use warung_domain::outbox::{EntryEvent, Obstacle, OutboxEntry};
use warung_domain::protocol::{PROTOCOL_VERSION, ProblemDetails, ProblemKind, Push, PushAnswer};

/// How a drain ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drained {
    /// Nothing is left that could be sent now.
    Dry,
    /// The line failed; what is left keeps waiting.
    LineTrouble,
    /// The shop answered with a refusal of the whole push.
    Refused,
    /// Another tab is sending.
    Elsewhere,
}

/// Sends everything that is due, batch by batch. `changed` is called after each
/// stored change, so that screens can follow.
pub async fn drain(changed: impl Fn()) -> Result<Drained, PlatformError> {
    locks::holding("warung-outbox", Patience::OnlyIfFree, drain_holding_the_lock(&changed))
        .await
        .unwrap_or(Ok(Drained::Elsewhere))
}

async fn drain_holding_the_lock(changed: &impl Fn()) -> Result<Drained, PlatformError> {
    loop {
        let batch = next_batch().await?;
        if batch.is_empty() {
            return Ok(Drained::Dry);
        }
        let sending = step(batch, |_| Some(EntryEvent::SendingBegan));
        store::update(&sending).await?;
        changed();
        let push = Push {
            v: PROTOCOL_VERSION,
            commands: sending.iter().map(|entry| entry.bytes.clone()).collect(),
            unsent: None,
        };
        let outcome = api::push(&push).await;
        let (answered, drained) = digest(sending, outcome);
        store::update(&answered).await?;
        changed();
        if let Some(drained) = drained {
            return Ok(drained);
        }
    }
}

/// What is due, oldest first, never overtaking an earlier unsent command of the
/// same order, and nothing that a key of this phone signed which nobody is bound
/// to yet. What other phones signed and this one carries goes too.
async fn next_batch() -> Result<Vec<OutboxEntry>, PlatformError> {
    let unbound: Vec<_> = store::devices()
        .await?
        .into_iter()
        .filter(|stored| stored.device.account.is_none())
        .map(|stored| stored.device.id)
        .collect();
    let now = clock::now();
    let mut held_back: Vec<OrderId> = Vec::new();
    let mut batch = Vec::new();
    for entry in store::entries().await? {
        if !entry.state.is_unsent() {
            continue;
        }
        let may_go = entry.state.is_due(now)
            && !unbound.contains(&entry.device)
            && !held_back.contains(&entry.subject)
            && batch.len() < MAX_BATCH;
        if may_go {
            batch.push(entry);
        } else {
            held_back.push(entry.subject);
        }
    }
    Ok(batch)
}

/// Moves entries on; an event that leads nowhere leaves its entry as it is.
fn step(
    entries: Vec<OutboxEntry>,
    event: impl Fn(&OutboxEntry) -> Option<EntryEvent>,
) -> Vec<OutboxEntry> {
    let moved = |mut entry: OutboxEntry| {
        if let Some(event) = event(&entry)
            && let Ok(next) = entry.state.clone().apply(event)
        {
            entry.state = next;
        }
        entry
    };
    entries.into_iter().map(moved).collect()
}

/// What the outcome of a push makes of its entries, and whether to stop.
fn digest(
    sending: Vec<OutboxEntry>,
    outcome: Result<PushAnswer, CallError>,
) -> (Vec<OutboxEntry>, Option<Drained>) {
    let now = clock::now();
    let failed = |obstacle| {
        Some(EntryEvent::Failed { obstacle, patience_seconds: 0, now, jitter: random::jitter() })
    };
    let refused = |code| Some(EntryEvent::Answer { verdict: Verdict::Rejected { code }, now });
    match outcome {
        Ok(answer) => {
            let of = |id| answer.answers.iter().find(|answer| answer.id == id);
            let whole = sending.iter().all(|entry| of(entry.id).is_some());
            let answered = step(sending, |entry| match of(entry.id) {
                Some(found) => Some(EntryEvent::Answer { verdict: found.verdict.clone(), now }),
                None => failed(Obstacle::NotTheShop),
            });
            (answered, (!whole).then_some(Drained::Refused))
        }
        Err(CallError::Unreachable) => {
            (step(sending, |_| failed(Obstacle::Unreachable)), Some(Drained::LineTrouble))
        }
        Err(CallError::Problem(problem)) => {
            let kind = ProblemKind::from_uri(&problem.kind);
            let culprit = culprit(&problem, &sending);
            let answered = step(sending, |entry| match kind {
                Some(ProblemKind::Upgrade) => refused(RejectCode::Upgrade),
                // One unreadable envelope must not hold up the others for ever.
                _ if culprit == Some(entry.id) => refused(RejectCode::Malformed),
                _ => failed(Obstacle::NotTheShop),
            });
            // Without the culprit the others can go at once.
            (answered, culprit.is_none().then_some(Drained::Refused))
        }
        Err(_) => (step(sending, |_| failed(Obstacle::NotTheShop)), Some(Drained::LineTrouble)),
    }
}

/// The envelope a problem points at, as in `/commands/3`.
fn culprit(problem: &ProblemDetails, sending: &[OutboxEntry]) -> Option<CommandId> {
    let index = problem.pointer.as_deref()?.strip_prefix("/commands/")?.split('/').next()?;
    sending.get(index.parse::<usize>().ok()?).map(|entry| entry.id)
}
