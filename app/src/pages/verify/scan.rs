//! The ways in: the camera, a picture of a QR, and a file.

use crate::actions::receipt::{self, Seen};
use crate::components::ui::{Notice, NoticeKind, icon};
use crate::i18n::phrases;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The element in which the camera is looked through.
const VIDEO: &str = "verify-camera";

/// Buttons that fill the text.
pub fn ways_in(text: RwSignal<String>) -> AnyView {
    let words = &phrases().verify;
    let is_looking = RwSignal::new(false);
    let trouble: RwSignal<Option<(&'static str, &'static str)>> = RwSignal::new(None);
    let take = move |seen| match seen {
        Seen::Text(found) => {
            text.try_set(found);
        }
        Seen::Nothing => {
            trouble.try_set(Some((words.nothing_seen_title, words.nothing_seen)));
        }
        Seen::NoReader => {
            trouble.try_set(Some((words.no_reader_title, words.no_reader)));
        }
        Seen::Stopped => {}
    };
    let on_file = move |event| {
        trouble.set(None);
        spawn_local(async move { take(receipt::chosen(event).await) });
    };
    let on_look = move |_| {
        trouble.set(None);
        is_looking.set(true);
    };
    // The camera is asked for when its picture has a place.
    Effect::new(move |_| {
        if is_looking.get() {
            spawn_local(async move {
                take(receipt::look(VIDEO).await);
                is_looking.try_set(false);
            });
        } else {
            receipt::stop_looking();
        }
    });
    on_cleanup(receipt::stop_looking);
    let camera = move || {
        is_looking.get().then(|| {
            view! {
                <div class="stack stack-s" data-test="verify-camera">
                    <video
                        id=VIDEO
                        class="camera"
                        muted
                        playsinline
                        aria-label=words.camera_label
                    ></video>
                    <button
                        type="button"
                        class="btn btn-block"
                        on:click=move |_| is_looking.set(false)
                    >
                        {words.stop_camera}
                    </button>
                </div>
            }
            .into_any()
        })
    };
    let notice = move || {
        trouble.get().map(|(title, text)| {
            view! {
                <div data-test="verify-no-code">
                    <Notice kind=NoticeKind::Warn title=title text=text />
                </div>
            }
            .into_any()
        })
    };
    view! {
        {camera}
        {notice}
        <button
            type="button"
            class="btn btn-primary btn-block"
            data-test="verify-scan"
            disabled=move || is_looking.get()
            on:click=on_look
        >
            {icon("qr-code")}
            <span>{words.scan}</span>
        </button>
        <label class="btn btn-block file-btn">
            {icon("receipt")}
            <span>{words.choose_file}</span>
            <input type="file" data-test="verify-file" on:change=on_file />
        </label>
    }
    .into_any()
}
