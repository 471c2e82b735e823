//! The shop could not be asked: why, and asking again.

use crate::components::ui::{Notice, NoticeKind};
use leptos::prelude::*;

/// Nothing while there is no trouble. `title` says what is missing, the button `again`.
pub(super) fn trouble(
    why: RwSignal<Option<String>>,
    (title, again): (&'static str, &'static str),
    ask: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let notice = move || {
        why.get().map(|text| {
            view! {
                <Notice kind=NoticeKind::Warn title=title text=text>
                    <button type="button" class="btn btn-small" on:click=move |_| ask()>
                        {again}
                    </button>
                </Notice>
            }
        })
    };
    view! { {notice} }.into_any()
}
