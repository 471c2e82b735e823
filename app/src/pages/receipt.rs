//! The receipts of an order, one from each seller, checked right here.

use super::order::missing_order;
use crate::actions::{hand_out, receipt, share};
use crate::components::shop::receipt_verdict::{Checked, HandOut, checked_receipt, paper_choice};
use crate::components::ui::{EmptyState, Page, skeleton_lines};
use crate::i18n::phrases;
use crate::state::AppState;
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::ids::OrderId;
use warung_domain::receipt_log::evidence::Evidence;
use warung_domain::route::Route;

#[component]
pub fn ReceiptPage(id: OrderId) -> impl IntoView {
    let state = AppState::expect();
    let words = phrases();
    let lang = state.lang.get_untracked();
    let held = Memo::new(move |_| {
        let view = state.order(id)?;
        let evidence = (0..view.receipts.len()).filter_map(|index| view.evidence(index));
        Some(evidence.collect::<Vec<_>>())
    });
    let fetched: RwSignal<Vec<Evidence>> = RwSignal::default();
    Effect::new(move |_| {
        for evidence in held.get().into_iter().flatten().filter(|evidence| evidence.log.is_none()) {
            spawn_local(async move {
                if let Some(proven) = receipt::proven(evidence.receipt).await {
                    fetched.try_update(|fetched| fetched.push(proven));
                }
            });
        }
    });
    let ways = HandOut {
        copy: Callback::new(move |text| share::copy(state, text)),
        share: Callback::new(move |(title, link)| share::share_link(state, title, link)),
        print: Callback::new(move |id: String| hand_out::print(&id)),
    };
    let one = move |evidence: Evidence| {
        let newer = fetched.with(|fetched| {
            fetched.iter().find(|proven| proven.receipt == evidence.receipt).cloned()
        });
        let evidence = newer.unwrap_or(evidence);
        let Some(outcome) = receipt::check(state, &evidence) else { return skeleton_lines(6) };
        let known = outcome.as_ref().ok().map(|found| &found.receipt);
        let successor = known.and_then(|known| receipt::known_successor(state, known.id));
        let previous = known.and_then(|known| receipt::known_previous(state, known));
        let page = receipt::check_page();
        let checked = Checked { evidence, outcome, successor, previous, page };
        checked_receipt(&checked, lang, ways)
    };
    let content = move || match held.get() {
        None if state.opened.get() => missing_order(),
        None => skeleton_lines(8),
        Some(held) if held.is_empty() => view! {
            <EmptyState
                glyph="receipt"
                title=words.receipt.none_title
                text=words.receipt.none_text
            />
        }
        .into_any(),
        // The one that holds now comes first.
        Some(held) => held.into_iter().rev().map(one).collect_view().into_any(),
    };
    let paper = RwSignal::new(hand_out::paper());
    let on_paper = Callback::new(move |code: &'static str| {
        hand_out::choose_paper(code);
        paper.set(code);
    });
    let order_link = Route::Order(id).to_string();
    let verify_link = Route::Verify.to_string();
    view! {
        <Page title=words.receipt.title narrow=true>
            <div class="stack stack-l">
                {content}
                {paper_choice(paper, lang, on_paper)}
                <a class="btn btn-block no-print" href=verify_link data-test="to-verify">
                    {words.receipt.to_verify}
                </a>
                <a class="btn btn-block no-print" href=order_link>
                    {words.payment.see_order}
                </a>
            </div>
        </Page>
    }
    .into_any()
}
