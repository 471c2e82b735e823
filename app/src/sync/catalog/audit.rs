//! Whether the copy says what the shop says: once per opening, as soon as the
//! copy has come as far as a manifest that carries a digest.
//!
//! Blocks cannot differ, they are named by their hashes. So a copy that differs
//! forgets the changes it has heard, lays the blocks out anew and hears them
//! again: what it fetches is what may be wrong, and nothing else.

use super::super::api::CallError;
use super::{copy, hear_changes};
use crate::platform::db::catalog as store;
use crate::platform::{clock, log, timer};
use std::cell::Cell;
use std::sync::Arc;
use warung_domain::catalog::{CatalogDigest, CatalogSnapshot, CatalogView, Need};

/// Longest stretch of counting between two breaths, in milliseconds.
const STRETCH_MILLIS: i64 = 8;

/// A look at the clock costs more than a product.
const BETWEEN_LOOKS: usize = 100;

/// How far the comparison is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Audit {
    ToDo,
    Begun,
    Differs,
}

thread_local! {
    static AUDIT: Cell<Audit> = const { Cell::new(Audit::ToDo) };
}

/// Begins to compare, if it is time for that, and tells where the copy differs.
/// Nobody waits for it: changes are heard meanwhile, which leave what is counted
/// as it was.
pub fn compare(shown: Option<CatalogView>, differs: impl FnOnce() + 'static) {
    let Some(view) = shown else { return };
    let is_at_head = view.snapshot.revision() == view.manifest.head;
    let Some(expected) = view.manifest.digest.filter(|_| is_at_head) else { return };
    // Who keeps less than everything has nothing to compare.
    if AUDIT.get() != Audit::ToDo || !view.missing().is_empty() {
        return;
    }
    AUDIT.set(Audit::Begun);
    timer::spawn(async move {
        if count(view.snapshot).await != expected {
            log::warn("the catalog's copy differs from the shop's; what was heard is heard again");
            AUDIT.set(Audit::Differs);
            differs();
        }
    });
}

/// Mends a copy that was found to differ.
pub(super) async fn mend(
    view: &CatalogView,
    need: &Need,
    show: &dyn Fn(CatalogView),
) -> Result<(), CallError> {
    if AUDIT.get() != Audit::Differs {
        return Ok(());
    }
    AUDIT.set(Audit::Begun);
    store::clear_changes().await?;
    let kept = ((*view.manifest).clone(), (*view.directory).clone(), view.heard_at);
    let mut anew = copy::read(kept, (*view.standing).clone(), need, &|_| {}).await?;
    // A phone without room has its blocks in memory only, and goes on with those.
    if anew.missing().is_empty() {
        hear_changes(&mut anew, show).await?;
        show(anew);
    }
    Ok(())
}

async fn count(snapshot: Arc<CatalogSnapshot>) -> CatalogDigest {
    let mut sum = CatalogDigest::default();
    let mut begun = clock::now().millis();
    for (number, listed) in snapshot.products().enumerate() {
        sum = sum.with(CatalogDigest::of(&listed.product()));
        if number % BETWEEN_LOOKS == 0 && clock::now().millis() - begun > STRETCH_MILLIS {
            timer::breathe().await;
            begun = clock::now().millis();
        }
    }
    sum
}
