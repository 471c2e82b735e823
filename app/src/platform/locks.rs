//! Web Locks: one tab at a time. Where they are missing, or the page is put aside
//! ([`aside`]), work goes on without; the server stays correct either way.

use super::aside::{self, Held};
use futures::channel::oneshot;
use futures::future::{Either, select};
use js_sys::{Function, Object, Promise, Reflect};
use std::future::Future;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

/// Whether to wait for the lock or give up at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    Wait,
    OnlyIfFree,
}

/// Runs `work` while holding the lock; nothing if it was taken and we would
/// not wait. The lock is given back when `work` ends, also when the tab dies.
pub async fn holding<T, F>(name: &str, patience: Patience, work: F) -> Option<T>
where
    F: Future<Output = T>,
{
    let _held = match manager() {
        Some(manager) => Some(take(&manager, name, patience).await?),
        None => None,
    };
    Some(work.await)
}

/// Takes the lock, which is held for as long as the answer lives.
async fn take(manager: &JsValue, name: &str, patience: Patience) -> Option<Held> {
    let request: Function = Reflect::get(manager, &"request".into()).ok()?.dyn_into().ok()?;
    loop {
        aside::until_in_use().await;
        let (granted_tx, granted_rx) = oneshot::channel::<bool>();
        let (done_tx, done_rx) = oneshot::channel::<()>();
        let abort = AbortController::new().ok()?;
        let signal = abort.signal();
        let options = Object::new();
        let (option, value) = match patience {
            Patience::Wait => ("signal", signal.clone().into()),
            Patience::OnlyIfFree => ("ifAvailable", true.into()),
        };
        Reflect::set(&options, &option.into(), &value).ok()?;
        let held = aside::holding(move || {
            drop(done_tx);
            // Granted to a frozen page it would never be given back.
            abort.abort();
        });
        // The lock is held for as long as this promise is pending.
        let callback = Closure::once_into_js(move |lock: JsValue| -> Promise {
            // The asking side may have been dropped; then nobody wants the lock.
            let _ = granted_tx.send(!lock.is_null() && !lock.is_undefined());
            wasm_bindgen_futures::future_to_promise(async move {
                let _ = done_rx.await;
                Ok(JsValue::UNDEFINED)
            })
        });
        let asked = request.call3(manager, &name.into(), &options, &callback).ok()?;
        let over = JsFuture::from(asked.dyn_into::<Promise>().ok()?);
        match select(granted_rx, over).await {
            Either::Left((granted, _)) => return granted.unwrap_or(false).then_some(held),
            // The page was put aside while it waited, and asks anew.
            Either::Right(_) if signal.aborted() => {}
            Either::Right(_) => return None,
        }
    }
}

fn manager() -> Option<JsValue> {
    let navigator = super::window().navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    locks.is_object().then_some(locks)
}
