//! ESC/POS: what printers of tills are told, for a slip of text, a bar code and a QR.
//!
//! Commands are those that Epson documents for its TM printers and that others imitate: `ESC @`,
//! `ESC a`, `ESC E`, `GS !`, `GS h`, `GS w`, `GS H`, `GS k` (73, Code 128), `GS ( k` (QR, model 2) and
//! `GS V` (66). Text is plain ASCII in font A, so that no printer's code page matters; whatever else
//! stands in a name is left out, control characters first of all.

/// Characters of font A in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    /// A roll of 58 mm.
    Narrow,
    /// A roll of 80 mm.
    Wide,
}

impl Columns {
    #[must_use]
    pub const fn count(self) -> usize {
        match self {
            Self::Narrow => 32,
            Self::Wide => 48,
        }
    }
}

/// One part of a slip, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// In the middle, twice as high.
    Heading(String),
    /// In the middle.
    Centred(String),
    /// A name on the left and a value on the right.
    Pair(String, String),
    /// From the left, broken between words.
    Text(String),
    Rule,
    /// Code 128, in the middle, without its text.
    Barcode(String),
    /// In the middle.
    Qr(String),
}

const ESC: u8 = 0x1b;
const GS: u8 = 0x1d;

/// The most bytes a QR of ours holds; a printer's own limit is higher.
const MAX_QR: usize = 1_000;

/// Everything a printer gets for one slip, cut at its end.
#[must_use]
pub fn encode(parts: &[Part], columns: Columns) -> Vec<u8> {
    let width = columns.count();
    let mut out = vec![ESC, b'@'];
    for part in parts {
        match part {
            Part::Heading(text) => {
                centred(&mut out, true);
                // Bold and twice as high.
                out.extend([ESC, b'E', 1, GS, b'!', 0x01]);
                lines(&mut out, text, width);
                out.extend([GS, b'!', 0, ESC, b'E', 0]);
                centred(&mut out, false);
            }
            Part::Centred(text) => {
                centred(&mut out, true);
                lines(&mut out, text, width);
                centred(&mut out, false);
            }
            Part::Pair(name, value) => pair(&mut out, name, value, width),
            Part::Text(text) => lines(&mut out, text, width),
            Part::Rule => line(&mut out, &"-".repeat(width)),
            Part::Barcode(text) => barcode(&mut out, text),
            Part::Qr(text) => qr(&mut out, text),
        }
    }
    // Feed to the knife and cut, leaving a corner.
    out.extend([GS, b'V', 66, 3]);
    out
}

fn centred(out: &mut Vec<u8>, on: bool) {
    out.extend([ESC, b'a', u8::from(on)]);
}

fn line(out: &mut Vec<u8>, text: &str) {
    out.extend(text.bytes());
    out.push(b'\n');
}

/// What a printer can print of a text: every kind of space is one, a bullet is a star.
fn plain(text: &str) -> String {
    let known = text.chars().filter_map(|c| match c {
        ' '..='~' => Some(c),
        '\u{2022}' => Some('*'),
        '\u{2013}' | '\u{2014}' | '\u{2212}' => Some('-'),
        '\u{2018}' | '\u{2019}' => Some('\''),
        '\u{201c}' | '\u{201d}' => Some('"'),
        '\u{b7}' => Some('.'),
        c if c.is_whitespace() => Some(' '),
        _ => None,
    });
    known.collect()
}

/// Text broken between words, and within one only where it is longer than a line.
fn lines(out: &mut Vec<u8>, text: &str, width: usize) {
    let text = plain(text);
    let mut row = String::new();
    for word in text.split_whitespace() {
        if !row.is_empty() && row.len() + 1 + word.len() > width {
            line(out, &row);
            row.clear();
        }
        if !row.is_empty() {
            row.push(' ');
        }
        row.push_str(word);
        while row.len() > width {
            let rest = row.split_off(width);
            line(out, &row);
            row = rest;
        }
    }
    if !row.is_empty() {
        line(out, &row);
    }
}

/// Both on one line where they fit, else the value below, on the right.
fn pair(out: &mut Vec<u8>, name: &str, value: &str, width: usize) {
    let (name, value) = (plain(name), plain(value));
    if name.len() + 1 + value.len() <= width {
        let gap = " ".repeat(width - name.len() - value.len());
        return line(out, &[name, gap, value].concat());
    }
    lines(out, &name, width);
    match width.checked_sub(value.len()) {
        Some(gap) => line(out, &[" ".repeat(gap), value].concat()),
        None => lines(out, &value, width),
    }
}

/// Sixty dots high, two dots a module; twelve digits in pairs are 101 modules, and 384 dots are on
/// 58 mm.
fn barcode(out: &mut Vec<u8>, text: &str) {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit()) && text.len().is_multiple_of(2);
    let printable = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    let data: Vec<u8> = if is_digits {
        // In set C a byte is the number of its pair.
        let pairs = text.as_bytes().chunks(2);
        let number = |pair: &[u8]| (pair[0] - b'0') * 10 + (pair[1] - b'0');
        b"{C".iter().copied().chain(pairs.map(number)).collect()
    } else {
        // In set B a brace stands for itself when doubled.
        let text = text.replace('{', "{{");
        b"{B".iter().copied().chain(text.bytes()).collect()
    };
    let Ok(length) = u8::try_from(data.len()) else { return };
    if text.is_empty() || !printable {
        return;
    }
    centred(out, true);
    out.extend([GS, b'h', 60, GS, b'w', 2, GS, b'H', 0, GS, b'k', 73, length]);
    out.extend(data);
    out.push(b'\n');
    centred(out, false);
}

/// Six dots a module, with a quarter of it that may be lost (level Q).
fn qr(out: &mut Vec<u8>, text: &str) {
    if text.is_empty() || text.len() > MAX_QR {
        return;
    }
    let function = |out: &mut Vec<u8>, function: u8, data: &[u8]| {
        // The length counts `1`, the function and the data, low byte first.
        let length = u16::try_from(data.len() + 2).unwrap_or(u16::MAX).to_le_bytes();
        out.extend([GS, b'(', b'k', length[0], length[1], b'1', function]);
        out.extend(data);
    };
    centred(out, true);
    function(out, 65, &[50, 0]);
    function(out, 67, &[6]);
    function(out, 69, &[50]);
    let stored: Vec<u8> = [b"0", text.as_bytes()].concat();
    function(out, 80, &stored);
    function(out, 81, b"0");
    out.push(b'\n');
    centred(out, false);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(parts: &[Part], columns: Columns) -> Vec<String> {
        let bytes = encode(parts, columns);
        let body = bytes[2..bytes.len() - 4].to_vec();
        String::from_utf8(body).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn names_and_values_share_a_line_or_not() {
        let parts = [
            Part::Pair("Jumlah".into(), "Rp50.000".into()),
            Part::Pair("Nomor".into(), "W-000001-dan-nomor-yang-panjang".into()),
            Part::Rule,
        ];
        let said = text(&parts, Columns::Narrow);
        assert_eq!(said[0], "Jumlah                  Rp50.000");
        assert_eq!(&said[1..3], ["Nomor", " W-000001-dan-nomor-yang-panjang"]);
        assert_eq!(said[3], "-".repeat(32));
        assert_eq!(text(&parts[..1], Columns::Wide)[0].len(), 48);
    }

    #[test]
    fn a_code_of_twelve_digits_is_six_pairs_and_a_qr_is_stored_then_printed() {
        let bytes = encode(&[Part::Barcode("123456789015".into())], Columns::Narrow);
        let wanted = [GS, b'k', 73, 8, b'{', b'C', 12, 34, 56, 78, 90, 15, b'\n'];
        assert!(bytes.windows(wanted.len()).any(|window| window == wanted));
        let bytes = encode(&[Part::Qr("12".into())], Columns::Narrow);
        let store = [GS, b'(', b'k', 5, 0, b'1', 80, b'0', b'1', b'2'];
        let print = [GS, b'(', b'k', 3, 0, b'1', 81, b'0'];
        let at = |wanted: &[u8]| bytes.windows(wanted.len()).position(|window| window == wanted);
        assert!(at(&store).unwrap() < at(&print).unwrap());
        // A barcode that no printer could print is none.
        assert_eq!(encode(&[Part::Barcode("é".into())], Columns::Wide), encode(&[], Columns::Wide));
    }

    proptest! {
        /// Nobody's name gives a printer an order, and no line is longer than the roll.
        #[test]
        fn text_is_never_a_command(name in ".{0,90}", value in "[\\x00-\\x7f]{0,60}") {
            let parts = [Part::Text(name.clone()), Part::Pair(name, value.clone()), Part::Text(value)];
            let bytes = encode(&parts, Columns::Narrow);
            let body = &bytes[2..bytes.len() - 4];
            let printable = |byte: &u8| (b' '..=b'~').contains(byte) || *byte == b'\n';
            prop_assert!(body.iter().all(printable));
            prop_assert!(body.split(|byte| *byte == b'\n').all(|line| line.len() <= 32));
        }
    }
}
