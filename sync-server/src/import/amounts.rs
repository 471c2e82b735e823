//! Prices as shops write them: `265,0`, `SR 2,375`, `Rp 84.000,-`,
//! `SR 50/4 pack`. Which sign is the decimal sign is decided by the whole
//! column, never by one value alone.

use super::report::Reason;
use warung_domain::money::{Currency, DecimalError, DecimalStyle, parse_decimal};

/// No price is higher, in minor units: ten billion riyals or a trillion rupiah.
/// A hundred such lines still fit an order's 64 bits ten thousand times over.
pub const HIGHEST_PRICE: i64 = 1_000_000_000_000;

/// Abbreviations that are no ISO code.
const ABBREVIATIONS: [(&str, &str); 5] =
    [("RP", "IDR"), ("SR", "SAR"), ("RM", "MYR"), ("TK", "BDT"), ("KSH", "KES")];

/// A price taken apart, before its decimal sign is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<'a> {
    prefix: &'a str,
    /// Digits and signs between them, without spaces.
    number: String,
    suffix: &'a str,
}

/// Takes a price apart; none if there is no digit in it.
pub fn take_apart(text: &str) -> Option<Written<'_>> {
    let text = text.trim();
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let (prefix, rest) = text.split_at(start);
    // `,5` begins with its decimal sign.
    let (prefix, sign) = match prefix.strip_suffix([',', '.']) {
        Some(bare) if bare.is_empty() || bare.ends_with([' ', '-']) => {
            (bare, &prefix[bare.len()..])
        }
        _ => (prefix, ""),
    };
    let end = rest.char_indices().find(|(at, c)| !continues(rest, *at, *c));
    let (run, suffix) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
    let number: String = run.chars().filter(|c| c.is_ascii_digit() || ".,".contains(*c)).collect();
    let number = format!("{sign}{}", number.trim_end_matches(['.', ',']));
    Some(Written { prefix: prefix.trim(), number, suffix: suffix.trim() })
}

/// Whether the number goes on here: digits, signs, and gaps between digits.
fn continues(text: &str, at: usize, c: char) -> bool {
    let before_digit =
        || text[at + c.len_utf8()..].chars().next().is_some_and(|next| next.is_ascii_digit());
    match c {
        '0'..='9' | '.' | ',' => true,
        ' ' | '\u{a0}' | '\u{202f}' | '\'' | '\u{2019}' => before_digit(),
        _ => false,
    }
}

impl Written<'_> {
    /// The currency that is named, if one is.
    pub fn currency(&self) -> Option<Currency> {
        [self.prefix, self.suffix].into_iter().find_map(|mark| {
            let mark = mark.trim_matches(|c: char| !c.is_alphabetic()).to_uppercase();
            let abbreviated = ABBREVIATIONS.iter().find(|(short, _)| *short == mark);
            abbreviated.map_or(mark.as_str(), |(_, code)| code).parse().ok()
        })
    }

    /// What the price is for, where that is said: `/4 pack`.
    pub fn unit(&self) -> Option<&str> {
        self.suffix.starts_with('/').then_some(self.suffix)
    }

    fn is_negative(&self) -> bool {
        self.prefix.contains(['-', '\u{2212}', '('])
    }

    fn has_clean_suffix(&self) -> bool {
        let mark = self.suffix.trim_matches(['.', '-', '\u{2013}', ')']);
        self.unit().is_some() || (mark.chars().count() <= 3 && !mark.contains(char::is_numeric))
    }

    /// The amount in minor units.
    pub fn read(&self, style: DecimalStyle, currency: Currency) -> Result<i64, Reason> {
        let text = || format!("{}{}{}", self.prefix, self.number, self.suffix);
        if self.is_negative() {
            return Err(Reason::Negative(text()));
        }
        if !self.has_clean_suffix() {
            return Err(Reason::NoPrice(text()));
        }
        let minor = match parse_decimal(&self.number, style, currency) {
            Ok(money) => money.minor(),
            Err(DecimalError::TooLarge(_)) => return Err(Reason::TooHigh(text())),
            Err(error) => return Err(Reason::Amount(error)),
        };
        if minor > HIGHEST_PRICE { Err(Reason::TooHigh(text())) } else { Ok(minor) }
    }
}

/// Two ways to read a column that fit it equally well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ambiguous {
    pub example: String,
}

/// The decimal sign under which most of a column makes sense. A value with more
/// decimals than the currency has speaks softly against a sign (`84.000` is not
/// eighty-four rupiah), one that cannot be read at all speaks loudly.
pub fn detect_style<'a>(
    numbers: impl Iterator<Item = &'a Written<'a>> + Clone,
    currency: Currency,
) -> Result<DecimalStyle, Ambiguous> {
    let doubts = |style: DecimalStyle| -> u64 {
        numbers.clone().map(|written| doubt(&written.number, style, currency)).sum()
    };
    let (comma, point) = (doubts(DecimalStyle::Comma), doubts(DecimalStyle::Point));
    if comma != point {
        return Ok(if comma < point { DecimalStyle::Comma } else { DecimalStyle::Point });
    }
    let amount = |number: &str, style| parse_decimal(number, style, currency).ok();
    let mut numbers = numbers;
    let differs = numbers.find(|written| {
        amount(&written.number, DecimalStyle::Comma) != amount(&written.number, DecimalStyle::Point)
    });
    match differs {
        Some(written) => Err(Ambiguous { example: written.number.clone() }),
        None => Ok(DecimalStyle::Point),
    }
}

fn doubt(number: &str, style: DecimalStyle, currency: Currency) -> u64 {
    const LOUD: u64 = 1_000;
    match parse_decimal(number, style, currency) {
        Ok(_) => {}
        // Rather cents in a currency without them than a misplaced sign.
        Err(DecimalError::TooPrecise(..)) => return LOUD / 2,
        Err(_) => return LOUD,
    }
    let sign = match style {
        DecimalStyle::Comma => ',',
        DecimalStyle::Point => '.',
    };
    let decimals = number.split_once(sign).map_or(0, |(_, decimals)| decimals.len());
    u64::from(decimals > usize::from(currency.exponent()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn style(numbers: &[&str], currency: &str) -> Result<DecimalStyle, Ambiguous> {
        let written: Vec<_> = numbers.iter().filter_map(|number| take_apart(number)).collect();
        detect_style(written.iter(), currency.parse().unwrap())
    }

    fn sar(text: &str, style: DecimalStyle) -> Result<i64, Reason> {
        take_apart(text).unwrap().read(style, Currency::SAR)
    }

    #[test]
    fn each_column_has_its_own_decimal_sign() {
        assert_eq!(style(&["265,0", "2095,0", "5,6"], "SAR"), Ok(DecimalStyle::Comma));
        assert_eq!(style(&["SR 2,375", "SR 50/4 pack", "SR 295"], "SAR"), Ok(DecimalStyle::Point));
        assert_eq!(style(&["84.000", "Rp 1.250.000,-"], "IDR"), Ok(DecimalStyle::Comma));
        assert_eq!(style(&["84,000"], "IDR"), Ok(DecimalStyle::Point));
        assert_eq!(style(&["84000"], "IDR"), Ok(DecimalStyle::Point));
        assert_eq!(style(&["1,50"], "IDR"), Ok(DecimalStyle::Comma));
        let example = "1.500".to_owned();
        assert_eq!(style(&["1.500"], "KWD"), Err(Ambiguous { example }));
    }

    #[test]
    fn marks_around_the_number_are_understood() {
        assert_eq!(sar("SR 2,375", DecimalStyle::Point), Ok(237_500));
        assert_eq!(sar("SR 50/4 pack", DecimalStyle::Point), Ok(5_000));
        assert_eq!(sar("2 375,50 SAR", DecimalStyle::Comma), Ok(237_550));
        assert_eq!(sar(",5", DecimalStyle::Comma), Ok(50));
        assert_eq!(take_apart("SR 50/4 pack").unwrap().unit(), Some("/4 pack"));
        assert_eq!(take_apart("SR 50").unwrap().currency(), Some(Currency::SAR));
        assert_eq!(take_apart("Rp. 84.000,-").unwrap().currency(), Some(Currency::IDR));
        assert_eq!(take_apart("84000").unwrap().currency(), None);
        assert_eq!(take_apart("No old price"), None);
    }

    #[test]
    fn impossible_prices_have_a_reason() {
        assert!(matches!(sar("-3,0", DecimalStyle::Comma), Err(Reason::Negative(_))));
        assert!(matches!(sar("10000000001,0", DecimalStyle::Comma), Err(Reason::TooHigh(_))));
        assert!(matches!(
            sar("99999999999999999999", DecimalStyle::Comma),
            Err(Reason::TooHigh(_))
        ));
        assert!(matches!(sar("2,345", DecimalStyle::Comma), Err(Reason::Amount(_))));
        assert!(matches!(sar("1e9", DecimalStyle::Comma), Err(Reason::NoPrice(_))));
        assert!(matches!(sar("12 or 13", DecimalStyle::Comma), Err(Reason::NoPrice(_))));
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "\\PC{0,20}") {
            if let Some(written) = take_apart(&text) {
                let _ = (written.currency(), written.read(DecimalStyle::Comma, Currency::SAR));
            }
        }
    }
}
