//! The address bar, the back button, and what a page says about itself.

use super::{timer, window};
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Element, Event, FocusOptions, HtmlAnchorElement, HtmlElement, HtmlInputElement,
    HtmlTextAreaElement, MouseEvent, ScrollRestoration, ScrollToOptions,
};

thread_local! {
    /// How far down the page was left that is being come back to.
    static LEFT_AT: Cell<Option<f64>> = const { Cell::new(None) };
    /// The page that is open, and the one before.
    static HERE: RefCell<String> = const { RefCell::new(String::new()) };
    static BEFORE: RefCell<String> = const { RefCell::new(String::new()) };
    /// The address that the page is about to get.
    static SOON: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Milliseconds in which no other address comes, after which one that has time is set.
const PAUSE: u32 = 500;

/// Path and query of the page that is open.
#[must_use]
pub fn current() -> String {
    let location = window().location();
    let path = location.pathname().unwrap_or_else(|_| "/".to_owned());
    path + &location.search().unwrap_or_default()
}

/// A parameter of the query, decoded.
#[must_use]
pub fn query(name: &str) -> Option<String> {
    settle();
    let search = window().location().search().ok()?;
    web_sys::UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// The query of an address out of what is there and not empty: `?q=a&kind=b`, or nothing.
#[must_use]
pub fn query_string<const N: usize>(pairs: [(&str, Option<&str>); N]) -> String {
    let Ok(search) = web_sys::UrlSearchParams::new() else { return String::new() };
    let named = pairs.into_iter().filter_map(|(name, value)| Some((name, value?)));
    named.filter(|(_, value)| !value.is_empty()).for_each(|(name, value)| search.set(name, value));
    let text = String::from(search.to_string());
    if text.is_empty() { text } else { format!("?{text}") }
}

/// What stands behind the `#` of the address; nothing of it was sent to anybody.
#[must_use]
pub fn fragment() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// The shop's own address, without a slash at its end.
#[must_use]
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Whether the page came from this very machine.
#[must_use]
pub fn is_loopback() -> bool {
    let host = window().location().hostname().unwrap_or_default();
    matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost")
}

/// A place of the page, by its id, while nothing stands there.
#[must_use]
pub fn vacant(id: &str) -> Option<HtmlElement> {
    let place = window().document()?.get_element_by_id(id)?;
    (place.child_element_count() == 0).then_some(place)?.dyn_into().ok()
}

/// Goes to a path as a new step of the history.
pub fn push(path: &str) {
    note_place();
    LEFT_AT.set(None);
    HERE.replace(path.to_owned());
    if let Ok(history) = window().history() {
        // A refused step leaves the old address; the page changes all the same.
        let _ = history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(path));
    }
}

/// Notes in the history how far down the page is scrolled, for who comes back to it.
pub fn note_place() {
    settle();
    let window = window();
    if let Ok(history) = window.history() {
        let top = window.scroll_y().unwrap_or_default();
        // A refused note costs the way back its place.
        let _ = history.replace_state(&top.into(), "");
    }
}

/// Takes the bringing back into our hands, and reads where the page was left.
fn read_place() {
    let Ok(history) = window().history() else { return };
    // Where there is no such setting, the browser tries too.
    let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
    LEFT_AT.set(history.state().ok().and_then(|place| place.as_f64()));
}

/// Whether the page being opened was left before, and is come back to.
#[must_use]
pub fn is_return() -> bool {
    LEFT_AT.get().is_some()
}

/// Goes to where the page was left, with the focus on the link that was followed. While
/// the page is not as long yet it stays where it is, and may be asked again.
pub fn come_back() {
    let window = window();
    let Some(document) = window.document() else { return };
    let Some(top) = LEFT_AT.get() else { return };
    let length = document.document_element().map_or(0, |root| root.scroll_height());
    if f64::from(length) <= top {
        return;
    }
    LEFT_AT.set(None);
    window.scroll_to_with_x_and_y(0.0, top);
    // What is in the document follows the scrolling; the focus needs it now.
    if let Ok(scrolled) = Event::new("scroll") {
        let _ = window.dispatch_event(&scrolled);
    }
    let link = BEFORE.with_borrow(|from| ["main a[href=\"", from, "\"]"].concat());
    let found = |selector: &str| document.query_selector(selector).ok().flatten();
    let focused = found(&link).or_else(|| found("h1"));
    if let Some(element) = focused.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let in_place = FocusOptions::new();
        in_place.set_prevent_scroll(true);
        let _ = element.focus_with_options(&in_place);
    }
}

/// Changes the address without a new step.
pub fn replace(path: &str) {
    SOON.take();
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(path));
    }
}

/// Changes the address to a path with one parameter, without a new step, once it has not changed
/// for a moment; an empty value leaves the bare path.
///
/// Not with every letter: at each change Chromium draws the page's own icon anew, which is a
/// document in memory, and WebKit refuses more than a hundred in half a minute.
pub fn replace_with_query_soon(path: &str, name: &str, value: &str) {
    let Ok(search) = web_sys::UrlSearchParams::new() else { return };
    let mut address = path.to_owned();
    if !value.is_empty() {
        search.set(name, value);
        address = [path, "?", &String::from(search.to_string())].concat();
    }
    SOON.set(Some(address.clone()));
    timer::spawn(async move {
        timer::after_millis(PAUSE).await;
        if SOON.with_borrow(|soon| soon.as_ref() == Some(&address)) {
            settle();
        }
    });
}

/// Gives the page the address that it was about to get.
fn settle() {
    if let Some(path) = SOON.take() {
        replace(&path);
    }
}

/// The whole address of the page that is open, for handing on.
#[must_use]
pub fn address() -> String {
    settle();
    window().location().href().unwrap_or_default()
}

/// One step back.
pub fn back() {
    if let Ok(history) = window().history() {
        let _ = history.back();
    }
}

/// Whether there is a step to go back to.
#[must_use]
pub fn can_go_back() -> bool {
    window().history().and_then(|history| history.length()).is_ok_and(|steps| steps > 1)
}

/// Calls `go` with the path for every tap on a link inside the app, and for
/// every step of the back and forward buttons.
pub fn listen(base: &'static str, go: impl Fn(String) + Clone + 'static) {
    let window = window();
    HERE.replace(current());
    read_place();
    let on_pop = {
        let go = go.clone();
        Closure::<dyn Fn()>::new(move || {
            // Meant for the step that was left.
            SOON.take();
            BEFORE.set(HERE.replace(current()));
            read_place();
            go(current());
        })
    };
    let _ = window.add_event_listener_with_callback("popstate", on_pop.as_ref().unchecked_ref());
    on_pop.forget();

    let on_click = Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| {
        if let Some(path) = inner_link(&event, base) {
            event.prevent_default();
            if path != current() {
                push(&path);
            }
            go(path);
        }
    });
    let _ = window.add_event_listener_with_callback("click", on_click.as_ref().unchecked_ref());
    on_click.forget();
}

/// The path of a plain tap on a link of this app; nothing for everything else.
fn inner_link(event: &MouseEvent, base: &str) -> Option<String> {
    let plain = event.button() == 0
        && !(event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key())
        && !event.default_prevented();
    let target: Element = event.target()?.dyn_into().ok()?;
    let anchor: HtmlAnchorElement = target.closest("a[href]").ok()??.dyn_into().ok()?;
    let ours = anchor.origin() == window().location().origin().ok()?;
    let elsewhere = anchor.has_attribute("download") || !anchor.target().is_empty();
    let path = anchor.pathname();
    let in_app = path.starts_with(base)
        && !["/simulator", "/api/"].iter().any(|outside| path.starts_with(outside))
        && (base == "/counter" || !path.starts_with("/counter"));
    (plain && ours && !elsewhere && in_app).then(|| path + &anchor.search())
}

/// Says what the page is, to the tab, to screen readers and to the CSS.
pub fn describe(title: &str, lang: &str) {
    if let Some(document) = window().document() {
        document.set_title(title);
        if let Some(root) = document.document_element() {
            let _ = root.set_attribute("lang", lang);
        }
    }
}

/// Sets or, with nothing, removes an attribute of the root element.
pub fn root_attribute(name: &str, value: Option<&str>) {
    let root = window().document().and_then(|document| document.document_element());
    if let Some(root) = root {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}

/// Takes the static first screen away once the app is there.
pub fn remove_element(id: &str) {
    if let Some(element) = window().document().and_then(|document| document.get_element_by_id(id)) {
        element.remove();
    }
}

/// Begins a page at its top.
pub fn scroll_to_top() {
    let top = ScrollToOptions::new();
    top.set_top(0.0);
    window().scroll_to_with_scroll_to_options(&top);
}

/// Begins a page at its top, with the focus on its heading.
pub fn begin_page() {
    scroll_to_top();
    let heading = window().document().and_then(|d| d.query_selector("h1").ok().flatten());
    if let Some(heading) = heading.and_then(|h| h.dyn_into::<HtmlElement>().ok()) {
        let _ = heading.set_attribute("tabindex", "-1");
        let _ = heading.focus();
    }
}

/// Puts the focus on the first element a selector finds, and shows it.
pub fn focus_on(selector: &str) {
    let found = window().document().and_then(|d| d.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take the focus is read all the same.
        let _ = element.focus();
    }
}

/// Whether the focus is in a field that holds text.
#[must_use]
pub fn is_typing() -> bool {
    let focused = window().document().and_then(|document| document.active_element());
    let Some(element) = focused else { return false };
    let text = match element.dyn_ref::<HtmlInputElement>() {
        Some(input) => Some(input.value()),
        None => element.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::value),
    };
    text.is_some_and(|text| !text.is_empty())
}

/// Opens the browser's print dialogue, which also writes PDF.
pub fn print() {
    let _ = window().print();
}

/// Loads the page anew.
pub fn reload() {
    let _ = window().location().reload();
}

/// Goes to a page outside the app.
pub fn leave_to(url: &str) {
    let _ = window().location().set_href(url);
}
