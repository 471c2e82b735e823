//! An order as a code on this screen, black on white in every theme: one that stands
//! still, or one that keeps changing and can be paused.

use crate::components::ui::{qr_link, qr_row};
use crate::i18n::CarryCode;
use leptos::prelude::*;
use warung_domain::carry::shown::{Code, Frames, Shown};

/// How long each frame is shown: long enough for a camera that looks fifteen times a
/// second to meet it whole, and no flicker that anybody has to turn away from.
pub const FRAME_MILLIS: u32 = 100;

/// What moves a row of codes on: its place, and whether the person holds it.
#[derive(Clone, Copy)]
pub struct Turning {
    pub place: RwSignal<u16>,
    pub is_paused: RwSignal<bool>,
}

/// The code, what to do with it, and for a moving one a way to hold it.
pub fn code_shown(shown: Shown, turning: Turning, words: &'static CarryCode) -> AnyView {
    match shown {
        Shown::Still(code) => still(&code, words),
        Shown::Moving(frames) => moving(frames, turning, words),
    }
}

fn still(code: &Code, words: &'static CarryCode) -> AnyView {
    let drawn = qr_link(&code.before, &code.digits, words.still_label.to_owned());
    view! {
        <div class="code-paper">{drawn}</div>
        <p class="small">{words.hint}</p>
    }
    .into_any()
}

fn moving(frames: Frames, turning: Turning, words: &'static CarryCode) -> AnyView {
    let enough = frames.enough();
    let codes = Signal::derive(move || {
        let code = frames.at(turning.place.get());
        (code.before, code.digits)
    });
    let is_paused = turning.is_paused;
    let label = move || if is_paused.get() { words.go_on } else { words.pause };
    view! {
        <div class="code-paper">{qr_row(words.moving_label.to_owned(), codes)}</div>
        <p>{(words.moving_hint)(enough)}</p>
        <button
            type="button"
            class="btn btn-block"
            data-test="code-pause"
            aria-pressed=move || is_paused.get().to_string()
            on:click=move |_| is_paused.update(|paused| *paused = !*paused)
        >
            {label}
        </button>
        <p class="small">{words.hint}</p>
    }
    .into_any()
}
