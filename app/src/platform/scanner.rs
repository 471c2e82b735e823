//! Reading QR codes, from a picture or through the camera: with the browser's reader
//! (`BarcodeDetector`) where it has one, else with our own ([`super::pixels`]). Nothing
//! that the camera sees leaves the phone.

use super::pixels::Canvas;
use super::{PlatformError, timer};
use js_sys::{Array, Function, Object, Promise, Reflect};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;

/// Between two looks through the camera: about fifteen a second, with the look itself.
const PAUSE_MILLIS: u32 = 50;

thread_local! {
    /// What the camera gives, while somebody looks through it.
    static STREAM: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

pub(super) fn method(of: &JsValue, name: &str) -> Result<Function, PlatformError> {
    Reflect::get(of, &name.into())?
        .dyn_into()
        .map_err(|_| PlatformError::Missing("a reader of codes"))
}

pub(super) async fn answer(promise: JsValue) -> Result<JsValue, PlatformError> {
    let promise: Promise = promise.dyn_into().map_err(|_| PlatformError::Missing("promises"))?;
    Ok(JsFuture::from(promise).await?)
}

/// What turns a picture into texts.
enum Reader {
    /// A `BarcodeDetector`.
    Browsers(JsValue),
    Own(Canvas),
}

impl Reader {
    /// The browser's, where it has one that knows QR codes.
    fn new() -> Result<Self, PlatformError> {
        match detector() {
            Ok(detector) => Ok(Self::Browsers(detector)),
            Err(_) => Ok(Self::Own(Canvas::new()?)),
        }
    }

    /// The texts of all codes in a picture.
    async fn read(&mut self, picture: &JsValue) -> Result<Vec<String>, PlatformError> {
        if let Self::Browsers(detector) = self {
            match detected(detector, picture).await {
                // Some have the object and nothing behind it.
                Err(PlatformError::Browser(why)) if why.starts_with("NotSupported") => {
                    *self = Self::Own(Canvas::new()?);
                }
                read => return read,
            }
        }
        match self {
            Self::Own(canvas) => canvas.read(picture),
            Self::Browsers(_) => Ok(Vec::new()),
        }
    }
}

/// `new BarcodeDetector({formats: ["qr_code"]})`.
fn detector() -> Result<JsValue, PlatformError> {
    let constructor = method(&super::window(), "BarcodeDetector")?;
    let options = Object::new();
    Reflect::set(&options, &"formats".into(), &Array::of1(&"qr_code".into()))?;
    Ok(Reflect::construct(&constructor, &Array::of1(&options))?)
}

async fn detected(detector: &JsValue, picture: &JsValue) -> Result<Vec<String>, PlatformError> {
    let found = answer(method(detector, "detect")?.call1(detector, picture)?).await?;
    let found = Array::from(&found);
    let texts = found.iter().filter_map(|code| {
        let text = Reflect::get(&code, &"rawValue".into()).ok()?.as_string()?;
        (!text.is_empty()).then_some(text)
    });
    Ok(texts.collect())
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
    let mut reader = Reader::new()?;
    let Some(file) = chosen(event) else { return Ok(None) };
    if let Some(input) = input(event) {
        // The same picture may be chosen again.
        input.set_value("");
    }
    let window = super::window();
    let picture = answer(method(&window, "createImageBitmap")?.call1(&window, &file)?).await?;
    Ok(reader.read(&picture).await?.into_iter().next())
}

/// Shows what the camera sees in the video element of that id, until a QR is read or
/// [`close`] is called; nothing in that case.
pub async fn look(id: &str) -> Result<Option<String>, PlatformError> {
    let mut found = None;
    let first = |text| {
        found = Some(text);
        Looking::Enough
    };
    watch(id, first).await?;
    Ok(found)
}

/// Whether to go on looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looking {
    On,
    Enough,
}

/// Shows what the camera sees in the video element of that id and gives away every text
/// that is read, until there is enough or [`close`] is called.
pub async fn watch(id: &str, take: impl FnMut(String) -> Looking) -> Result<(), PlatformError> {
    let reader = Reader::new()?;
    let video = super::window().document().and_then(|document| document.get_element_by_id(id));
    let Some(video) = video else { return Ok(()) };
    let navigator = super::window().navigator();
    let devices = Reflect::get(&navigator, &"mediaDevices".into())?;
    // Without TLS a browser has none.
    let ask = match devices.is_object() {
        true => method(&devices, "getUserMedia")?,
        false => return Err(PlatformError::Missing("a camera")),
    };
    let stream = answer(ask.call1(&devices, &wanted()?)?).await?;
    // Whoever wanted to look may have left meanwhile; the camera is not to stay on.
    if !is_on_the_page(&video) {
        stop(&stream);
        return Ok(());
    }
    close();
    STREAM.set(Some(stream.clone()));
    let ended = read_all(reader, &video, &stream, take).await;
    if is_open(&stream) {
        close();
    } else {
        stop(&stream);
    }
    ended
}

/// The camera at the back, and as many pixels as a large code asks for.
fn wanted() -> Result<JsValue, PlatformError> {
    let (wish, video) = (Object::new(), Object::new());
    Reflect::set(&video, &"facingMode".into(), &"environment".into())?;
    for (side, pixels) in [("width", 1_280), ("height", 720)] {
        let ideal = Object::new();
        Reflect::set(&ideal, &"ideal".into(), &pixels.into())?;
        Reflect::set(&video, &side.into(), &ideal)?;
    }
    Reflect::set(&wish, &"video".into(), &video)?;
    Ok(wish.into())
}

async fn read_all(
    mut reader: Reader,
    video: &JsValue,
    stream: &JsValue,
    mut take: impl FnMut(String) -> Looking,
) -> Result<(), PlatformError> {
    Reflect::set(video, &"srcObject".into(), stream)?;
    answer(method(video, "play")?.call0(video)?).await?;
    while is_open(stream) && is_on_the_page(video) {
        // A frame that is not there yet is no reason to stop looking.
        for text in reader.read(video).await.unwrap_or_default() {
            if !is_open(stream) || take(text) == Looking::Enough {
                return Ok(());
            }
        }
        timer::after_millis(PAUSE_MILLIS).await;
    }
    Ok(())
}

fn is_on_the_page(element: &JsValue) -> bool {
    Reflect::get(element, &"isConnected".into()).is_ok_and(|is| is.is_truthy())
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
