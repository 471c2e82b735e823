//! One's own PIN, with which one agrees to what a colleague undoes.

use crate::actions::undo;
use crate::components::ui::{SubmitButton, TextField};
use crate::i18n::Undo;
use crate::state::{AppState, CashState, Toast};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::protocol::PinChoice;

pub(super) fn own_pin(state: AppState, at: CashState, words: &'static Undo) -> AnyView {
    let (pin, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let wrong_pin = RwSignal::new(None::<String>);
    let wrong_password = RwSignal::new(None::<String>);
    let is_busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        wrong_pin.set(None);
        wrong_password.set(None);
        let choice = PinChoice { pin: pin.get_untracked(), password: password.get_untracked() };
        spawn_local(async move {
            match undo::choose_pin(state, at, &choice).await {
                Ok(()) => {
                    pin.try_set(String::new());
                    state.say(Toast::plain(words.saved));
                }
                Err(refusal) if refusal.field.as_deref() == Some("password") => {
                    wrong_password.try_set(Some(refusal.text));
                }
                Err(refusal) => {
                    wrong_pin.try_set(Some(refusal.text));
                }
            }
            password.try_set(String::new());
            is_busy.try_set(false);
        });
    };
    let is_set = Memo::new(move |_| {
        at.witnesses.with(|known| known.as_ref().is_some_and(|known| known.own_pin))
    });
    let note = move || is_set.get().then(|| view! { <p class="small">{words.own_pin_set}</p> });
    view! {
        <details
            class="card"
            data-test="own-pin"
            on:toggle=move |_| undo::refresh_witnesses(at)
        >
            <summary>{words.own_pin}</summary>
            <form class="stack" novalidate on:submit=submit>
                <p class="muted small">{words.own_pin_text}</p>
                {note}
                <TextField
                    id="own-pin"
                    label=words.new_pin
                    value=pin
                    on_input=Callback::new(move |text| pin.set(text))
                    error=wrong_pin
                    kind="password"
                    inputmode="numeric"
                    autocomplete="new-password"
                />
                <TextField
                    id="own-pin-password"
                    label=words.password
                    value=password
                    on_input=Callback::new(move |text| password.set(text))
                    error=wrong_password
                    kind="password"
                    autocomplete="current-password"
                />
                <SubmitButton label=words.save_pin busy=is_busy test="own-pin-save" />
            </form>
        </details>
    }
    .into_any()
}
