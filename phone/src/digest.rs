//! What the outcome of a push makes of its entries. A plain decision.

use crate::line::{LineError, Refusal};
use warung_domain::command::{RejectCode, RetryReason, Verdict};
use warung_domain::ids::CommandId;
use warung_domain::outbox::{EntryEvent, Obstacle, OutboxEntry};
use warung_domain::protocol::{ProblemKind, PushAnswer};
use warung_domain::time::Timestamp;

/// How the sender goes on after a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The shop answered: more may go at once.
    More,
    /// The shop refuses the push as a whole, and not for being busy: one command
    /// may be the cause, so fewer are sent together.
    Fewer,
    /// The line failed or the shop has no time; what is left waits.
    Stop(Why),
}

/// Why the sender stops before everything is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    LineTrouble,
    Refused,
}

/// What happens to the entries of a push, and how to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    pub moves: Vec<(CommandId, EntryEvent)>,
    pub next: Next,
}

/// Reads the outcome of pushing `sent`. `jitter` in 0..=1000 is one draw for the
/// whole push, so that what failed together is tried together.
#[must_use]
pub fn digest(
    sent: &[OutboxEntry],
    outcome: Result<PushAnswer, LineError>,
    now: Timestamp,
    jitter: u16,
) -> Digest {
    let failed =
        |obstacle, patience_seconds| EntryEvent::Failed { obstacle, patience_seconds, now, jitter };
    let all = |event: EntryEvent, next| Digest {
        moves: sent.iter().map(|entry| (entry.id, event.clone())).collect(),
        next,
    };
    match outcome {
        Ok(answer) => answered(sent, &answer, now, failed(Obstacle::NotTheShop, 0)),
        Err(LineError::Unreachable) => {
            all(failed(Obstacle::Unreachable, 0), Next::Stop(Why::LineTrouble))
        }
        Err(LineError::NotTheShop) => {
            all(failed(Obstacle::NotTheShop, 0), Next::Stop(Why::LineTrouble))
        }
        Err(LineError::Refused(refusal)) => {
            let busy = failed(
                Obstacle::Asked(RetryReason::Busy),
                refusal.after_seconds.unwrap_or_default(),
            );
            let rejected = |code| EntryEvent::Answer { verdict: Verdict::Rejected { code }, now };
            match ProblemKind::from_uri(&refusal.problem.kind) {
                Some(ProblemKind::Upgrade) => {
                    all(rejected(RejectCode::Upgrade), Next::Stop(Why::Refused))
                }
                _ if refusal.problem.retryable => all(busy, Next::Stop(Why::Refused)),
                _ => match culprit(&refusal, sent) {
                    // One unreadable envelope must not hold up the others.
                    Some(id) => Digest {
                        moves: vec![(id, rejected(RejectCode::Malformed))],
                        next: Next::More,
                    },
                    None if sent.len() > 1 => Digest { moves: Vec::new(), next: Next::Fewer },
                    None => all(busy, Next::Fewer),
                },
            }
        }
    }
}

/// The shop answered; an entry it says nothing about failed.
fn answered(
    sent: &[OutboxEntry],
    answer: &PushAnswer,
    now: Timestamp,
    missing: EntryEvent,
) -> Digest {
    let of = |id| answer.answers.iter().find(|answer| answer.id == id);
    let moves = sent.iter().map(|entry| {
        let event = match of(entry.id) {
            Some(found) => EntryEvent::Answer { verdict: found.verdict.clone(), now },
            None => missing.clone(),
        };
        (entry.id, event)
    });
    let is_whole = sent.iter().all(|entry| of(entry.id).is_some());
    let next = if is_whole { Next::More } else { Next::Stop(Why::LineTrouble) };
    Digest { moves: moves.collect(), next }
}

/// The envelope a problem points at, as in `/commands/3`.
fn culprit(refusal: &Refusal, sent: &[OutboxEntry]) -> Option<CommandId> {
    let pointer = refusal.problem.pointer.as_deref()?;
    let index = pointer.strip_prefix("/commands/")?.split('/').next()?;
    sent.get(index.parse::<usize>().ok()?).map(|entry| entry.id)
}
