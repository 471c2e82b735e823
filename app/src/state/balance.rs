//! A shopper's balance, as far as this phone has heard of it.
//!
//! It belongs to the later part alone, so it is no member of the state that both parts
//! share.

use leptos::prelude::*;
use warung_domain::protocol::BalanceLine;
use warung_phone::balance::KeptBalance;

/// Signals over the balance.
#[derive(Clone, Default)]
pub struct BalanceState {
    /// The last word heard of it, as it is kept on the phone.
    pub kept: ArcRwSignal<Option<KeptBalance>>,
    /// Older movements, fetched on top of the kept ones, and where they end.
    pub older: ArcRwSignal<(Vec<BalanceLine>, Option<u64>)>,
    /// The last attempt to fetch failed, for this reason.
    pub trouble: ArcRwSignal<Option<String>>,
    pub is_asking: ArcRwSignal<bool>,
}

thread_local! {
    static HERE: BalanceState = BalanceState::default();
}

impl BalanceState {
    /// The one of this page.
    #[must_use]
    pub fn here() -> Self {
        HERE.with(Clone::clone)
    }

    /// Shows what was heard; older movements are fetched again when they are wanted.
    pub fn show(&self, kept: Option<KeptBalance>) {
        let next = kept.as_ref().and_then(|kept| kept.history.next);
        self.older.set((Vec::new(), next));
        self.kept.set(kept);
    }
}
