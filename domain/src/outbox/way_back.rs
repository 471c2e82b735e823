//! Taking back what was asked for: dropped while it surely did nothing, cancelled
//! at the shop once it may have arrived.

use super::{EntryState, OutboxEntry, WedgeReason};
use crate::ids::OrderId;

/// How a person may take back what they asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayBack {
    /// Nothing happened and nothing will: it may be dropped.
    Drop,
    /// The order may have reached the shop: it is called off there.
    CancelOrder,
    /// It may have reached the shop, or did. Only its answer tells.
    None,
}

impl OutboxEntry {
    /// How this entry can be taken back (O19).
    #[must_use]
    pub fn way_back(&self) -> WayBack {
        match self.state {
            EntryState::Wedged { reason: WedgeReason::Rejected(_), .. } => WayBack::Drop,
            _ if self.state.has_no_effect() => WayBack::Drop,
            _ if self.state.is_unsent() && self.places_an_order() => WayBack::CancelOrder,
            _ => WayBack::None,
        }
    }

    /// An order's id is that of the command that places it.
    #[must_use]
    pub fn places_an_order(&self) -> bool {
        OrderId::from(self.id) == self.subject
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{RejectCode, RetryReason, Verdict};
    use crate::ids::CommandId;
    use crate::outbox::{EntryEvent, Obstacle};
    use crate::time::Timestamp;

    const NOW: Timestamp = Timestamp::from_millis(0);

    fn entry(state: EntryState) -> OutboxEntry {
        let id = CommandId::mint(NOW, &[1; 10]);
        OutboxEntry {
            id,
            device: "dev-1".parse().unwrap(),
            seq: 1,
            bytes: String::new(),
            subject: id.into(),
            kind: "place-order".to_owned(),
            saved_at: NOW,
            seen: None,
            state,
        }
    }

    // O19
    #[test]
    fn what_may_have_reached_the_shop_is_cancelled_there_and_never_dropped() {
        let fresh = entry(EntryState::fresh());
        assert_eq!(fresh.way_back(), WayBack::Drop);
        let failed = EntryEvent::Failed {
            obstacle: Obstacle::Unreachable,
            patience_seconds: 0,
            now: NOW,
            jitter: 1_000,
        };
        for events in [
            vec![EntryEvent::SendingBegan],
            vec![EntryEvent::SendingBegan, failed.clone()],
            vec![EntryEvent::SendingBegan, failed, EntryEvent::RetryAsked],
            vec![EntryEvent::HandedOut],
            vec![EntryEvent::HandedOut, EntryEvent::RetryAsked],
        ] {
            let after = |state: EntryState, event| state.apply(event).unwrap();
            let sent = entry(events.clone().into_iter().fold(EntryState::fresh(), after));
            assert_eq!(sent.way_back(), WayBack::CancelOrder, "{events:?}");
            let other = OrderId::from(CommandId::mint(NOW, &[2; 10]));
            let cancel = OutboxEntry { subject: other, ..sent };
            assert_eq!(cancel.way_back(), WayBack::None, "{events:?}");
        }
        let unbound = |entry: OutboxEntry| {
            let reason = RetryReason::DeviceUnbound;
            let verdict = Verdict::Retry { after_seconds: 60, reason };
            entry.state.apply(EntryEvent::Answer { verdict, now: NOW }).unwrap()
        };
        let unknown = entry(unbound(entry(EntryState::Sending { attempts: 3 })));
        assert_eq!(unknown.way_back(), WayBack::Drop, "the shop knows nobody by that key");
        let again = entry(unknown.state.apply(EntryEvent::SendingBegan).unwrap());
        assert_eq!(again.way_back(), WayBack::CancelOrder, "it may know them now");
        let refused = WedgeReason::Rejected(RejectCode::NothingLeft);
        let refused = entry(EntryState::Wedged { reason: refused, at: NOW });
        assert_eq!(refused.way_back(), WayBack::Drop);
        let outdated = WedgeReason::UpdateNeeded;
        let outdated = entry(EntryState::Wedged { reason: outdated, at: NOW });
        assert_eq!(outdated.way_back(), WayBack::None);
        let again = outdated.state.apply(EntryEvent::RetryAsked).unwrap();
        assert_eq!(entry(again).way_back(), WayBack::CancelOrder);
    }
}
