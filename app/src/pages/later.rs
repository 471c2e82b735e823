//! The pages of the later part, and what stands in their place until it is here.

use crate::actions::{later::open_once, navigate};
use crate::components::ui::{EmptyState, skeleton_lines};
use crate::i18n::words;
use crate::later::in_later_part;
use crate::state::AppState;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::Cell;
use warung_domain::route::Route;

type Build = fn(Route) -> AnyView;

thread_local! {
    static HERE: Cell<Option<Build>> = const { Cell::new(None) };
}

in_later_part! {
    fn fetch() -> Build {
        super::later_page
    }
}

/// Shows the page, at once if the part is here.
pub(super) fn page(route: Route) -> AnyView {
    if let Some(build) = HERE.get() {
        return build(route);
    }
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
            navigate::begin_page().await;
        });
    };
    come();
    let content = move || match (here.get(), HERE.get()) {
        (true, Some(build)) => build(route.clone()),
        _ => in_its_place(missing, Callback::new(move |()| come())),
    };
    content.into_any()
}

fn in_its_place(missing: RwSignal<bool>, come: Callback<()>) -> AnyView {
    let t = words();
    let content = move || {
        if !missing.get() {
            return view! {
                <p class="sr-only" role="status">{t.common.loading}</p>
                {skeleton_lines(4)}
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
    view! { <main id="content" class="page">{content}</main> }.into_any()
}
