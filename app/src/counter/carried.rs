//! Orders that phones without a line bring to the counter, as a code or in a file.

use crate::actions::here::offset_minutes;
use crate::actions::{answers, carry, carry_codes, outbox};
use crate::components::shop::camera::{Scan, VIDEO, scan_card};
use crate::components::shop::carried::{Back, carried_list, take_in_card};
use crate::i18n::carry_code_words_of;
use crate::state::AppState;
use leptos::prelude::*;

/// What the counter carries for others, and scanning a code: for whoever stands there.
pub fn carried(state: AppState) -> AnyView {
    let scan = Scan::default();
    let Scan { is_looking, part, told } = scan;
    carry_codes::follow(state, VIDEO, carry_codes::Telling { is_looking, part, told });
    let codes = carry_code_words_of(state.lang.get_untracked());
    let put_aside = Callback::new(move |id| outbox::put_copy_aside(state, id));
    let lang = state.lang.get_untracked();
    let brought = RwSignal::new(Vec::new());
    answers::follow(state, brought);
    let list = move || {
        let back = |found: &answers::Brought| Back {
            answer: found.answer.clone(),
            code: found.code.clone(),
        };
        let backs: Vec<Back> = brought.with(|all| all.iter().map(back).collect());
        carried_list(&state.carried.get(), &backs, (offset_minutes(), lang), put_aside)
    };
    view! {
        {list}
        {scan_card(scan, codes)}
    }
    .into_any()
}

/// Taking a file in.
pub fn from_file(state: AppState) -> AnyView {
    let told = RwSignal::new(None);
    let on_file = Callback::new(move |event| carry::take_in_and_say(state, event, told));
    take_in_card(told.into(), on_file)
}
