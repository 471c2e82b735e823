//! Settings: language, appearance, and what is kept on this phone.
//!
//! The one page that is not built anew when the language changes, so that the
//! choice keeps the focus; its texts follow by themselves.

mod catalog;
mod keep;
mod room;

use crate::actions::preferences;
use crate::components::ui::{PageTitle, Segment, Segmented, icon};
use crate::i18n::all_texts;
use crate::state::{AppState, Theme};
use leptos::prelude::*;
use warung_domain::lang::Lang;
use warung_domain::route::Route;

#[component]
pub fn SettingsPage() -> impl IntoView {
    let t = all_texts();
    let state = AppState::expect();
    Effect::new(move |_| PageTitle::set(t().settings.title));
    view! {
        <main id="content" class="page page-narrow">
            <h1 class="page-title" tabindex="-1">{move || t().settings.title}</h1>
            <div class="stack stack-l">
                {language(state)}
                {appearance(state)}
                {waiting(state)}
                {catalog::section(state)}
                {keep::section(state)}
                {keep::dear_line(state)}
                {room::section(state)}
                {about()}
            </div>
        </main>
    }
    .into_any()
}

fn language(state: AppState) -> AnyView {
    let t = all_texts();
    let segment = |lang: Lang, test| Segment {
        value: lang.tag(),
        label: TextProp::from(lang.autonym()),
        test,
    };
    let choose = Callback::new(move |tag| {
        if let Some(lang) = Lang::from_tag(tag) {
            preferences::set_lang(state, lang);
        }
    });
    view! {
        <section class="stack stack-s">
            <h2>{move || t().settings.language}</h2>
            <Segmented
                name="lang"
                label=move || t().settings.language
                segments=vec![segment(Lang::Id, "lang-id"), segment(Lang::En, "lang-en")]
                chosen=Signal::derive(move || state.lang.get().tag())
                on_choose=choose
            />
        </section>
    }
    .into_any()
}

fn appearance(state: AppState) -> AnyView {
    let t = all_texts();
    let segments = vec![
        Segment {
            value: "system",
            label: TextProp::from(move || t().settings.theme_system),
            test: "theme-system",
        },
        Segment {
            value: "light",
            label: TextProp::from(move || t().settings.theme_light),
            test: "theme-light",
        },
        Segment {
            value: "dark",
            label: TextProp::from(move || t().settings.theme_dark),
            test: "theme-dark",
        },
    ];
    let chosen = move || match state.theme.get() {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    let choose = Callback::new(move |value| {
        let theme = match value {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        };
        preferences::set_theme(state, theme);
    });
    view! {
        <section class="stack stack-s">
            <h2>{move || t().settings.theme}</h2>
            <Segmented
                name="theme"
                label=move || t().settings.theme
                segments=segments
                chosen=Signal::derive(chosen)
                on_choose=choose
            />
        </section>
    }
    .into_any()
}

fn waiting(state: AppState) -> AnyView {
    let t = all_texts();
    let count = move || match state.unsent() {
        0 => t().settings.nothing_waits.to_owned(),
        some => some.to_string(),
    };
    view! {
        <ul class="list">
            <li>
                <a href=Route::Outbox.to_string() data-test="outbox-link">
                    {icon("cloud-upload")}
                    <span>{move || t().settings.outbox}</span>
                    <span class="trail">{count}</span>
                </a>
            </li>
        </ul>
    }
    .into_any()
}

fn about() -> AnyView {
    let t = all_texts();
    view! {
        <section class="stack stack-s">
            <h2>{move || t().settings.about}</h2>
            <p class="small muted">{move || t().settings.version}" "{env!("CARGO_PKG_VERSION")}</p>
            <p class="small muted">{move || t().settings.credits}</p>
        </section>
    }
    .into_any()
}
