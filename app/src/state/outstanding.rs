//! What a business still waits for, as the shop last said.

use leptos::prelude::*;
use warung_domain::protocol::Outstanding;

/// Signals over the page.
#[derive(Clone, Copy, Default)]
pub struct OutstandingState {
    pub shown: RwSignal<Option<Outstanding>>,
    /// The last attempt to hear of it failed, for this reason.
    pub trouble: RwSignal<Option<String>>,
    pub is_asking: RwSignal<bool>,
}

impl OutstandingState {
    /// Forgets it, when somebody else takes the counter.
    pub fn forget(self) {
        self.shown.set(None);
        self.trouble.set(None);
    }
}
