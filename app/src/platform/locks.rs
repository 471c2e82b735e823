//! Web Locks: one tab at a time. Where they are missing work goes on without;
//! the server stays correct either way.

use futures::channel::oneshot;
use js_sys::{Function, Object, Promise, Reflect};
use std::future::Future;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

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
    let Some(manager) = manager() else {
        return Some(work.await);
    };
    let (granted_tx, granted_rx) = oneshot::channel::<bool>();
    let (done_tx, done_rx) = oneshot::channel::<()>();
    // The lock is held for as long as this promise is pending.
    let callback = Closure::once_into_js(move |lock: JsValue| -> Promise {
        // The asking side may have been dropped; then nobody wants the lock.
        let _ = granted_tx.send(!lock.is_null() && !lock.is_undefined());
        wasm_bindgen_futures::future_to_promise(async move {
            let _ = done_rx.await;
            Ok(JsValue::UNDEFINED)
        })
    });
    let request: Function = Reflect::get(&manager, &"request".into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &(patience == Patience::OnlyIfFree).into())
        .ok()?;
    request.call3(&manager, &name.into(), &options, &callback).ok()?;
    if !granted_rx.await.unwrap_or(false) {
        return None;
    }
    let result = work.await;
    // If the browser has already let go there is nobody to tell.
    let _ = done_tx.send(());
    Some(result)
}

fn manager() -> Option<JsValue> {
    let navigator = super::window().navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    locks.is_object().then_some(locks)
}
