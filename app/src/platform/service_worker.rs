//! The service worker, from the page's side.

use super::window;
use js_sys::{Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ServiceWorkerContainer, ServiceWorkerRegistration};

fn container() -> Option<ServiceWorkerContainer> {
    let navigator = window().navigator();
    let container = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    container.is_object().then(|| container.unchecked_into())
}

/// Registers the worker. Without one the shop works while it is open.
pub async fn register(script: &str) {
    let Some(container) = container() else { return };
    if JsFuture::from(container.register(script)).await.is_err() {
        super::log::warn("the service worker could not be registered");
    }
}

/// Calls `ready` when a new version waits to be activated.
pub async fn watch_for_update(ready: impl Fn() + Clone + 'static) {
    let Some(container) = container() else { return };
    let Ok(promise) = container.ready() else { return };
    let Ok(registration) = JsFuture::from(promise).await else { return };
    let registration: ServiceWorkerRegistration = registration.unchecked_into();
    if registration.waiting().is_some() {
        ready();
    }
    let watched = registration.clone();
    let on_found = Closure::<dyn Fn()>::new(move || {
        let Some(worker) = watched.installing() else { return };
        let (ready, watched, state_of) = (ready.clone(), watched.clone(), worker.clone());
        let on_state = Closure::<dyn Fn()>::new(move || {
            let installed = Reflect::get(&state_of, &"state".into())
                .is_ok_and(|state| state.as_string().as_deref() == Some("installed"));
            if installed && watched.active().is_some() {
                ready();
            }
        });
        worker.set_onstatechange(Some(on_state.as_ref().unchecked_ref()));
        on_state.forget();
    });
    registration.set_onupdatefound(Some(on_found.as_ref().unchecked_ref()));
    on_found.forget();
}

/// Tells a waiting version to take over, then loads the page anew.
pub async fn activate_update() {
    let Some(container) = container() else { return };
    let Ok(promise) = container.ready() else { return };
    let Ok(registration) = JsFuture::from(promise).await else { return };
    let registration: ServiceWorkerRegistration = registration.unchecked_into();
    let Some(waiting) = registration.waiting() else { return };
    let on_change = Closure::once_into_js(super::navigation::reload);
    container.set_oncontrollerchange(Some(on_change.unchecked_ref()));
    let message = Object::new();
    let built = Reflect::set(&message, &"type".into(), &"activate".into());
    if built.is_ok() {
        // A worker that does not answer stays until every tab is closed.
        let _ = waiting.post_message(&message);
    }
}
