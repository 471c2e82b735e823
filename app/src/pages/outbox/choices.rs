//! What a person can do about an entry: try again, edit, drop, cancel. Nothing is
//! dropped unasked, and nothing that may have reached the shop is dropped at all.

use crate::actions::edit_anew::{edit_anew, is_editable};
use crate::actions::outbox::{self, TakenBack};
use crate::actions::{navigate, order};
use crate::components::ui::{Question, confirm};
use crate::i18n::Phrases;
use crate::state::{AppState, Toast};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::ids::CommandId;
use warung_domain::outbox::{EntryState, OutboxEntry, WayBack, WedgeReason};
use warung_domain::route::Route;

/// The buttons of the entries, and the questions they lead to.
#[derive(Clone, Copy)]
pub struct Choices {
    state: AppState,
    words: &'static Phrases,
    /// The entry that is asked about.
    about: RwSignal<Option<CommandId>>,
    drops_order: RwSignal<bool>,
    drops_request: RwSignal<bool>,
    cancels: RwSignal<bool>,
}

/// Says what came of taking something back; where to go on is for the caller.
pub fn say(state: AppState, words: &'static Phrases, outcome: TakenBack) {
    let t = &words.outbox;
    let text = match outcome {
        TakenBack::Done => return,
        TakenBack::BeingSent => t.being_sent,
        TakenBack::MayHaveArrived => t.may_have_arrived,
        TakenBack::CartIsFull => t.cart_is_full,
    };
    state.say(Toast::plain(text));
}

/// Edits an order into a new one: into the cart, and on from there.
pub fn edit(state: AppState, words: &'static Phrases, id: CommandId) {
    spawn_local(async move {
        match edit_anew(state, id).await {
            Ok(TakenBack::Done) => {
                state.say(Toast::plain(words.orders.edited));
                navigate::replace(state, Route::Cart);
            }
            Ok(other) => say(state, words, other),
            Err(_) => state.say(Toast::plain(words.outbox.failed)),
        }
    });
}

/// Drops an entry after the person agreed; leads on to a page if there is one.
pub fn drop_it(state: AppState, words: &'static Phrases, id: CommandId, then: Option<Route>) {
    spawn_local(async move {
        match outbox::drop_entry(state, id).await {
            Ok(TakenBack::Done) => {
                if let Some(route) = then {
                    navigate::replace(state, route);
                }
            }
            Ok(other) => say(state, words, other),
            Err(_) => state.say(Toast::plain(words.outbox.failed)),
        }
    });
}

/// Asks whether an order may be dropped.
pub fn drop_question(words: &'static Phrases) -> Question {
    Question {
        title: words.outbox.drop_title,
        text: words.outbox.drop_order,
        yes: words.outbox.drop_yes,
        no: words.outbox.drop_no,
        test: "drop-yes",
    }
}

impl Choices {
    pub fn new(state: AppState, words: &'static Phrases) -> Self {
        let signal = || RwSignal::new(false);
        Self {
            state,
            words,
            about: RwSignal::new(None),
            drops_order: signal(),
            drops_request: signal(),
            cancels: signal(),
        }
    }

    /// The questions, once for the whole page.
    pub fn question(self) -> AnyView {
        let Self { state, words, about, .. } = self;
        let t = &words.outbox;
        let drop = Callback::new(move |()| {
            if let Some(id) = about.get_untracked() {
                drop_it(state, words, id, None);
            }
        });
        let cancel = Callback::new(move |()| {
            let Some(id) = about.get_untracked() else { return };
            spawn_local(async move {
                if order::cancel(state, id.into()).await.is_err() {
                    state.say(Toast::plain(words.outbox.failed));
                }
            });
        });
        let request = Question { text: t.drop_request, ..drop_question(words) };
        let cancelling = Question {
            title: words.orders.cancel_title,
            text: t.on_the_wire,
            yes: words.orders.cancel_yes,
            no: words.orders.cancel_no,
            test: "cancel-yes",
        };
        view! {
            {confirm(self.drops_order, drop_question(words), drop)}
            {confirm(self.drops_request, request, drop)}
            {confirm(self.cancels, cancelling, cancel)}
        }
        .into_any()
    }

    /// What can be done about this entry.
    pub fn buttons(self, entry: &OutboxEntry) -> AnyView {
        let Self { state, words, .. } = self;
        let (id, way_back) = (entry.id, entry.way_back());
        let may_retry = matches!(
            entry.state,
            EntryState::Queued { .. }
                | EntryState::Wedged { reason: WedgeReason::UpdateNeeded, .. }
        );
        let retry = may_retry.then(|| {
            let retry = move |_| {
                spawn_local(async move {
                    if outbox::retry(state, id).await.is_err() {
                        state.say(Toast::plain(words.outbox.failed));
                    }
                });
            };
            button(words.outbox.retry, "outbox-retry", "btn btn-small", retry)
        });
        let edits = is_editable(entry).then(|| {
            let edit = move |_| edit(state, words, id);
            button(words.orders.edit_anew, "edit-anew", "btn btn-small", edit)
        });
        let is_cancelled = state.outbox.with_untracked(|entries| {
            let cancels = |other: &OutboxEntry| {
                other.kind == "cancel-order" && other.subject == entry.subject
            };
            entries.iter().any(cancels)
        });
        let danger = "btn btn-small btn-danger";
        let ask = move |sheet: RwSignal<bool>| {
            move |_| {
                self.about.set(Some(id));
                sheet.set(true);
            }
        };
        let takes_back = match way_back {
            WayBack::Drop => {
                let places = entry.places_an_order();
                let sheet = if places { self.drops_order } else { self.drops_request };
                Some(button(words.outbox.drop, "drop-order", danger, ask(sheet)))
            }
            WayBack::CancelOrder if !is_cancelled => {
                Some(button(words.orders.cancel, "cancel-order", danger, ask(self.cancels)))
            }
            WayBack::CancelOrder | WayBack::None => None,
        };
        view! {
            {retry}
            {edits}
            {takes_back}
        }
        .into_any()
    }
}

fn button(
    label: &'static str,
    test: &'static str,
    class: &'static str,
    press: impl Fn(leptos::ev::MouseEvent) + 'static,
) -> AnyView {
    view! {
        <button type="button" class=class data-test=test on:click=press>{label}</button>
    }
    .into_any()
}
