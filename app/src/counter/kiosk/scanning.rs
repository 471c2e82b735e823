//! The camera, which reads a phone held before it.

use crate::actions::kiosk_carried::{self, VIDEO};
use crate::components::ui::{Notice, NoticeKind};
use crate::i18n::Kiosk;
use crate::state::{AppState, KioskState};
use leptos::prelude::*;
use warung_domain::protocol::KioskBiller;

pub(super) fn scanning(
    state: AppState,
    at: KioskState,
    typing: Option<KioskBiller>,
    words: &'static Kiosk,
) -> AnyView {
    kiosk_carried::look(state, at);
    let (title, text) = match typing {
        None => (words.bring, words.bring_text),
        Some(KioskBiller::Balance) => (words.scan, words.scan_balance_text),
        Some(_) => (words.scan, words.scan_order_text),
    };
    let progress = move || {
        at.scan.part.get().map(|(have, of)| {
            let (value, most) = (have.to_string(), of.to_string());
            view! {
                <progress class="progress" value=value max=most aria-hidden="true"></progress>
                <p role="status" data-test="kiosk-scan-part">{(words.scan_part)(have, of)}</p>
            }
            .into_any()
        })
    };
    let trouble = move || {
        at.scan.trouble.get().map(|why| {
            view! {
                <div data-test="kiosk-scan-trouble">
                    <Notice kind=NoticeKind::Warn title=why />
                </div>
            }
            .into_any()
        })
    };
    view! {
        <h1>{title}</h1>
        <div class="kiosk-scanning" data-test="kiosk-scanning">
            <video id=VIDEO class="camera" muted playsinline aria-label=words.camera_label></video>
            <div class="stack">
                <p>{text}</p>
                {progress}
                {trouble}
                <button
                    type="button"
                    class="btn btn-block"
                    data-test="kiosk-scan-stop"
                    on:click=move |_| kiosk_carried::leave(at)
                >
                    {words.scan_stop}
                </button>
            </div>
        </div>
    }
    .into_any()
}
