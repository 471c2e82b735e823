//! Reading a seller's statement. The shop alone knows it, so nothing of it is kept
//! on the device.

use super::refusal::Refusal;
use crate::platform::timer;
use crate::state::{AppState, StatementState};
use crate::sync::api;
use leptos::prelude::*;

/// Where the spreadsheet lies.
pub const CSV: &str = "/api/v1/seller/statement?format=csv";

/// Asks for the newest page, and shows it in place of what was shown.
pub fn refresh(state: AppState, at: StatementState) {
    ask(state, at, None);
}

/// Asks for the page after the last one that is shown.
pub fn older(state: AppState, at: StatementState) {
    let next = at.shown.with_untracked(|shown| shown.as_ref().and_then(|shown| shown.next));
    if next.is_some() {
        ask(state, at, next);
    }
}

fn ask(state: AppState, at: StatementState, before: Option<u64>) {
    if at.is_asking.get_untracked() {
        return;
    }
    at.is_asking.set(true);
    timer::spawn(async move {
        match api::seller_statement(before).await {
            Ok(mut page) => {
                at.trouble.set(None);
                at.shown.update(|shown| {
                    // The lines that are shown stay above the older ones.
                    if let (Some(shown), Some(_)) = (shown.take(), before) {
                        let older = std::mem::take(&mut page.lines);
                        page.lines = shown.lines;
                        page.lines.extend(older);
                    }
                    *shown = Some(page);
                });
            }
            Err(error) => at.trouble.set(Some(Refusal::of(state, &error).text)),
        }
        at.is_asking.set(false);
    });
}
