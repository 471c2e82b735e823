//! Codes that are read by a scanner or a camera, black on white in every theme.

use super::bitmap::square_png;
use leptos::prelude::*;
use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};
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

/// The largest QR that is printed. On paper of 58 mm a printer of 203 dpi has 384
/// points in a row: three for each of its 117 modules and the empty ones beside them.
const LARGEST: u8 = 25;

/// A link that ends in digits, which need half the room of letters, as a drawing that
/// is sharp at every size; nothing if it is too long for paper.
pub fn qr_link(link: &str, digits: &str, label: String) -> Option<AnyView> {
    let code = link_code(link, digits)?;
    let drawing = view! {
        <svg
            class="qr"
            viewBox=view_box(&code)
            role="img"
            aria-label=label
            data-test="qr"
            data-version=code.version().value().to_string()
        >
            <path d=outline(&code) />
        </svg>
    };
    Some(drawing.into_any())
}

/// A row of codes, each shown until the next takes its place, as drawings: the digits
/// of one differ from those of the others, and their number does not.
pub fn qr_row(label: String, codes: Signal<(String, String)>) -> AnyView {
    let drawn = Memo::new(move |_| {
        let code = codes.with(|(before, digits)| row_code(before, digits))?;
        Some((view_box(&code), outline(&code)))
    });
    let part = move |of: fn((String, String)) -> String| move || drawn.get().map(of);
    view! {
        <svg class="qr" viewBox=part(|drawn| drawn.0) role="img" aria-label=label data-test="qr-row">
            <path d=part(|drawn| drawn.1) />
        </svg>
    }
    .into_any()
}

/// The dark points of a code.
fn outline(code: &QrCode) -> String {
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let run = (x..size).take_while(|x| code.get_module(*x, y)).count();
            let run = i32::try_from(run).unwrap_or(0);
            if run > 0 {
                path.push_str(&format!("M{x} {y}h{run}v1h-{run}z"));
            }
            x += run + 1;
        }
    }
    path
}

/// A code and the empty points that have to stand around it.
fn view_box(code: &QrCode) -> String {
    let whole = QR_QUIET as i32 * 2 + code.size();
    format!("-{QR_QUIET} -{QR_QUIET} {whole} {whole}")
}

fn segments(text: &str, digits: &str) -> Vec<QrSegment> {
    let number = (!digits.is_empty()).then(|| QrSegment::make_numeric(digits));
    [QrSegment::make_bytes(text.as_bytes())].into_iter().chain(number).collect()
}

/// The better a code is corrected, the better it is read off thin paper.
fn link_code(link: &str, digits: &str) -> Option<QrCode> {
    let segments = segments(link, digits);
    let largest = Version::new(LARGEST);
    let levels = [QrCodeEcc::Medium, QrCodeEcc::Low].into_iter();
    let fit = |level| {
        QrCode::encode_segments_advanced(&segments, level, Version::MIN, largest, None, true).ok()
    };
    levels.filter_map(fit).next()
}

/// Ten a second are drawn, so the pattern that is laid over a code is not chosen with
/// care: over digits as good as drawn by lot any is as good.
fn row_code(text: &str, digits: &str) -> Option<QrCode> {
    let (largest, pattern) = (Version::new(LARGEST), Some(Mask::new(0)));
    let segments = segments(text, digits);
    QrCode::encode_segments_advanced(
        &segments,
        QrCodeEcc::Low,
        Version::MIN,
        largest,
        pattern,
        false,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_for_a_qr_is_none() {
        assert!(qr_picture("00020101").unwrap().starts_with("data:image/png;base64,"));
        assert_eq!(qr_picture(&"x".repeat(4_000)), None);
    }

    // Holds R9.
    #[test]
    fn a_link_on_paper_is_of_points_that_a_printer_has() {
        let link = "https://warung.example/verify#r1";
        let version =
            |digits: usize| link_code(link, &"7".repeat(digits)).map(|code| code.version().value());
        // A receipt of one line has about 1,000 digits, one of ten about 2,000.
        assert_eq!(version(1_000), Some(17));
        assert_eq!(version(2_000), Some(24));
        assert_eq!(version(2_900), Some(25));
        assert_eq!(version(3_100), None);
    }
}
