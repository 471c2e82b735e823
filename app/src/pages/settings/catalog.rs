//! The catalog on this phone: how much of it, how old, how its download stands.

use crate::actions::catalog_cache;
use crate::actions::keeping::{self, Described, Download, Sizes};
use crate::components::ui::icon;
use crate::i18n::{all_texts, phrases_of};
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::catalog::Asked;
use warung_domain::locale::{format_age, format_bytes, format_count};

pub(super) fn section(state: AppState) -> AnyView {
    let t = all_texts();
    let shop = move || {
        state.catalog.manifest.with(|m| m.as_ref().map(|m| m.shop_name.clone()).unwrap_or_default())
    };
    let products = move || {
        let count = state.catalog.snapshot.with(|snapshot| snapshot.len());
        format_count(i64::try_from(count).unwrap_or(i64::MAX), state.lang.get())
    };
    let sizes = RwSignal::new(Sizes::default());
    let described = RwSignal::new(Described::default());
    Effect::new(move |_| {
        state.catalog.progress.track();
        state.wishes.track();
        keeping::look(state, sizes);
        keeping::look_for_descriptions(state, described);
    });
    let size = move || {
        let Sizes { here, whole } = sizes.get();
        let bytes = |bytes| format_bytes(bytes, state.lang.get());
        (t().settings.used_of)(&bytes(here), &bytes(whole))
    };
    let descriptions = move || {
        let t = t();
        match described.get() {
            Described::Kept => t.keeping.described_kept,
            Described::Soon => t.keeping.described_soon,
            Described::Alone => t.keeping.described_alone,
        }
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
                    <div><dt>{move || t().settings.products}</dt><dd data-test="catalog-products">{products}</dd></div>
                    <div><dt>{move || t().settings.size}</dt><dd data-test="catalog-size">{size}</dd></div>
                    <div><dt>{move || t().keeping.described}</dt><dd data-test="descriptions">{descriptions}</dd></div>
                    <div><dt>{move || t().settings.heard}</dt><dd>{heard}</dd></div>
                </dl>
            </div>
            {move || download(state)}
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

/// How the download stands, and the button that stops it or lets it go on.
fn download(state: AppState) -> AnyView {
    let lang = state.lang.get();
    let t = &phrases_of(lang).keeping;
    let (stands, left) = keeping::download(state);
    let left = format_bytes(left, lang);
    let (words, action) = match stands {
        Download::Done if keeping::wishes(state).kept.is_some() => {
            (t.chosen_is_here.to_owned(), None)
        }
        Download::Done => (t.whole_is_here.to_owned(), None),
        Download::Going => ((t.left)(&left), Some((t.pause, Asked::Pause, "pause"))),
        Download::Paused => ((t.paused)(&left), Some((t.go_on, Asked::Nothing, "go-on"))),
        Download::Asking | Download::Sparing => {
            ((t.sparing)(&left), Some((t.fetch, Asked::Fetch, "fetch-all")))
        }
    };
    let button = action.map(|(label, asked, test)| {
        view! {
            <button
                type="button"
                class="btn"
                data-test=test
                on:click=move |_| keeping::ask(state, asked)
            >
                {label}
            </button>
        }
        .into_any()
    });
    view! {
        <div class="spread" data-test="download">
            <p role="status">{words}</p>
            {button}
        </div>
    }
    .into_any()
}
