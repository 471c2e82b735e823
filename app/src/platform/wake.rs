//! Moments at which it is worth trying the network again. None is trusted
//! alone.

use super::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Why now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    Online,
    Offline,
    Visible,
    Hidden,
    /// Left for another page, and perhaps kept for the way back.
    PutAside,
    /// Back from the back-forward cache, or a frozen tab resumed.
    PageShown,
}

/// Calls `wake` at every such moment, as long as the page lives.
pub fn listen(wake: impl Fn(Moment) + Clone + 'static) {
    let on = |target: &web_sys::EventTarget, name: &str, handler: Box<dyn Fn()>| {
        let closure = Closure::<dyn Fn()>::wrap(handler);
        if target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref()).is_ok() {
            closure.forget();
        }
    };
    let window = window();
    for (name, moment) in [
        ("online", Moment::Online),
        ("offline", Moment::Offline),
        ("pagehide", Moment::PutAside),
        ("pageshow", Moment::PageShown),
    ] {
        let wake = wake.clone();
        on(&window, name, Box::new(move || wake(moment)));
    }
    if let Some(document) = window.document() {
        let watched = document.clone();
        on(
            &document,
            "visibilitychange",
            Box::new(move || {
                let hidden = watched.visibility_state() == web_sys::VisibilityState::Hidden;
                wake(if hidden { Moment::Hidden } else { Moment::Visible });
            }),
        );
    }
}
