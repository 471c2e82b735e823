//! Files: giving one away, and reading one that a person chose.

use super::{PlatformError, timer};
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlInputElement, Url};

const TYPE: &str = "application/json";

/// How long a download stays readable for the browser that fetches it.
const KEPT_MILLIS: u32 = 60_000;

/// Offers the text as a file: to the phone's share sheet where that takes files,
/// else as a download. A sheet the person closes again is no failure.
pub async fn give_away(name: &str, text: &str) -> Result<(), PlatformError> {
    match share(name, text) {
        Some(shared) => {
            let closed = |error: &JsValue| {
                error.dyn_ref::<web_sys::DomException>().is_some_and(|e| e.name() == "AbortError")
            };
            match JsFuture::from(shared).await {
                Err(error) if !closed(&error) => download(name, text),
                _ => Ok(()),
            }
        }
        None => download(name, text),
    }
}

/// The open share sheet; nothing where there is none for such files.
fn share(name: &str, text: &str) -> Option<Promise> {
    let navigator = super::window().navigator();
    let function = |name: &str| -> Option<Function> {
        Reflect::get(&navigator, &name.into()).ok()?.dyn_into().ok()
    };
    let (can_share, share) = (function("canShare")?, function("share")?);
    // `new File([text], name, {type})`
    let constructor: Function =
        Reflect::get(&super::window(), &"File".into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &TYPE.into()).ok()?;
    let parts = Array::of1(&text.into());
    let arguments = Array::of3(&parts, &name.into(), &options);
    let file = Reflect::construct(&constructor, &arguments).ok()?;
    let data = Object::new();
    Reflect::set(&data, &"files".into(), &Array::of1(&file)).ok()?;
    if !can_share.call1(&navigator, &data).ok()?.is_truthy() {
        return None;
    }
    share.call1(&navigator, &data).ok()?.dyn_into().ok()
}

fn download(name: &str, text: &str) -> Result<(), PlatformError> {
    let options = BlobPropertyBag::new();
    options.set_type(TYPE);
    let parts = Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let document = super::window().document().ok_or(PlatformError::Missing("a document"))?;
    let link: HtmlAnchorElement = document
        .create_element("a")?
        .dyn_into()
        .map_err(|_| PlatformError::Missing("downloads"))?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // Some browsers read it only after this turn.
    timer::spawn(async move {
        timer::after_millis(KEPT_MILLIS).await;
        // Gone already is as good.
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}

/// The bytes of the file just chosen in the input the event comes from; nothing
/// if none was chosen. One larger than `most` is not read: its first byte beyond
/// is enough to tell.
pub async fn chosen(event: &web_sys::Event, most: u32) -> Result<Option<Vec<u8>>, PlatformError> {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return Ok(None) };
    let Some(file) = input.files().and_then(|files| files.get(0)) else { return Ok(None) };
    let head = file.slice_with_i32_and_i32(0, i32::try_from(most).unwrap_or(i32::MAX))?;
    let bytes = JsFuture::from(head.array_buffer()).await;
    // The same file may be chosen again.
    input.set_value("");
    Ok(Some(Uint8Array::new(&bytes?).to_vec()))
}
