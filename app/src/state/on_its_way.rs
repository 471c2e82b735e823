//! Commands about an order that have not become part of it yet.

use super::AppState;
use leptos::prelude::*;
use warung_domain::ids::{CommandId, OrderId};
use warung_domain::outbox::{EntryState, WedgeReason};

/// A command on its way, or refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnItsWay {
    pub id: CommandId,
    pub kind: String,
    pub stuck: Option<WedgeReason>,
}

impl AppState {
    /// What is on its way about an order, besides the placing of it. Tracks.
    #[must_use]
    pub fn on_its_way(self, order: OrderId) -> Vec<OnItsWay> {
        self.outbox.with(|entries| {
            entries
                .iter()
                .filter(|entry| entry.subject == order && OrderId::from(entry.id) != order)
                .map(|entry| OnItsWay {
                    id: entry.id,
                    kind: entry.kind.clone(),
                    stuck: match &entry.state {
                        EntryState::Wedged { reason, .. } => Some(*reason),
                        _ => None,
                    },
                })
                .collect()
        })
    }
}
