//! What of the shop is kept on this phone, and what a dear line may be used for.

use crate::actions::keeping;
use crate::components::ui::{Segment, Segmented};
use crate::i18n::{all_texts, phrases_of};
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::catalog::{DearLine, shelf_sizes};
use warung_domain::ids::CategoryId;
use warung_domain::locale::format_bytes;

/// What is being chosen; nothing is the whole shop.
type Draft = RwSignal<Option<Vec<CategoryId>>>;

pub(super) fn section(state: AppState) -> AnyView {
    let t = all_texts();
    let draft: Draft = RwSignal::new(untrack(|| keeping::wishes(state)).kept);
    let segments = vec![
        Segment {
            value: "whole",
            label: TextProp::from(move || t().keeping.whole),
            test: "keep-whole",
        },
        Segment {
            value: "chosen",
            label: TextProp::from(move || t().keeping.chosen),
            test: "keep-chosen",
        },
    ];
    let chosen = move || if draft.with(Option::is_some) { "chosen" } else { "whole" };
    let choose = Callback::new(move |value| {
        let kept = untrack(|| keeping::wishes(state)).kept;
        draft.set((value == "chosen").then(|| kept.unwrap_or_default()));
    });
    let is_kept = move || draft.with(|draft| keeping::wishes(state).kept == *draft);
    let takes = move || {
        let bytes = |bytes| format_bytes(bytes, state.lang.get());
        let chosen = draft.with(|draft| keeping::size_of(state, draft.as_ref()));
        (t().keeping.takes)(&bytes(chosen), &bytes(keeping::size_of(state, None)))
    };
    view! {
        <section class="stack stack-s" data-test="keep">
            <h2>{move || t().keeping.title}</h2>
            <Segmented
                name="keep"
                label=move || t().keeping.title
                segments=segments
                chosen=Signal::derive(chosen)
                on_choose=choose
            />
            <p class="small muted">{move || t().keeping.text}</p>
            {move || draft.with(Option::is_some).then(|| shelves(state, draft))}
            <div class="spread">
                <p class="muted" role="status" data-test="keep-takes">{takes}</p>
                <button
                    type="button"
                    class="btn btn-primary"
                    data-test="keep-this"
                    disabled=is_kept
                    on:click=move |_| keeping::choose(state, draft.get_untracked())
                >
                    {move || t().keeping.keep}
                </button>
            </div>
        </section>
    }
    .into_any()
}

/// Every category with its size, to be ticked.
fn shelves(state: AppState, draft: Draft) -> AnyView {
    let lang = state.lang.get();
    let rows = state.catalog.directory.with(|directory| {
        let sizes = shelf_sizes(directory).into_iter();
        let row = |(shelf, bytes): (&warung_domain::catalog::Shelf, u64)| {
            let name = shelf.category.name.get(lang).to_owned();
            shelf_row(shelf.category.id.clone(), name, format_bytes(bytes, lang), draft)
        };
        sizes.map(row).collect_view()
    });
    view! { <ul class="list list-long" data-test="keep-shelves">{rows}</ul> }.into_any()
}

fn shelf_row(id: CategoryId, name: String, size: String, draft: Draft) -> AnyView {
    let test = ["keep-", id.as_str()].concat();
    let told = id.clone();
    let is_ticked = move || draft.with(|draft| draft.as_ref().is_some_and(|d| d.contains(&told)));
    let tick = move |event| {
        let is_ticked = event_target_checked(&event);
        draft.update(|draft| {
            if let Some(draft) = draft {
                draft.retain(|known| *known != id);
                if is_ticked {
                    draft.push(id.clone());
                }
            }
        });
    };
    view! {
        <li>
            <label data-test=test>
                <input type="checkbox" prop:checked=is_ticked on:change=tick />
                <span>{name}</span>
                <span class="trail small">{size}</span>
            </label>
        </li>
    }
    .into_any()
}

/// What may be fetched over a line that costs.
pub(super) fn dear_line(state: AppState) -> AnyView {
    let t = all_texts();
    let rules = [
        ("ask", "dear-ask", DearLine::Ask),
        ("little", "dear-little", DearLine::OnlyLookedAt),
        ("all", "dear-all", DearLine::Everything),
    ];
    let label = move |rule| {
        let t = &phrases_of(state.lang.get()).keeping;
        match rule {
            DearLine::Ask => t.ask,
            DearLine::OnlyLookedAt => t.little,
            DearLine::Everything => t.all,
        }
    };
    let segments = rules.map(|(value, test, rule)| Segment {
        value,
        label: TextProp::from(move || label(rule)),
        test,
    });
    let chosen = move || {
        let rule = keeping::dear_line(state);
        rules.iter().find(|(.., known)| *known == rule).map_or("", |(value, ..)| value)
    };
    let choose = Callback::new(move |value| {
        if let Some((.., rule)) = rules.iter().find(|(known, ..)| *known == value) {
            keeping::choose_rule(state, *rule);
        }
    });
    view! {
        <section class="stack stack-s">
            <h2>{move || t().keeping.dear_title}</h2>
            <Segmented
                name="dear"
                label=move || t().keeping.dear_title
                segments=segments.into()
                chosen=Signal::derive(chosen)
                on_choose=choose
            />
            <p class="small muted">{move || t().keeping.dear_text}</p>
        </section>
    }
    .into_any()
}
