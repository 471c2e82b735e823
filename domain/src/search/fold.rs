//! Folding: what is left of a text when case, diacritics and punctuation no
//! longer matter. Catalog and query are folded alike, so they meet.

/// Latin letters with marks, and the plain letters people type for them.
const PLAIN: &[(&str, &str)] = &[
    ("àáâãäåāăąǎạảấầẩẫậắằẳẵặª", "a"),
    ("çćĉċč", "c"),
    ("ďđð", "d"),
    ("èéêëēĕėęěẹẻẽếềểễệ", "e"),
    ("ĝğġģ", "g"),
    ("ĥħ", "h"),
    ("ìíîïĩīĭįıǐịỉ", "i"),
    ("ĵ", "j"),
    ("ķ", "k"),
    ("ĺļľŀł", "l"),
    ("ñńņňŋ", "n"),
    ("òóôõöøōŏőơǒọỏốồổỗộớờởỡợº", "o"),
    ("ŕŗř", "r"),
    ("śŝşšș", "s"),
    ("ţťŧț", "t"),
    ("ùúûüũūŭůűųưǔụủứừửữự", "u"),
    ("ŵ", "w"),
    ("ýÿŷỳỵỷỹ", "y"),
    ("źżž", "z"),
    ("æ", "ae"),
    ("œ", "oe"),
    ("ß", "ss"),
    ("þ", "th"),
    ("²", "2"),
    ("³", "3"),
];

/// Lower case, without marks, words and numbers parted by one space each:
/// `Crème-Brûlée 5KG` becomes `creme brulee 5 kg`.
///
/// A number parts from the letters it touches, so that `5kg` finds `5 kg`.
/// An apostrophe joins: `Jum'at` is `jumat`.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Folds a text into a buffer, in place of what stood there.
pub(super) fn fold_into(text: &str, buffer: &mut String) {
    buffer.clear();
    // Most words of a catalog are plain: no marks, no punctuation, no numbers.
    let bytes = text.as_bytes();
    if bytes.iter().all(u8::is_ascii_alphabetic) || bytes.iter().all(u8::is_ascii_digit) {
        buffer.push_str(text);
        return buffer.make_ascii_lowercase();
    }
    let mut folded = Folded { text: buffer, last: Kind::Gap };
    for c in text.chars() {
        if c.is_ascii() {
            folded.push(c.to_ascii_lowercase());
        } else if !is_mark(c) {
            for lower in narrow(c).to_lowercase().filter(|lower| !is_mark(*lower)) {
                match PLAIN.iter().find(|(marked, _)| marked.contains(lower)) {
                    Some((_, plain)) => plain.chars().for_each(|c| folded.push(c)),
                    None => folded.push(lower),
                }
            }
        }
    }
}

/// The words of a folded text.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(' ').filter(|word| !word.is_empty())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Gap,
    Letter,
    Number,
}

struct Folded<'a> {
    text: &'a mut String,
    last: Kind,
}

impl Folded<'_> {
    fn push(&mut self, c: char) {
        let kind = match c {
            '\'' | '\u{2019}' | '\u{2bc}' | '`' => return,
            _ if c.is_numeric() => Kind::Number,
            _ if c.is_alphanumeric() => Kind::Letter,
            _ => Kind::Gap,
        };
        if kind != Kind::Gap {
            if kind != self.last && !self.text.is_empty() {
                self.text.push(' ');
            }
            self.text.push(c);
        }
        self.last = kind;
    }
}

/// Marks written over or under a letter: Latin ones, and the Arabic vowel signs
/// and lengthening stroke that are optional in writing.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// Full-width forms and Arabic digits as their ASCII twins.
fn narrow(c: char) -> char {
    let code = u32::from(c);
    let twin = match code {
        0xff01..=0xff5e => code - 0xff01 + 0x21,
        0x660..=0x669 => code - 0x660 + 0x30,
        0x6f0..=0x6f9 => code - 0x6f0 + 0x30,
        _ => code,
    };
    char::from_u32(twin).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds_what_people_write_differently() {
        assert_eq!(fold("Crème-Brûlée 5KG"), "creme brulee 5 kg");
        assert_eq!(fold("  Al-Qur’an,  JUM'AT "), "al quran jumat");
        assert_eq!(fold("HEMNES / MALM®"), "hemnes malm");
        assert_eq!(fold("Åse Cafe\u{301}"), "ase cafe");
        assert_eq!(fold("１２ ٣"), "12 3");
        assert_eq!(fold("!?…"), "");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn words_are_parted_by_one_space(text in any::<String>()) {
            let folded = fold(&text);
            prop_assert_eq!(words(&folded).collect::<Vec<_>>().join(" "), folded);
        }
    }
}
