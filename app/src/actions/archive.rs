//! Looking for receipts in a seller's archive. The shop finds them; with no line the
//! newest, which the device keeps, are looked through here.

use super::refusal::Refusal;
use crate::platform::{navigation, timer};
use crate::state::{AppState, ArchiveState, Sought};
use crate::sync::api;
use leptos::prelude::*;
use warung_domain::protocol::SellerReceipt;
use warung_domain::receipt::{Kind, read_own};

const PATH: &str = "/api/v1/seller/receipts";

/// Looks for something else.
pub fn search(state: AppState, at: ArchiveState, sought: Sought) {
    at.found.set(None);
    at.sought.set(sought);
    ask(state, at, None);
}

/// Asks for the newest page of what is sought.
pub fn refresh(state: AppState, at: ArchiveState) {
    ask(state, at, None);
}

/// Asks for the page after the last one that is shown.
pub fn older(state: AppState, at: ArchiveState) {
    let next = at.found.with_untracked(|found| found.as_ref().and_then(|found| found.next));
    if next.is_some() && !at.is_asking.get_untracked() {
        ask(state, at, next);
    }
}

fn ask(state: AppState, at: ArchiveState, before: Option<u64>) {
    let sought = at.sought.get_untracked();
    at.is_asking.set(true);
    at.trouble.set(None);
    timer::spawn(async move {
        let before_text = before.map(|before| before.to_string());
        let answer = api::seller_receipts(&query(&sought, before_text.as_deref(), None)).await;
        // Something else may be sought by now.
        if at.sought.with_untracked(|now| *now != sought) {
            return;
        }
        match answer {
            Ok(mut page) => at.found.update(|found| {
                // What is shown stays above what is older.
                if let (Some(shown), Some(_)) = (found.take(), before) {
                    let older = std::mem::replace(&mut page.receipts, shown.receipts);
                    page.receipts.extend(older);
                }
                *found = Some(page);
            }),
            Err(error) => at.trouble.set(Some(Refusal::of(state, &error).text)),
        }
        at.is_asking.set(false);
    });
}

/// Fetches a receipt that is on no page, by its number.
pub fn look_up(at: ArchiveState, number: String) {
    timer::spawn(async move {
        let sought = Sought { words: number.clone(), ..Sought::default() };
        let Ok(page) = api::seller_receipts(&query(&sought, None, None)).await else { return };
        at.opened.try_update(|opened| {
            opened.extend(page.receipts.into_iter().filter(|receipt| receipt.number == number));
        });
    });
}

/// Where everything that is sought lies as a file: `csv`, or `jsonl`.
#[must_use]
pub fn whole(sought: &Sought, format: &str) -> String {
    format!("{PATH}{}", query(sought, None, Some(format)))
}

fn query(sought: &Sought, before: Option<&str>, format: Option<&str>) -> String {
    let kind = sought.kind.map(Kind::code);
    let pairs = [
        ("q", Some(sought.words.trim())),
        ("kind", kind),
        ("from", Some(sought.from.as_str())),
        ("to", Some(sought.to.as_str())),
        ("before", before),
        ("format", format),
    ];
    navigation::query_string(pairs)
}

/// Whether a receipt that is kept here fits, as the shop would say.
#[must_use]
pub fn fits(sought: &Sought, receipt: &SellerReceipt) -> bool {
    let Ok(read) = read_own(&receipt.jws) else { return sought.is_nothing() };
    let words = sought.words.trim().to_lowercase();
    let digits: String = words.chars().filter(char::is_ascii_digit).collect();
    let texts = [&read.number, &read.order_number, &read.buyer_name, &read.payment.reference];
    let is_named = texts.iter().any(|text| text.to_lowercase().contains(&words));
    let is_total = !digits.is_empty() && read.total.minor().to_string() == digits;
    let day = read.issued_at.civil(read.offset_minutes);
    let day = format!("{:04}-{:02}-{:02}", day.year, day.month, day.day);
    let is_then = (sought.from.is_empty() || day >= sought.from)
        && (sought.to.is_empty() || day <= sought.to);
    (is_named || is_total) && is_then && sought.kind.is_none_or(|kind| kind == read.kind)
}
