//! Waiting, in the browser's event loop.

use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// Resolves after so many milliseconds.
pub async fn after_millis(millis: u32) {
    TimeoutFuture::new(millis).await;
}

/// Lets the browser paint and handle input before going on with long work.
pub async fn breathe() {
    TimeoutFuture::new(0).await;
}

/// The future's result, or nothing if it takes longer.
pub async fn within<T>(millis: u32, future: impl Future<Output = T>) -> Option<T> {
    match select(pin!(future), pin!(TimeoutFuture::new(millis))).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(((), _)) => None,
    }
}

/// Begins a future now, and gives what came of it to whoever waits later.
pub fn begin<T: 'static>(
    future: impl Future<Output = T> + 'static,
) -> impl Future<Output = Option<T>> {
    let outcome = Rc::new(RefCell::new(None));
    let inside = Rc::clone(&outcome);
    let ended = future_to_promise(async move {
        let value = future.await;
        *inside.borrow_mut() = Some(value);
        Ok(JsValue::UNDEFINED)
    });
    async move {
        // It is only told when it ends; it has nothing to fail with.
        let _ = JsFuture::from(ended).await;
        outcome.take()
    }
}

/// Runs a future to its end without anybody waiting for it.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(future);
}
