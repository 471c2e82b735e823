//! The code through the camera, where no scanner is at hand.

use crate::actions::receipt::{self, Seen};
use crate::components::ui::{Notice, NoticeKind, icon};
use crate::i18n::Cash;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The element in which the camera is looked through.
const VIDEO: &str = "cash-camera";

/// A button that opens the camera; `on_code` gets what it sees.
pub(super) fn scan(words: &'static Cash, on_code: Callback<String>) -> AnyView {
    let is_looking = RwSignal::new(false);
    let no_camera = RwSignal::new(false);
    Effect::new(move |_| {
        if !is_looking.get() {
            receipt::stop_looking();
            return;
        }
        spawn_local(async move {
            match receipt::look(VIDEO).await {
                Seen::Text(text) => on_code.run(text),
                Seen::NoReader => {
                    no_camera.try_set(true);
                }
                Seen::Nothing | Seen::Stopped => {}
            }
            is_looking.try_set(false);
        });
    });
    on_cleanup(receipt::stop_looking);
    let camera = move || {
        is_looking.get().then(|| {
            view! {
                <video id=VIDEO class="camera" muted playsinline aria-label=words.camera></video>
            }
            .into_any()
        })
    };
    let notice = move || {
        no_camera.get().then(|| {
            view! {
                <Notice kind=NoticeKind::Warn title=words.no_camera_title text=words.no_camera />
            }
        })
    };
    let label = move || if is_looking.get() { words.stop_scan } else { words.scan };
    view! {
        {camera}
        {notice}
        <button
            type="button"
            class="btn btn-block"
            data-test="cash-scan"
            on:click=move |_| {
                no_camera.set(false);
                is_looking.update(|looking| *looking = !*looking);
            }
        >
            {icon("qr-code")}
            <span>{label}</span>
        </button>
    }
    .into_any()
}
