//! How much room the shop takes on this phone, and letting pictures go.

use crate::actions::storage;
use crate::components::ui::icon;
use crate::i18n::all_texts;
use crate::state::{AppState, Room};
use leptos::prelude::*;
use warung_domain::locale::format_bytes;

pub(super) fn section(state: AppState) -> AnyView {
    let t = all_texts();
    let room = RwSignal::new(Room::default());
    storage::look(room);
    let bytes = move |bytes| format_bytes(bytes, state.lang.get());
    let used = move || match room.get().used_of {
        Some((used, quota)) => (t().settings.used_of)(&bytes(used), &bytes(quota)),
        None => t().settings.unknown.to_owned(),
    };
    let kept = move || match room.get().is_kept {
        Some(true) => t().settings.kept_yes,
        Some(false) => t().settings.kept_no,
        None => t().settings.kept_unknown,
    };
    let none_left = move || room.get().pictures == 0;
    view! {
        <section class="stack stack-s" data-test="storage">
            <h2>{move || t().settings.storage}</h2>
            <div class="card">
                <dl class="kv">
                    <div>
                        <dt>{move || t().settings.used}</dt>
                        <dd data-test="storage-used">{used}</dd>
                    </div>
                    <div>
                        <dt>{move || t().settings.pictures}</dt>
                        <dd data-test="storage-pictures">{move || bytes(room.get().pictures)}</dd>
                    </div>
                    <div>
                        <dt>{move || t().settings.kept}</dt>
                        <dd data-test="storage-kept">{kept}</dd>
                    </div>
                </dl>
            </div>
            <p class="small muted">{move || t().settings.storage_text}</p>
            <div>
                <button
                    type="button"
                    class="btn"
                    data-test="remove-pictures"
                    disabled=none_left
                    on:click=move |_| storage::drop_pictures(state, room)
                >
                    {icon("trash")}
                    <span>{move || t().settings.remove_pictures}</span>
                </button>
            </div>
        </section>
    }
    .into_any()
}
