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
                    all(EntryEvent::AppTooOld { now }, Next::Stop(Why::Refused))
                }
                _ if refusal.problem.retryable => all(busy, Next::Stop(Why::Refused)),
                // Cut short on the way: the place where it ends is no command's fault.
                Some(ProblemKind::MalformedRequest) => {
                    all(failed(Obstacle::NotTheShop, 0), Next::Stop(Why::LineTrouble))
                }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use warung_domain::command::CommandAnswer;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);

    fn sent() -> Vec<OutboxEntry> {
        let device = sample::device_id(1);
        (1..=3).map(|n| sample::entry(&device, n)).collect()
    }

    fn refused(kind: ProblemKind, pointer: Option<&str>) -> LineError {
        sample::refusal(kind, pointer, None)
    }

    fn failures(digest: &Digest) -> Vec<Obstacle> {
        let obstacle = |(_, event): &(CommandId, EntryEvent)| match event {
            EntryEvent::Failed { obstacle, .. } => Some(*obstacle),
            _ => None,
        };
        digest.moves.iter().filter_map(obstacle).collect()
    }

    // S4
    #[test]
    fn no_answer_concludes_nothing_but_a_bad_line() {
        for (error, obstacle) in [
            (LineError::Unreachable, Obstacle::Unreachable),
            (LineError::NotTheShop, Obstacle::NotTheShop),
        ] {
            let digest = digest(&sent(), Err(error), NOW, 500);
            assert_eq!(failures(&digest), [obstacle; 3]);
            assert_eq!(digest.next, Next::Stop(Why::LineTrouble));
        }
    }

    // O4
    #[test]
    fn answers_are_told_apart_by_id_and_one_that_is_missing_is_no_answer() {
        let sent = sent();
        let answer =
            |at: usize| CommandAnswer { id: sent[at].id, verdict: Verdict::Applied, replay: false };
        let answers = vec![answer(2), answer(0)];
        let digest = digest(&sent, Ok(PushAnswer { answers }), NOW, 500);
        assert_eq!(failures(&digest), [Obstacle::NotTheShop]);
        assert_eq!(digest.moves[1].0, sent[1].id);
        assert_eq!(digest.next, Next::Stop(Why::LineTrouble));
    }

    // O5
    #[test]
    fn one_unreadable_envelope_holds_up_no_other() {
        let sent = sent();
        let error = refused(ProblemKind::InvalidField, Some("/commands/1"));
        let digest = digest(&sent, Err(error), NOW, 500);
        let verdict = Verdict::Rejected { code: RejectCode::Malformed };
        assert_eq!(digest.moves, [(sent[1].id, EntryEvent::Answer { verdict, now: NOW })]);
        assert_eq!(digest.next, Next::More);
    }

    // S4
    #[test]
    fn a_push_that_was_cut_short_on_the_way_is_no_commands_fault() {
        let error = refused(ProblemKind::MalformedRequest, Some("/commands/1"));
        let digest = digest(&sent(), Err(error), NOW, 500);
        assert_eq!(failures(&digest), [Obstacle::NotTheShop; 3]);
        assert_eq!(digest.next, Next::Stop(Why::LineTrouble));
    }

    // O16
    #[test]
    fn a_refusal_without_a_culprit_is_narrowed_down() {
        let sent = sent();
        for pointer in [None, Some("/commands/9"), Some("/v")] {
            let error = || refused(ProblemKind::TooLarge, pointer);
            let several = digest(&sent, Err(error()), NOW, 500);
            assert_eq!((several.moves.len(), several.next), (0, Next::Fewer));
            let single = digest(&sent[..1], Err(error()), NOW, 500);
            assert_eq!((failures(&single).len(), single.next), (1, Next::Fewer));
        }
    }

    // V2
    #[test]
    fn an_old_app_keeps_its_outbox() {
        let digest = digest(&sent(), Err(refused(ProblemKind::Upgrade, None)), NOW, 500);
        for (entry, (_, event)) in sent().into_iter().zip(digest.moves) {
            let state = entry.state.apply(event).unwrap();
            assert_eq!(state.name(), "wedged");
        }
    }

    // O15
    #[test]
    fn a_busy_shop_is_left_alone_as_long_as_it_asked() {
        let error = sample::refusal(ProblemKind::Busy, None, Some(40));
        let sent = sent();
        let digest = digest(&sent, Err(error), NOW, 1_000);
        assert_eq!(digest.next, Next::Stop(Why::Refused));
        let waiting = sent[0].state.clone().apply(digest.moves[0].1.clone()).unwrap();
        assert!(!waiting.is_due(NOW.plus_seconds(40)));
        assert!(waiting.is_due(NOW.plus_seconds(41)));
        assert!(!waiting.waits_for_a_line());
    }
}
