//! What a phone shows of an order: the shop's last word about it, with the
//! phone's own unanswered commands laid over. A pull replaces the first and never
//! the second.

use warung_domain::ids::{CommandId, OrderId};
use warung_domain::outbox::{EntryState, OutboxEntry, WedgeReason};

/// A command about an order that has not become part of it yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    pub id: CommandId,
    pub kind: String,
    pub stuck: Option<WedgeReason>,
}

/// What is on its way about an order, besides the placing of it, oldest first.
#[must_use]
pub fn pending(entries: &[OutboxEntry], order: OrderId) -> Vec<Pending> {
    entries
        .iter()
        .filter(|entry| entry.subject == order && OrderId::from(entry.id) != order)
        .map(|entry| Pending {
            id: entry.id,
            kind: entry.kind.clone(),
            stuck: match &entry.state {
                EntryState::Wedged { reason, .. } => Some(*reason),
                _ => None,
            },
        })
        .collect()
}
