//! One of the seller's receipts, checked on this device.

use super::orders::trouble;
use crate::actions::{archive, hand_out, receipt, share};
use crate::components::shop::receipt_verdict::{Checked, HandOut, checked_receipt, paper_choice};
use crate::components::ui::{EmptyState, Page, skeleton_lines};
use crate::i18n::phrases;
use crate::state::{AppState, CounterPage, CounterState};
use leptos::prelude::*;
use warung_domain::protocol::SellerReceipt;

/// Everything of the archive that is here.
fn held(at: CounterState) -> Vec<SellerReceipt> {
    let mut held = at.receipts.get();
    at.archive.found.with(|found| held.extend(found.iter().flat_map(|page| page.receipts.clone())));
    held.extend(at.archive.opened.get());
    held
}

pub fn one(state: AppState, at: CounterState, number: String) -> AnyView {
    let words = phrases();
    let lang = state.lang.get_untracked();
    let sought = number.clone();
    let found = Memo::new(move |_| held(at).into_iter().find(|receipt| receipt.number == sought));
    // An old one, opened by its address.
    Effect::new(move |was_asked: Option<bool>| {
        let asks = found.with(Option::is_none) && at.heard_at.with(Option::is_some);
        if asks && was_asked != Some(true) {
            archive::look_up(at.archive, number.clone());
        }
        was_asked == Some(true) || asks
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
            let held = held(at);
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
