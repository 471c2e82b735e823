//! The receipts of an order, one from each seller, checked right here.

use super::order::missing_order;
use crate::actions::{hand_out, receipt, share};
use crate::components::shop::receipt_verdict::checked_receipt;
use crate::components::ui::{EmptyState, Page, skeleton_lines};
use crate::i18n::phrases;
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::ids::OrderId;
use warung_domain::route::Route;

#[component]
pub fn ReceiptPage(id: OrderId) -> impl IntoView {
    let state = AppState::expect();
    let words = phrases();
    let lang = state.lang.get_untracked();
    let receipts = Memo::new(move |_| state.order(id).map(|view| view.receipts));
    let on_copy = Callback::new(move |text| share::copy(state, text));
    let on_print = Callback::new(move |()| hand_out::print());
    let one = move |jws: String| match receipt::check(state, &jws) {
        Some(outcome) => checked_receipt(&outcome, &jws, lang, on_copy, on_print),
        None => skeleton_lines(6),
    };
    let content = move || match receipts.get() {
        None if state.opened.get() => missing_order(),
        None => skeleton_lines(8),
        Some(receipts) if receipts.is_empty() => view! {
            <EmptyState
                glyph="receipt"
                title=words.receipt.none_title
                text=words.receipt.none_text
            />
        }
        .into_any(),
        Some(receipts) => receipts.into_iter().map(one).collect_view().into_any(),
    };
    let order_link = Route::Order(id).to_string();
    view! {
        <Page title=words.receipt.title narrow=true>
            <div class="stack stack-l">
                {content}
                <a class="btn btn-block no-print" href=order_link>
                    {words.payment.see_order}
                </a>
            </div>
        </Page>
    }
    .into_any()
}
