//! The way out when no line comes: a file to give away, and one to take in.

use crate::actions::here::offset_minutes;
use crate::actions::{carry, outbox};
use crate::components::shop::carried::{carried_list, take_in_card};
use crate::components::ui::icon;
use crate::i18n::phrases;
use crate::state::AppState;
use leptos::prelude::*;

/// Saving to a file, where something is unsent.
pub fn give_away(state: AppState) -> AnyView {
    let words = &phrases().carry;
    let is_some = Memo::new(move |_| state.unsent() > 0);
    let give = move |_| carry::give_away_and_say(state);
    let card = move || {
        is_some.get().then(|| {
            view! {
                <section class="card stack">
                    <h2>{words.title}</h2>
                    <p>{words.text}</p>
                    <button type="button" class="btn" data-test="give-away" on:click=give>
                        {icon("download")}
                        <span>{words.give_away}</span>
                    </button>
                </section>
            }
            .into_any()
        })
    };
    view! { {card} }.into_any()
}

/// Taking a file in, and what this phone carries for others.
pub fn take_in(state: AppState) -> AnyView {
    let told = RwSignal::new(None);
    let on_file = Callback::new(move |event| carry::take_in_and_say(state, event, told));
    let put_aside = Callback::new(move |id| outbox::put_copy_aside(state, id));
    let lang = state.lang.get_untracked();
    let list = move || carried_list(&state.carried.get(), (offset_minutes(), lang), put_aside);
    view! {
        {list}
        {take_in_card(told.into(), on_file)}
    }
    .into_any()
}
