//! Codes that are read by a scanner or a camera, black on white in every theme.

use super::bitmap::square_png;
use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};
use warung_domain::code128;

/// Empty points that have to stand around a QR.
const QR_QUIET: usize = 4;

/// Pixels of a point, so that what is kept as a photo is large enough to be read.
const QR_SCALE: usize = 8;

/// Text as bars for the scanner at a till; nothing if it has no bars.
pub fn barcode(text: &str, label: String) -> Option<AnyView> {
    let widths = code128::encode(text)?;
    let mut path = String::new();
    let mut at = code128::QUIET;
    for (place, width) in widths.iter().map(|width| u32::from(*width)).enumerate() {
        if place % 2 == 0 {
            path.push_str(&format!("M{at} 0h{width}v40h-{width}z"));
        }
        at += width;
    }
    let view_box = format!("0 0 {} 40", at + code128::QUIET);
    let picture = view! {
        <svg viewBox=view_box preserveAspectRatio="none" role="img" aria-label=label>
            <path d=path />
        </svg>
    };
    Some(view! { <div class="barcode" data-test="barcode">{picture}</div> }.into_any())
}

/// What a QR says, as the address of a picture; nothing if it is too long for one.
pub fn qr_picture(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = usize::try_from(code.size()).ok()?;
    let module = |at: usize| i32::try_from(at).ok().map(|at| at - QR_QUIET as i32);
    Some(square_png(size + 2 * QR_QUIET, QR_SCALE, |x, y| {
        // Outside the code everything is light.
        module(x).zip(module(y)).is_some_and(|(x, y)| code.get_module(x, y))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_for_a_qr_is_none() {
        assert!(qr_picture("00020101").unwrap().starts_with("data:image/png;base64,"));
        assert_eq!(qr_picture(&"x".repeat(4_000)), None);
    }
}
