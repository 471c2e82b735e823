//! Settings: language, appearance, and what is kept on this phone.
//!
//! The one page that is not built anew when the language changes, so that the
//! choice keeps the focus; its texts follow by themselves.

use crate::actions::{catalog_cache, preferences, storage};
use crate::components::ui::{PageTitle, Segment, Segmented, icon};
use crate::i18n::all_texts;
use crate::state::{AppState, Room, Theme};
use leptos::prelude::*;
use warung_domain::lang::Lang;
use warung_domain::locale::{format_age, format_bytes, format_count};
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
                {catalog(state)}
                {room(state)}
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

fn catalog(state: AppState) -> AnyView {
    let t = all_texts();
    let shop = move || {
        state.catalog.manifest.with(|m| m.as_ref().map(|m| m.shop_name.clone()).unwrap_or_default())
    };
    let products = move || {
        let count = state.catalog.snapshot.with(|snapshot| snapshot.len());
        format_count(i64::try_from(count).unwrap_or(i64::MAX), state.lang.get())
    };
    let size = move || {
        let bytes: u64 = state
            .catalog
            .directory
            .with(|directory| directory.shards.iter().map(|s| u64::from(s.bytes)).sum());
        format_bytes(bytes, state.lang.get())
    };
    let heard = Memo::new(move |_| match state.catalog.heard_at.get() {
        Some(at) => format_age(state.now.get().seconds_since(at), state.lang.get()),
        None => t().settings.never.to_owned(),
    });
    view! {
        <section class="stack stack-s">
            <h2>{move || t().settings.catalog}</h2>
            <div class="card">
                <dl class="kv">
                    <div><dt>{move || t().settings.shop}</dt><dd>{shop}</dd></div>
                    <div><dt>{move || t().settings.products}</dt><dd>{products}</dd></div>
                    <div><dt>{move || t().settings.size}</dt><dd>{size}</dd></div>
                    <div><dt>{move || t().settings.heard}</dt><dd>{heard}</dd></div>
                </dl>
            </div>
            <p class="small muted">{move || t().settings.clear_catalog_text}</p>
            <div>
                <button
                    type="button"
                    class="btn"
                    data-test="clear-catalog"
                    on:click=move |_| catalog_cache::renew(state)
                >
                    {icon("refresh")}
                    <span>{move || t().settings.clear_catalog}</span>
                </button>
            </div>
        </section>
    }
    .into_any()
}

fn room(state: AppState) -> AnyView {
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
