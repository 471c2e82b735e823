//! Signing in.

use crate::actions::refusal::Refusal;
use crate::actions::{navigate, session};
use crate::components::ui::{Notice, NoticeKind, Page, SubmitButton, TextField};
use crate::i18n::{Account, texts};
use crate::state::{AppState, SessionState};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::phone::PhoneNumber;
use warung_domain::protocol::SignIn;
use warung_domain::route::{CheckoutStep, Route};

#[component]
pub fn SignInPage() -> impl IntoView {
    let state = AppState::expect();
    let words = &texts()().account;
    let waiting = Memo::new(move |_| state.unsent());
    let why = move || match waiting.get() {
        0 => words.sign_in_why.to_owned(),
        count => (words.waiting_orders)(count),
    };
    let is_in = Memo::new(move |_| state.session.with(SessionState::is_signed_in));
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
            {sign_in_form(state, Callback::new(move |()| go_on(state)))}
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

/// What is wrong with a number as typed, before anybody is asked.
pub fn phone_error(text: &str, words: &Account) -> Option<String> {
    match text.parse::<PhoneNumber>() {
        Ok(_) => None,
        Err(error) => Some((words.bad_phone)(error).to_owned()),
    }
}

/// A refusal that belongs to no field.
pub fn failed_notice(text: String, words: &'static Account) -> AnyView {
    view! { <Notice kind=NoticeKind::Error title=words.failed_title text=text /> }.into_any()
}

fn sign_in_form(state: AppState, done: Callback<()>) -> AnyView {
    let words = &texts()().account;
    let phone = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let phone_wrong = RwSignal::new(None::<String>);
    let password_wrong = RwSignal::new(None::<String>);
    let failed = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        phone_wrong.set(phone.with_untracked(|text| phone_error(text, words)));
        let is_empty = password.with_untracked(String::is_empty);
        password_wrong.set(is_empty.then(|| words.missing_password.to_owned()));
        let is_wrong = phone_wrong.with_untracked(Option::is_some) || is_empty;
        if is_wrong || busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        let form = SignIn { phone: phone.get_untracked(), password: password.get_untracked() };
        spawn_local(async move {
            let outcome = session::sign_in(state, form).await;
            busy.try_set(false);
            match outcome {
                Ok(()) => done.run(()),
                Err(error) => {
                    let refusal = Refusal::of(state, &error);
                    let place = match refusal.field.as_deref() {
                        Some("phone") => phone_wrong,
                        Some("password") => password_wrong,
                        _ => failed,
                    };
                    place.try_set(Some(refusal.text));
                }
            }
        });
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            <TextField
                id="sign-in-phone"
                label=words.phone
                value=phone
                error=phone_wrong
                on_input=Callback::new(move |text| phone.set(text))
                hint=words.phone_hint
                kind="tel"
                inputmode="tel"
                autocomplete="username tel"
            />
            <TextField
                id="sign-in-password"
                label=words.password
                value=password
                error=password_wrong
                on_input=Callback::new(move |text| password.set(text))
                kind="password"
                autocomplete="current-password"
            />
            {move || failed.get().map(|text| failed_notice(text, words))}
            <SubmitButton label=words.sign_in busy=busy test="sign-in-submit" />
        </form>
    }
    .into_any()
}
