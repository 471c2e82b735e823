//! The seller's receipts, each checked on this device.

use super::orders::trouble;
use crate::actions::{hand_out, receipt, share};
use crate::components::shop::money;
use crate::components::shop::receipt_verdict::{Checked, HandOut, checked_receipt, paper_choice};
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
    let ways = HandOut {
        copy: Callback::new(move |text| share::copy(state, text)),
        share: Callback::new(move |(title, link)| share::share_link(state, title, link)),
        print: Callback::new(move |id: String| hand_out::print(&id)),
    };
    let chosen = RwSignal::new(hand_out::paper());
    let on_paper = Callback::new(move |code: &'static str| {
        hand_out::choose_paper(code);
        chosen.set(code);
    });
    let paper = move || match found.get() {
        Some(kept) => {
            let evidence = kept.evidence();
            let Some(outcome) = receipt::check(state, &evidence) else { return skeleton_lines(6) };
            let known = outcome.as_ref().ok().map(|found| &found.receipt);
            let held = at.receipts.get();
            let held = || held.iter().map(|kept| &kept.jws);
            let successor = known.and_then(|known| receipt::successor(known.id, held()));
            let previous = known.and_then(|known| receipt::previous(known, held()));
            let page = receipt::check_page();
            let checked = Checked { evidence, outcome, successor, previous, page };
            checked_receipt(&checked, lang, ways)
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
                {paper_choice(chosen, lang, on_paper)}
                <a class="btn btn-block no-print" href=CounterPage::Receipts.path()>
                    {words.counter.back_to_receipts}
                </a>
            </div>
        </Page>
    }
    .into_any()
}
