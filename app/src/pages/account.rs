//! The account: who is signed in, and the ways on from here.

use crate::actions::refusal::Refusal;
use crate::actions::{carry, session};
use crate::components::shop::sign_out_sheet::sign_out_sheet;
use crate::components::ui::{Notice, NoticeKind, Page, icon};
use crate::i18n::{Account, phrases};
use crate::state::{AppState, SessionState, Toast};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::protocol::Role;
use warung_domain::route::Route;

#[component]
pub fn AccountPage() -> impl IntoView {
    let state = AppState::expect();
    let words = &phrases().account;
    let words_of_verify = &phrases().verify;
    let who = Memo::new(move |_| state.session.get());
    let head = move || match who.get() {
        SessionState::Unknown => ().into_any(),
        SessionState::Guest => doors(NoticeKind::Info, words.guest_title, words.guest_text, words),
        SessionState::Expired(_) => {
            doors(NoticeKind::Warn, words.expired_title, words.expired_text, words)
        }
        SessionState::SignedIn(view) => {
            let account = view.account;
            let role = matches!(account.role, Role::Seller { .. })
                .then(|| view! { <p><span class="pill pill-muted">{words.seller}</span></p> });
            view! {
                <section class="card" data-test="account-card">
                    <h2>{account.name}</h2>
                    <p class="muted">{account.phone.to_string()}</p>
                    {role}
                </section>
            }
            .into_any()
        }
    };
    let counter = move || {
        who.with(SessionState::is_seller).then(|| {
            view! { <li>{link("store", words.to_counter, "/counter".to_owned())}</li> }
        })
    };
    let leave = move || {
        who.with(|session| session.account().is_some()).then(|| sign_out_button(state, words))
    };
    view! {
        <Page title=words.title narrow=true>
            <div class="stack">
                {head}
                <ul class="list">
                    <li>{link("receipt", words.orders, Route::Orders.to_string())}</li>
                    <li>{link("wallet", phrases().balance.title, Route::Balance.to_string())}</li>
                    <li>{link("cloud-upload", words.outbox, Route::Outbox.to_string())}</li>
                    <li>{link("check-circle", words_of_verify.title, Route::Verify.to_string())}</li>
                    {counter}
                    <li>{link("settings", words.settings, Route::Settings.to_string())}</li>
                </ul>
                {leave}
            </div>
        </Page>
    }
    .into_any()
}

fn link(glyph: &'static str, label: &'static str, href: String) -> AnyView {
    view! {
        <a href=href>
            {icon(glyph)}
            <span>{label}</span>
            <span class="trail icon-flip" aria-hidden="true">{icon("chevron-right")}</span>
        </a>
    }
    .into_any()
}

fn doors(
    kind: NoticeKind,
    title: &'static str,
    text: &'static str,
    words: &'static Account,
) -> AnyView {
    view! {
        <Notice kind=kind title=title text=text>
            <a class="btn btn-primary" href=Route::SignIn.to_string() data-test="to-sign-in">
                {words.sign_in}
            </a>
            <a class="btn" href=Route::SignUp.to_string() data-test="to-sign-up">{words.sign_up}</a>
        </Notice>
    }
    .into_any()
}

fn sign_out_button(state: AppState, words: &'static Account) -> AnyView {
    let open = RwSignal::new(false);
    let leave = move || {
        spawn_local(async move {
            match session::sign_out(state).await {
                Ok(()) => state.say(Toast::plain(words.signed_out)),
                Err(error) => state.say(Toast::plain(Refusal::of(state, &error).text)),
            }
        });
    };
    // Nothing is lost either way; but whoever leaves is told what stays behind.
    let count = Memo::new(move |_| state.unsettled());
    let ask = move |_| {
        if count.get_untracked() > 0 {
            open.set(true);
        } else {
            leave();
        }
    };
    let give_away = Callback::new(move |()| carry::give_away_and_say(state));
    let on_leave = Callback::new(move |()| leave());
    view! {
        <button type="button" class="btn btn-block" data-test="sign-out" on:click=ask>
            {icon("log-out")}
            <span>{words.sign_out}</span>
        </button>
        {sign_out_sheet(open, count.into(), give_away, on_leave)}
    }
    .into_any()
}
