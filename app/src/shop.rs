//! The shop bundle's root: context, frame and the page for each route.

use crate::actions::{boot, navigate, preferences, search, toast};
use crate::components::shop::{AppBar, Banner, BannerAction, SearchBox, TabBar, ToastRegion};
use crate::components::ui::PageTitle;
use crate::i18n::{self, texts};
use crate::notices;
use crate::pages::{self, search::SearchQuery};
use crate::platform::{clock, log, navigation, timer};
use crate::state::{AppState, SessionState, ToastAction};
use leptos::prelude::*;
use warung_domain::lang::Lang;
use warung_domain::locale::format_age;
use warung_domain::route::Route;
use warung_phone::watch::LONG_WAIT_SECONDS;

/// Puts the shop on the page.
pub fn mount() {
    log::explain_panics();
    let state = AppState::new(
        preferences::stored_lang(),
        preferences::stored_theme(),
        Route::parse(&navigation::current()),
        clock::now(),
    );
    mount_to_body(move || frame(state));
    navigation::remove_element("first-screen");
    boot::follow_links(state);
    boot::boot(state);
    timer::spawn(boot::install_worker(state));
}

fn frame(state: AppState) -> AnyView {
    let query = RwSignal::new(String::new());
    let title = RwSignal::new(String::new());
    provide_context(state);
    provide_context(SearchQuery(query));
    provide_context(PageTitle(title));
    i18n::speak(state.lang);
    describe(state, title);
    begin_pages(state, query);
    toast::let_pass(state);

    let t = texts();
    let place = Memo::new(move |_| {
        let route = state.route.get();
        // The settings follow the language by themselves and keep the focus.
        let lang = if route == Route::Settings { Lang::default() } else { state.lang.get() };
        (route, lang)
    });
    let on_query = Callback::new(move |text: String| {
        search::remember(&text);
        query.set(text);
    });
    let in_cart = Memo::new(move |_| state.cart.with(|cart| cart.lines().len()));
    let unsent = Memo::new(move |_| state.unsent());
    let search_box = Memo::new(move |_| state.route.with(search_box));
    view! {
        <div class="app">
            <a class="skip-link" href="#content">{move || t().common.skip_to_content}</a>
            <AppBar
                search=search_box
                query=query
                on_query=on_query
                deep=Memo::new(move |_| state.route.with(is_deep))
                on_back=Callback::new(move |()| navigate::back(state))
            />
            {banners(state, unsent)}
            {move || pages::page(place.get().0)}
            <TabBar route=state.route in_cart=in_cart unsent=unsent />
            <ToastRegion
                text=Signal::derive(move || state.toast.with(|toast| {
                    toast.as_ref().map(|toast| toast.text.clone())
                }))
                action=Signal::derive(move || toast_label(state))
                on_action=Callback::new(move |()| toast::perform(state))
            />
        </div>
    }
    .into_any()
}

/// Tells the browser the page's title and language.
fn describe(state: AppState, title: RwSignal<String>) {
    Effect::new(move |_| {
        let lang = state.lang.get();
        let shop = i18n::of(lang).common.shop_name;
        let title = title.get();
        let whole =
            if title.is_empty() { shop.to_owned() } else { [&title, " · ", shop].concat() };
        navigation::describe(&whole, lang.tag());
    });
}

/// After a step to another page: its top, its heading, and what is searched.
fn begin_pages(state: AppState, query: RwSignal<String>) {
    Effect::new(move |before: Option<()>| {
        let route = state.route.get();
        if route == Route::Search {
            let asked = search::asked();
            if query.with_untracked(|query| *query != asked) {
                query.set(asked);
            }
        }
        let arrived = ToastAction::Open(route.clone());
        if state.toast.with_untracked(|toast| {
            toast.as_ref().is_some_and(|toast| toast.action.as_ref() == Some(&arrived))
        }) {
            state.toast.set(None);
        }
        // The first page is begun by the browser, and search by its own box.
        if before.is_some() {
            timer::spawn(async move {
                timer::breathe().await;
                if navigation::is_return() {
                    navigation::come_back();
                } else if route == Route::Search {
                    navigation::scroll_to_top();
                } else {
                    navigation::begin_page();
                }
            });
        }
    });
}

/// Pages below the five places of the menu.
const fn is_deep(route: &Route) -> bool {
    !matches!(route, Route::Home | Route::Search | Route::Cart | Route::Orders | Route::Account)
}

/// Browsing leads to the search page; where something is filled in or looked
/// up, the box would only be in the way.
fn search_box(route: &Route) -> SearchBox {
    match route {
        Route::Search if navigation::is_return() => SearchBox::AboveResults,
        Route::Search => SearchBox::Input,
        Route::Home | Route::Category(_) | Route::Product(_) | Route::Cart | Route::NotFound => {
            SearchBox::Link
        }
        _ => SearchBox::Absent,
    }
}

fn toast_label(state: AppState) -> Option<&'static str> {
    let t = i18n::of(state.lang.get());
    state.toast.with(|toast| match toast.as_ref()?.action.as_ref()? {
        ToastAction::RestoreLine { .. } => Some(t.common.undo),
        ToastAction::Open(_) => Some(t.common.view),
    })
}

/// The quiet lines below the bar: at most one about the line, one about the
/// session, one about the phone's databases, one about a new version.
fn banners(state: AppState, unsent: Memo<usize>) -> AnyView {
    let down = Memo::new(move |_| state.line.get().is_down());
    let expired = Memo::new(move |_| {
        state.session.with(|session| matches!(session, SessionState::Expired(_)))
    });
    // Said once; the line itself counts minutes, which nobody wants read out.
    let spoken = move || down.get().then(|| i18n::of(state.lang.get()).common.offline);
    view! {
        <p class="sr-only" role="status">{spoken}</p>
        {move || line_banner(state, down.get(), unsent)}
        {move || expired.get().then(|| {
            let t = i18n::of(state.lang.get());
            let label = t.common.sign_in;
            let action = BannerAction::Link { href: Route::SignIn.to_string(), label };
            let text = Signal::stored(t.common.session_expired.to_owned());
            view! { <Banner glyph="lock" text=text action=action test="session-banner" /> }
        })}
        {notices::banners(state)}
    }
    .into_any()
}

fn line_banner(state: AppState, down: bool, unsent: Memo<usize>) -> AnyView {
    let waiting = unsent.get();
    if !down && waiting == 0 {
        return ().into_any();
    }
    let t = texts();
    let text = Memo::new(move |_| {
        let t = t();
        let waiting = match unsent.get() {
            0 => String::new(),
            some => (t.common.waiting_to_be_sent)(some),
        };
        let now = state.now.get();
        let age = state.oldest_unsent().map_or(0, |since| now.seconds_since(since));
        // A wait of some minutes is nothing to speak of.
        let waiting = if age < LONG_WAIT_SECONDS {
            waiting
        } else {
            waiting + &(t.common.oldest_saved)(&format_age(age, state.lang.get()))
        };
        if !down {
            return waiting;
        }
        let offline = match state.catalog.heard_at.get() {
            Some(at) => {
                let age = state.now.get().seconds_since(at);
                (t.common.offline_since)(&format_age(age, state.lang.get()))
            }
            None => t.common.offline.to_owned(),
        };
        if waiting.is_empty() { offline } else { [&offline, " ", &waiting, "."].concat() }
    });
    let action = if waiting > 0 {
        let label = i18n::of(state.lang.get()).common.see_outbox;
        BannerAction::Link { href: Route::Outbox.to_string(), label }
    } else {
        BannerAction::None
    };
    let glyph = if down { "wifi-off" } else { "cloud-upload" };
    view! { <Banner glyph=glyph text=text action=action /> }.into_any()
}
