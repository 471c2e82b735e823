//! A seller's statement, as far as it has been fetched.

use leptos::prelude::*;
use warung_domain::protocol::SellerStatement;

/// Signals over the statement.
#[derive(Clone, Copy, Default)]
pub struct StatementState {
    /// The pages fetched so far as one, newest line first.
    pub shown: RwSignal<Option<SellerStatement>>,
    /// The last attempt to fetch one failed, for this reason.
    pub trouble: RwSignal<Option<String>>,
    pub is_asking: RwSignal<bool>,
}

impl StatementState {
    /// Forgets it, when somebody else takes the counter.
    pub fn forget(self) {
        self.shown.set(None);
        self.trouble.set(None);
    }
}
