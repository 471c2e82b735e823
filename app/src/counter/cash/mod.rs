//! Taking cash for payment codes: look the code up, take the money, say so once, hand over the
//! proof. Beside it the drawer that the money goes into.
//!
//! Money is taken after the shop has said that the code holds; what was taken before the line died is
//! in the outbox and reaches the shop. A counter without a line takes cash for the orders that it
//! carries, as far as the shop lets it.

mod bill;
mod drawer;
mod history;
mod offline;
mod pin;
mod proof;
mod refused;
mod report;
mod scan;
mod serve;
mod undo;

use crate::actions::cash;
use crate::components::ui::{Page, icon};
use crate::i18n::{cash_words, kiosk_words_of, outstanding_words_of, undo_words};
use crate::state::{AppState, CounterPage, CounterState, Serving};
use leptos::prelude::*;

pub fn cash_page(state: AppState, at: CounterState) -> AnyView {
    let (words, more) = (cash_words(), undo_words());
    cash::refresh_drawer(state, at.cash);
    let served = Memo::new(move |_| at.cash.serving.with(Serving::command));
    view! {
        <Page title=words.title>
            <div class="side">
                <div class="stack">
                    {refused::refused(state, served, more)}
                    {serve::serve(state, at.cash, words, more)}
                </div>
                <aside class="stack">
                    {drawer::drawer(state, at.cash, words)}
                    {history::earlier(state, at.cash, words, more)}
                    {pin::own_pin(state, at.cash, more)}
                    <a class="btn btn-block" href=CounterPage::Outstanding.path()>
                        {outstanding_words_of(state.lang.get_untracked()).open}
                    </a>
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
