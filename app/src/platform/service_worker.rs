//! The service worker, from the page's side.

use super::http::Ask;
use super::window;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ServiceWorkerContainer, ServiceWorkerRegistration};

fn container() -> Option<ServiceWorkerContainer> {
    let navigator = window().navigator();
    let container = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    container.is_object().then(|| container.unchecked_into())
}

/// Registers the worker and waits until it has everything it needs, which is
/// for ever where it could not be fetched. Without one the shop works while it
/// is open.
pub async fn install(script: &str) {
    let Some(container) = container() else { return };
    if JsFuture::from(container.register(script)).await.is_err() {
        super::log::warn("the service worker could not be registered");
    }
    if let Ok(ready) = container.ready() {
        // It has nothing to fail with.
        let _ = JsFuture::from(ready).await;
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

/// Asks the shop which version it serves and, if it is not the one kept here,
/// has the browser fetch it. The question is 30 bytes; the worker would be
/// thousands.
pub async fn look_for_update() {
    let Ok(answer) = Ask::get("/version.json").send().await else { return };
    let served = answer.content_type == "application/json" && answer.status == 200;
    let version = warung_domain::json::read::<Version>(&answer.body);
    let (true, Ok(version)) = (served, version) else { return };
    let Some(container) = container() else { return };
    if super::storage::has_cache(&["warung-shop-", &version.version].concat()).await {
        return;
    }
    // `ready` never comes where no worker could be registered; nothing waits for it.
    let Ok(promise) = container.ready() else { return };
    let Ok(registration) = JsFuture::from(promise).await else { return };
    let registration: ServiceWorkerRegistration = registration.unchecked_into();
    if let Ok(update) = registration.update() {
        // Failing is for the next look.
        let _ = JsFuture::from(update).await;
    }
}

/// What `/version.json` says.
#[derive(serde::Deserialize)]
struct Version {
    version: String,
}

/// Leaves word with the browser to wake the worker as soon as there is a line,
/// even if the shop is closed by then. Where browsers do not offer that, the
/// next launch delivers.
pub async fn ask_to_deliver() {
    let Some(container) = container() else { return };
    let Ok(promise) = container.ready() else { return };
    let Ok(registration) = JsFuture::from(promise).await else { return };
    let left = Reflect::get(&registration, &"sync".into()).and_then(|sync| {
        let register: Function = Reflect::get(&sync, &"register".into())?.dyn_into()?;
        register.call1(&sync, &"warung-outbox".into())?.dyn_into::<Promise>()
    });
    if let Ok(promise) = left {
        // A refusal is no matter, see above.
        let _ = JsFuture::from(promise).await;
    }
}

/// Tells a waiting version to take over, then loads the page anew. May be asked
/// again until it has happened.
pub async fn activate_update() {
    let Some(container) = container() else { return };
    let Ok(promise) = container.ready() else { return };
    let Ok(registration) = JsFuture::from(promise).await else { return };
    let registration: ServiceWorkerRegistration = registration.unchecked_into();
    // None waits any more where it has taken over already.
    let Some(waiting) = registration.waiting() else { return super::navigation::reload() };
    if container.oncontrollerchange().is_none() {
        let on_change = Closure::once_into_js(super::navigation::reload);
        container.set_oncontrollerchange(Some(on_change.unchecked_ref()));
    }
    let message = Object::new();
    let built = Reflect::set(&message, &"type".into(), &"activate".into());
    if built.is_ok() {
        // A worker that does not answer stays until every tab is closed.
        let _ = waiting.post_message(&message);
    }
}
