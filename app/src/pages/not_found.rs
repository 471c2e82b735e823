//! An address that is no page.

use crate::components::ui::{EmptyState, PageTitle};
use crate::i18n::words;
use leptos::prelude::*;

#[component]
pub fn NotFoundPage() -> impl IntoView {
    let t = words();
    PageTitle::set(t.common.not_found_title);
    view! {
        <main id="content" class="page">
            <h1 class="sr-only" tabindex="-1">{t.common.not_found_title}</h1>
            <EmptyState
                glyph="map-pin"
                title=t.common.not_found_title
                text=t.common.not_found_text
            >
                <a class="btn btn-primary" href="/">{t.common.to_home}</a>
            </EmptyState>
        </main>
    }
    .into_any()
}
