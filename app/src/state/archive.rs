//! A seller's archive of receipts, as far as it was looked into.

use leptos::prelude::*;
use warung_domain::protocol::{SellerReceipt, SellerReceipts};
use warung_domain::receipt::Kind;

/// What is looked for; empty where it does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    pub words: String,
    pub kind: Option<Kind>,
    /// Days, `2026-11-23`.
    pub from: String,
    pub to: String,
}

impl Sought {
    /// Whether everything is shown.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// Signals over the archive.
#[derive(Clone, Copy, Default)]
pub struct ArchiveState {
    pub sought: RwSignal<Sought>,
    /// The pages fetched so far as one, newest first; nothing while there is no answer to
    /// what is sought.
    pub found: RwSignal<Option<SellerReceipts>>,
    /// Receipts that were opened and are on no page.
    pub opened: RwSignal<Vec<SellerReceipt>>,
    /// The last question had no answer, for this reason.
    pub trouble: RwSignal<Option<String>>,
    pub is_asking: RwSignal<bool>,
}

impl ArchiveState {
    /// Forgets it, when somebody else takes the counter.
    pub fn forget(self) {
        self.sought.set(Sought::default());
        self.found.set(None);
        self.opened.set(Vec::new());
        self.trouble.set(None);
    }
}
