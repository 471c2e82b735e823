//! The counter: where sellers look after their orders.
//!
//! A bundle of its own beside the shop's, so that shoppers never download it.
//! What a seller does here becomes signed commands in the same outbox. Where to
//! start: [`frame`].

mod archive;
mod carried;
mod cash;
mod door;
mod kiosk;
mod leave;
mod order_card;
mod orders;
mod outstanding;
mod paper;
mod printers;
mod receipts;
mod refund;
mod statement;
mod till;
mod trouble;

use crate::actions::{self, counter, preferences, sales, toast};
use crate::components::shop::{Banner, BannerAction, ToastRegion};
use crate::components::ui::{PageTitle, icon};
use crate::i18n::{self, all_texts};
use crate::notices;
use crate::state::{AppState, CounterPage, CounterState, SessionState};
use leave::Leave;
use leptos::prelude::*;
use warung_domain::lang::Lang;

/// Bar, menu, and the page for each address.
pub fn frame(state: AppState, at: CounterState) -> AnyView {
    provide_context(state);
    provide_context(at);
    provide_context(PageTitle(RwSignal::new(String::new())));
    i18n::speak(state.lang);
    toast::let_pass(state);
    counter::follow(state, at);
    sales::follow(state, at.sale);
    actions::cash::follow(state, at.cash);
    let is_down = Memo::new(move |_| state.line.get().is_down());
    let t = all_texts();
    let is_machine = Memo::new(move |_| at.page.with(|page| *page == CounterPage::Kiosk));
    let banner = move || {
        is_down.get().then(|| {
            let text = Signal::derive(move || t().counter.offline.to_owned());
            view! {
                <Banner glyph="wifi-off" text=text action=BannerAction::None test="offline-banner" />
            }
        })
    };
    let desk = move || {
        if is_machine.get() {
            return kiosk::kiosk_screen(state, at);
        }
        view! {
            <a class="skip-link" href="#content">{move || t().common.skip_to_content}</a>
            {bar(state, at)}
            {banner}
            {notices::banners(state)}
            {place(state, at)}
            {menu(state, at)}
        }
        .into_any()
    };
    view! {
        <div class="app">
            {desk}
            <ToastRegion
                text=Signal::derive(move || {
                    state.toast.with(|toast| toast.as_ref().map(|toast| toast.text.clone()))
                })
                action=Signal::stored(None)
                on_action=Callback::new(move |()| toast::perform(state))
            />
        </div>
    }
    .into_any()
}

fn bar(state: AppState, at: CounterState) -> AnyView {
    let t = all_texts();
    let other = move || match state.lang.get() {
        Lang::Id => Lang::En,
        Lang::En => Lang::Id,
    };
    let is_in = Memo::new(move |_| state.session.with(SessionState::is_signed_in));
    let leave = Leave::new(state, at);
    let leave_button = move || {
        is_in.get().then(|| {
            view! {
                <button
                    type="button"
                    class="icon-btn"
                    data-test="sign-out"
                    aria-label=t().account.sign_out
                    on:click=move |_| leave.ask()
                >
                    {icon("log-out")}
                </button>
            }
        })
    };
    view! {
        <header class="app-bar">
            <a class="brand" href="/counter">
                <img src="/icons/icon.svg" alt="" width="36" height="36" />
            </a>
            <span class="app-bar-title">{move || t().counter.title}</span>
            <button
                type="button"
                class="btn btn-small btn-quiet"
                data-test="language"
                lang=move || other().tag()
                aria-label=move || other().autonym()
                on:click=move |_| preferences::set_lang(state, untrack(other))
            >
                {icon("globe")}
                <span>{move || other().tag().to_uppercase()}</span>
            </button>
            {leave_button}
            {leave.question()}
        </header>
    }
    .into_any()
}

fn menu(state: AppState, at: CounterState) -> AnyView {
    let t = all_texts();
    let current =
        move |is_here: fn(&CounterPage) -> bool| move || at.page.with(is_here).then_some("page");
    let on_orders = current(|page| *page == CounterPage::Orders);
    let on_till = current(|page| *page == CounterPage::Till);
    let on_cash = current(|page| matches!(page, CounterPage::Cash | CounterPage::Outstanding));
    let on_receipts = current(|page| {
        matches!(page, CounterPage::Receipts | CounterPage::Receipt(_) | CounterPage::Statement)
    });
    view! {
        <nav class="tab-bar" aria-label=move || t().counter.counter_menu>
            <a class="tab" href="/counter" aria-current=on_orders data-test="tab-orders">
                {icon("package")}
                <span>{move || t().counter.orders}</span>
            </a>
            <a
                class="tab"
                href=CounterPage::Till.path()
                aria-current=on_till
                data-test="tab-till"
            >
                {icon("banknote")}
                <span>{move || i18n::sale_words_of(state.lang.get()).tab}</span>
            </a>
            <a
                class="tab"
                href=CounterPage::Cash.path()
                aria-current=on_cash
                data-test="tab-cash"
            >
                {icon("wallet")}
                <span>{move || i18n::cash_words_of(state.lang.get()).tab}</span>
            </a>
            <a
                class="tab"
                href=CounterPage::Receipts.path()
                aria-current=on_receipts
                data-test="tab-receipts"
            >
                {icon("receipt")}
                <span>{move || t().counter.receipts}</span>
            </a>
            <a class="tab" href="/">
                {icon("store")}
                <span>{move || t().counter.to_shop}</span>
            </a>
        </nav>
    }
    .into_any()
}

/// The page, or the door where nobody has come in who may.
fn place(state: AppState, at: CounterState) -> AnyView {
    let who = Memo::new(move |_| {
        state.session.with(|session| match session {
            SessionState::Unknown => door::Who::NotKnownYet,
            SessionState::SignedIn(_) if session.is_seller() => door::Who::Seller,
            SessionState::SignedIn(_) => door::Who::Shopper,
            SessionState::Guest | SessionState::Expired(_) => door::Who::Nobody,
        })
    });
    let content = move || {
        // Built anew when the language changes.
        state.lang.track();
        match who.get() {
            door::Who::Seller => match at.page.get() {
                CounterPage::Orders => orders::orders_page(state, at),
                CounterPage::Receipts => archive::archive_page(state, at),
                CounterPage::Till => till::till_page(state, at),
                CounterPage::Statement => statement::statement_page(state, at),
                CounterPage::Cash => cash::cash_page(state, at),
                CounterPage::Outstanding => outstanding::outstanding_page(state, at),
                // It fills the screen and stands instead of this frame.
                CounterPage::Kiosk => ().into_any(),
                CounterPage::Receipt(number) => receipts::one(state, at, number),
            },
            other => door::door(state, at, other),
        }
    };
    view! { {content} }.into_any()
}
