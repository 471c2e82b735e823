//! One round of everything: push, pull, catalog. Push before pull, so that what
//! comes back already knows what went up. The catalog goes its own way beside
//! them: on a narrow line it takes minutes, and no order waits for it. Only what
//! waits to be sent goes before it.
//!
//! Rounds are started by moments at which a line may be back and, once a second,
//! by the clock, so that a timer is running for as long as the page lives. A round
//! that hangs, as on a database handle that died, is dropped after a while: what
//! it was sending is sent again.

use super::later::survive;
use super::{balance, cart_account, devices, later, need, receipt_log, show, update};
use crate::platform::broadcast::{self, News};
use crate::platform::{clock, db, events, log, timer};
use crate::state::{AppState, LineState, SessionState};
use crate::sync::api::CallError;
use crate::sync::{catalog, delivery};
use leptos::prelude::*;
use std::cell::Cell;
use std::thread::LocalKey;
use warung_domain::catalog::CatalogView;
use warung_domain::outbox::OutboxEntry;
use warung_domain::protocol::ProblemKind;
use warung_phone::batch::Occasion;
use warung_phone::pull::Pulled;

/// How often a visible page looks for news even if nobody calls, in seconds.
const HEARTBEAT_SECONDS: i64 = 30;

/// How often it tries while the shop cannot be reached or commands wait.
const WATCHFUL_SECONDS: i64 = 5;

/// Longest that sending and pulling may take in one round. Each request has its
/// own deadline, four of which fit.
const ORDERS_MILLIS: u32 = 120_000;

/// Longest a round may work on the catalog; the next goes on where it stopped.
const CATALOG_MILLIS: u32 = 300_000;

thread_local! {
    static RUNNING: Cell<bool> = const { Cell::new(false) };
    static AGAIN: Waiting = const { Cell::new(None) };
    static OUTAGE_ENDED: Cell<bool> = const { Cell::new(false) };
    static READS_CATALOG: Cell<bool> = const { Cell::new(false) };
    static CATALOG_AGAIN: Waiting = const { Cell::new(None) };
}

/// What to begin again with as soon as what is running has ended.
type Waiting = Cell<Option<Occasion>>;

/// Starts a round because a line may be back, or a person wants it.
pub fn soon(state: AppState) {
    start(state, Occasion::LineMayBeBack);
}

/// Starts a round in which whatever has to pause goes on pausing.
pub fn in_turn(state: AppState) {
    start(state, Occasion::Timer);
}

/// Starts a round unless one is running; then another follows it.
fn start(state: AppState, occasion: Occasion) {
    if RUNNING.replace(true) {
        wait(&AGAIN, occasion);
        return;
    }
    timer::spawn(async move {
        let mut next = Some(occasion);
        while let Some(occasion) = next {
            round(state, occasion).await;
            next = AGAIN.take();
        }
        RUNNING.set(false);
    });
}

fn wait(waiting: &'static LocalKey<Waiting>, occasion: Occasion) {
    if waiting.get() != Some(Occasion::LineMayBeBack) {
        waiting.set(Some(occasion));
    }
}

/// Called once a second while the page is visible: starts a round when one is
/// due.
///
/// An outage that ended is such a moment, whatever is seen to wait: what somebody
/// signed before they left is not. It keeps the pace all the same, so that a line
/// on which only some calls come through is not asked without end.
pub fn tick(state: AppState, seconds_since_last: i64) -> bool {
    let has_ended = OUTAGE_ENDED.get();
    let waiting = state.line.get_untracked().is_down() || state.unsent_untracked() > 0;
    let pause = if waiting || has_ended { WATCHFUL_SECONDS } else { HEARTBEAT_SECONDS };
    // A clock that was set back must not stop the rounds.
    let due = !(0..pause).contains(&seconds_since_last);
    if due && has_ended {
        OUTAGE_ENDED.set(false);
        soon(state);
    } else if due {
        in_turn(state);
    }
    due
}

async fn round(state: AppState, occasion: Occasion) {
    let has_unsent = state.unsent_untracked() > 0;
    if !has_unsent {
        look_at_catalog(state, occasion);
    }
    let exchanged = timer::within(ORDERS_MILLIS, exchange(state, occasion));
    if later::is_due(state) && exchanged.await.is_none() {
        log::warn("sending and pulling did not end in time");
        db::forget_connections();
    }
    if has_unsent {
        look_at_catalog(state, occasion);
    }
}

/// Brings the catalog up to what is needed now, which may have changed.
pub fn catalog_now(state: AppState) {
    look_at_catalog(state, Occasion::Timer);
}

/// Brings the catalog up to date; once more if that is going on already, because
/// what was asked may have been answered before the shop changed it.
fn look_at_catalog(state: AppState, occasion: Occasion) {
    wait(&CATALOG_AGAIN, occasion);
    if READS_CATALOG.replace(true) {
        return;
    }
    timer::spawn(async move {
        while let Some(occasion) = CATALOG_AGAIN.take() {
            refresh_catalog(state, occasion).await;
        }
        READS_CATALOG.set(false);
    });
}

async fn refresh_catalog(state: AppState, occasion: Occasion) {
    let show = state.catalog.shows_this_copy();
    let needed = move || need::need(state);
    let shown = state.catalog.shown();
    let was_whole = shown.as_ref().is_some_and(CatalogView::is_whole);
    let refreshed = catalog::refresh(shown, occasion, &needed, &show);
    match timer::within(CATALOG_MILLIS, refreshed).await {
        Some(outcome) => {
            // What is looked at goes before what may be looked at some day.
            if outcome.is_ok() && was_whole {
                timer::spawn(later::run("details", later::keep_details(state)));
            }
            note(state, "catalog", outcome);
        }
        None => db::forget_connections(),
    }
    if later::is_due(state) {
        // On a first visit it was not before: what is not here wants to be said.
        timer::spawn(async move { survive("orders", later::open_once(state).await) });
    }
    catalog::compare(state.catalog.shown(), move || catalog_now(state));
    state.keys.set(catalog::known_keys().await);
}

/// The part that knows of orders, and what it has to do in a round.
async fn exchange(state: AppState, occasion: Occasion) {
    survive("orders", later::open_once(state).await);
    later::run("orders", later::exchange(state, occasion)).await;
}

/// Sends what waits, whoever is signed in: signatures speak for themselves (D3).
/// Then pulls what is new for whoever is.
pub(super) async fn orders(state: AppState, occasion: Occasion) {
    let account = state.session.with_untracked(|session| match session {
        SessionState::SignedIn(view) => Some(view.account.id),
        _ => None,
    });
    // Bound already is no news of the line; only a failed attempt is.
    if let Some(account) = account
        && let Err(error) = devices::make_sure_bound(state, account).await
    {
        note(state, "device", Err(error));
    }
    let changed = move || {
        timer::spawn(async move { survive("outbox", show::outbox(state).await) });
        broadcast::tell(News::Outbox);
    };
    survive("push", delivery::drain(occasion, changed).await.map(|_| ()));
    // Without a session there is nobody to pull for; a refused one waits until its
    // person signs in again (D9).
    if state.session.with_untracked(SessionState::is_signed_in) {
        fetch(state).await;
    }
    survive("outbox", show::outbox(state).await);
}

/// Pulls what is new.
async fn fetch(state: AppState) {
    let pulled = delivery::pull().await;
    let has_news = matches!(pulled, Ok(Pulled::News));
    note(state, "pull", pulled.map(|_| ()));
    survive("orders", show::orders(state).await);
    if has_news {
        broadcast::tell(News::Orders);
        broadcast::tell(News::Outbox);
    }
    note(state, "receipt log", receipt_log::compare(state, has_news).await);
    let may_have_changed = has_news || cart_account::may_have_changed();
    note(state, "balance", balance::exchange(state, may_have_changed).await);
    note(state, "cart", cart_account::exchange(state).await);
}

/// Draws conclusions about line and session from how a call ended.
fn note(state: AppState, what: &str, outcome: Result<(), CallError>) {
    match outcome {
        Ok(()) => see(state, LineState::Reachable),
        Err(error) if error.is_line_trouble() => {
            see(state, state.line.get_untracked().failed(clock::now()));
        }
        Err(error) => {
            // An answer of the shop, even a refusal, proves the line.
            see(state, LineState::Reachable);
            match error.kind() {
                Some(ProblemKind::NotSignedIn) => {
                    events::close();
                    state.session.update(SessionState::expire);
                }
                Some(ProblemKind::Upgrade) => update::look_now(state),
                _ => {}
            }
            log::warn(&format!("{what}: {error}"));
        }
    }
}

/// Tells the pages only when it changed, or a page being read would be rebuilt.
fn see(state: AppState, line: LineState) {
    let before = state.line.get_untracked();
    if before.ends_with(line) {
        OUTAGE_ENDED.set(true);
    }
    if before != line {
        state.line.set(line);
    }
}

/// Listens for the server's "pull now" while signed in and visible.
pub fn listen_to_server(state: AppState) {
    if state.session.with_untracked(|session| session.is_signed_in()) {
        events::open("/api/v1/me/events", move || {
            cart_account::ask_again();
            soon(state);
        });
    }
}

impl AppState {
    fn unsent_untracked(self) -> usize {
        let unsent = |entries: &Vec<OutboxEntry>| {
            entries.iter().filter(|entry| entry.state.is_unsent()).count()
        };
        self.outbox.with_untracked(unsent) + self.carried.with_untracked(unsent)
    }
}
