//! The seller's statement: what was sold, the tax in it, cash taken, and who owes
//! whom after all of it.

use super::trouble::trouble;
use crate::actions::here::offset_minutes;
use crate::actions::statement::{self, CSV};
use crate::components::shop::money;
use crate::components::ui::{EmptyState, Page, icon, skeleton_lines};
use crate::i18n::{Statement, statement_words};
use crate::state::{AppState, CounterPage, CounterState, StatementState};
use leptos::prelude::*;
use warung_domain::locale::format_date_time;
use warung_domain::money::Money;
use warung_domain::protocol::{SellerStatement, StatementLine, StatementSums};

pub fn statement_page(state: AppState, counter: CounterState) -> AnyView {
    let words = statement_words();
    let at = counter.statement;
    // What was fetched before may be old by now, and stays until there is news.
    statement::refresh(state, at);
    let content = move || {
        at.shown.with(|shown| match shown {
            None if at.trouble.with(Option::is_some) => ().into_any(),
            None => skeleton_lines(6),
            Some(shown) if shown.lines.is_empty() => view! {
                <EmptyState glyph="banknote" title=words.empty_title text=words.empty_text />
            }
            .into_any(),
            Some(shown) => whole(state, shown, words),
        })
    };
    view! {
        <Page title=words.title narrow=true>
            <div class="stack">
                {trouble(at.trouble, (words.trouble, words.again), move || statement::refresh(state, at))}
                {content}
                {more(state, at, words)}
                <a class="btn btn-block no-print" href=CounterPage::Receipts.path()>
                    {crate::i18n::phrases().counter.back_to_receipts}
                </a>
            </div>
        </Page>
    }
    .into_any()
}

fn more(state: AppState, at: StatementState, words: &'static Statement) -> AnyView {
    let button = move || {
        let next = at.shown.with(|shown| shown.as_ref().and_then(|shown| shown.next));
        next.map(|_| {
            let older = move |_| statement::older(state, at);
            view! {
                <button
                    type="button"
                    class="btn btn-block"
                    data-test="statement-more"
                    disabled=move || at.is_asking.get()
                    on:click=older
                >
                    {words.more}
                </button>
            }
        })
    };
    view! { {button} }.into_any()
}

fn whole(state: AppState, shown: &SellerStatement, words: &'static Statement) -> AnyView {
    let lines = shown.lines.iter().map(|line| row(state, line, words)).collect_view();
    view! {
        {totals(&shown.totals, words)}
        <a class="btn btn-block no-print" href=CSV download="" data-test="statement-csv">
            {words.download}
        </a>
        <section class="stack stack-s">
            <h2>{words.lines}</h2>
            <ul class="list">{lines}</ul>
        </section>
    }
    .into_any()
}

fn totals(totals: &StatementSums, words: &'static Statement) -> AnyView {
    let owed = totals.owed;
    let (who, much) = match owed.minor() {
        0 => (words.even, owed),
        1.. => (words.shop_owes, owed),
        _ => (words.you_owe, without_sign(owed)),
    };
    let earned = (!totals.commission.is_zero()).then(|| {
        view! {
            <div>
                <dt>{words.commission}</dt>
                <dd>{money(totals.commission)}</dd>
            </div>
        }
    });
    view! {
        <section class="card stack stack-s" aria-label=words.totals>
            <dl class="totals">
                <div>
                    <dt>{words.sales}</dt>
                    <dd>{money(totals.sales)}</dd>
                </div>
                <div>
                    <dt>{words.tax}</dt>
                    <dd>{money(totals.tax)}</dd>
                </div>
                <div>
                    <dt>{words.cash}</dt>
                    <dd data-test="statement-cash">{money(totals.cash)}</dd>
                </div>
                {earned}
                <div class="total">
                    <dt>{who}</dt>
                    <dd data-test="statement-owed">{money(much)}</dd>
                </div>
            </dl>
        </section>
    }
    .into_any()
}

fn without_sign(amount: Money) -> Money {
    Money::new(amount.minor().saturating_abs(), amount.currency())
}

fn row(state: AppState, line: &StatementLine, words: &'static Statement) -> AnyView {
    let when = format_date_time(line.at, offset_minutes(), state.lang.get_untracked());
    let about = match &line.number {
        Some(number) => format!("{number} · {when}"),
        None => when,
    };
    let moved = [
        (words.sales, line.moved.sales),
        (words.tax, line.moved.tax),
        (words.cash, line.moved.cash),
        (words.commission, line.moved.commission),
    ];
    let moved = moved.into_iter().filter(|(_, amount)| !amount.is_zero());
    let moved = moved
        .map(|(name, amount)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{money(amount)}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <li data-test="statement-line">
            <div>
                {icon("banknote")}
                <div class="grow stack stack-s">
                    <strong>{(words.event)(&line.what)}</strong>
                    <span class="muted small">{about}</span>
                    <dl class="totals small">{moved}</dl>
                    <span class="muted small num">{(words.after)(&money(line.owed))}</span>
                </div>
            </div>
        </li>
    }
    .into_any()
}
