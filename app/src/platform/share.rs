//! The phone's own sheet for handing something to another app.

use super::PlatformError;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Offers a link. A sheet the person closes again is no failure.
pub async fn offer(title: &str, url: &str) -> Result<(), PlatformError> {
    let navigator = super::window().navigator();
    let share: Function = Reflect::get(&navigator, &"share".into())?
        .dyn_into()
        .map_err(|_| PlatformError::Missing("a share sheet"))?;
    let data = Object::new();
    Reflect::set(&data, &"title".into(), &title.into())?;
    Reflect::set(&data, &"url".into(), &url.into())?;
    let promise: Promise = share
        .call1(&navigator, &data)?
        .dyn_into()
        .map_err(|_| PlatformError::Missing("a share sheet"))?;
    // Rejected when the person changed their mind, too.
    let _ = JsFuture::from(promise).await;
    Ok(())
}
