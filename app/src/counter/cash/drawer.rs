//! The drawer: opened with change in it, watched, counted at the end.

use super::history::difference;
use super::report::{LAST, report};
use crate::actions::cash;
use crate::actions::here::offset_minutes;
use crate::components::shop::money;
use crate::components::ui::{Notice, NoticeKind, Sheet, SubmitButton, TextField, skeleton_lines};
use crate::counter::trouble::trouble;
use crate::i18n::Cash;
use crate::state::{AppState, CashState, DrawerView, Toast};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::ids::CommandId;
use warung_domain::locale::{format_date_time, read_money};
use warung_domain::money::Money;
use warung_domain::payment::MAX_TEXT;
use warung_domain::protocol::{DrawerLine, ShiftView};

pub(super) fn drawer(state: AppState, at: CashState, words: &'static Cash) -> AnyView {
    // Built anew only when it says something else: somebody may be typing.
    let shown = Memo::new(move |_| at.drawer.get());
    let content = move || match shown.get() {
        DrawerView::Unknown if at.trouble.with(Option::is_some) => ().into_any(),
        DrawerView::Unknown => skeleton_lines(3),
        DrawerView::Closed(last) => closed(state, last.as_deref(), words),
        DrawerView::Open(shift) => open(state, at, &shift, words),
    };
    let ask = move || cash::refresh_drawer(state, at);
    view! {
        <section class="stack" aria-label=words.drawer data-test="drawer">
            <h2>{words.drawer}</h2>
            {trouble(at.trouble, (words.trouble, words.again), ask)}
            {content}
        </section>
    }
    .into_any()
}

/// An amount that somebody types, and what is wrong with it.
#[derive(Clone, Copy)]
struct Typed {
    text: RwSignal<String>,
    wrong: RwSignal<Option<String>>,
}

impl Typed {
    fn new() -> Self {
        Self { text: RwSignal::new(String::new()), wrong: RwSignal::new(None) }
    }

    fn input(self) -> Callback<String> {
        Callback::new(move |text| self.text.set(text))
    }

    /// The amount of at least `least` minor units, or none with a word beside the field.
    fn read(self, state: AppState, least: i64, words: &Cash) -> Option<Money> {
        let (lang, currency) = (state.lang.get_untracked(), state.catalog.currency());
        let read = read_money(self.text.get_untracked().trim(), currency, lang);
        let amount = read.filter(|amount| amount.minor() >= least);
        self.wrong.set(amount.is_none().then(|| words.amount_wrong.to_owned()));
        amount
    }
}

/// Saves something about the drawer and says whether it was.
fn save<E>(
    state: AppState,
    words: &'static Cash,
    work: impl Future<Output = Result<(), E>> + 'static,
) {
    spawn_local(async move {
        let said = if work.await.is_ok() { words.saved } else { words.not_saved };
        state.say(Toast::plain(said));
    });
}

fn closed(state: AppState, last: Option<&ShiftView>, words: &'static Cash) -> AnyView {
    let float = Typed::new();
    let begin = move |event: SubmitEvent| {
        event.prevent_default();
        if float.text.with_untracked(|text| text.trim().is_empty()) {
            float.text.set("0".to_owned());
        }
        let Some(amount) = float.read(state, 0, words) else { return };
        save(state, words, cash::open(state, amount));
    };
    let waits = Memo::new(move |_| state.outbox.with(|entries| cash::waits(entries) > 0));
    view! {
        <Notice kind=NoticeKind::Info title=words.no_shift_title text=words.no_shift_text />
        <form class="card stack" novalidate on:submit=begin>
            <TextField
                id="drawer-float"
                label=words.float
                hint=words.float_hint
                value=float.text
                on_input=float.input()
                error=float.wrong
                inputmode="decimal"
            />
            <SubmitButton label=words.open busy=waits test="drawer-open" />
        </form>
        {last.map(|last| ended(state, last, words))}
    }
    .into_any()
}

/// How the last shift ended.
fn ended(state: AppState, last: &ShiftView, words: &'static Cash) -> AnyView {
    let Some(closing) = last.shift.closed else { return ().into_any() };
    let when = format_date_time(closing.at, offset_minutes(), state.lang.get_untracked());
    let difference = difference(&closing, words);
    let (shift, cashier) = (last.shift.clone(), last.cashier.clone());
    let paper = move || report(state, LAST, (&shift, &cashier), words);
    view! {
        <section class="stack" data-test="drawer-report">
            <p class="muted small">{(words.last_closed)(&when)} " · " {last.cashier.clone()}</p>
            <p class="strong" data-test="drawer-difference" role="status">{difference}</p>
            {paper}
        </section>
    }
    .into_any()
}

fn open(state: AppState, counter: CashState, view: &ShiftView, words: &'static Cash) -> AnyView {
    let lang = state.lang.get_untracked();
    let at = |moment| format_date_time(moment, offset_minutes(), lang);
    let (id, expected) = (view.shift.id, view.expected);
    let list = if view.lines.is_empty() {
        view! { <p class="muted">{words.moved_nothing}</p> }.into_any()
    } else {
        let lines = view.lines.iter().rev().map(|line| row(line, &at(line.at), words));
        view! { <ul class="list" data-test="drawer-lines">{lines.collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="card stack stack-s">
            <p class="muted small">{(words.opened)(&at(view.shift.opened_at))} " · " {view.cashier.clone()}</p>
            <dl class="totals">
                <div class="total">
                    <dt>{words.expected}</dt>
                    <dd data-test="drawer-expected">{money(expected)}</dd>
                </div>
            </dl>
        </section>
        {move_sheet(state, id, expected, words)}
        {close_sheet(state, counter, id, words)}
        {list}
    }
    .into_any()
}

fn row(line: &DrawerLine, when: &str, words: &'static Cash) -> AnyView {
    let about = match &line.number {
        Some(number) => format!("{number} · {when}"),
        None => when.to_owned(),
    };
    view! {
        <li>
            <div class="spread">
                <span class="stack stack-s">
                    <span>{(words.line)(&line.what)}</span>
                    <span class="muted small">{about}</span>
                </span>
                <strong class="num">{money(line.amount)}</strong>
            </div>
        </li>
    }
    .into_any()
}

/// Which way cash moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    In,
    Out,
}

fn move_sheet(state: AppState, id: CommandId, there: Money, words: &'static Cash) -> AnyView {
    let way = RwSignal::new(Way::In);
    let is_open = RwSignal::new(false);
    let (amount, reason) = (Typed::new(), Typed::new());
    let ask = move |wanted| {
        move |_| {
            way.set(wanted);
            amount.text.set(String::new());
            reason.text.set(String::new());
            is_open.set(true);
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let read = amount.read(state, 1, words);
        let why = reason.text.get_untracked().trim().to_owned();
        let fits = (1..=MAX_TEXT).contains(&why.chars().count());
        reason.wrong.set((!fits).then(|| words.reason_missing.to_owned()));
        let Some(read) = read.filter(|_| fits) else { return };
        let signed = match way.get_untracked() {
            Way::In => Ok(read),
            Way::Out if read.minor() > there.minor() => {
                amount.wrong.set(Some((words.too_much)(&money(there))));
                return;
            }
            Way::Out => Money::zero(read.currency()).checked_sub(read),
        };
        let Ok(signed) = signed else { return };
        is_open.set(false);
        save(state, words, cash::move_cash(state, id, signed, why));
    };
    let heading = move || match way.get() {
        Way::In => words.put_in,
        Way::Out => words.take_out,
    };
    view! {
            <div class="row">
                <button type="button" class="btn" data-test="drawer-in" on:click=ask(Way::In)>
                    {words.put_in}
                </button>
                <button type="button" class="btn" data-test="drawer-out" on:click=ask(Way::Out)>
                    {words.take_out}
                </button>
            </div>
            <Sheet open=is_open title=words.drawer>
                <p class="strong">{heading}</p>
                <form class="stack" novalidate on:submit=submit>
                    <TextField
                        id="drawer-amount"
                        label=words.amount
                        value=amount.text
                        on_input=amount.input()
                        error=amount.wrong
                        inputmode="decimal"
                    />
                    <TextField
                        id="drawer-reason"
                        label=words.reason
                        hint=words.reason_hint
                        value=reason.text
                        on_input=reason.input()
                        error=reason.wrong
                    />
    <SubmitButton label=words.save test="drawer-move" />
                </form>
            </Sheet>
        }
    .into_any()
}

/// A drawer is closed when everything that was taken is with the shop.
fn close_sheet(state: AppState, at: CashState, id: CommandId, words: &'static Cash) -> AnyView {
    let is_open = RwSignal::new(false);
    let counted = Typed::new();
    let waits = Memo::new(move |_| state.outbox.with(|entries| cash::waits(entries) > 0));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(amount) = counted.read(state, 0, words) else { return };
        is_open.set(false);
        save(state, words, cash::close(state, at, id, amount));
    };
    let note =
        move || waits.get().then(|| view! { <p class="muted small">{words.wait_to_close}</p> });
    view! {
        <button
            type="button"
            class="btn btn-block"
            data-test="drawer-close"
            disabled=move || waits.get()
            on:click=move |_| is_open.set(true)
        >
            {words.close}
        </button>
        {note}
        <Sheet open=is_open title=words.close>
            <form class="stack" novalidate on:submit=submit>
                <p>{words.close_text}</p>
                <TextField
                    id="drawer-counted"
                    label=words.counted
                    value=counted.text
                    on_input=counted.input()
                    error=counted.wrong
                    inputmode="decimal"
                />
                <SubmitButton label=words.close test="drawer-counted-yes" />
            </form>
        </Sheet>
    }
    .into_any()
}
