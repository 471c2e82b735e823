//! Checking receipts on the phone, with nothing but the keys it has.

use crate::platform::{file, navigation};
use crate::state::AppState;
use crate::sync::api;
use leptos::ev::Event;
use leptos::prelude::*;
use warung_domain::ids::ReceiptId;
use warung_domain::protocol::OrderView;
use warung_domain::receipt::{Receipt, read_own};
use warung_domain::receipt_log::evidence::{Evidence, EvidenceError, MAX_BYTES, Verified};

/// What evidence holds, or why it cannot be trusted; nothing while the phone does
/// not know which shop it belongs to. Tracks keys and catalog.
#[must_use]
pub fn check(state: AppState, evidence: &Evidence) -> Option<Result<Verified, EvidenceError>> {
    let shop = state.catalog.manifest.with(|m| m.as_ref().map(|manifest| manifest.shop.clone()))?;
    Some(state.keys.with(|keys| evidence.verify(&shop, keys)))
}

/// The number of the document that took the place of a receipt, among texts that
/// this phone holds.
#[must_use]
pub fn successor<'a>(of: ReceiptId, held: impl IntoIterator<Item = &'a String>) -> Option<String> {
    let read = held.into_iter().filter_map(|jws| read_own(jws).ok());
    let mut after = read.filter(|receipt: &Receipt| receipt.previous == Some(of));
    after.next().map(|receipt| receipt.number)
}

/// The same among all receipts of this phone. Tracks orders.
#[must_use]
pub fn known_successor(state: AppState, of: ReceiptId) -> Option<String> {
    state
        .orders
        .with(|orders| successor(of, orders.iter().flat_map(|view: &OrderView| &view.receipts)))
}

/// A receipt from before there was a log, with what the shop can show by now.
pub async fn proven(receipt: String) -> Option<Evidence> {
    let id = read_own(&receipt).ok()?.id;
    let proven = api::receipt_proof(id).await.ok()?;
    Some(Evidence::new(receipt, Some(proven.log)))
}

/// Whether the shop has issued a document in the place of this one. No answer is no.
pub async fn has_successor(id: ReceiptId) -> bool {
    api::receipt_proof(id).await.is_ok_and(|proven| proven.superseded_by.is_some())
}

/// What the link that led here carries; nothing of it was sent to anybody.
#[must_use]
pub fn brought_along() -> String {
    navigation::fragment()
}

/// The text of the file just chosen; nothing if none was, or none that is text.
pub async fn chosen_text(event: Event) -> Option<String> {
    let most = u32::try_from(MAX_BYTES + 1).unwrap_or(u32::MAX);
    let bytes = file::chosen(&event, most).await.ok().flatten()?;
    // What is not text reads as nonsense, and is told so.
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
