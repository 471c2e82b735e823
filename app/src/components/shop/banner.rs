//! One quiet line below the bar. It says how things stand and blocks nothing.

use crate::components::ui::icon;
use leptos::prelude::*;

/// What can be done about it.
#[derive(Clone)]
pub enum BannerAction {
    None,
    Link { href: String, label: &'static str },
    Press { label: &'static str, run: Callback<()> },
}

/// A line with an icon and at most one thing to do.
#[component]
pub fn Banner(
    glyph: &'static str,
    #[prop(into)] text: Signal<String>,
    action: BannerAction,
    #[prop(default = "banner")] test: &'static str,
) -> impl IntoView {
    let action = match action {
        BannerAction::None => ().into_any(),
        BannerAction::Link { href, label } => view! { <a href=href>{label}</a> }.into_any(),
        BannerAction::Press { label, run } => {
            view! { <button type="button" on:click=move |_| run.run(())>{label}</button> }
                .into_any()
        }
    };
    view! {
        <div class="banner" data-test=test>
            {icon(glyph)}
            <span>{move || text.get()}</span>
            {action}
        </div>
    }
    .into_any()
}
