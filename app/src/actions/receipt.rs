//! Checking a receipt on the phone, with nothing but the keys it has.

use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::receipt::{self, Receipt, ReceiptError};

/// The receipt inside a text, or why it cannot be trusted; nothing while the
/// phone does not know which shop it belongs to. Tracks keys and catalog.
#[must_use]
pub fn check(state: AppState, jws: &str) -> Option<Result<Receipt, ReceiptError>> {
    let shop = state.catalog.manifest.with(|m| m.as_ref().map(|manifest| manifest.shop.clone()))?;
    Some(state.keys.with(|keys| receipt::verify(jws, &shop, keys)))
}
