//! Waiting, in the browser's event loop.

use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use std::future::Future;
use std::pin::pin;

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

/// Runs a future to its end without anybody waiting for it.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(future);
}
