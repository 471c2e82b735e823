//! Taking cash for payment codes: look the code up, take the money, say so once, hand over the
//! proof. Beside it the drawer that the money goes into.
//!
//! Money is only taken after the shop has said that the code holds, so a counter without a line
//! waits; what was taken before the line died is in the outbox and reaches the shop.

mod drawer;
mod proof;
mod scan;
mod serve;

use crate::components::ui::{Page, icon};
use crate::i18n::{cash_words, kiosk_words_of};
use crate::state::{AppState, CounterPage, CounterState};
use leptos::prelude::*;

pub fn cash_page(state: AppState, at: CounterState) -> AnyView {
    let words = cash_words();
    crate::actions::cash::refresh_drawer(state, at.cash);
    view! {
        <Page title=words.title>
            <div class="side">
                <div class="stack">{serve::serve(state, at.cash, words)}</div>
                <aside class="stack no-print">
                    {drawer::drawer(state, at.cash, words)}
                    <a class="btn btn-block" href=CounterPage::Kiosk.path() data-test="open-kiosk">
                        {icon("monitor")}
                        <span>{kiosk_words_of(state.lang.get_untracked()).open}</span>
                    </a>
                </aside>
            </div>
        </Page>
    }
    .into_any()
}
