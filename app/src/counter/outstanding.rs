//! What is still out there: money on its way by state and age, the business's devices and what they
//! hold back, and what shoppers' phones hold back.

use super::trouble::trouble;
use crate::actions::here::offset_minutes;
use crate::actions::outstanding;
use crate::components::shop::money;
use crate::components::ui::{Page, skeleton_lines};
use crate::i18n::{self, outstanding_words};
use crate::state::{AppState, CounterState};
use leptos::prelude::*;
use warung_domain::ids::DeviceId;
use warung_domain::lang::Lang;
use warung_domain::locale::{format_age, format_count, format_time};
use warung_domain::money::{Currency, Money};
use warung_domain::protocol::{CounterDevice, InFlight, Outstanding, ShoppersUnsent};
use warung_domain::time::Timestamp;

type Words = &'static i18n::Outstanding;

pub fn outstanding_page(state: AppState, counter: CounterState) -> AnyView {
    let words = outstanding_words();
    let at = counter.outstanding;
    // What was fetched before may be old by now, and stays until there is news.
    outstanding::refresh(state, at);
    let content = move || {
        at.shown.with(|shown| match shown {
            None if at.trouble.with(Option::is_some) => ().into_any(),
            None => skeleton_lines(8),
            Some(shown) => whole(state, shown, words),
        })
    };
    view! {
        <Page title=words.title narrow=true>
            <div class="stack">
                {trouble(at.trouble, (words.trouble, words.refresh), move || outstanding::refresh(state, at))}
                {content}
                <button
                    type="button"
                    class="btn btn-block"
                    data-test="outstanding-refresh"
                    disabled=move || at.is_asking.get()
                    on:click=move |_| outstanding::refresh(state, at)
                >
                    {words.refresh}
                </button>
            </div>
        </Page>
    }
    .into_any()
}

/// When and how it is told.
#[derive(Clone, Copy)]
struct Seen {
    at: Timestamp,
    lang: Lang,
    currency: Currency,
}

impl Seen {
    fn age(self, since: Timestamp) -> String {
        format_age((self.at.millis() - since.millis()) / 1_000, self.lang)
    }

    fn count(self, count: impl Into<u64>) -> String {
        format_count(i64::try_from(count.into()).unwrap_or(i64::MAX), self.lang)
    }
}

fn whole(state: AppState, shown: &Outstanding, words: Words) -> AnyView {
    let lang = state.lang.get_untracked();
    let seen = Seen { at: shown.at, lang, currency: state.catalog.currency() };
    let sums = shown.money.iter().map(|sum| flight(sum, seen, words)).collect_view();
    let nothing = shown.money.is_empty().then(|| view! { <p class="muted">{words.no_money}</p> });
    let cut = shown.is_cut.then(|| view! { <p class="muted small">{words.cut}</p> });
    let here = state.device.get_untracked();
    let devices =
        shown.devices.iter().map(|one| device(one, here.as_ref(), seen, words)).collect_view();
    let no_devices =
        shown.devices.is_empty().then(|| view! { <p class="muted">{words.no_devices}</p> });
    let clock = format_time(shown.at, offset_minutes(), seen.lang);
    view! {
        <p class="muted small" data-test="outstanding-at">{(words.as_of)(&clock)}</p>
        <section class="stack stack-s" data-test="outstanding-money">
            <h2>{words.money}</h2>
            {nothing}
            {sums}
            {cut}
        </section>
        <section class="stack stack-s">
            <h2>{words.devices}</h2>
            {no_devices}
            <ul class="list" data-test="outstanding-devices">{devices}</ul>
        </section>
        <section class="stack stack-s" data-test="outstanding-shoppers">
            <h2>{words.shoppers}</h2>
            {shoppers(&shown.shoppers, seen, words)}
        </section>
    }
    .into_any()
}

fn flight(sum: &InFlight, seen: Seen, words: Words) -> AnyView {
    let ages =
        [(words.hour, sum.ages.hour), (words.day, sum.ages.day), (words.older, sum.ages.older)];
    let ages = ages.into_iter().filter(|(_, count)| *count > 0);
    let ages = ages
        .map(|(name, count)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{(words.orders)(&seen.count(count))}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <section class="card stack stack-s">
            <div class="spread">
                <h3>{(words.state)(sum.state)}</h3>
                <strong class="num">{money(sum.amount)}</strong>
            </div>
            <dl class="totals">{ages}</dl>
            <p class="muted small">{(words.oldest)(&seen.age(sum.oldest))}</p>
        </section>
    }
    .into_any()
}

fn device(one: &CounterDevice, here: Option<&DeviceId>, seen: Seen, words: Words) -> AnyView {
    let mine = (here == Some(&one.device)).then_some(words.this_one);
    let name = match mine {
        Some(mine) => format!("{} ({mine})", one.person),
        None => {
            let short: String = one.device.as_str().chars().take(6).collect();
            format!("{} · {short}", one.person)
        }
    };
    let unsent = match one.unsent {
        None => words.never_said.to_owned(),
        Some(unsent) if unsent.count == 0 => words.all_sent.to_owned(),
        Some(unsent) => {
            let value = Money::new(unsent.value, seen.currency);
            (words.unsent)(&seen.count(unsent.count), &money(value))
        }
    };
    let missing = (one.missing > 0).then(|| (words.missing)(&seen.count(one.missing)));
    let drawer = one.drawer.map(|amount| (words.drawer)(&money(amount)));
    view! {
        <li>
            <div>
                <span class="stack stack-s">
                    <strong>{name}</strong>
                    <span class="muted small">{(words.seen)(&seen.age(one.last_seen))}</span>
                    <span class="small">{unsent}</span>
                    {missing.map(|text| view! { <span class="small">{text}</span> })}
                    {drawer.map(|text| view! { <span class="small">{text}</span> })}
                </span>
            </div>
        </li>
    }
    .into_any()
}

fn shoppers(told: &ShoppersUnsent, seen: Seen, words: Words) -> AnyView {
    if told.devices == 0 {
        return view! { <p class="muted">{words.shoppers_none}</p> }.into_any();
    }
    let (devices, commands) = (seen.count(told.devices), seen.count(told.commands));
    let text = (words.shoppers_text)(&devices, &commands, &money(told.value));
    let silent = told.silent_since.map(|since| (words.silent)(&seen.age(since)));
    view! {
        <p>{text}</p>
        {silent.map(|text| view! { <p class="muted small">{text}</p> })}
    }
    .into_any()
}
