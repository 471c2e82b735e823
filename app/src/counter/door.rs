//! The door of the counter: sellers sign in here, others are told the way.

use super::leave::Leave;
use crate::actions::refusal::Refusal;
use crate::actions::session;
use crate::components::shop::sign_in_form::{SignInForm, SignInTrouble};
use crate::components::ui::{EmptyState, Page, skeleton_lines};
use crate::i18n::phrases;
use crate::state::{AppState, CounterState};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::protocol::SignIn;

/// Who stands at the counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    NotKnownYet,
    Nobody,
    Shopper,
    Seller,
}

/// What everybody but a seller sees.
pub fn door(state: AppState, at: CounterState, who: Who) -> AnyView {
    let words = phrases();
    let content = match who {
        Who::NotKnownYet | Who::Seller => skeleton_lines(5),
        Who::Nobody => sign_in(state),
        Who::Shopper => {
            let leave = Leave::new(state, at);
            view! {
                <EmptyState
                    glyph="lock"
                    title=words.counter.not_a_seller_title
                    text=words.counter.not_a_seller_text
                >
                    <button type="button" class="btn btn-primary" on:click=move |_| leave.ask()>
                        {words.account.sign_out}
                    </button>
                    <a class="btn btn-quiet" href="/">{words.counter.to_shop}</a>
                </EmptyState>
                {leave.question()}
            }
            .into_any()
        }
    };
    let title = match who {
        Who::Nobody => words.counter.sign_in_title,
        _ => words.counter.title,
    };
    view! { <Page title=title narrow=true>{content}</Page> }.into_any()
}

fn sign_in(state: AppState) -> AnyView {
    let words = phrases();
    let trouble = SignInTrouble::default();
    let busy = RwSignal::new(false);
    let submit = Callback::new(move |form: SignIn| {
        busy.set(true);
        spawn_local(async move {
            let outcome = session::sign_in(state, form).await;
            busy.try_set(false);
            if let Err(error) = outcome {
                let refusal = Refusal::of(state, &error);
                trouble.show(refusal.field.as_deref(), refusal.text);
            }
        });
    });
    view! {
        <div class="stack">
            <p class="muted">{words.counter.sign_in_text}</p>
            <SignInForm trouble=trouble busy=busy on_submit=submit />
        </div>
    }
    .into_any()
}
