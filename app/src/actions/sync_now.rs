//! One round of everything: catalog, push, pull. Push before pull, so that what
//! comes back already knows what went up.

use super::{cart_account, devices, show};
use crate::platform::broadcast::{self, News};
use crate::platform::{clock, events, log, timer};
use crate::state::{AppState, LineState, SessionState};
use crate::sync::api::CallError;
use crate::sync::{catalog, pull, push};
use leptos::prelude::*;
use std::cell::Cell;
use warung_domain::outbox::OutboxEntry;
use warung_domain::protocol::ProblemKind;

/// How often a visible page looks for news even if nobody calls, in seconds.
const HEARTBEAT_SECONDS: i64 = 30;

/// How often it tries while the shop cannot be reached or commands wait.
const WATCHFUL_SECONDS: i64 = 5;

thread_local! {
    static RUNNING: Cell<bool> = const { Cell::new(false) };
    static AGAIN: Cell<bool> = const { Cell::new(false) };
}

/// Starts a round unless one is running; then another follows it.
pub fn soon(state: AppState) {
    if RUNNING.replace(true) {
        AGAIN.set(true);
        return;
    }
    timer::spawn(async move {
        loop {
            round(state).await;
            if !AGAIN.replace(false) {
                break;
            }
        }
        RUNNING.set(false);
    });
}

/// Called once a second while the page is visible: starts a round when one is
/// due.
pub fn tick(state: AppState, seconds_since_last: i64) -> bool {
    let waiting = state.line.get_untracked().is_down() || state.unsent_untracked() > 0;
    let pause = if waiting { WATCHFUL_SECONDS } else { HEARTBEAT_SECONDS };
    let due = seconds_since_last >= pause;
    if due {
        soon(state);
    }
    due
}

async fn round(state: AppState) {
    let show = move |view| state.catalog.show(view);
    note(state, "catalog", catalog::refresh(state.catalog.shown(), show).await);
    send(state).await;
    // Without a session there is nobody to pull for; a refused one waits until its
    // person signs in again (D9).
    if state.session.with_untracked(SessionState::is_signed_in) {
        fetch(state).await;
    }
    if let Err(error) = show::outbox(state).await {
        log::warn(&format!("outbox: {error}"));
    }
    state.keys.set(catalog::known_keys().await);
}

/// Sends what waits, whoever is signed in: signatures speak for themselves (D3).
async fn send(state: AppState) {
    let changed = move || {
        timer::spawn(async move {
            if let Err(error) = show::outbox(state).await {
                log::warn(&format!("outbox: {error}"));
            }
        });
    };
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
    match push::drain(changed).await {
        Ok(_) => broadcast::tell(News::Outbox),
        Err(error) => log::warn(&format!("push: {error}")),
    }
}

/// Pulls what is new.
async fn fetch(state: AppState) {
    let pulled = pull::pull().await;
    let fresh = matches!(pulled, Ok(true));
    note(state, "pull", pulled.map(|_| ()));
    if let Err(error) = show::orders(state).await {
        log::warn(&format!("orders: {error}"));
    }
    if fresh {
        broadcast::tell(News::Orders);
    }
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
            if error.kind() == Some(ProblemKind::NotSignedIn) {
                events::close();
                state.session.update(SessionState::expire);
            }
            log::warn(&format!("{what}: {error}"));
        }
    }
}

/// Tells the pages only when it changed, or a page being read would be rebuilt.
fn see(state: AppState, line: LineState) {
    if state.line.get_untracked() != line {
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
