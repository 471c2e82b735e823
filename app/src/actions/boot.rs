//! Opening the app: first everything the phone has, then the network.

use super::later::{self, survive};
use super::{cart_account, kept_cart, need, preferences, sync_now, update};
use crate::platform::broadcast::{self, News};
use crate::platform::db::trouble::{self, Trouble};
use crate::platform::db::{self, shop};
use crate::platform::locks::{self, Patience};
use crate::platform::wake::{self, Moment};
use crate::platform::{aside, clock, log, navigation, service_worker, timer};
use crate::state::{AppState, SessionState, StorageState};
use crate::sync::catalog;
use leptos::prelude::*;
use warung_domain::route::Route;

/// How long the phone's databases may take to open. Without them the shop can
/// still be browsed while there is a line.
const OPENING_MILLIS: u32 = 10_000;

/// Reads what the phone has, then begins to sync. Never fails: what cannot be
/// read is said in the console and begun anew.
pub fn boot(state: AppState) {
    preferences::show_theme(state.theme.get_untracked());
    state.wishes.set(need::stored_wishes());
    listen(state);
    timer::spawn(async move {
        // One page at a time makes the databases.
        let opening = locks::holding("warung-open", Patience::Wait, open_phone(state));
        if timer::within(OPENING_MILLIS, opening).await.is_none() {
            log::warn("the phone's databases did not open in time");
        }
        state.opened.set(true);
        sync_now::soon(state);
        sync_now::listen_to_server(state);
        heartbeat(state).await;
    });
}

async fn open_phone(state: AppState) {
    survive("session", open_session(state).await);
    survive("cart", kept_cart::open(state).await);
    state.keys.set(catalog::known_keys().await);
    let opened = catalog::open(&need::need(state), &move |view| state.catalog.show(view)).await;
    survive("catalog", opened);
    if later::is_due(state) {
        survive("orders", later::open_orders(state).await);
    }
}

async fn open_session(state: AppState) -> Result<(), crate::platform::PlatformError> {
    let session = shop::session().await;
    state.session.set(match &session {
        Ok(Some(view)) => SessionState::SignedIn(view.clone()),
        Ok(None) | Err(_) => SessionState::Guest,
    });
    session.map(|_| ())
}

/// Everything that can wake the app up while it is open.
fn listen(state: AppState) {
    wake::listen(move |moment| match moment {
        Moment::Online => sync_now::soon(state),
        Moment::Offline => sync_now::in_turn(state),
        Moment::PutAside => {
            navigation::note_place();
            aside::put();
            // A frozen page would stand in the way of a newer version's.
            db::forget_connections();
        }
        Moment::Visible | Moment::PageShown => {
            aside::take_up();
            // Handles may have died while the phone slept.
            db::forget_connections();
            state.now.set(clock::now());
            // Another tab may have changed the cart without being heard.
            timer::spawn(async move { survive("cart", kept_cart::open(state).await) });
            cart_account::ask_again();
            sync_now::soon(state);
            sync_now::listen_to_server(state);
            update::look(state);
        }
        Moment::Hidden => {
            navigation::note_place();
            crate::platform::events::close();
            update::page_hidden(state);
        }
    });
    trouble::listen(move |trouble| match trouble {
        Trouble::Blocked => state.storage.set(StorageState::Blocked),
        Trouble::Outdated => state.storage.set(StorageState::Outdated),
        Trouble::NoRoom => {
            // Worse may be known already.
            if state.storage.get() == StorageState::Usable {
                state.storage.set(StorageState::NoRoom);
            }
        }
        Trouble::Unblocked => {
            state.storage.set(StorageState::Usable);
            // What could not be read when the page began is read now.
            timer::spawn(open_phone(state));
        }
    });
    broadcast::listen(move |news| {
        timer::spawn(async move {
            match news {
                News::Cart => survive("cart", kept_cart::open(state).await),
                News::Outbox | News::Orders => {
                    later::run("orders", later::show_again(state)).await;
                }
                News::Session => {
                    survive("session", open_session(state).await);
                    later::run("orders", later::show_again(state)).await;
                }
                News::Catalog => {}
            }
        });
    });
}

/// Follows the address bar.
pub fn follow_links(state: AppState) {
    navigation::listen("/", move |path| state.route.set(Route::parse(&path)));
}

/// How long the worker lets the catalog go first, in looks of a quarter of a second.
const LOOKS_FOR_THE_CATALOG: u32 = 40;

/// After so long without a worker it is asked for again: the line may have broken while it was
/// fetched. One that is still under way is not disturbed.
const WORKER_MILLIS: u32 = 20_000;

/// Registers the service worker and watches for a new version. What the worker
/// fetches to keep would share line and processor with what is looked at.
pub async fn install_worker(state: AppState) {
    for _ in 0..LOOKS_FOR_THE_CATALOG {
        if state.catalog.progress.get_untracked().is_complete() {
            break;
        }
        timer::after_millis(250).await;
    }
    while timer::within(WORKER_MILLIS, service_worker::install("/sw.js")).await.is_none() {}
    service_worker::watch_for_update(move || update::is_ready(state)).await;
}

/// One tick a second, for ages, countdowns and rounds that are due.
async fn heartbeat(state: AppState) {
    let mut last_round = clock::now();
    loop {
        timer::after_millis(1_000).await;
        let now = clock::now();
        state.now.set(now);
        update::tick(state);
        update::look(state);
        if sync_now::tick(state, now.seconds_since(last_round)) {
            last_round = now;
        }
    }
}
