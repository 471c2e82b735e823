//! Undoing a payment that was taken by mistake, while a colleague stands beside.

use super::refused::why;
use crate::actions::here::offset_minutes;
use crate::actions::{cash, outbox, undo};
use crate::components::shop::money;
use crate::components::ui::{Notice, NoticeKind, Sheet, SubmitButton, TextField};
use crate::i18n::{Undo, phrases};
use crate::state::{AppState, CashState, SaleStanding, Undone};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::ids::{AccountId, OrderId};
use warung_domain::locale::format_time;
use warung_domain::money::Money;
use warung_domain::payment::MAX_TEXT;
use warung_domain::protocol::{Witness, Witnesses};
use warung_domain::time::Timestamp;

/// A payment that may still be undone.
#[derive(Clone, Copy)]
pub(super) struct Undoable {
    pub order: OrderId,
    pub amount: Money,
    pub until: Timestamp,
}

/// The way into undoing it.
pub(super) fn undoing(
    state: AppState,
    at: CashState,
    what: Undoable,
    words: &'static Undo,
) -> AnyView {
    let is_open = RwSignal::new(false);
    let ask = move |_| {
        undo::refresh_witnesses(at);
        is_open.set(true);
    };
    let until = format_time(what.until, offset_minutes(), state.lang.get_untracked());
    let text = (words.text)(&until);
    // Built anew only when others can consent: somebody may be typing.
    let content = move || {
        at.witnesses.with(|known| match known {
            None => view! { <p class="muted">{text.clone()}</p> }.into_any(),
            Some(Witnesses { others, .. }) if others.is_empty() => view! {
                <Notice
                    kind=NoticeKind::Warn
                    title=words.nobody_title
                    text=words.nobody_text
                />
            }
            .into_any(),
            Some(Witnesses { others, .. }) => view! {
                <p class="muted">{text.clone()}</p>
                {form(state, at, what, others, words)}
            }
            .into_any(),
        })
    };
    view! {
        <button
            type="button"
            class="btn btn-quiet btn-block no-print"
            data-test="cash-undo"
            on:click=ask
        >
            {words.ask}
        </button>
        <Sheet open=is_open title=words.ask>
            <div class="stack">{content}</div>
        </Sheet>
    }
    .into_any()
}

fn form(
    state: AppState,
    at: CashState,
    what: Undoable,
    others: &[Witness],
    words: &'static Undo,
) -> AnyView {
    // Where there is one colleague it is that one.
    let only = match others {
        [one] => Some(one.account),
        _ => None,
    };
    let chosen: RwSignal<Option<AccountId>> = RwSignal::new(only);
    let (pin, reason) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (wrong_who, wrong_pin) = (RwSignal::new(None::<String>), RwSignal::new(None::<String>));
    let wrong_reason = RwSignal::new(None::<String>);
    let is_busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let why = reason.get_untracked().trim().to_owned();
        let fits = (1..=MAX_TEXT).contains(&why.chars().count());
        wrong_reason.set((!fits).then(|| words.reason_missing.to_owned()));
        let who = chosen.get_untracked();
        wrong_who.set(who.is_none().then(|| words.choose_missing.to_owned()));
        let Some(witness) = who.filter(|_| fits && !is_busy.get_untracked()) else { return };
        is_busy.set(true);
        let (order, amount) = (what.order, what.amount);
        let wish = undo::Wish { order, amount, reason: why, witness, pin: pin.get_untracked() };
        spawn_local(async move {
            let done = undo::undo(state, at, wish, words.not_saved).await;
            // The sheet may be gone by now.
            if let Err(text) = done {
                wrong_pin.try_set(Some(text));
            }
            pin.try_set(String::new());
            is_busy.try_set(false);
        });
    };
    let options = others.iter().map(|witness| option(witness, only)).collect_view();
    let choose = move |event| chosen.set(event_target_value(&event).parse().ok());
    let missing =
        move || wrong_who.get().map(|text| view! { <p class="error" role="alert">{text}</p> });
    view! {
        <form class="stack" novalidate on:submit=submit>
            <TextField
                id="undo-reason"
                label=words.reason
                hint=words.reason_hint
                value=reason
                on_input=Callback::new(move |text| reason.set(text))
                error=wrong_reason
            />
            <div class="field">
                <label for="undo-witness">{words.witness}</label>
                <select
                    id="undo-witness"
                    class="select"
                    data-test="undo-witness"
                    on:change=choose
                >
                    <option value="">{words.choose}</option>
                    {options}
                </select>
                {missing}
            </div>
            <TextField
                id="undo-pin"
                label=words.pin
                hint=words.pin_hint
                value=pin
                on_input=Callback::new(move |text| pin.set(text))
                error=wrong_pin
                kind="password"
                inputmode="numeric"
            />
            <SubmitButton
                label=(words.confirm)(&money(what.amount))
                busy=is_busy
                test="undo-confirm"
            />
        </form>
    }
    .into_any()
}

fn option(witness: &Witness, only: Option<AccountId>) -> AnyView {
    let is_it = only == Some(witness.account);
    view! {
        <option value=witness.account.to_string() selected=is_it>
            {witness.name.clone()}
        </option>
    }
    .into_any()
}

/// What became of it. Only the shop's word ends the waiting.
pub(super) fn undone(
    state: AppState,
    at: CashState,
    undone: Undone,
    words: &'static Undo,
) -> AnyView {
    let phrases = phrases();
    let Undone { command, amount } = undone;
    let standing =
        Memo::new(move |_| state.outbox.with(|entries| SaleStanding::of(entries, command)));
    let amount = money(amount);
    let content = move || match standing.get() {
        SaleStanding::OnThisDevice => view! {
            <div data-test="undo-sending">
                <Notice
                    kind=NoticeKind::Info
                    title=words.sending_title
                    text=words.sending_text
                />
            </div>
        }
        .into_any(),
        SaleStanding::Accepted => view! {
            <div class="stack" data-test="undo-done">
                <Notice
                    kind=NoticeKind::Ok
                    title=words.done_title
                    text=(words.done_text)(&amount)
                />
                {understood(move || cash::next(at), words)}
            </div>
        }
        .into_any(),
        SaleStanding::Stuck(reason) => {
            let aside = move || {
                outbox::put_copy_aside(state, command);
                cash::next(at);
            };
            view! {
                <div class="stack" data-test="undo-refused">
                    <Notice
                        kind=NoticeKind::Error
                        title=words.refused_title
                        text=(words.refused_text)(why(phrases, reason))
                    />
                    {understood(aside, words)}
                </div>
            }
            .into_any()
        }
    };
    view! { <div class="stack">{content}</div> }.into_any()
}

fn understood(then: impl Fn() + 'static, words: &'static Undo) -> AnyView {
    view! {
        <button
            type="button"
            class="btn btn-block"
            data-test="undo-understood"
            on:click=move |_| then()
        >
            {words.dismiss}
        </button>
    }
    .into_any()
}
