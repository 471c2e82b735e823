//! Signing in.

use crate::actions::refusal::Refusal;
use crate::actions::{navigate, session};
use crate::components::shop::sign_in_form::{SignInForm, SignInTrouble};
use crate::components::ui::{Notice, NoticeKind, Page};
use crate::i18n::phrases;
use crate::state::{AppState, SessionState};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::protocol::SignIn;
use warung_domain::route::{CheckoutStep, Route};

#[component]
pub fn SignInPage() -> impl IntoView {
    let state = AppState::expect();
    let words = &phrases().account;
    let waiting = Memo::new(move |_| state.unsent());
    let why = move || match waiting.get() {
        0 => words.sign_in_why.to_owned(),
        count => (words.waiting_orders)(count),
    };
    let is_in = Memo::new(move |_| state.session.with(SessionState::is_signed_in));
    let trouble = SignInTrouble::default();
    let busy = RwSignal::new(false);
    let submit = Callback::new(move |form: SignIn| {
        busy.set(true);
        spawn_local(async move {
            let outcome = session::sign_in(state, form).await;
            busy.try_set(false);
            match outcome {
                Ok(()) => go_on(state),
                Err(error) => {
                    let refusal = Refusal::of(state, &error);
                    trouble.show(refusal.field.as_deref(), refusal.text);
                }
            }
        });
    });
    let content = move || {
        if is_in.get() {
            return view! {
                <Notice kind=NoticeKind::Ok title=words.signed_in_title>
                    <a class="btn" href=Route::Account.to_string()>{words.title}</a>
                </Notice>
            }
            .into_any();
        }
        view! {
            <p class="muted">{why}</p>
            <SignInForm trouble=trouble busy=busy on_submit=submit />
            <p>
                {words.no_account} " "
                <a href=Route::SignUp.to_string() data-test="to-sign-up">{words.sign_up}</a>
            </p>
        }
        .into_any()
    };
    view! {
        <Page title=words.sign_in_title narrow=true>
            <div class="stack">{content}</div>
        </Page>
    }
    .into_any()
}

/// Where a person goes on after signing in: to the order they were placing, to
/// those that waited, or to their account.
pub fn go_on(state: AppState) {
    let is_checking_out = state.cart.with_untracked(|cart| !cart.is_empty())
        && state.checkout.with_untracked(|draft| draft.payment.is_some());
    let has_waiting = state.outbox.with_untracked(|entries| !entries.is_empty());
    let next = if has_waiting {
        Route::Orders
    } else if is_checking_out {
        Route::Checkout(CheckoutStep::Review)
    } else {
        Route::Account
    };
    navigate::replace(state, next);
}
