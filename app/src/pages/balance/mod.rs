//! What the shop keeps for the shopper: how much, and what happened to it. What was
//! heard last stays readable without a line. It is filled from here.

mod coming;
mod fill;

use crate::actions::balance::{self, spendable};
use crate::actions::here::offset_minutes;
use crate::actions::share;
use crate::components::shop::money;
use crate::components::ui::{
    CodeBox, EmptyState, Notice, NoticeKind, Page, grouped, icon, qr_picture, skeleton_lines,
};
use crate::i18n::{Balance, phrases, phrases_of};
use crate::state::{AppState, BalanceState};
use leptos::prelude::*;
use warung_domain::lang::Lang;
use warung_domain::locale::format_date_time;
use warung_domain::payment::{CounterCode, KioskCode};
use warung_domain::protocol::BalanceLine;
use warung_domain::route::Route;
use warung_phone::balance::KeptBalance;

#[component]
pub fn BalancePage() -> impl IntoView {
    let state = AppState::expect();
    let words = &phrases().balance;
    let at = BalanceState::here();
    let (known, listed) = (at.kept.clone(), at.kept.clone());
    let is_known = Memo::new(move |_| state.session.with(|session| session.account().is_some()));
    // Whoever looks wants the shop's word, and once more when they sign in here.
    Effect::new(move |_| {
        if state.opened.get() && is_known.get() {
            balance::refresh(state);
        }
    });
    let is_asking = at.is_asking.clone();
    let content = move || {
        if !state.opened.get() {
            return skeleton_lines(4);
        }
        if !is_known.get() {
            return guest(words);
        }
        match known.get() {
            Some(kept) => standing(state, &kept, words),
            None if is_asking.get() => skeleton_lines(4),
            None => view! {
                <EmptyState glyph="wifi-off" title=words.unknown_title text=words.unknown_text />
            }
            .into_any(),
        }
    };
    let entries = move || {
        let kept = listed.get().filter(|_| state.opened.get() && is_known.get());
        kept.map(|kept| entries(state, &kept, words))
    };
    let may_fill = Memo::new(move |_| state.opened.get() && is_known.get());
    let filling = move || may_fill.get().then(|| (fill::fill(state), coming::coming(state)));
    let code = move || may_fill.get().then(|| kiosk_code(state, words));
    view! {
        <Page title=words.title narrow=true>
            <div class="stack">
                <p class="muted">{words.lead}</p>
                {trouble(state, &at, words)}
                {content}
                {filling}
                {code}
                {entries}
                {more(state, &at, words)}
            </div>
        </Page>
    }
    .into_any()
}

/// The code follows from the account, so that it is here with no line.
fn kiosk_code(state: AppState, words: &'static Balance) -> AnyView {
    let account = state
        .session
        .with(|session| session.account().map(|account| (account.id, account.phone.clone())));
    let Some((account, phone)) = account else { return ().into_any() };
    let code = CounterCode::of_balance(account);
    let shown = KioskCode { phone, code: code.clone() };
    let picture = qr_picture(&shown.to_string()).map(|picture| {
        view! {
            <div class="barcode">
                <img
                    src=picture
                    alt=words.code_picture
                    width="200"
                    height="200"
                    data-test="balance-qr"
                />
            </div>
        }
        .into_any()
    });
    let code = code.to_string();
    let copy = Callback::new(move |text| share::copy(state, text));
    view! {
        <section class="stack stack-s">
            <CodeBox
                label=words.code_label
                code=grouped(&code)
                bare=code
                on_copy=copy
                test="balance-code"
            />
            {picture}
            <p class="muted small">{words.code_note}</p>
        </section>
    }
    .into_any()
}

fn guest(words: &'static Balance) -> AnyView {
    view! {
        <EmptyState glyph="wallet" title=words.guest_title text=words.guest_text>
            <a class="btn btn-primary" href=Route::SignIn.to_string()>{phrases().common.sign_in}</a>
        </EmptyState>
    }
    .into_any()
}

fn trouble(state: AppState, at: &BalanceState, words: &'static Balance) -> AnyView {
    let trouble = at.trouble.clone();
    let notice = move || {
        trouble.get().map(|text| {
            let again = move |_| balance::refresh(state);
            view! {
                <Notice kind=NoticeKind::Warn title=words.trouble text=text>
                    <button
                        type="button"
                        class="btn btn-small"
                        data-test="balance-again"
                        on:click=again
                    >
                        {words.again}
                    </button>
                </Notice>
            }
        })
    };
    view! { {notice} }.into_any()
}

/// What there is, what of it can be spent, and what is owed.
fn standing(state: AppState, kept: &KeptBalance, words: &'static Balance) -> AnyView {
    let lang = state.lang.get_untracked();
    let there = kept.history.balance;
    let usable = Memo::new(move |_| spendable(state));
    let less = move || {
        let usable = usable.get().filter(|usable| *usable != there)?;
        Some(
            view! { <p class="small" data-test="balance-usable">{(words.usable)(&money(usable))}</p> },
        )
    };
    let heard = format_date_time(kept.heard_at, offset_minutes(), lang);
    let debt = kept.history.debt.map(|debt| {
        let t = &phrases_of(lang).top_up;
        view! { <Notice kind=NoticeKind::Warn title=(t.debt)(&money(debt)) text=t.debt_text /> }
            .into_any()
    });
    view! {
        {debt}
        <section class="card stack stack-s">
            <p class="spread">
                <span class="strong">{words.now}</span>
                <strong class="price" data-test="balance">{money(there)}</strong>
            </p>
            {less}
            <p class="muted small">{(words.as_of)(&heard)}</p>
        </section>
    }
    .into_any()
}

fn entries(state: AppState, kept: &KeptBalance, words: &'static Balance) -> AnyView {
    let lang = state.lang.get_untracked();
    let older = BalanceState::here().older;
    let newest = kept.history.lines.clone();
    if newest.is_empty() {
        return view! { <EmptyState glyph="wallet" title=words.empty_title text=words.empty_text /> }
            .into_any();
    }
    let lines = move || {
        let newest = newest.iter().map(|line| row(line, lang, words)).collect_view();
        let older =
            older.with(|(lines, _)| lines.iter().map(|line| row(line, lang, words)).collect_view());
        view! { {newest} {older} }
    };
    view! {
        <section class="stack stack-s">
            <h2>{words.lines}</h2>
            <ul class="list">{lines}</ul>
        </section>
    }
    .into_any()
}

fn row(line: &BalanceLine, lang: Lang, words: &'static Balance) -> AnyView {
    let when = format_date_time(line.at, offset_minutes(), lang);
    let about = match &line.number {
        Some(number) => format!("{number} · {when}"),
        None => when,
    };
    let content = view! {
        {icon("wallet")}
        <span class="grow stack stack-s">
            <strong>{(words.event)(&line.what)}</strong>
            <span class="muted small">{about}</span>
            <span class="muted small num">{(words.after)(&money(line.balance))}</span>
        </span>
        <span class="trail num">{money(line.amount)}</span>
    };
    let row = match line.order {
        Some(order) => view! { <a href=Route::Order(order).to_string()>{content}</a> }.into_any(),
        None => view! { <div>{content}</div> }.into_any(),
    };
    view! { <li data-test="balance-line">{row}</li> }.into_any()
}

fn more(state: AppState, at: &BalanceState, words: &'static Balance) -> AnyView {
    let (older, is_asking) = (at.older.clone(), at.is_asking.clone());
    let has_more = Memo::new(move |_| older.with(|(_, next)| next.is_some()));
    let button = move || {
        let is_asking = is_asking.clone();
        has_more.get().then(|| {
            view! {
                <button
                    type="button"
                    class="btn btn-block"
                    data-test="balance-more"
                    disabled=move || is_asking.get()
                    on:click=move |_| balance::older(state)
                >
                    {words.more}
                </button>
            }
        })
    };
    view! { {button} }.into_any()
}
