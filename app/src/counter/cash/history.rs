//! Earlier shifts, at all drawers of the business: who, when, and what the count said.

use super::report::{EARLIER, report};
use crate::actions::cash;
use crate::actions::here::offset_minutes;
use crate::components::shop::money;
use crate::components::ui::skeleton_lines;
use crate::i18n::{Cash, Undo, shift_report_words_of};
use crate::state::{AppState, CashState};
use leptos::prelude::*;
use warung_domain::ids::CommandId;
use warung_domain::locale::format_date_time;
use warung_domain::money::Money;
use warung_domain::protocol::ShiftHead;
use warung_domain::shift::Closing;

pub(super) fn earlier(
    state: AppState,
    at: CashState,
    cash: &'static Cash,
    words: &'static Undo,
) -> AnyView {
    let (is_open, shown) = (RwSignal::new(false), RwSignal::new(None));
    let list = move || {
        at.shifts.with(|shifts| match shifts.as_deref() {
            None => skeleton_lines(3),
            Some([]) => view! { <p class="muted">{words.no_earlier}</p> }.into_any(),
            Some(shifts) => {
                let rows =
                    shifts.iter().map(|one| row(state, one, shown, cash, words)).collect_view();
                view! { <ul class="list" data-test="shift-list">{rows}</ul> }.into_any()
            }
        })
    };
    view! {
        <details
            class="card"
            data-test="earlier-shifts"
            on:toggle=move |_| {
                is_open.set(true);
                cash::refresh_shifts(state, at);
            }
        >
            <summary>{words.earlier}</summary>
            // Nobody waits for what they have not asked for.
            {move || is_open.get().then(list)}
        </details>
    }
    .into_any()
}

/// `shown` is the shift whose report is open.
fn row(
    state: AppState,
    head: &ShiftHead,
    shown: RwSignal<Option<CommandId>>,
    cash: &'static Cash,
    words: &'static Undo,
) -> AnyView {
    let lang = state.lang.get_untracked();
    let when = |moment| format_date_time(moment, offset_minutes(), lang);
    let opened = (cash.opened)(&when(head.shift.opened_at));
    let end = match &head.shift.closed {
        None => words.still_open.to_owned(),
        Some(closing) => difference(closing, cash),
    };
    let counted = head.shift.closed.map(|closing| money(closing.counted));
    view! {
        <li>
            <div class="spread">
                <span class="stack stack-s">
                    <span>{head.cashier.clone()}</span>
                    <span class="muted small">{opened}</span>
                    <span class="small">{end}</span>
                </span>
                <strong class="num">{counted}</strong>
            </div>
            {head.shift.closed.map(|_| paper(state, head.clone(), shown, cash))}
        </li>
    }
    .into_any()
}

/// The report of a shift that is over, once somebody wants it.
fn paper(
    state: AppState,
    head: ShiftHead,
    shown: RwSignal<Option<CommandId>>,
    cash: &'static Cash,
) -> AnyView {
    let id = head.shift.id;
    let is_shown = move || shown.get() == Some(id);
    let show = move |_| shown.update(|shown| *shown = (*shown != Some(id)).then_some(id));
    let content =
        move || is_shown().then(|| report(state, EARLIER, (&head.shift, &head.cashier), cash));
    view! {
        <button
            type="button"
            class="btn btn-quiet"
            data-test="shift-report"
            aria-expanded=move || is_shown().to_string()
            on:click=show
        >
            {shift_report_words_of(state.lang.get_untracked()).show}
        </button>
        {content}
    }
    .into_any()
}

/// What the count of a drawer said.
pub(super) fn difference(closing: &Closing, cash: &Cash) -> String {
    let missing = closing.expected.checked_sub(closing.counted).unwrap_or(closing.expected);
    let amount = money(Money::new(missing.minor().saturating_abs(), missing.currency()));
    match missing.minor() {
        0 => cash.difference_none.to_owned(),
        1.. => (cash.missing)(&amount),
        _ => (cash.surplus)(&amount),
    }
}
