//! A seller puts a machine up, or takes one down.

use crate::actions::{hand_out, kiosk};
use crate::components::shop::receipt_verdict::paper_choice;
use crate::components::ui::{EmptyState, SubmitButton, TextField};
use crate::counter::printers::printers;
use crate::i18n::Kiosk;
use crate::state::{AppState, CounterPage, KioskState, Machine, SessionState, Toast};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What a signed-in person sees where the machine's screen would be.
pub(super) fn staff(state: AppState, at: KioskState, words: &'static Kiosk) -> AnyView {
    let is_seller = state.session.with(SessionState::is_seller);
    let chosen = RwSignal::new(hand_out::paper());
    let on_paper = Callback::new(move |code: &'static str| {
        hand_out::choose_paper(code);
        chosen.set(code);
    });
    let form = match at.machine.get() {
        _ if !is_seller => nobody(words),
        Machine::Here(_) => take_down(state, at, words),
        Machine::None | Machine::Unknown => put_up(state, at, words),
    };
    view! {
        {form}
        {is_seller.then(|| paper_choice(chosen, state.lang.get_untracked(), on_paper))}
        {is_seller.then(|| printers(state.lang.get_untracked()))}
        <a class="btn btn-block" href=CounterPage::Orders.path()>{words.sign_in}</a>
    }
    .into_any()
}

/// What anybody else sees on a device that is no machine.
pub(super) fn nobody(words: &'static Kiosk) -> AnyView {
    view! {
        <div data-test="kiosk-none">
            <EmptyState
                glyph="monitor"
                title=words.not_enrolled_title
                text=words.not_enrolled_text
            >
                <a class="btn btn-primary" href=CounterPage::Orders.path()>{words.sign_in}</a>
            </EmptyState>
        </div>
    }
    .into_any()
}

fn put_up(state: AppState, at: KioskState, words: &'static Kiosk) -> AnyView {
    let name = RwSignal::new(String::new());
    let wrong: RwSignal<Option<String>> = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        spawn_local(async move {
            let outcome = kiosk::enrol(state, at, name.get_untracked()).await;
            busy.try_set(false);
            if let Err(text) = outcome {
                wrong.try_set(Some(text));
            }
        });
    };
    view! {
        <h1>{words.enrol_title}</h1>
        <form class="stack" novalidate on:submit=submit>
            <p>{words.enrol_text}</p>
            <TextField
                id="kiosk-name"
                label=words.enrol_name
                hint=words.enrol_name_hint
                value=name
                on_input=Callback::new(move |text| name.set(text))
                error=wrong
            />
            <SubmitButton label=words.enrol busy=busy test="kiosk-enrol" />
        </form>
    }
    .into_any()
}

fn take_down(state: AppState, at: KioskState, words: &'static Kiosk) -> AnyView {
    let dismiss = move |_| {
        spawn_local(async move {
            if let Err(text) = kiosk::dismiss(state, at).await {
                state.say(Toast::plain(text));
            }
        });
    };
    view! {
        <h1>{words.dismiss_title}</h1>
        <div class="stack">
            <p>{words.dismiss_text}</p>
            <button type="button" class="btn btn-block" data-test="kiosk-dismiss" on:click=dismiss>
                {words.dismiss}
            </button>
        </div>
    }
    .into_any()
}
