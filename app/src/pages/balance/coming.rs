//! Top-ups under way: saved here, waiting to be paid, arriving.

use crate::actions::here::offset_minutes;
use crate::actions::top_up;
use crate::components::shop::money;
use crate::components::ui::icon;
use crate::i18n::{Phrases, phrases};
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::lang::Lang;
use warung_domain::locale::format_date_time;
use warung_domain::route::Route;
use warung_phone::top_up::{Stage, UnderWay};

/// The list; nothing while there is none.
pub(super) fn coming(state: AppState) -> AnyView {
    let words = phrases();
    let lang = state.lang.get_untracked();
    let all = Memo::new(move |_| top_up::under_way(state));
    let list = move || {
        let all = all.get();
        (!all.is_empty()).then(|| {
            let rows = all.iter().map(|one| row(one, lang, words)).collect_view();
            view! {
                <section class="stack stack-s">
                    <h2>{words.top_up.under_way}</h2>
                    <ul class="list">{rows}</ul>
                </section>
            }
            .into_any()
        })
    };
    view! { {list} }.into_any()
}

fn row(one: &UnderWay, lang: Lang, words: &'static Phrases) -> AnyView {
    let t = &words.top_up;
    let at = |moment| format_date_time(moment, offset_minutes(), lang);
    let when = match one.stage {
        Stage::Waiting { until: Some(until) } => (t.until)(&at(until)),
        Stage::Arriving { until } => (t.certain_at)(&at(until)),
        _ => String::new(),
    };
    let (code, class, href) = match one.stage {
        Stage::Saved => ("saved", "pill pill-saved", Route::Order(one.id)),
        Stage::Refused => ("refused", "pill pill-problem", Route::Order(one.id)),
        Stage::NeedsAnswer => ("needs-answer", "pill pill-saved", Route::Order(one.id)),
        Stage::Preparing => ("preparing", "pill pill-accepted", Route::Pay(one.id)),
        Stage::Waiting { .. } => ("waiting", "pill pill-accepted", Route::Pay(one.id)),
        Stage::Arriving { .. } => ("arriving", "pill pill-accepted", Route::Pay(one.id)),
        Stage::Failed => ("failed", "pill pill-problem", Route::Pay(one.id)),
    };
    view! {
        <li data-test="top-up-under-way" data-stage=code>
            <a href=href.to_string()>
                {icon("wallet")}
                <span class="grow stack stack-s">
                    <strong>{(words.payment.method)(one.method)}</strong>
                    <span><span class=class>{(t.stage)(one.stage)}</span></span>
                    <span class="muted small">{when}</span>
                </span>
                <span class="trail num">{money(one.amount)}</span>
            </a>
        </li>
    }
    .into_any()
}
