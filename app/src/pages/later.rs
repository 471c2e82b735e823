//! The pages and pieces of the later part, and what stands in their place until it is here.

use super::Piece;
use crate::actions::{later::open_once, navigate};
use crate::components::ui::{EmptyState, skeleton_lines};
use crate::i18n::words;
use crate::later::in_later_part;
use crate::state::AppState;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::Cell;

type Build = fn(Piece) -> AnyView;

thread_local! {
    static HERE: Cell<Option<Build>> = const { Cell::new(None) };
}

in_later_part! {
    fn fetch() -> Build {
        super::build
    }
}

/// Shows a piece, at once if the part is here.
pub(super) fn show(piece: Piece) -> AnyView {
    if let Some(build) = HERE.get() {
        return build(piece);
    }
    let is_page = matches!(piece, Piece::Page(_));
    let state = AppState::expect();
    let (here, missing) = (RwSignal::new(false), RwSignal::new(false));
    let come = move || {
        missing.set(false);
        spawn_local(async move {
            let Ok(build) = fetch().await else { return missing.set(true) };
            // At the start opening the phone is a matter of boot.
            if state.opened.get_untracked() && open_once(state).await.is_err() {
                return missing.set(true);
            }
            HERE.set(Some(build));
            here.set(true);
            if is_page {
                navigate::begin_page().await;
            }
        });
    };
    come();
    let content = move || match (here.get(), HERE.get()) {
        (true, Some(build)) => build(piece.clone()),
        _ => {
            let lines = if is_page { 4 } else { 0 };
            let content = in_its_place(missing, lines, Callback::new(move |()| come()));
            if is_page {
                view! { <main id="content" class="page">{content}</main> }.into_any()
            } else {
                content
            }
        }
    };
    content.into_any()
}

/// So many lines while it is on its way, and words if it did not come.
fn in_its_place(missing: RwSignal<bool>, lines: usize, come: Callback<()>) -> AnyView {
    let t = words();
    let content = move || {
        if !missing.get() {
            return view! {
                <p class="sr-only" role="status">{t.common.loading}</p>
                {skeleton_lines(lines)}
            }
            .into_any();
        }
        view! {
            <EmptyState glyph="wifi-off" title=t.common.part_missing text=t.common.part_missing_text>
                <button
                    type="button"
                    class="btn btn-primary"
                    data-test="fetch-part"
                    on:click=move |_| come.run(())
                >
                    {t.common.retry}
                </button>
            </EmptyState>
        }
        .into_any()
    };
    content.into_any()
}
