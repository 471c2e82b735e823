//! Orders carried by hand: taking in a file, and what became of what was in it.

use super::answer_words::{answer_code, answer_words};
use crate::components::ui::{Notice, NoticeKind, grouped, icon};
use crate::i18n::{Phrases, carry_code_words_of, phrases};
use leptos::prelude::*;
use warung_domain::answer::Answer;
use warung_domain::carry::FILE_ENDING;
use warung_domain::carry::shown::Code;
use warung_domain::command::{RetryReason, Verdict};
use warung_domain::ids::CommandId;
use warung_domain::lang::Lang;
use warung_domain::locale::format_date_time;
use warung_domain::outbox::{EntryState, Obstacle, OutboxEntry, WayBack, WedgeReason};

/// What became of the file chosen last: in a few words, or why nothing did.
pub type Told = Option<Result<String, String>>;

/// A signed answer to something that was carried, and the code that carries it back.
#[derive(Clone, PartialEq, Eq)]
pub struct Back {
    pub answer: Answer,
    pub code: Option<Code>,
}

/// The card to take a file in with.
pub fn take_in_card(told: Signal<Told>, on_file: Callback<leptos::ev::Event>) -> AnyView {
    let words = &phrases().carry;
    let outcome = move || {
        told.get().map(|told| {
            let (kind, text) = match told {
                Ok(text) => (NoticeKind::Ok, text),
                Err(text) => (NoticeKind::Error, text),
            };
            view! { <div data-test="taken-in"><Notice kind=kind title=text /></div> }.into_any()
        })
    };
    view! {
        <section class="card stack">
            <p>{words.take_in_text}</p>
            <label class="btn file-btn">
                {icon("inbox")}
                <span>{words.take_in}</span>
                <input
                    type="file"
                    accept=[FILE_ENDING, ",.json,application/json"].concat()
                    aria-label=words.take_in
                    data-test="take-in"
                    on:change=move |event| on_file.run(event)
                />
            </label>
            {outcome}
        </section>
    }
    .into_any()
}

/// What this device carries for others: its kind, its age and the shop's word,
/// never its content (F5).
pub fn carried_list(
    entries: &[OutboxEntry],
    answers: &[Back],
    (offset_minutes, lang): (i32, Lang),
    on_put_aside: Callback<CommandId>,
) -> AnyView {
    if entries.is_empty() {
        return ().into_any();
    }
    let words = phrases();
    let cards = entries.iter().map(|entry| {
        let made = format_date_time(entry.saved_at, offset_minutes, lang);
        let back = answers.iter().find(|back| back.answer.command == entry.id);
        card(entry, &made, on_put_aside, (words, back.map(|back| answered(back, lang))))
    });
    view! {
        <section class="stack" data-test="carried">
            <h2>{words.carry.carried_title}</h2>
            <p class="muted">{words.carry.carried_text}</p>
            {cards.collect_view()}
        </section>
    }
    .into_any()
}

/// The shop's word, in words and as a code to hand back.
fn answered(back: &Back, lang: Lang) -> AnyView {
    let words = carry_code_words_of(lang);
    // Who carried it to a counter goes on to take the cash for it.
    let counter = back.answer.order.as_ref().and_then(|order| order.counter.as_ref());
    let code = counter.map(|counter| {
        let code = grouped(counter.code.as_str());
        view! { <p data-test="answer-pay-code">{(words.pay_code)(&code)}</p> }.into_any()
    });
    view! {
        {answer_words(&back.answer, words, phrases())}
        {code}
        {answer_code(back.code.as_ref(), &back.answer, words)}
    }
    .into_any()
}

fn card(
    entry: &OutboxEntry,
    made: &str,
    on_put_aside: Callback<CommandId>,
    (words, answer): (&'static Phrases, Option<AnyView>),
) -> AnyView {
    let id = entry.id;
    let is_answered = matches!(entry.state, EntryState::Answered { .. });
    let label = match (is_answered, entry.way_back()) {
        (true, _) => Some(words.carry.seen),
        // A copy that did nothing: the order itself is where it was made.
        (false, WayBack::Drop) => Some(words.carry.drop_copy),
        (false, _) => None,
    };
    let button = label.map(|label| {
        view! {
            <button
                type="button"
                class="btn btn-small"
                data-test="carried-aside"
                on:click=move |_| on_put_aside.run(id)
            >
                {label}
            </button>
        }
        .into_any()
    });
    view! {
        <article
            class="card stack stack-s"
            data-test="carried-entry"
            data-state=entry.state.name()
        >
            <strong>{(words.outbox.kind)(&entry.kind)}</strong>
            <p class="muted small">{(words.carry.made)(made)}</p>
            <p>{word_of_the_shop(&entry.state, words)}</p>
            {answer}
            {button}
        </article>
    }
    .into_any()
}

/// What the shop said last.
fn word_of_the_shop(state: &EntryState, words: &'static Phrases) -> &'static str {
    match state {
        EntryState::Answered { verdict: Verdict::Adjusted { .. }, .. } => words.carry.adjusted,
        EntryState::Answered { .. } => words.carry.applied,
        EntryState::Wedged { reason: WedgeReason::Rejected(code), .. } => {
            (words.orders.reject)(*code)
        }
        EntryState::Wedged { reason: WedgeReason::UpdateNeeded, .. } => words.orders.update_needed,
        EntryState::Queued { last: Some(Obstacle::Asked(RetryReason::DeviceUnbound)), .. } => {
            words.carry.nobodys
        }
        EntryState::Queued { last: Some(obstacle), .. } => (words.outbox.obstacle)(*obstacle),
        EntryState::Queued { last: None, .. } | EntryState::Sending { .. } => words.carry.waits,
    }
}
