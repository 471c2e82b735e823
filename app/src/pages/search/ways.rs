//! Ways on from the search box: what the words may be going to be, and what was searched for
//! lately. Down leads from the box into them and on to the results, Up and Escape lead back.

use super::SearchQuery;
use crate::actions::search::{self, Suggestions};
use crate::actions::{navigate, recent};
use crate::components::ui::icon;
use crate::i18n::phrases;
use crate::state::AppState;
use leptos::{ev, prelude::*};
use warung_domain::route::Route;

const INPUT: &str = "[data-test=search-input]";
const COUNT: &str = "[data-test=search-count]";
const RESULT: &str = "[data-test=search-result] a";

/// Searches for something else than was typed.
fn choose(query: RwSignal<String>, words: String) {
    search::remember(&words);
    recent::note(&words);
    query.set(words);
    navigate::focus_soon(COUNT.to_owned());
}

/// What the words may be going to be, beside one another above the results.
pub(super) fn suggestions(state: AppState, asked: Memo<String>) -> AnyView {
    let t = &phrases().search;
    let SearchQuery(query) = expect_context::<SearchQuery>();
    let lang = state.lang.get_untracked();
    let shown = RwSignal::new(Suggestions::default());
    Effect::new(move |_| search::suggest_soon(state, asked, shown));
    let chips = move || {
        let Suggestions { words, brands, categories } = shown.get();
        let words = words.into_iter().map(|words| (words.clone(), words));
        let brands = brands.into_iter().map(|name| ((t.of_brand)(&name), name));
        let asking = words.chain(brands).enumerate().map(|(way, (label, words))| {
            view! {
                <button
                    type="button"
                    class="chip"
                    data-way=way
                    data-test="suggestion"
                    on:click=move |_| choose(query, words.clone())
                >
                    {label}
                </button>
            }
            .into_any()
        });
        let mut chips: Vec<AnyView> = asking.collect();
        for category in categories {
            let label = (t.of_category)(category.name.get(lang));
            let href = Route::Category(category.id).to_string();
            let way = chips.len();
            let chip =
                view! { <a class="chip" data-way=way data-test="suggestion" href=href>{label}</a> };
            chips.push(chip.into_any());
        }
        chips
    };
    let said = move || {
        let Suggestions { words, brands, categories } = shown.get();
        let count = words.len() + brands.len() + categories.len();
        (count > 0).then(|| (t.suggested)(count))
    };
    view! {
        <div class="chips ways" role="group" aria-label=t.suggestions>{chips}</div>
        <p class="sr-only" role="status">{said}</p>
    }
    .into_any()
}

/// What was searched for lately; nothing where there is nothing.
pub(super) fn recent_searches() -> AnyView {
    let t = &phrases().search;
    let SearchQuery(query) = expect_context::<SearchQuery>();
    let kept = RwSignal::new(recent::kept());
    let row = move |at: usize, words: String| {
        let (asked, forgotten) = (words.clone(), words.clone());
        let forget = move |_| {
            recent::forget(&forgotten);
            kept.set(recent::kept());
            // The next one takes its place, and the focus.
            let left = kept.with_untracked(Vec::len);
            navigate::focus_soon(match left {
                0 => "h1".to_owned(),
                left => ["[data-forget=\"", &at.min(left - 1).to_string(), "\"]"].concat(),
            });
        };
        view! {
            <li data-test="recent-search">
                <button
                    type="button"
                    data-way=at
                    on:click=move |_| choose(query, asked.clone())
                >
                    {icon("clock")}
                    <span>{words.clone()}</span>
                </button>
                <button
                    type="button"
                    class="icon-btn"
                    data-forget=at
                    data-test="forget-search"
                    aria-label=(t.forget_recent)(&words)
                    on:click=forget
                >
                    {icon("x")}
                </button>
            </li>
        }
        .into_any()
    };
    let forget_all = move |_| {
        recent::forget_all();
        kept.set(Vec::new());
        navigate::focus_soon("h1".to_owned());
    };
    let list = move || {
        let rows: Vec<AnyView> =
            kept.get().into_iter().enumerate().map(|(at, words)| row(at, words)).collect();
        (!rows.is_empty()).then(|| {
            view! {
                <section>
                    <div class="section-head">
                        <h2>{t.recent}</h2>
                        <button
                            type="button"
                            class="btn btn-quiet btn-small"
                            data-test="forget-searches"
                            on:click=forget_all
                        >
                            {t.forget_all}
                        </button>
                    </div>
                    <ul class="list" role="list">{rows}</ul>
                </section>
            }
            .into_any()
        })
    };
    list.into_any()
}

/// Leads the arrow keys from the box through the ways on to the results, and back.
pub(super) fn follow_arrows() {
    let listening = window_event_listener(ev::keydown, |event| {
        let Some(focused) = document().active_element() else { return };
        let way = focused.get_attribute("data-way").and_then(|way| way.parse::<usize>().ok());
        let is_box = focused.matches(INPUT).unwrap_or(false);
        let to_way = |way: usize| ["[data-way=\"", &way.to_string(), "\"]"].concat();
        let is_there = |place: &String| document().query_selector(place).ok().flatten().is_some();
        let down = |way: usize| [to_way(way), RESULT.to_owned()].into_iter().find(is_there);
        let target = match (event.key().as_str(), way) {
            ("ArrowDown", Some(way)) => down(way + 1),
            ("ArrowDown", None) if is_box => down(0),
            ("ArrowUp", Some(way)) if way > 0 => Some(to_way(way - 1)),
            ("ArrowUp" | "Escape", Some(_)) => Some(INPUT.to_owned()),
            _ => None,
        };
        if let Some(target) = target {
            event.prevent_default();
            navigate::focus(&target);
        }
    });
    on_cleanup(move || listening.remove());
}

/// Keeps a search that found something, once it is left or said to be done.
pub(super) fn note_when_done(found: impl Fn() -> String + Copy + Send + Sync + 'static) {
    let listening = window_event_listener_untyped("change", move |_| recent::note(&found()));
    on_cleanup(move || {
        listening.remove();
        recent::note(&found());
    });
}
