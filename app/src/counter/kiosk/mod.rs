//! The self-service machine: choose, type, check, take the slip to a cashier. It fills the screen,
//! is worked by touch, by keyboard and by scanner, and forgets whoever walks away.
//!
//! It runs in a browser that a seller made a machine; nobody is signed in to it.

mod brought;
mod enrol;
mod menu;
mod partner;
mod scanning;
mod slip;
mod typing;

use crate::actions::{kiosk, kiosk_sound, preferences};
use crate::components::ui::{Notice, NoticeKind, icon};
use crate::i18n::{Kiosk, kiosk_words_of};
use crate::state::{AppState, CounterState, KioskState, KioskStep, Machine, SessionState, Trouble};
use leptos::prelude::*;
use warung_domain::lang::Lang;

/// Everything on the screen.
pub fn kiosk_screen(state: AppState, counter: CounterState) -> AnyView {
    let at = counter.kiosk;
    kiosk::open(state, at);
    kiosk::watch(state, at);
    kiosk_sound::recall(at);
    let is_staff = Memo::new(move |_| state.session.with(SessionState::is_signed_in));
    let is_down = Memo::new(move |_| state.line.get().is_down());
    let content = move || {
        // Built anew when the language changes.
        let words = kiosk_words_of(state.lang.get());
        if is_staff.get() {
            return enrol::staff(state, at, words);
        }
        match at.machine.get() {
            Machine::Unknown if is_down.get() => trouble(&Trouble::NoLine, None, words),
            Machine::Unknown => waiting(words),
            Machine::None => enrol::nobody(words),
            Machine::Here(_) => step(state, at, words),
        }
    };
    view! {
        <main class="kiosk" id="content" on:pointerdown=move |_| kiosk::touch(at)>
            {bar(state, at)}
            <div class="kiosk-body">{content}</div>
            {closing(state, at)}
        </main>
    }
    .into_any()
}

fn bar(state: AppState, at: KioskState) -> AnyView {
    let words = move || kiosk_words_of(state.lang.get());
    let other = move || match state.lang.get() {
        Lang::Id => Lang::En,
        Lang::En => Lang::Id,
    };
    let shop = move || {
        state.catalog.manifest.with(|m| m.as_ref().map(|manifest| manifest.shop_name.clone()))
    };
    let is_begun = Memo::new(move |_| at.step.with(|step| *step != KioskStep::Menu));
    let restart = move || {
        is_begun.get().then(|| {
            view! {
                <button
                    type="button"
                    class="btn"
                    data-test="kiosk-restart"
                    on:click=move |_| at.wipe()
                >
                    {icon("x")}
                    <span>{move || words().restart}</span>
                </button>
            }
        })
    };
    view! {
        <header class="kiosk-bar">
            <strong>{shop}</strong>
            {restart}
            <button
                type="button"
                class="btn"
                data-test="kiosk-sound"
                aria-pressed=move || at.is_loud.get().to_string()
                on:click=move |_| kiosk_sound::turn(at)
            >
                {icon("bell")}
                <span>{move || words().sound}</span>
            </button>
            <button
                type="button"
                class="btn"
                data-test="language"
                lang=move || other().tag()
                on:click=move |_| preferences::set_lang(state, untrack(other))
            >
                {icon("globe")}
                <span>{move || other().autonym()}</span>
            </button>
        </header>
    }
    .into_any()
}

fn closing(state: AppState, at: KioskState) -> AnyView {
    let left = Memo::new(move |_| kiosk::seconds_left(state, at));
    let text = move || {
        left.get().map(|left| {
            let words = kiosk_words_of(state.lang.get());
            view! { <p class="kiosk-closing" role="timer">{(words.closing)(left.max(0))}</p> }
        })
    };
    view! { {text} }.into_any()
}

fn step(state: AppState, at: KioskState, words: &'static Kiosk) -> AnyView {
    if let Some(why) = at.trouble.get() {
        return trouble(&why, Some(Callback::new(move |()| kiosk::again(state, at))), words);
    }
    match at.step.get() {
        KioskStep::Menu => menu::menu(state, at, words),
        KioskStep::Typing(biller) => typing::typing(state, at, biller, words),
        KioskStep::Asking { .. } => waiting(words),
        KioskStep::Check { bill, id } => slip::check(state, at, bill, id, words),
        KioskStep::Slip(bill) => slip::slip(state, at, bill, words),
        KioskStep::Partner(step) => partner::step(state, at, *step, words),
        KioskStep::Scanning(typing) => scanning::scanning(state, at, typing, words),
        KioskStep::Delivering { .. } => waiting(words),
        KioskStep::Brought { id, commands, answers } => {
            brought::brought(state, at, (id, commands), answers, words)
        }
    }
}

fn waiting(words: &'static Kiosk) -> AnyView {
    view! {
        <div class="center stack" role="status" data-test="kiosk-asking">
            <span class="spinner" aria-hidden="true"></span>
            <h1>{words.asking}</h1>
            <p class="muted">{words.asking_note}</p>
        </div>
    }
    .into_any()
}

/// Why nothing goes on; without a way to ask again where it asks by itself.
fn trouble(why: &Trouble, again: Option<Callback<()>>, words: &'static Kiosk) -> AnyView {
    let (title, text) = match why {
        Trouble::NoLine if again.is_none() => (words.no_line_title, words.no_line_waits.to_owned()),
        Trouble::NoLine => (words.no_line_title, words.no_line_text.to_owned()),
        Trouble::AtTheShop(text) => (words.shop_trouble_title, text.clone()),
    };
    let button = again.map(|again| {
        view! {
            <button
                type="button"
                class="btn btn-primary btn-block"
                data-test="kiosk-again"
                on:click=move |_| again.run(())
            >
                {words.again}
            </button>
        }
    });
    view! {
        <div class="stack" data-test="kiosk-no-line">
            <Notice kind=NoticeKind::Warn title=title text=text />
            {button}
        </div>
    }
    .into_any()
}
