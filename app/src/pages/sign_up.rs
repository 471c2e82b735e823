//! Signing up: who one is, then the code that proves the number.

use super::sign_in::go_on;
use crate::actions::here::{is_tried_out, show_first_mistake};
use crate::actions::refusal::Refusal;
use crate::actions::session;
use crate::components::shop::sign_in_form::{failed_notice, phone_error};
use crate::components::ui::{Page, SubmitButton, TextField};
use crate::i18n::{Account, phrases};
use crate::state::{AppState, Toast};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::locale::format_duration;
use warung_domain::protocol::{SignUp, VerifyPhone};
use warung_domain::route::Route;
use warung_domain::time::Timestamp;

/// Shortest password the shop takes.
const MIN_PASSWORD: usize = 8;

/// A text message may take a while; asking again sooner only costs money.
const RESEND_SECONDS: i64 = 30;

/// Everything typed so far, and what is wrong with it.
#[derive(Clone, Copy)]
struct Form {
    phone: RwSignal<String>,
    name: RwSignal<String>,
    password: RwSignal<String>,
    code: RwSignal<String>,
    phone_wrong: RwSignal<Option<String>>,
    name_wrong: RwSignal<Option<String>>,
    password_wrong: RwSignal<Option<String>>,
    code_wrong: RwSignal<Option<String>>,
    failed: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    /// When the last code was sent, and to which number.
    sent: RwSignal<Option<(Timestamp, String)>>,
}

impl Form {
    fn new() -> Self {
        Self {
            phone: RwSignal::default(),
            name: RwSignal::default(),
            password: RwSignal::default(),
            code: RwSignal::default(),
            phone_wrong: RwSignal::default(),
            name_wrong: RwSignal::default(),
            password_wrong: RwSignal::default(),
            code_wrong: RwSignal::default(),
            failed: RwSignal::default(),
            busy: RwSignal::default(),
            sent: RwSignal::default(),
        }
    }

    /// Says what is wrong beside each field; true if nothing is.
    fn check(self, words: &Account) -> bool {
        let name = self.name.with_untracked(|name| name.trim().is_empty());
        let short = self.password.with_untracked(|text| text.chars().count() < MIN_PASSWORD);
        self.phone_wrong.set(self.phone.with_untracked(|text| phone_error(text, words)));
        self.name_wrong.set(name.then(|| words.missing_name.to_owned()));
        self.password_wrong.set(short.then(|| words.short_password.to_owned()));
        !name && !short && self.phone_wrong.with_untracked(Option::is_none)
    }

    fn show(self, refusal: Refusal) {
        let place = match refusal.field.as_deref() {
            Some("phone") => self.phone_wrong,
            Some("name") => self.name_wrong,
            Some("password") => self.password_wrong,
            Some("code") => self.code_wrong,
            _ => self.failed,
        };
        place.try_set(Some(refusal.text));
    }

    fn ask_for_code(self, state: AppState) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failed.set(None);
        let form = SignUp {
            phone: self.phone.get_untracked(),
            name: self.name.with_untracked(|name| name.trim().to_owned()),
            password: self.password.get_untracked(),
        };
        let again = self.sent.with_untracked(Option::is_some);
        spawn_local(async move {
            let outcome = session::sign_up(state, form).await;
            self.busy.try_set(false);
            match outcome {
                Ok(phone) => {
                    let now = state.now.get_untracked();
                    self.sent.try_set(Some((now, phone.to_string())));
                    if again {
                        let words = crate::i18n::phrases_of(state.lang.get_untracked());
                        state.say(Toast::plain(words.account.resent));
                    }
                }
                Err(error) => self.show(Refusal::of(state, &error)),
            }
        });
    }

    fn verify(self, state: AppState) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failed.set(None);
        let form = VerifyPhone {
            phone: self.phone.get_untracked(),
            code: self.code.with_untracked(|code| code.trim().to_owned()),
        };
        spawn_local(async move {
            let outcome = session::verify(state, form).await;
            self.busy.try_set(false);
            match outcome {
                Ok(()) => go_on(state),
                Err(error) => self.show(Refusal::of(state, &error)),
            }
        });
    }
}

fn keep(value: RwSignal<String>, wrong: RwSignal<Option<String>>) -> Callback<String> {
    Callback::new(move |text| {
        value.set(text);
        wrong.set(None);
    })
}

#[component]
pub fn SignUpPage() -> impl IntoView {
    let state = AppState::expect();
    let words = &phrases().account;
    let form = Form::new();
    let is_sent = Memo::new(move |_| form.sent.with(Option::is_some));
    let content = move || {
        if is_sent.get() { code_form(state, form, words) } else { who_form(state, form, words) }
    };
    view! {
        <Page title=words.sign_up_title narrow=true>
            <div class="stack">{content}</div>
        </Page>
    }
    .into_any()
}

fn who_form(state: AppState, form: Form, words: &'static Account) -> AnyView {
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if form.check(words) {
            form.ask_for_code(state);
        } else {
            show_first_mistake();
        }
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            <TextField
                id="sign-up-name"
                label=words.name
                value=form.name
                error=form.name_wrong
                on_input=keep(form.name, form.name_wrong)
                autocomplete="name"
            />
            <TextField
                id="sign-up-phone"
                label=words.phone
                value=form.phone
                error=form.phone_wrong
                on_input=keep(form.phone, form.phone_wrong)
                hint=words.phone_hint
                kind="tel"
                inputmode="tel"
                autocomplete="username tel"
            />
            <TextField
                id="sign-up-password"
                label=words.password
                value=form.password
                error=form.password_wrong
                on_input=keep(form.password, form.password_wrong)
                hint=words.new_password_hint
                kind="password"
                autocomplete="new-password"
            />
            {move || form.failed.get().map(|text| failed_notice(text, words))}
            <SubmitButton label=words.send_code busy=form.busy test="sign-up-submit" />
        </form>
        <p>
            {words.have_account} " "
            <a href=Route::SignIn.to_string()>{words.sign_in}</a>
        </p>
    }
    .into_any()
}

fn code_form(state: AppState, form: Form, words: &'static Account) -> AnyView {
    let lang = state.lang.get_untracked();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let is_empty = form.code.with_untracked(|code| code.trim().is_empty());
        form.code_wrong.set(is_empty.then(|| words.missing_code.to_owned()));
        if !is_empty {
            form.verify(state);
        }
    };
    let wait = Memo::new(move |_| {
        let now = state.now.get();
        let sent = form.sent.with(|sent| sent.as_ref().map(|(at, _)| *at));
        sent.map_or(0, |at| (RESEND_SECONDS - now.seconds_since(at)).max(0))
    });
    let resend_label = move || match wait.get() {
        0 => words.resend.to_owned(),
        left => (words.resend_in)(&format_duration(left, lang)),
    };
    let to =
        move || form.sent.with(|sent| sent.as_ref().map(|(_, phone)| (words.code_sent)(phone)));
    let simulator = is_tried_out().then(|| {
        view! {
            <a class="btn btn-quiet" href="/simulator/sms" target="_blank" data-test="open-sms">
                {words.open_sms}
            </a>
        }
    });
    view! {
        <form class="stack" novalidate on:submit=submit>
            <h2>{words.code_title}</h2>
            <p class="muted">{to}</p>
            <TextField
                id="otp-code"
                label=words.code
                value=form.code
                error=form.code_wrong
                on_input=keep(form.code, form.code_wrong)
                inputmode="numeric"
                autocomplete="one-time-code"
            />
            {move || form.failed.get().map(|text| failed_notice(text, words))}
            <SubmitButton label=words.verify busy=form.busy test="otp-submit" />
            <div class="row">
                <button
                    type="button"
                    class="btn btn-small"
                    data-test="otp-resend"
                    disabled={move || wait.get() != 0}
                    on:click=move |_| form.ask_for_code(state)
                >
                    {resend_label}
                </button>
                <button type="button" class="btn btn-quiet" on:click=move |_| form.sent.set(None)>
                    {words.other_number}
                </button>
                {simulator}
            </div>
        </form>
    }
    .into_any()
}
