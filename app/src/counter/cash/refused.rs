//! What was said at this counter and the shop did not take: it waits for somebody to look at it,
//! not for the line.

use crate::actions::{cash, outbox};
use crate::components::ui::{Notice, NoticeKind};
use crate::i18n::{Phrases, Undo, cash_words, phrases};
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::ids::CommandId;
use warung_domain::outbox::WedgeReason;

/// Everything refused, but for what is on the counter right now and told there.
pub(super) fn refused(
    state: AppState,
    shown_elsewhere: Memo<Option<CommandId>>,
    words: &'static Undo,
) -> AnyView {
    let all = Memo::new(move |_| state.outbox.with(|entries| cash::refused(entries)));
    let phrases = phrases();
    let notices = move || {
        let shown = shown_elsewhere.get();
        let others = all.get().into_iter().filter(|(id, _, _)| Some(*id) != shown);
        others.map(|refused| notice(state, refused, phrases, words)).collect_view()
    };
    view! { {notices} }.into_any()
}

fn notice(
    state: AppState,
    (id, kind, reason): (CommandId, &'static str, WedgeReason),
    phrases: &'static Phrases,
    words: &'static Undo,
) -> AnyView {
    let title = match kind {
        "record-cash" => cash_words().refused_title.to_owned(),
        _ => [(phrases.outbox.kind)(kind), ": ", words.not_taken].concat(),
    };
    let why = why(phrases, reason);
    let dismiss = move |_| outbox::put_copy_aside(state, id);
    view! {
        <div data-test="drawer-refused">
            <Notice kind=NoticeKind::Error title=title text=why>
                <button type="button" class="btn btn-small" on:click=dismiss>
                    {words.put_aside}
                </button>
            </Notice>
        </div>
    }
    .into_any()
}

/// Why the shop did not take a command.
pub(super) fn why(phrases: &Phrases, reason: WedgeReason) -> &'static str {
    match reason {
        WedgeReason::Rejected(code) => (phrases.orders.reject)(code),
        WedgeReason::UpdateNeeded => phrases.orders.update_needed,
    }
}
