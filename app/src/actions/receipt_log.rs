//! Holding the shop to its log of receipts (R7): every checkpoint this phone meets
//! lies on the history of the newest it has seen, or a person is told. It is met with
//! an order, or with a receipt that somebody shows, signed in or not.

use crate::platform::db::shop::{self as store, Fact};
use crate::platform::{PlatformError, clock, file, log, timer};
use crate::state::AppState;
use crate::sync::api::{self, CallError};
use crate::sync::catalog;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use warung_domain::ids::ShopId;
use warung_domain::jws::KeySet;
use warung_domain::protocol::ProblemKind;
use warung_domain::receipt_log::Checkpoint;
use warung_domain::receipt_log::memory::{LogMemory, Meeting, Rewritten, Seen};

thread_local! {
    /// Something may have been met that was not looked at yet.
    static DUE: Cell<bool> = const { Cell::new(true) };
    /// Somebody is looking.
    static LOOKING: Cell<bool> = const { Cell::new(false) };
    /// Checkpoints that came with receipts which were shown here, and not with orders.
    static SHOWN: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Remembers to look at a checkpoint that somebody showed.
pub fn note_shown(checkpoint: String) {
    SHOWN.with_borrow_mut(|shown| shown.insert(checkpoint));
    DUE.set(true);
}

/// Looks at what was shown here, also where nobody is signed in.
pub async fn compare_shown(state: AppState) -> Result<(), CallError> {
    // What is shown during a look is looked at with the next.
    compare(state, false).await
}

/// Shows what was noticed at an earlier launch.
pub async fn open(state: AppState) -> Result<(), PlatformError> {
    state.log_rewritten.set(rewritten().await?.is_some());
    Ok(())
}

/// The two words of the shop that do not go together, if there are any.
pub async fn rewritten() -> Result<Option<Rewritten>, PlatformError> {
    store::fact(Fact::ReceiptLogRewritten).await
}

/// Hands both signatures out as a file, for whoever is to judge.
pub fn give_away(found: &Rewritten) {
    let text = format!("{}\n{}\n", found.known.jws, found.met.jws);
    timer::spawn(async move {
        if let Err(error) = file::give_away("receipt-log-rewritten.txt", &text).await {
            log::warn(&format!("receipt log: {error}"));
        }
    });
}

/// Looks at the checkpoints that came with orders, and at the one everybody is
/// shown. What could not be asked now is asked in a later round.
pub async fn compare(state: AppState, has_news: bool) -> Result<(), CallError> {
    if has_news {
        DUE.set(true);
    }
    // Nobody is told twice, and what was noticed first is kept.
    if !DUE.get() || state.log_rewritten.get_untracked() || LOOKING.replace(true) {
        return Ok(());
    }
    let outcome = look_at_all(state).await;
    LOOKING.set(false);
    outcome
}

async fn look_at_all(state: AppState) -> Result<(), CallError> {
    let manifest = &state.catalog.manifest;
    let Some(shop) = manifest.with_untracked(|m| m.as_ref().map(|known| known.shop.clone())) else {
        return Ok(());
    };
    // Those on screen may not have been read yet.
    let keys = catalog::known_keys().await;
    if keys.keys.is_empty() {
        return Ok(());
    }
    let newest = api::log_checkpoint().await?;
    let before: LogMemory = store::fact(Fact::ReceiptLog).await?.unwrap_or_default();
    let mut memory = before.clone();
    let shown = SHOWN.with_borrow(Clone::clone);
    let mut met: BTreeSet<String> = state.orders.with_untracked(|orders| {
        let logged = orders.iter().filter_map(|view| view.logged.as_ref());
        logged.map(|logged| logged.checkpoint.clone()).collect()
    });
    met.extend(shown.iter().cloned());
    for jws in met {
        let is_known = Checkpoint::claimed(&jws).is_some_and(|head| memory.knows(&head));
        if is_known {
            continue;
        }
        let Some(seen) = verified(&shop, &keys, jws) else { continue };
        match look(&memory, &seen, memory.meet(&seen)).await? {
            true => memory.remember(seen),
            false => return doubt(state, &memory, seen).await,
        }
    }
    if let Some(seen) = verified(&shop, &keys, newest) {
        match look(&memory, &seen, memory.meet_newest(&seen)).await? {
            true => memory.remember(seen),
            false => return doubt(state, &memory, seen).await,
        }
    }
    if memory != before {
        store::put_fact(Fact::ReceiptLog, &memory).await?;
    }
    let is_done = SHOWN.with_borrow_mut(|waiting| {
        waiting.retain(|jws| !shown.contains(jws));
        waiting.is_empty()
    });
    DUE.set(!is_done);
    Ok(())
}

/// A checkpoint of this shop, or nothing: one that is not genuine proves nothing
/// against the shop, and the receipt beside it does not verify.
fn verified(shop: &ShopId, keys: &KeySet, jws: String) -> Option<Seen> {
    match Checkpoint::verify(&jws, shop, keys) {
        Ok(checkpoint) => Some(Seen { head: checkpoint.head(), jws }),
        Err(error) => {
            log::warn(&format!("receipt log: {error}"));
            None
        }
    }
}

/// Whether a checkpoint lies on the history this phone knows.
async fn look(memory: &LogMemory, seen: &Seen, meeting: Meeting) -> Result<bool, CallError> {
    let (from, to) = match meeting {
        Meeting::Agrees => return Ok(true),
        Meeting::Contradicts => return Ok(false),
        Meeting::Ask { from, to } => (from, to),
    };
    match api::log_consistency(from, to).await {
        Ok(found) => Ok(memory.connects(seen, &found.path)),
        // The shop says that its log was never as long as what it signed.
        Err(error) if error.kind() == Some(ProblemKind::InvalidField) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Keeps both checkpoints for good, then says so.
async fn doubt(state: AppState, memory: &LogMemory, met: Seen) -> Result<(), CallError> {
    if let Some(found) = memory.rewritten(met, clock::now())
        && rewritten().await?.is_none()
    {
        store::put_fact(Fact::ReceiptLogRewritten, &found).await?;
    }
    state.log_rewritten.set(true);
    Ok(())
}
