//! What is on screen: signals over domain values, nothing else.
//!
//! [`AppState`] is one `Copy` value, provided as context at the root. Actions
//! change it after they have stored what they did; components only read.

mod archive;
mod balance;
pub mod carried_cash;
mod cash;
mod catalog;
mod checkout;
mod counter;
mod kiosk;
mod kiosk_partner;
mod line;
pub mod loss;
mod on_its_way;
mod outstanding;
mod sale;
mod session;
mod statement;
mod storage;
mod toast;
mod update;
mod wishes;

pub use archive::{ArchiveState, Sought};
pub use balance::BalanceState;
pub use cash::{CashState, DrawerView, Serving, Taken, Undone, Word};
pub use catalog::{CatalogState, Filed};
pub use checkout::CheckoutDraft;
pub use counter::{CounterPage, CounterState, KeptCounter};
pub use kiosk::{
    BILLERS, Entry, KioskScan, KioskState, KioskStep, Machine, Trouble, Typed, entries, most_digits,
};
pub use kiosk_partner::PartnerStep;
pub use line::LineState;
pub use outstanding::OutstandingState;
pub use sale::{KeptSale, SaleStanding, SaleState, Shelf, pieces};
pub use session::SessionState;
pub use statement::StatementState;
pub use storage::{Room, StorageState};
pub use toast::{Toast, ToastAction};
pub use update::UpdateState;
pub use wishes::Wishes;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use warung_domain::address::Address;
use warung_domain::cart::Cart;
use warung_domain::ids::{AccountId, CategoryId, DeviceId, OrderId};
use warung_domain::jws::KeySet;
use warung_domain::lang::Lang;
use warung_domain::outbox::{EntryState, OutboxEntry};
use warung_domain::protocol::OrderView;
use warung_domain::route::Route;
use warung_domain::time::Timestamp;
use warung_phone::watch::oldest_unsent;

/// Light, dark, or as the phone has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// Everything the pages of both bundles read.
#[derive(Clone, Copy)]
pub struct AppState {
    pub lang: RwSignal<Lang>,
    pub theme: RwSignal<Theme>,
    pub route: RwSignal<Route>,
    pub catalog: CatalogState,
    pub cart: RwSignal<Cart>,
    /// Whose cart it is; nobody's until somebody signs in.
    pub cart_owner: RwSignal<Option<AccountId>>,
    pub session: RwSignal<SessionState>,
    /// Entries of this person only, oldest first.
    pub outbox: RwSignal<Vec<OutboxEntry>>,
    /// Commands of other phones that this one carries on, oldest first.
    pub carried: RwSignal<Vec<OutboxEntry>>,
    /// What a wiped storage cost, until the person puts it aside.
    pub loss: RwSignal<Option<loss::Loss>>,
    /// The key new commands are signed with, once there is one.
    pub device: RwSignal<Option<DeviceId>>,
    /// Newest first.
    pub orders: RwSignal<Vec<OrderView>>,
    pub checkout: RwSignal<CheckoutDraft>,
    /// Addresses used before, newest first.
    pub addresses: RwSignal<Vec<Address>>,
    pub line: RwSignal<LineState>,
    pub keys: RwSignal<KeySet>,
    pub toast: RwSignal<Option<Toast>>,
    pub storage: RwSignal<StorageState>,
    /// The shop's log of receipts does not continue what this phone saw of it.
    pub log_rewritten: RwSignal<bool>,
    /// What of the catalog is to be on this phone, as [`Wishes`] are written.
    pub wishes: RwSignal<String>,
    pub update: RwSignal<UpdateState>,
    /// When it was last asked whether there is a newer version.
    pub looked_for_update: StoredValue<Option<Timestamp>>,
    /// Ticks once a second while the page is visible; for ages and countdowns.
    pub now: RwSignal<Timestamp>,
    /// The phone's databases have been read; before that, lists show skeletons.
    pub opened: RwSignal<bool>,
}

impl AppState {
    #[must_use]
    pub fn new(lang: Lang, theme: Theme, route: Route, now: Timestamp) -> Self {
        Self {
            lang: RwSignal::new(lang),
            theme: RwSignal::new(theme),
            route: RwSignal::new(route),
            catalog: CatalogState::new(),
            cart: RwSignal::default(),
            cart_owner: RwSignal::default(),
            session: RwSignal::default(),
            outbox: RwSignal::default(),
            carried: RwSignal::default(),
            loss: RwSignal::default(),
            device: RwSignal::default(),
            orders: RwSignal::default(),
            checkout: RwSignal::default(),
            addresses: RwSignal::default(),
            line: RwSignal::default(),
            keys: RwSignal::default(),
            toast: RwSignal::default(),
            storage: RwSignal::default(),
            log_rewritten: RwSignal::default(),
            wishes: RwSignal::default(),
            update: RwSignal::default(),
            looked_for_update: StoredValue::new(None),
            now: RwSignal::new(now),
            opened: RwSignal::default(),
        }
    }

    /// The state provided at the root.
    #[must_use]
    pub fn expect() -> Self {
        expect_context::<Self>()
    }

    /// The category on screen, whose shards are wanted first.
    #[must_use]
    pub fn looked_at(self) -> Option<CategoryId> {
        self.route.with_untracked(|route| match route {
            Route::Category(id) => Some(id.clone()),
            _ => None,
        })
    }

    /// The order with that id, if the shop has it. Tracks.
    #[must_use]
    pub fn order(self, id: OrderId) -> Option<OrderView> {
        self.orders.with(|orders| orders.iter().find(|view| view.order.id == id).cloned())
    }

    /// The outbox entry that places that order, if it is still here. Tracks.
    #[must_use]
    pub fn placing_entry(self, id: OrderId) -> Option<OutboxEntry> {
        self.outbox.with(|entries| {
            entries
                .iter()
                .find(|entry| entry.subject == id && OrderId::from(entry.id) == id)
                .cloned()
        })
    }

    /// How many commands still have to reach the shop. Tracks.
    #[must_use]
    pub fn unsent(self) -> usize {
        self.outbox.with(|entries| entries.iter().filter(|e| e.state.is_unsent()).count())
    }

    /// How many commands are not settled: unsent, or stuck. Tracks.
    #[must_use]
    pub fn unsettled(self) -> usize {
        let settled = |entry: &OutboxEntry| matches!(entry.state, EntryState::Answered { .. });
        self.outbox.with(|entries| entries.iter().filter(|entry| !settled(entry)).count())
    }

    /// When the oldest command that still has to reach the shop was saved. Tracks.
    #[must_use]
    pub fn oldest_unsent(self) -> Option<Timestamp> {
        let now = self.now.get();
        self.outbox.with(|entries| oldest_unsent(entries, now))
    }

    /// Shows a short message with an optional way back.
    pub fn say(self, toast: Toast) {
        self.toast.set(Some(toast));
    }
}
