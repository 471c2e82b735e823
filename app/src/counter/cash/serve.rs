//! One customer: the code, what it is for, the cash, the change.

use super::refused::why;
use super::undo::{self, Undoable};
use super::{bill, offline, proof, scan};
use crate::actions::cash;
use crate::actions::here::offset_minutes;
use crate::components::shop::money;
use crate::components::ui::{Notice, NoticeKind, SubmitButton, TextField, skeleton_lines};
use crate::i18n::{Cash, Undo, phrases};
use crate::state::{AppState, CashState, DrawerView, SaleStanding, Serving, Taken, Toast, Word};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::locale::{format_date_time, read_money};
use warung_domain::money::Money;
use warung_domain::order::Purpose;
use warung_domain::payment::PaymentMethod;
use warung_domain::protocol::{CounterDue, CounterPayment};

pub(super) fn serve(
    state: AppState,
    at: CashState,
    words: &'static Cash,
    more: &'static Undo,
) -> AnyView {
    let is_down = Memo::new(move |_| state.line.get().is_down());
    let is_open =
        Memo::new(move |_| at.drawer.with(|drawer| matches!(drawer, DrawerView::Open(_))));
    let content = move || match at.serving.get() {
        Serving::Taken(taken) => done(state, at, taken, words, more),
        Serving::Undone(what) => undo::undone(state, at, what, more),
        // Without a line the device goes by what it last heard of its drawer.
        _ if is_down.get() => offline::without_a_line(state, at, words, more),
        _ if !is_open.get() => ().into_any(),
        Serving::Nobody => ask(state, at, words),
        Serving::Asking => skeleton_lines(3),
        Serving::Found(payment) => found(state, at, payment, words, more),
    };
    view! { {content} }.into_any()
}

/// The form for the code. A scanner types and presses Enter.
fn ask(state: AppState, at: CashState, words: &'static Cash) -> AnyView {
    let code = RwSignal::new(String::new());
    let on_code = Callback::new(move |text: String| cash::look_up(state, at, text));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        on_code.run(code.get_untracked());
    };
    view! {
        <form class="card stack" novalidate on:submit=submit data-test="cash-ask">
            <TextField
                id="cash-code"
                label=words.code
                hint=words.code_hint
                value=code
                on_input=Callback::new(move |text| code.set(text))
                error=at.wrong
                inputmode="numeric"
            />
            <SubmitButton label=words.look_up test="cash-look-up" />
            {scan::scan(words, on_code)}
        </form>
    }
    .into_any()
}

fn found(
    state: AppState,
    at: CashState,
    payment: CounterPayment,
    words: &'static Cash,
    more: &'static Undo,
) -> AnyView {
    let lang = state.lang.get_untracked();
    let when = move |at| format_date_time(at, offset_minutes(), lang);
    let what = match (&payment.bill, payment.purpose) {
        (Some(bill), _) => bill::what(state, bill),
        (None, Purpose::Goods) => (words.order)(&payment.number),
        (None, Purpose::TopUp) => (words.top_up)(&payment.number),
    };
    let about = view! {
        <section class="card center stack stack-s">
            <p class="price price-large" data-test="cash-amount">{money(payment.amount)}</p>
            <p data-test="cash-payer">{(words.payer)(&payment.name)}</p>
            <p class="muted small" data-test="cash-what">{what}</p>
        </section>
    };
    let next = another(at, words);
    if let (CounterDue::Paid { .. }, Some(bill)) = (payment.due, payment.bill.clone()) {
        return view! {
            {about}
            {bill::outcome(state, at, *bill, words)}
            {next}
        }
        .into_any();
    }
    match (payment.due, payment.room) {
        (CounterDue::Open { .. }, Some(room)) => view! {
            {about}
            <div data-test="cash-beyond">
                <Notice
                    kind=NoticeKind::Warn
                    title=words.beyond_title
                    text=(words.beyond_text)(&money(room))
                />
            </div>
            {next}
        }
        .into_any(),
        (CounterDue::Open { until }, None) => view! {
            {about}
            {until.map(|until| view! { <p class="muted small">{(words.until)(&when(until))}</p> })}
            {take(state, at, payment, Word::TheShops, words)}
            {next}
        }
        .into_any(),
        (CounterDue::Paid { at: moment, undo_until }, _) => view! {
            {about}
            <div data-test="cash-paid">
                <Notice
                    kind=NoticeKind::Error
                    title=words.paid_title
                    text=(words.paid_text)(&when(moment))
                />
            </div>
            {undo_until.map(|until| {
                let (order, amount) = (payment.order, payment.amount);
                undo::undoing(state, at, Undoable { order, amount, until }, more)
            })}
            {next}
        }
        .into_any(),
        (CounterDue::Over, _) => view! {
            {about}
            <div data-test="cash-over">
                <Notice kind=NoticeKind::Error title=words.over_title text=words.over_text />
            </div>
            {next}
        }
        .into_any(),
    }
}

fn another(at: CashState, words: &'static Cash) -> AnyView {
    view! {
        <button
            type="button"
            class="btn btn-block no-print"
            data-test="cash-next"
            on:click=move |_| cash::next(at)
        >
            {words.another}
        </button>
    }
    .into_any()
}

/// How much was handed over, what goes back of it, and the one button.
pub(super) fn take(
    state: AppState,
    at: CashState,
    payment: CounterPayment,
    on: Word,
    words: &'static Cash,
) -> AnyView {
    let lang = state.lang.get_untracked();
    let due = payment.amount;
    let typed = RwSignal::new(String::new());
    let is_saving = RwSignal::new(false);
    // Nothing typed is the exact amount; what is no amount, or too little, is none.
    let given = Memo::new(move |_| {
        typed.with(|typed| match typed.trim() {
            "" => Some(due),
            text => read_money(text, due.currency(), lang).filter(|it| it.minor() >= due.minor()),
        })
    });
    let back = move || given.get().and_then(|given| given.checked_sub(due).ok());
    let short = Memo::new(move |_| given.get().is_none().then(|| (words.given_short)(&money(due))));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (Some(given), Some(change)) = (given.get_untracked(), untrack(back)) else { return };
        if is_saving.get_untracked() {
            return;
        }
        is_saving.set(true);
        let payment = payment.clone();
        spawn_local(async move {
            if cash::take(state, at, payment, (given, change), on).await.is_err() {
                state.say(Toast::plain(words.not_saved));
            }
            is_saving.try_set(false);
        });
    };
    let change = move || {
        back().filter(|back| !back.is_zero()).map(|back| {
            view! {
                <div class="spread">
                    <span>{words.change}</span>
                    <strong class="price price-large" data-test="cash-change">{money(back)}</strong>
                </div>
            }
        })
    };
    view! {
        <form class="card stack" novalidate on:submit=submit>
            <TextField
                id="cash-given"
                label=words.given
                hint=(words.given_hint)(&money(due))
                value=typed
                on_input=Callback::new(move |text| typed.set(text))
                error=short
                inputmode="decimal"
            />
            <div aria-live="polite">{change}</div>
            <SubmitButton label=(words.take)(&money(due)) busy=is_saving test="cash-take" />
        </form>
    }
    .into_any()
}

/// The proof, and what can be done about it yet; a partner's bill is not undone, but asked about.
fn after(
    state: AppState,
    at: CashState,
    taken: &Taken,
    undoable: Undoable,
    words: &'static Cash,
    more: &'static Undo,
) -> AnyView {
    if let Some(bill) = taken.payment.bill.clone() {
        return view! {
            {bill::outcome(state, at, *bill, words)}
            {another(at, words)}
        }
        .into_any();
    }
    view! {
        {proof::proof(state, taken, words.proof_note, words)}
        {another(at, words)}
        {undo::undoing(state, at, undoable, more)}
    }
    .into_any()
}

/// What became of it. Only the shop's word ends the waiting.
fn done(
    state: AppState,
    at: CashState,
    taken: Taken,
    words: &'static Cash,
    more: &'static Undo,
) -> AnyView {
    let phrases = phrases();
    // The shop's own clock ends it; this one only says until when it is worth trying.
    let until = taken.at.plus_seconds(PaymentMethod::Counter.reversal_window_seconds());
    let (order, amount) = (taken.payment.order, taken.payment.amount);
    let undoable = Undoable { order, amount, until };
    let command = taken.command;
    let standing =
        Memo::new(move |_| state.outbox.with(|entries| SaleStanding::of(entries, command)));
    let amount = money(taken.payment.amount);
    let back = Money::zero(taken.payment.amount.currency());
    let change = (taken.change != back).then(|| money(taken.change));
    let content = move || match standing.get() {
        SaleStanding::OnThisDevice if taken.on == Word::ThePhones => view! {
            <div data-test="cash-kept">
                <Notice kind=NoticeKind::Info title=more.kept_title text=more.kept_text />
            </div>
            {proof::proof(state, &taken, more.kept_note, words)}
            {another(at, words)}
        }
        .into_any(),
        SaleStanding::OnThisDevice => view! {
            <div data-test="cash-sending">
                <Notice kind=NoticeKind::Info title=words.sending_title text=words.sending_text />
            </div>
        }
        .into_any(),
        SaleStanding::Accepted => {
            let change = change.clone().map(|change| {
                view! {
                    <p class="center price price-large">{words.change} " " {change}</p>
                }
            });
            view! {
                <div data-test="cash-accepted">
                    <Notice
                        kind=NoticeKind::Ok
                        title=words.taken_title
                        text=(words.taken_text)(&amount)
                    />
                </div>
                {change}
                {after(state, at, &taken, undoable, words, more)}
            }
            .into_any()
        }
        SaleStanding::Stuck(reason) => {
            let why = why(phrases, reason);
            let dismiss = move |_| {
                crate::actions::outbox::put_copy_aside(state, command);
                cash::next(at);
            };
            view! {
                <div class="stack" data-test="cash-refused">
                    <Notice
                        kind=NoticeKind::Error
                        title=words.refused_title
                        text=(words.refused_text)(&amount, why)
                    />
                    <button
                        type="button"
                        class="btn btn-block"
                        data-test="cash-dismiss"
                        on:click=dismiss
                    >
                        {words.dismiss}
                    </button>
                </div>
            }
            .into_any()
        }
    };
    view! { <div class="stack">{content}</div> }.into_any()
}
