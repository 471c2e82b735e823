//! Checking receipts on the phone, with nothing but the keys it has.

use super::receipt_log;
use crate::platform::{file, log, navigation, scanner};
use crate::state::AppState;
use crate::sync::api;
use leptos::ev::Event;
use leptos::prelude::*;
use warung_domain::ids::ReceiptId;
use warung_domain::protocol::OrderView;
use warung_domain::protocol::ProblemKind;
use warung_domain::receipt::on_paper::Named;
use warung_domain::receipt::{Receipt, read_own};
use warung_domain::receipt_log::Proven;
use warung_domain::receipt_log::evidence::{Evidence, EvidenceError, MAX_BYTES, Verified};
use warung_domain::route::Route;

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

/// The number of the document that a receipt names as the one before, among texts that
/// this phone holds.
#[must_use]
pub fn previous<'a>(of: &Receipt, held: impl IntoIterator<Item = &'a String>) -> Option<String> {
    let previous = of.previous?;
    let mut read = held.into_iter().filter_map(|jws| read_own(jws).ok());
    read.find(|receipt| receipt.id == previous).map(|receipt| receipt.number)
}

/// The same among all receipts of this phone. Tracks orders.
#[must_use]
pub fn known_previous(state: AppState, of: &Receipt) -> Option<String> {
    state.orders.with(|orders| previous(of, orders.iter().flat_map(|view| &view.receipts)))
}

/// A receipt from before there was a log, with what the shop can show by now.
pub async fn proven(receipt: String) -> Option<Evidence> {
    let id = read_own(&receipt).ok()?.id;
    let proven = api::receipt_proof(id).await.ok()?;
    Some(Evidence::new(receipt, Some(proven.log)))
}

/// What the shop says of a receipt that somebody shows: where it stands in the log,
/// and what took its place. The log is held to it (R7). No answer is none.
pub async fn heard(state: AppState, evidence: &Evidence) -> Option<Proven> {
    let id = read_own(&evidence.receipt).ok()?.id;
    if let Some(shown) = &evidence.log {
        receipt_log::note_shown(shown.checkpoint.clone());
    }
    let proven = api::receipt_proof(id).await.ok();
    if let Some(proven) = &proven {
        receipt_log::note_shown(proven.log.checkpoint.clone());
    }
    if let Err(error) = receipt_log::compare_shown(state).await {
        log::warn(&format!("receipt log: {error}"));
    }
    proven
}

/// Why a document that is named did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotHere {
    /// The shop did not answer.
    NoLine,
    /// It has no such document, or one of other words.
    Unknown,
}

/// The document that a QR names.
pub async fn named(named: Named) -> Result<Evidence, NotHere> {
    match api::document(named).await {
        // Who answers is not believed: the paper says which words they have to be.
        Ok(found) if named.hash.names(&found.receipt) => {
            Ok(Evidence::new(found.receipt, found.log))
        }
        Ok(_) => Err(NotHere::Unknown),
        Err(error) if error.kind() == Some(ProblemKind::NotFound) => Err(NotHere::Unknown),
        Err(_) => Err(NotHere::NoLine),
    }
}

/// The page on which anybody checks a receipt of this shop.
#[must_use]
pub fn check_page() -> String {
    format!("{}{}", navigation::origin(), Route::Verify)
}

/// What the link that led here carries; nothing of it was sent to anybody.
#[must_use]
pub fn brought_along() -> String {
    navigation::fragment()
}

/// What came of looking for a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    Text(String),
    /// No QR is to be seen in the picture.
    Nothing,
    /// This browser cannot read codes, or has no camera that it may use.
    NoReader,
    /// The person stopped looking, or chose nothing.
    Stopped,
}

/// What the file just chosen holds: a text, or a picture of a QR.
pub async fn chosen(event: Event) -> Seen {
    if scanner::is_picture(&event) {
        return match scanner::read_chosen(&event).await {
            Ok(Some(text)) => Seen::Text(text),
            Ok(None) => Seen::Nothing,
            Err(error) => cannot(&error),
        };
    }
    chosen_text(event).await.map_or(Seen::Stopped, Seen::Text)
}

/// Looks through the camera, in the video element of that id.
pub async fn look(id: &str) -> Seen {
    match scanner::look(id).await {
        Ok(Some(text)) => Seen::Text(text),
        Ok(None) => Seen::Stopped,
        Err(error) => cannot(&error),
    }
}

/// Turns the camera off.
pub fn stop_looking() {
    scanner::close();
}

fn cannot(error: &crate::platform::PlatformError) -> Seen {
    log::warn(&format!("reading a code: {error}"));
    Seen::NoReader
}

/// The text of the file just chosen; nothing if none was, or none that is text.
async fn chosen_text(event: Event) -> Option<String> {
    let most = u32::try_from(MAX_BYTES + 1).unwrap_or(u32::MAX);
    let bytes = file::chosen(&event, most).await.ok().flatten()?;
    // What is not text reads as nonsense, and is told so.
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
