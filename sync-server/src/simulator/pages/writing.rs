//! How the town's pages write text, money and time.

use crate::payment::midtrans::write_jakarta;
use qrcodegen::{QrCode, QrCodeEcc};
use warung_domain::time::Timestamp;

/// Empty squares around a QR code.
const QR_QUIET: i32 = 4;

/// Text as HTML text or attribute value, whoever wrote it.
pub(in super::super) fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut html, c| {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
        html
    })
}

/// Indonesian first, English under it. Both are ours and need no escaping.
pub(in super::super) fn both(id: &str, en: &str) -> String {
    format!("<span>{id}</span> <span class=\"en\" lang=\"en\">{en}</span>")
}

/// `Rp1.250.000`.
pub(in super::super) fn rupiah(amount: i64) -> String {
    let digits = amount.unsigned_abs().to_string();
    let grouped = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| String::from_utf8_lossy(group))
        .collect::<Vec<_>>()
        .join(".");
    format!("{}Rp{grouped}", if amount < 0 { "−" } else { "" })
}

/// `22/11/2026 11.00 WIB`, as a machine-readable element.
pub(super) fn moment(at: Timestamp) -> String {
    let reading = write_jakarta(at);
    let (date, time) = reading.split_once(' ').unwrap_or((&reading, ""));
    let day = date.rsplit('-').collect::<Vec<_>>().join("/");
    let minute = time.get(..5).unwrap_or(time).replace(':', ".");
    format!("<time datetime=\"{date}T{time}+07:00\">{day} {minute} WIB</time>")
}

/// A code in groups of four, which copies and reads as one.
pub(super) fn code(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters
        .chunks(4)
        .map(|group| format!("<span>{}</span>", escape(&group.iter().collect::<String>())))
        .collect()
}

/// What a QR says, as a picture of black squares; nothing if it is too long for one.
pub(in super::super) fn qr_svg(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * QR_QUIET;
    let dark = |x: &i32, y: i32| code.get_module(*x, y);
    let rows = (0..code.size()).flat_map(|y| {
        let columns = (0..code.size()).filter(move |x| dark(x, y));
        columns.map(move |x| format!("M{} {}h1v1h-1z", x + QR_QUIET, y + QR_QUIET))
    });
    let path: String = rows.collect();
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
<path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_money_and_time_as_indonesia_does() {
        assert_eq!(rupiah(0), "Rp0");
        assert_eq!(rupiah(999), "Rp999");
        assert_eq!(rupiah(1_250_000), "Rp1.250.000");
        let at = moment(Timestamp::from_millis(1_795_320_000_000));
        assert!(at.contains("22/11/2026 11.00 WIB"), "{at}");
        assert!(at.contains("2026-11-22T11:00:00+07:00"), "{at}");
    }

    #[test]
    fn escapes_whatever_could_be_markup() {
        assert_eq!(escape("<b a='\"'>&"), "&lt;b a=&#39;&quot;&#39;&gt;&amp;");
        assert_eq!(code("12345"), "<span>1234</span><span>5</span>");
    }
}
