//! Leaving the counter: asked first while something is not settled.

use crate::actions::refusal::Refusal;
use crate::actions::{carry, counter, session};
use crate::components::shop::sign_out_sheet::sign_out_sheet;
use crate::state::{AppState, CounterState};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The way out.
#[derive(Clone, Copy)]
pub struct Leave {
    state: AppState,
    at: CounterState,
    asks: RwSignal<bool>,
}

impl Leave {
    pub fn new(state: AppState, at: CounterState) -> Self {
        Self { state, at, asks: RwSignal::new(false) }
    }

    /// Signs out, or asks first.
    pub fn ask(self) {
        if untrack(|| self.state.unsettled()) > 0 {
            self.asks.set(true);
        } else {
            self.leave();
        }
    }

    fn leave(self) {
        let Self { state, at, .. } = self;
        spawn_local(async move {
            if let Err(error) = session::sign_out(state).await {
                at.trouble.set(Some(Refusal::of(state, &error).text));
            }
            counter::forget(at);
        });
    }

    /// The question, to stand somewhere on the page.
    pub fn question(self) -> AnyView {
        let state = self.state;
        let count = Memo::new(move |_| state.unsettled());
        let give_away = Callback::new(move |()| carry::give_away_and_say(state));
        let on_leave = Callback::new(move |()| self.leave());
        // Built anew when the language changes.
        let question = move || {
            state.lang.track();
            sign_out_sheet(self.asks, count.into(), give_away, on_leave)
        };
        view! { {question} }.into_any()
    }
}
