//! The frame of a page: its title as heading and as the tab's title.

use leptos::prelude::*;

/// The title of the page that is open; the root tells it to the browser.
#[derive(Clone, Copy)]
pub struct PageTitle(pub RwSignal<String>);

impl PageTitle {
    /// Sets the title of the page being built, if a root is listening.
    pub fn set(title: &str) {
        if let Some(PageTitle(shown)) = use_context::<Self>() {
            shown.set(title.to_owned());
        }
    }
}

/// A page. `narrow` keeps forms readable on wide screens.
#[component]
pub fn Page(
    #[prop(into)] title: String,
    #[prop(optional)] narrow: bool,
    children: Children,
) -> impl IntoView {
    PageTitle::set(&title);
    let class = if narrow { "page page-narrow" } else { "page" };
    view! {
        <main id="content" class=class>
            <h1 class="page-title" tabindex="-1">{title}</h1>
            {children()}
        </main>
    }
    .into_any()
}
