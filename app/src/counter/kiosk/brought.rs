//! What the shop said of an order that a phone without a line brought: the way to the slip, and the
//! answer for the phone.

use crate::actions::kiosk_carried;
use crate::components::shop::answer_words::{answer_qr, answer_words};
use crate::components::ui::{Notice, NoticeKind, icon};
use crate::i18n::{Kiosk, carry_code_words_of, phrases};
use crate::state::{AppState, KioskState};
use leptos::prelude::*;
use warung_domain::answer;
use warung_domain::command::{RetryReason, Verdict};
use warung_domain::ids::OrderId;
use warung_domain::protocol::{CounterDue, KioskAnswer, KioskBill};

pub(super) fn brought(
    state: AppState,
    at: KioskState,
    (id, commands): (OrderId, Vec<String>),
    answers: Vec<KioskAnswer>,
    words: &'static Kiosk,
) -> AnyView {
    let is_undecided = answers.iter().any(|answer| waits(&answer.verdict));
    let is_asked = answers.iter().any(|answer| matches!(answer.verdict, Verdict::Adjusted { .. }));
    let cards = answers.into_iter().map(|answer| card(state, at, answer, words)).collect_view();
    let again = is_undecided.then(|| {
        view! {
            <button
                type="button"
                class="btn btn-primary btn-block"
                data-test="kiosk-bring-again"
                on:click=move |_| kiosk_carried::deliver(state, at, id, commands.clone())
            >
                {words.again}
            </button>
        }
    });
    let look = if is_asked { "btn btn-primary btn-block" } else { "btn btn-block" };
    view! {
        <h1>{words.brought}</h1>
        <div class="stack" data-test="kiosk-brought">
            {cards}
            {again}
            <button
                type="button"
                class=look
                data-test="kiosk-bring-more"
                on:click=move |_| kiosk_carried::scan(at, None)
            >
                {icon("qr-code")}
                <span>{words.bring_more}</span>
            </button>
            <button
                type="button"
                class="btn btn-block"
                data-test="kiosk-done"
                on:click=move |_| at.wipe()
            >
                {words.done}
            </button>
        </div>
    }
    .into_any()
}

/// Whether the shop may decide otherwise in a moment.
const fn waits(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Retry { reason, .. } => !matches!(reason, RetryReason::DeviceUnbound),
        Verdict::Applied | Verdict::Adjusted { .. } | Verdict::Rejected { .. } => false,
    }
}

fn card(state: AppState, at: KioskState, answer: KioskAnswer, words: &'static Kiosk) -> AnyView {
    let all = phrases();
    let codes = carry_code_words_of(state.lang.get_untracked());
    let (name, kind, title, text) = match &answer.verdict {
        Verdict::Applied => ("applied", NoticeKind::Ok, words.applied_title, words.applied_text),
        Verdict::Adjusted { .. } => {
            ("adjusted", NoticeKind::Warn, words.adjusted_title, words.adjusted_text)
        }
        Verdict::Rejected { code } => {
            ("rejected", NoticeKind::Error, words.rejected_title, (all.orders.reject)(*code))
        }
        Verdict::Retry { reason: RetryReason::DeviceUnbound, .. } => {
            ("nobodys", NoticeKind::Warn, words.nobodys_title, words.nobodys_text)
        }
        Verdict::Retry { .. } => {
            ("waits", NoticeKind::Warn, words.shop_trouble_title, words.waits_text)
        }
    };
    let said = answer.answer.as_deref().and_then(answer::read_own);
    let facts = said.as_ref().map(|said| answer_words(said, codes, all));
    let slip = answer.bill.and_then(|bill| to_slip(at, bill, words));
    let qr = answer.answer.map(|signed| {
        view! { <div class="stack">{answer_qr(answer::code(&signed).as_ref(), codes)}</div> }
    });
    view! {
        <section class="card kiosk-answer" data-test="kiosk-answer" data-verdict=name>
            <div class="stack">
                <Notice kind=kind title=title text=text />
                {facts}
                {slip}
            </div>
            {qr}
        </section>
    }
    .into_any()
}

/// The way to the slip, while it is to be paid at a counter.
fn to_slip(at: KioskState, bill: KioskBill, words: &'static Kiosk) -> Option<AnyView> {
    match bill.due {
        CounterDue::Open { .. } => {
            let open = move |_| kiosk_carried::slip(at, bill.clone());
            let button = view! {
                <button
                    type="button"
                    class="btn btn-primary btn-block"
                    data-test="kiosk-bring-slip"
                    on:click=open
                >
                    {icon("printer")}
                    <span>{words.to_slip}</span>
                </button>
            };
            Some(button.into_any())
        }
        CounterDue::Paid { .. } => {
            let notice = view! {
                <div data-test="kiosk-brought-paid">
                    <Notice kind=NoticeKind::Ok title=words.paid_title text=words.paid_text />
                </div>
            };
            Some(notice.into_any())
        }
        CounterDue::Over => None,
    }
}
