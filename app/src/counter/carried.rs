//! Orders that phones without a line bring to the counter in a file.

use crate::actions::here::offset_minutes;
use crate::actions::{carry, outbox};
use crate::components::shop::carried::{carried_list, take_in_card};
use crate::state::AppState;
use leptos::prelude::*;

/// Taking a file in, and what the counter carries for others.
pub fn carried(state: AppState) -> AnyView {
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
