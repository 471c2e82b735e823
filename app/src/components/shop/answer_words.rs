//! What the shop said of a command, in words, and as the code that says it to a phone
//! without a line.

use super::money;
use crate::components::ui::qr_link;
use crate::i18n::{CarryCode, Phrases};
use leptos::prelude::*;
use warung_domain::answer::Answer;
use warung_domain::carry::shown::Code;
use warung_domain::command::Verdict;
use warung_domain::order::OrderProblem;

/// Number, total and money of the order, and what changed.
pub fn answer_words(answer: &Answer, words: &'static CarryCode, all: &'static Phrases) -> AnyView {
    let order = answer.order.as_ref().map(|order| {
        let line = (words.order_line)(&order.number, &money(order.total));
        view! {
            <p class="strong" data-test="answer-order">{line}</p>
            <p>{(words.money)(order.money)}</p>
        }
        .into_any()
    });
    let changes = match &answer.verdict {
        Verdict::Adjusted { problems } => {
            let items = problems
                .iter()
                .map(|problem| view! { <li>{change(problem, words, all)}</li> })
                .collect_view();
            view! { <ul data-test="answer-changes">{items}</ul> }.into_any()
        }
        Verdict::Applied | Verdict::Rejected { .. } | Verdict::Retry { .. } => ().into_any(),
    };
    view! {
        {order}
        {changes}
    }
    .into_any()
}

fn change(problem: &OrderProblem, words: &'static CarryCode, all: &'static Phrases) -> String {
    let asks = &all.asks;
    match problem {
        OrderProblem::PriceChanged { name, was, now, .. } => {
            (asks.price_changed)(name, &money(*was), &money(*now))
        }
        OrderProblem::OutOfStock { name, wanted, available, .. } => {
            (asks.out_of_stock)(name, *wanted, *available)
        }
        OrderProblem::Withdrawn { product, name, .. } => {
            let name = if name.is_empty() { product.as_str() } else { name };
            (asks.withdrawn)(name)
        }
        OrderProblem::DeliveryChanged => words.delivery_changed.to_owned(),
        OrderProblem::PaymentUnavailable | OrderProblem::BelowMinimum { .. } => {
            words.payment_changed.to_owned()
        }
        OrderProblem::TotalChanged { was, now } => (asks.total_changed)(&money(*was), &money(*now)),
    }
}

/// The answer as a code, and what to do with it.
pub fn answer_code(code: Option<&Code>, answer: &Answer, words: &'static CarryCode) -> AnyView {
    let is_asked = matches!(answer.verdict, Verdict::Adjusted { .. });
    let next = is_asked.then(|| view! { <p>{words.adjusted_next}</p> });
    view! {
        {next}
        {answer_qr(code, words)}
    }
    .into_any()
}

/// The code by itself.
pub fn answer_qr(code: Option<&Code>, words: &'static CarryCode) -> AnyView {
    match code {
        Some(code) => {
            let label = words.answer_label.to_owned();
            view! {
                <p class="small">{words.answer_hint}</p>
                <div class="code-paper" data-test="answer-code">
                    {qr_link(&code.before, &code.digits, label)}
                </div>
            }
            .into_any()
        }
        None => view! { <p class="small">{words.answer_too_long}</p> }.into_any(),
    }
}
