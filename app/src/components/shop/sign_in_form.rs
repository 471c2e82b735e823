//! The form both the shop and the counter sign people in with.

use crate::components::ui::{Notice, NoticeKind, SubmitButton, TextField};
use crate::i18n::{Account, phrases};
use leptos::prelude::*;
use warung_domain::phone::PhoneNumber;
use warung_domain::protocol::SignIn;

/// What is wrong, beside the field it belongs to.
#[derive(Clone, Copy, Default)]
pub struct SignInTrouble {
    pub phone: RwSignal<Option<String>>,
    pub password: RwSignal<Option<String>>,
    /// What belongs to no field.
    pub general: RwSignal<Option<String>>,
}

impl SignInTrouble {
    /// Puts a refusal where it belongs. A form that is gone needs none.
    pub fn show(self, field: Option<&str>, text: String) {
        let place = match field {
            Some("phone") => self.phone,
            Some("password") => self.password,
            _ => self.general,
        };
        place.try_set(Some(text));
    }
}

/// What is wrong with a number as typed, before anybody is asked.
#[must_use]
pub fn phone_error(text: &str, words: &Account) -> Option<String> {
    text.parse::<PhoneNumber>().err().map(|error| (words.bad_phone)(error).to_owned())
}

/// A refusal that belongs to no field.
#[must_use]
pub fn failed_notice(text: String, words: &'static Account) -> AnyView {
    view! { <Notice kind=NoticeKind::Error title=words.failed_title text=text /> }.into_any()
}

/// Phone number and password. `on_submit` gets what looks usable.
#[component]
pub fn SignInForm(
    trouble: SignInTrouble,
    #[prop(into)] busy: Signal<bool>,
    on_submit: Callback<SignIn>,
) -> impl IntoView {
    let words = &phrases().account;
    let phone = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        trouble.general.set(None);
        trouble.phone.set(phone.with_untracked(|text| phone_error(text, words)));
        let is_empty = password.with_untracked(String::is_empty);
        trouble.password.set(is_empty.then(|| words.missing_password.to_owned()));
        let is_wrong = is_empty || trouble.phone.with_untracked(Option::is_some);
        if !is_wrong && !busy.get_untracked() {
            let (phone, password) = (phone.get_untracked(), password.get_untracked());
            on_submit.run(SignIn { phone, password });
        }
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            <TextField
                id="sign-in-phone"
                label=words.phone
                value=phone
                error=trouble.phone
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
                error=trouble.password
                on_input=Callback::new(move |text| password.set(text))
                kind="password"
                autocomplete="current-password"
            />
            {move || trouble.general.get().map(|text| failed_notice(text, words))}
            <SubmitButton label=words.sign_in busy=busy test="sign-in-submit" />
        </form>
    }
    .into_any()
}
