//! The way out when no line comes: a code to show or a file to give away, and the same
//! of others to take in.

use crate::actions::here::offset_minutes;
use crate::actions::{answers, carry, carry_codes, outbox};
use crate::components::shop::camera::{Scan, VIDEO, scan_card};
use crate::components::shop::carried::{Back, carried_list, take_in_card};
use crate::components::shop::code_shown::{FRAME_MILLIS, Turning, code_shown};
use crate::components::ui::icon;
use crate::i18n::{carry_code_words_of, phrases};
use crate::state::AppState;
use leptos::prelude::*;

/// Showing as a code and saving to a file, where something is unsent.
pub fn give_away(state: AppState) -> AnyView {
    let words = &phrases().carry;
    let codes = carry_code_words_of(state.lang.get_untracked());
    let is_some = Memo::new(move |_| state.unsent() > 0);
    let shown = RwSignal::new(None);
    let give = move |_| carry::give_away_and_say(state);
    let show = move |_| carry_codes::show_codes(state, shown);
    let code = move || {
        shown.get().filter(|_| is_some.get()).map(|what| {
            let turning = Turning { place: RwSignal::new(0), is_paused: RwSignal::new(false) };
            carry_codes::turn(turning.place, turning.is_paused, FRAME_MILLIS);
            view! {
                <section class="card stack" data-test="code">
                    <h2>{codes.code_title}</h2>
                    {code_shown(what, turning, codes)}
                    <button
                        type="button"
                        class="btn btn-block"
                        data-test="code-hide"
                        on:click=move |_| shown.set(None)
                    >
                        {codes.hide}
                    </button>
                </section>
            }
            .into_any()
        })
    };
    let card = move || {
        is_some.get().then(|| {
            view! {
                <section class="card stack">
                    <h2>{words.title}</h2>
                    <p>{words.text}</p>
                    <button
                        type="button"
                        class="btn btn-primary"
                        data-test="show-code"
                        on:click=show
                    >
                        {icon("qr-code")}
                        <span>{codes.show}</span>
                    </button>
                    <button type="button" class="btn" data-test="give-away" on:click=give>
                        {icon("download")}
                        <span>{words.give_away}</span>
                    </button>
                </section>
            }
            .into_any()
        })
    };
    view! {
        {code}
        {card}
    }
    .into_any()
}

/// Looking for the codes of others, and what this phone carries for them.
pub fn take_in(state: AppState) -> AnyView {
    let told = RwSignal::new(None);
    let scan = Scan::default();
    let codes = carry_code_words_of(state.lang.get_untracked());
    carry_codes::follow(state, VIDEO, telling(scan));
    carry_codes::take_in_brought(state, scan.told);
    let on_file = Callback::new(move |event| carry::take_in_and_say(state, event, told));
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
        {take_in_card(told.into(), on_file)}
    }
    .into_any()
}

fn telling(scan: Scan) -> carry_codes::Telling {
    let Scan { is_looking, part, told } = scan;
    carry_codes::Telling { is_looking, part, told }
}
