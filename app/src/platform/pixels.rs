//! Our own reader of QR codes, for browsers without one: a picture is drawn on a canvas
//! that nobody sees, and its pixels are searched.

use super::PlatformError;
use super::scanner::method;
use js_sys::{Array, Object, Reflect, Uint8Array};
use rqrr::PreparedImage;
use wasm_bindgen::{JsCast, JsValue};

/// The longest side that is searched, in pixels: the largest code there is on a screen,
/// of 125 points with its margin, has five each when it fills most of it. More only takes longer.
const MOST_PIXELS: u32 = 720;

/// Codes beside each other that are read at one look.
const MOST_CODES: usize = 4;

/// Bytes of a pixel: red, green, blue and how opaque it is.
const BYTES: usize = 4;

/// A drawing that is never shown.
pub(super) struct Canvas {
    canvas: JsValue,
    context: JsValue,
}

fn number(of: &JsValue, names: [&str; 2]) -> u32 {
    let found = names.iter().filter_map(|name| {
        let value = Reflect::get(of, &JsValue::from_str(name)).ok()?;
        // Whole pixels.
        value.as_f64().map(|pixels| pixels as u32).filter(|pixels| *pixels > 0)
    });
    found.into_iter().next().unwrap_or(0)
}

impl Canvas {
    pub(super) fn new() -> Result<Self, PlatformError> {
        let document = super::window().document().ok_or(PlatformError::Missing("a document"))?;
        let canvas: JsValue = document.create_element("canvas")?.into();
        let options = Object::new();
        Reflect::set(&options, &"willReadFrequently".into(), &true.into())?;
        let context = method(&canvas, "getContext")?.call2(&canvas, &"2d".into(), &options)?;
        Ok(Self { canvas, context })
    }

    /// The texts of the codes in the middle square of a picture or of what a video shows,
    /// which is what the person sees of it; all of it if it is no video.
    pub(super) fn read(&self, picture: &JsValue) -> Result<Vec<String>, PlatformError> {
        let is_video = Reflect::has(picture, &"videoWidth".into())?;
        let width = number(picture, ["videoWidth", "width"]);
        let height = number(picture, ["videoHeight", "height"]);
        let shorter = width.min(height);
        let (from_width, from_height) = if is_video { (shorter, shorter) } else { (width, height) };
        if shorter == 0 {
            return Ok(Vec::new());
        }
        let longest = from_width.max(from_height);
        let most = longest.min(if is_video { MOST_PIXELS } else { 2 * MOST_PIXELS });
        let (w, h) = (from_width * most / longest, from_height * most / longest);
        Reflect::set(&self.canvas, &"width".into(), &w.into())?;
        Reflect::set(&self.canvas, &"height".into(), &h.into())?;
        let (left, top) = ((width - from_width) / 2, (height - from_height) / 2);
        let places = [left, top, from_width, from_height, 0, 0, w, h].map(JsValue::from);
        let arguments: Array = [picture.clone()].into_iter().chain(places).collect();
        method(&self.context, "drawImage")?.apply(&self.context, &arguments)?;
        let corner: Array = [0, 0, w, h].map(JsValue::from).into_iter().collect();
        let drawn = method(&self.context, "getImageData")?.apply(&self.context, &corner)?;
        let data: Object = Reflect::get(&drawn, &"data".into())?
            .dyn_into()
            .map_err(|_| PlatformError::Missing("pixels"))?;
        let bytes = Uint8Array::new(&Reflect::get(&data, &"buffer".into())?).to_vec();
        Ok(codes(&bytes, w as usize))
    }
}

/// The texts of the codes in rows of pixels.
fn codes(pixels: &[u8], width: usize) -> Vec<String> {
    let height = pixels.len() / BYTES / width.max(1);
    let light = |x: usize, y: usize| {
        let at = (y * width + x) * BYTES;
        let share = |colour: usize, of: u32| {
            pixels.get(at + colour).map_or(0, |value| u32::from(*value) * of)
        };
        // As bright as an eye finds it (ITU-R BT.601), in parts of 256.
        let sum = (share(0, 77) + share(1, 150) + share(2, 29)) / 256;
        u8::try_from(sum).unwrap_or(u8::MAX)
    };
    let mut image = PreparedImage::prepare_from_greyscale(width, height, light);
    let grids = image.detect_grids().into_iter().take(MOST_CODES);
    grids.filter_map(|grid| Some(grid.decode().ok()?.1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

    /// A picture of a code, each of its points so many pixels wide.
    fn drawn(text: &str, digits: &str, scale: usize) -> (Vec<u8>, usize, u8) {
        let segments = [QrSegment::make_bytes(text.as_bytes()), QrSegment::make_numeric(digits)];
        let (low, least) = (QrCodeEcc::Low, Version::MIN);
        let code =
            QrCode::encode_segments_advanced(&segments, low, least, Version::MAX, None, true)
                .unwrap();
        let size = (usize::try_from(code.size()).unwrap() + 8) * scale;
        let point = |at: usize| i32::try_from(at / scale).unwrap() - 4;
        let pixels = (0..size * size).flat_map(|at| {
            let is_dark = code.get_module(point(at % size), point(at / size));
            let value = if is_dark { 25 } else { 230 };
            [value, value, value, 255]
        });
        (pixels.collect(), size, code.version().value())
    }

    #[test]
    fn codes_of_all_sizes_that_are_shown_are_read() {
        for (digits, version) in [(40, 3), (1_000, 15), (1_490, 18), (2_900, 25)] {
            let digits = "8675309".repeat(500)[..digits].to_owned();
            let (pixels, width, drawn) = drawn("https://warung.example/outbox#c1", &digits, 4);
            assert!(drawn.abs_diff(version) <= 2, "version {drawn}");
            let text = format!("https://warung.example/outbox#c1{digits}");
            assert_eq!(codes(&pixels, width), [text], "version {drawn}");
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        assert_eq!(codes(&[], 0), Vec::<String>::new());
        assert_eq!(codes(&[200; 64 * 64 * 4], 64), Vec::<String>::new());
    }
}
