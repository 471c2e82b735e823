//! Reading a QR, from a picture or through the camera, where the browser can
//! (`BarcodeDetector`). Nothing that the camera sees leaves the phone.

use super::{PlatformError, timer};
use js_sys::{Array, Function, Object, Promise, Reflect};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;

/// Between two looks through the camera.
const PAUSE_MILLIS: u32 = 200;

thread_local! {
    /// What the camera gives, while somebody looks through it.
    static STREAM: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

fn method(of: &JsValue, name: &str) -> Result<Function, PlatformError> {
    Reflect::get(of, &name.into())?
        .dyn_into()
        .map_err(|_| PlatformError::Missing("a reader of codes"))
}

async fn answer(promise: JsValue) -> Result<JsValue, PlatformError> {
    let promise: Promise = promise.dyn_into().map_err(|_| PlatformError::Missing("promises"))?;
    Ok(JsFuture::from(promise).await?)
}

/// `new BarcodeDetector({formats: ["qr_code"]})`.
fn reader() -> Result<JsValue, PlatformError> {
    let constructor = method(&super::window(), "BarcodeDetector")?;
    let options = Object::new();
    Reflect::set(&options, &"formats".into(), &Array::of1(&"qr_code".into()))?;
    Ok(Reflect::construct(&constructor, &Array::of1(&options))?)
}

/// The text of the first code in a picture.
async fn first_code(reader: &JsValue, picture: &JsValue) -> Result<Option<String>, PlatformError> {
    let found = answer(method(reader, "detect")?.call1(reader, picture)?).await?;
    let first = Array::from(&found).get(0);
    if first.is_undefined() {
        return Ok(None);
    }
    Ok(Reflect::get(&first, &"rawValue".into())?.as_string())
}

/// What was chosen in the input an event comes from, if it is a picture.
#[must_use]
pub fn is_picture(event: &web_sys::Event) -> bool {
    let kind = chosen(event).and_then(|file| Reflect::get(&file, &"type".into()).ok()?.as_string());
    kind.is_some_and(|kind| kind.starts_with("image/"))
}

fn input(event: &web_sys::Event) -> Option<HtmlInputElement> {
    event.target()?.dyn_into().ok()
}

fn chosen(event: &web_sys::Event) -> Option<web_sys::File> {
    input(event)?.files()?.get(0)
}

/// The text of the QR in the picture just chosen; nothing if none is seen in it.
pub async fn read_chosen(event: &web_sys::Event) -> Result<Option<String>, PlatformError> {
    let reader = reader()?;
    let Some(file) = chosen(event) else { return Ok(None) };
    if let Some(input) = input(event) {
        // The same picture may be chosen again.
        input.set_value("");
    }
    let window = super::window();
    let picture = answer(method(&window, "createImageBitmap")?.call1(&window, &file)?).await?;
    first_code(&reader, &picture).await
}

/// Shows what the camera sees in the video element of that id, until a QR is read or
/// [`close`] is called; nothing in that case.
pub async fn look(id: &str) -> Result<Option<String>, PlatformError> {
    let reader = reader()?;
    let video = super::window().document().and_then(|document| document.get_element_by_id(id));
    let Some(video) = video else { return Ok(None) };
    let navigator = super::window().navigator();
    let devices = Reflect::get(&navigator, &"mediaDevices".into())?;
    // Without TLS a browser has none.
    let ask = match devices.is_object() {
        true => method(&devices, "getUserMedia")?,
        false => return Err(PlatformError::Missing("a camera")),
    };
    let (wish, back) = (Object::new(), Object::new());
    Reflect::set(&back, &"facingMode".into(), &"environment".into())?;
    Reflect::set(&wish, &"video".into(), &back)?;
    let stream = answer(ask.call1(&devices, &wish)?).await?;
    close();
    STREAM.set(Some(stream.clone()));
    let found = watch(&reader, &video, &stream).await;
    if is_open(&stream) {
        close();
    } else {
        stop(&stream);
    }
    found
}

async fn watch(
    reader: &JsValue,
    video: &JsValue,
    stream: &JsValue,
) -> Result<Option<String>, PlatformError> {
    Reflect::set(video, &"srcObject".into(), stream)?;
    answer(method(video, "play")?.call0(video)?).await?;
    while is_open(stream) {
        // A frame that is not there yet is no reason to stop looking.
        if let Ok(Some(text)) = first_code(reader, video).await {
            return Ok(is_open(stream).then_some(text));
        }
        timer::after_millis(PAUSE_MILLIS).await;
    }
    Ok(None)
}

fn is_open(stream: &JsValue) -> bool {
    STREAM.with_borrow(|open| open.as_ref() == Some(stream))
}

/// Turns the camera off.
pub fn close() {
    if let Some(stream) = STREAM.take() {
        stop(&stream);
    }
}

fn stop(stream: &JsValue) {
    let Ok(tracks) = method(stream, "getTracks").and_then(|all| Ok(all.call0(stream)?)) else {
        return;
    };
    for track in Array::from(&tracks) {
        // One that ended by itself is off as well.
        let _ = method(&track, "stop").map(|stop| stop.call0(&track));
    }
}
