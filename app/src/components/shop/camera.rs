//! Looking for codes with the camera: what it sees, how far it has come, and what came
//! of it.

use super::carried::Told;
use crate::components::ui::{Notice, NoticeKind, icon};
use crate::i18n::CarryCode;
use leptos::prelude::*;

/// How a look through the camera stands.
#[derive(Clone, Copy)]
pub struct Scan {
    pub is_looking: RwSignal<bool>,
    /// So many codes of so many that are enough, of a moving row.
    pub part: RwSignal<Option<(u8, u8)>>,
    /// What was made of what was read last.
    pub told: RwSignal<Told>,
}

impl Default for Scan {
    fn default() -> Self {
        Self {
            is_looking: RwSignal::new(false),
            part: RwSignal::new(None),
            told: RwSignal::new(None),
        }
    }
}

/// The element in which the camera is looked through.
pub const VIDEO: &str = "carry-camera";

/// The card to scan with.
pub fn scan_card(scan: Scan, words: &'static CarryCode) -> AnyView {
    let Scan { is_looking, part, told } = scan;
    let camera = move || is_looking.get().then(|| picture(scan, words));
    let outcome = move || {
        told.get().map(|told| {
            let (kind, text) = match told {
                Ok(text) => (NoticeKind::Ok, text),
                Err(text) => (NoticeKind::Error, text),
            };
            view! { <div data-test="scanned"><Notice kind=kind title=text /></div> }.into_any()
        })
    };
    let look = move |_| {
        told.set(None);
        part.set(None);
        is_looking.set(true);
    };
    view! {
        <section class="card stack">
            <p>{words.scan_text}</p>
            {camera}
            <button
                type="button"
                class="btn"
                data-test="carry-scan"
                disabled=move || is_looking.get()
                on:click=look
            >
                {icon("qr-code")}
                <span>{words.scan}</span>
            </button>
            {outcome}
        </section>
    }
    .into_any()
}

fn picture(scan: Scan, words: &'static CarryCode) -> AnyView {
    let Scan { is_looking, part, .. } = scan;
    let progress = move || {
        part.get().map(|(have, of)| {
            let (value, most) = (have.to_string(), of.to_string());
            view! {
                <progress class="progress" value=value max=most aria-hidden="true"></progress>
                <p role="status" data-test="scan-part">{(words.part)(have, of)}</p>
            }
            .into_any()
        })
    };
    view! {
        <div class="stack stack-s" data-test="carry-camera">
            <video id=VIDEO class="camera" muted playsinline aria-label=words.camera_label></video>
            {progress}
            <button
                type="button"
                class="btn btn-block"
                data-test="carry-stop"
                on:click=move |_| is_looking.set(false)
            >
                {words.stop}
            </button>
        </div>
    }
    .into_any()
}
