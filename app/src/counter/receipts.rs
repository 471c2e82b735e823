//! The seller's receipts, each checked on this device.

use super::orders::trouble;
use crate::actions::{hand_out, receipt, share};
use crate::components::shop::money;
use crate::components::shop::receipt_verdict::{Checked, checked_receipt};
use crate::components::ui::{EmptyState, Page, icon, skeleton_lines};
use crate::i18n::{Phrases, phrases, statement_words};
use crate::state::{AppState, CounterPage, CounterState};
use leptos::prelude::*;
use warung_domain::locale::format_date_time;
use warung_domain::protocol::SellerReceipt;

pub fn archive(state: AppState, at: CounterState) -> AnyView {
    let words = phrases();
    let list = move || {
        let receipts = at.receipts.get();
        if receipts.is_empty() && at.heard_at.get().is_none() && at.trouble.get().is_none() {
            return skeleton_lines(5);
        }
        if receipts.is_empty() {
            return view! {
                <EmptyState
                    glyph="receipt"
                    title=words.counter.receipts_empty_title
                    text=words.counter.receipts_empty_text
                />
            }
            .into_any();
        }
        let rows = receipts.iter().map(|kept| row(state, kept, words)).collect_view();
        view! { <ul class="list">{rows}</ul> }.into_any()
    };
    view! {
        <Page title=words.counter.receipts narrow=true>
            <div class="stack">
                {trouble(at, &words.counter)}
                <a
                    class="btn btn-block"
                    href=CounterPage::Statement.path()
                    data-test="open-statement"
                >
                    {statement_words().open}
                </a>
                {list}
            </div>
        </Page>
    }
    .into_any()
}

fn row(state: AppState, kept: &SellerReceipt, words: &'static Phrases) -> AnyView {
    let lang = state.lang.get_untracked();
    let outcome = receipt::check(state, &kept.evidence());
    let facts = outcome.as_ref().and_then(|outcome| outcome.as_ref().ok()).map(|found| {
        let receipt = &found.receipt;
        let when = format_date_time(receipt.issued_at, receipt.offset_minutes, lang);
        (format!("{} · {when}", receipt.buyer_name), money(receipt.total))
    });
    let (what, total) = facts.unwrap_or_default();
    let verdict = outcome.map(|outcome| match outcome {
        Ok(_) => ("pill pill-paid", words.counter.genuine, "true"),
        Err(_) => ("pill pill-problem", words.counter.not_genuine, "false"),
    });
    let verdict = verdict.map(|(class, text, is_valid)| {
        view! { <span class=class data-test="receipt-verdict" data-valid=is_valid>{text}</span> }
    });
    let href = CounterPage::Receipt(kept.number.clone()).path();
    view! {
        <li>
            <a href=href data-test="counter-receipt">
                {icon("receipt")}
                <span>
                    <strong data-test="receipt-number">{kept.number.clone()}</strong>
                    <br />
                    <span class="muted small">{what}</span>
                    <br />
                    {verdict}
                </span>
                <span class="trail num">{total}</span>
            </a>
        </li>
    }
    .into_any()
}

pub fn one(state: AppState, at: CounterState, number: String) -> AnyView {
    let words = phrases();
    let lang = state.lang.get_untracked();
    let found = Memo::new(move |_| {
        at.receipts.with(|all| all.iter().find(|kept| kept.number == number).cloned())
    });
    let on_copy = Callback::new(move |text| share::copy(state, text));
    let on_print = Callback::new(move |()| hand_out::print());
    let paper = move || match found.get() {
        Some(kept) => {
            let evidence = kept.evidence();
            let Some(outcome) = receipt::check(state, &evidence) else { return skeleton_lines(6) };
            let successor = outcome.as_ref().ok().and_then(|found| {
                let held = at.receipts.get();
                receipt::successor(found.receipt.id, held.iter().map(|kept| &kept.jws))
            });
            checked_receipt(&Checked { evidence, outcome, successor }, lang, on_copy, on_print)
        }
        None if at.heard_at.get().is_none() && at.trouble.get().is_none() => skeleton_lines(6),
        None => view! {
            <EmptyState
                glyph="receipt"
                title=words.receipt.none_title
                text=words.counter.receipt_missing
            />
        }
        .into_any(),
    };
    view! {
        <Page title=words.receipt.title narrow=true>
            <div class="stack">
                {trouble(at, &words.counter)}
                {paper}
                <a class="btn btn-block no-print" href=CounterPage::Receipts.path()>
                    {words.counter.back_to_receipts}
                </a>
            </div>
        </Page>
    }
    .into_any()
}
