//! Commands about an order that have not become part of it yet.

use super::AppState;
use leptos::prelude::*;
use warung_domain::ids::OrderId;
use warung_phone::pending::{Pending, pending};

impl AppState {
    /// What is on its way about an order, besides the placing of it. Tracks.
    #[must_use]
    pub fn on_its_way(self, order: OrderId) -> Vec<Pending> {
        self.outbox.with(|entries| pending(entries, order))
    }
}
