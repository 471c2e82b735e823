//! The outbox: what waits on this phone, and why. Nothing leaves unseen.

use crate::actions::edit_anew::edit_anew;
use crate::actions::{navigate, outbox};
use crate::components::ui::{EmptyState, Notice, NoticeKind, Page, skeleton_lines};
use crate::i18n::{Texts, phrases};
use crate::state::{AppState, SessionState, Toast};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::ids::{CommandId, OrderId};
use warung_domain::locale::{format_age, format_duration};
use warung_domain::outbox::{EntryState, OutboxEntry, WedgeReason};
use warung_domain::route::Route;

#[component]
pub fn OutboxPage() -> impl IntoView {
    let state = AppState::expect();
    let words = phrases();
    let entries = Memo::new(move |_| state.outbox.get());
    let is_in = Memo::new(move |_| state.session.with(SessionState::is_signed_in));
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
        entries.into_iter().map(|entry| card(state, entry, words)).collect_view().into_any()
    };
    let guest = move || {
        let has_some = entries.with(|entries| !entries.is_empty());
        (has_some && !is_in.get()).then(|| {
            view! {
                <Notice kind=NoticeKind::Warn title=words.outbox.guest>
                    <a class="btn btn-primary" href=Route::SignIn.to_string()>
                        {words.common.sign_in}
                    </a>
                </Notice>
            }
        })
    };
    view! {
        <Page title=words.outbox.title narrow=true>
            <div class="stack">
                <p class="muted">{words.outbox.explanation}</p>
                {guest}
                {list}
            </div>
        </Page>
    }
    .into_any()
}

/// How an entry stands: its pill, and why it is not there yet.
fn standing(state: AppState, entry: &OutboxEntry, words: &'static Texts) -> (AnyView, AnyView) {
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
            let tries = (*attempts > 0).then(|| (t.tries)(*attempts));
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

fn card(state: AppState, entry: OutboxEntry, words: &'static Texts) -> AnyView {
    let lang = state.lang.get_untracked();
    let saved_at = entry.saved_at;
    let age =
        move || (words.outbox.saved)(&format_age(state.now.get().seconds_since(saved_at), lang));
    let (pill, why) = standing(state, &entry, words);
    let order = Route::Order(entry.subject).to_string();
    let buttons = buttons(state, &entry, words);
    view! {
        <article class="card stack stack-s" data-test="outbox-entry" data-state=entry.state.name()>
            <div class="spread">
                <strong>{(words.outbox.kind)(&entry.kind)}</strong>
                {pill}
            </div>
            <p class="muted small">{age}</p>
            {why}
            <div class="row">
                {buttons}
                <a class="btn btn-small btn-quiet" href=order>{words.outbox.open_order}</a>
            </div>
        </article>
    }
    .into_any()
}

fn buttons(state: AppState, entry: &OutboxEntry, words: &'static Texts) -> AnyView {
    match &entry.state {
        EntryState::Queued { .. }
        | EntryState::Wedged { reason: WedgeReason::UpdateNeeded, .. } => {
            retry_button(state, entry.id, words)
        }
        EntryState::Wedged { reason: WedgeReason::Rejected(_), .. } => {
            let edit = (OrderId::from(entry.id) == entry.subject)
                .then(|| edit_button(state, entry.clone(), words));
            view! {
                {edit}
                {drop_button(state, entry.id, words)}
            }
            .into_any()
        }
        EntryState::Sending { .. } | EntryState::Answered { .. } => ().into_any(),
    }
}

fn retry_button(state: AppState, id: CommandId, words: &'static Texts) -> AnyView {
    let retry = move |_| {
        spawn_local(async move {
            if outbox::retry(state, id).await.is_err() {
                state.say(Toast::plain(words.outbox.failed));
            }
        });
    };
    view! {
        <button type="button" class="btn btn-small" data-test="outbox-retry" on:click=retry>
            {words.outbox.retry}
        </button>
    }
    .into_any()
}

fn edit_button(state: AppState, entry: OutboxEntry, words: &'static Texts) -> AnyView {
    let edit = move |_| {
        let entry = entry.clone();
        spawn_local(async move {
            match edit_anew(state, &entry).await {
                Ok(()) => {
                    state.say(Toast::plain(words.orders.edited));
                    navigate::go(state, Route::Cart);
                }
                Err(_) => state.say(Toast::plain(words.outbox.failed)),
            }
        });
    };
    view! {
        <button type="button" class="btn btn-small" data-test="edit-anew" on:click=edit>
            {words.orders.edit_anew}
        </button>
    }
    .into_any()
}

fn drop_button(state: AppState, id: CommandId, words: &'static Texts) -> AnyView {
    let drop = move |_| {
        spawn_local(async move {
            if outbox::drop_refused(state, id).await.is_err() {
                state.say(Toast::plain(words.outbox.failed));
            }
        });
    };
    view! {
        <button
            type="button"
            class="btn btn-small btn-danger"
            data-test="drop-order"
            on:click=drop
        >
            {words.orders.drop}
        </button>
    }
    .into_any()
}
