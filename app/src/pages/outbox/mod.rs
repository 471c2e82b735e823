//! The outbox: what waits on this phone, and why. Nothing leaves unseen.

mod carry;
pub mod choices;

use crate::actions::answers;
use crate::components::shop::answer_words::answer_words;
use crate::components::shop::money;
use crate::components::ui::{EmptyState, Notice, NoticeKind, Page, skeleton_lines};
use crate::i18n::{Phrases, carry_code_words_of, phrases};
use crate::pages::loss_notice::loss_notice;
use crate::state::{AppState, SessionState};
use choices::Choices;
use leptos::prelude::*;
use warung_domain::locale::{format_age, format_duration};
use warung_domain::outbox::{EntryState, OutboxEntry, WedgeReason};
use warung_domain::route::Route;

#[component]
pub fn OutboxPage() -> impl IntoView {
    let state = AppState::expect();
    let words = phrases();
    let entries = Memo::new(move |_| state.outbox.get());
    let who = Memo::new(move |_| state.session.get());
    let asked = Choices::new(state, words);
    let list = move || {
        if !state.opened.get() {
            return skeleton_lines(4);
        }
        let entries = entries.get();
        if entries.is_empty() {
            return view! {
                <EmptyState
                    glyph="check-circle"
                    title=words.outbox.empty_title
                    text=words.outbox.empty_text
                />
            }
            .into_any();
        }
        let cards = entries.into_iter().map(|entry| card(state, entry, asked, words));
        cards.collect_view().into_any()
    };
    // Counted in whole minutes, so that nothing is read out every second.
    let oldest = Memo::new(move |_| {
        let age = state.now.get().seconds_since(state.oldest_unsent()?);
        Some((words.outbox.oldest)(&format_age(age, state.lang.get_untracked())))
    });
    let oldest = move || {
        oldest.get().map(|text| view! { <p class="strong" data-test="outbox-oldest">{text}</p> })
    };
    let sign_in = move || {
        let has_some = entries.with(|entries| !entries.is_empty());
        let title = match who.get() {
            SessionState::Guest if has_some => words.outbox.guest,
            SessionState::Expired(_) => words.outbox.expired,
            _ => return ().into_any(),
        };
        view! {
            <Notice kind=NoticeKind::Warn title=title>
                <a class="btn btn-primary" href=Route::SignIn.to_string()>
                    {words.common.sign_in}
                </a>
            </Notice>
        }
        .into_any()
    };
    view! {
        <Page title=words.outbox.title narrow=true>
            <div class="stack">
                {loss_notice(state)}
                <p class="muted">{words.outbox.explanation}</p>
                {oldest}
                {sign_in}
                {list}
                {carry::give_away(state)}
                {carry::take_in(state)}
                {asked.question()}
            </div>
        </Page>
    }
    .into_any()
}

/// How an entry stands: its pill, and why it is not there yet.
fn standing(state: AppState, entry: &OutboxEntry, words: &'static Phrases) -> (AnyView, AnyView) {
    let lang = state.lang.get_untracked();
    let t = &words.outbox;
    let (class, name) = match &entry.state {
        EntryState::Queued { .. } => ("pill pill-saved", t.waiting),
        EntryState::Sending { .. } => ("pill pill-saved", t.sending),
        EntryState::Answered { .. } => ("pill pill-accepted", t.answered),
        EntryState::Wedged { .. } => ("pill pill-problem", t.stuck),
    };
    let why = match &entry.state {
        EntryState::Queued { attempts, not_before, last } => {
            let obstacle = last.map(|obstacle| view! { <p>{(t.obstacle)(obstacle)}</p> });
            // Handed out in a file counts as sent, but nobody tried.
            let tries = (*attempts > 0 && last.is_some()).then(|| (t.tries)(*attempts));
            let not_before = *not_before;
            let next = move || {
                let left = not_before?.seconds_since(state.now.get());
                (left > 0).then(|| format!(", {}", (t.next_try)(&format_duration(left, lang))))
            };
            let tries =
                tries.map(|tries| view! { <p class="muted small">{tries}{next}</p> }.into_any());
            view! {
                {obstacle}
                {tries}
            }
            .into_any()
        }
        EntryState::Wedged { reason: WedgeReason::Rejected(code), .. } => {
            view! { <p>{(words.orders.reject)(*code)}</p> }.into_any()
        }
        EntryState::Wedged { reason: WedgeReason::UpdateNeeded, .. } => {
            view! { <p>{words.orders.update_needed}</p> }.into_any()
        }
        EntryState::Sending { .. } | EntryState::Answered { .. } => ().into_any(),
    };
    (view! { <span class=class data-state=entry.state.name()>{name}</span> }.into_any(), why)
}

fn card(state: AppState, entry: OutboxEntry, asked: Choices, words: &'static Phrases) -> AnyView {
    let lang = state.lang.get_untracked();
    let saved_at = entry.saved_at;
    let age =
        move || (words.outbox.saved)(&format_age(state.now.get().seconds_since(saved_at), lang));
    let (pill, why) = standing(state, &entry, words);
    let order = Route::Order(entry.subject).to_string();
    let buttons = asked.buttons(&entry);
    let heard = by_code(state, &entry);
    view! {
        <article class="card stack stack-s" data-test="outbox-entry" data-state=entry.state.name()>
            <div class="spread">
                <strong>{(words.outbox.kind)(&entry.kind)}</strong>
                {pill}
            </div>
            <p class="muted small">{age}</p>
            {why}
            {heard}
            <div class="row">
                {buttons}
                <a class="btn btn-small btn-quiet" href=order>{words.outbox.open_order}</a>
            </div>
        </article>
    }
    .into_any()
}

/// What the shop said of it, read off somebody's screen.
fn by_code(state: AppState, entry: &OutboxEntry) -> AnyView {
    let heard = answers::heard(state, entry);
    let words = carry_code_words_of(state.lang.get_untracked());
    let receipt = heard.receipt.map(|receipt| {
        let total = money(receipt.total);
        let said = answers::receipt_words(&receipt, &total, words);
        view! { <p data-test="receipt-heard">{said}</p> }
    });
    let answer = heard.answer.map(|answer| {
        view! {
            <p class="muted small">{words.by_code}</p>
            {answer_words(&answer, words, phrases())}
        }
    });
    view! {
        {answer}
        {receipt}
    }
    .into_any()
}
