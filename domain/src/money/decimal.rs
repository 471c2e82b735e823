//! Decimal numbers as people and spreadsheets write them, read without floats.

use super::{Currency, Money};
use thiserror::Error;

/// Which sign separates the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalStyle {
    /// `1.234,50`, as Indonesia and most of Europe write.
    Comma,
    /// `1,234.50`.
    Point,
}

/// Why a text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecimalError {
    #[error("there is no number in `{0}`")]
    NotANumber(String),
    #[error("`{0}` has more decimals than {1} knows")]
    TooPrecise(String, Currency),
    #[error("`{0}` is too large")]
    TooLarge(String),
}

/// Reads an amount in major units, such as `265,0` or `1.234.500`, exactly.
///
/// Grouping signs are accepted only where they stand before exactly three
/// digits, so that `1.5` is never read as fifteen. Trailing zeros beyond the
/// currency's minor unit are accepted (`265,000` with comma decimals in SAR).
pub fn parse_decimal(
    text: &str,
    style: DecimalStyle,
    currency: Currency,
) -> Result<Money, DecimalError> {
    let nan = || DecimalError::NotANumber(text.to_owned());
    let trimmed = text.trim();
    let (negative, digits) = match trimmed.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, trimmed),
    };
    let (decimal, group) = match style {
        DecimalStyle::Comma => (',', '.'),
        DecimalStyle::Point => ('.', ','),
    };
    let (whole, fraction) = digits.split_once(decimal).unwrap_or((digits, ""));
    let whole = ungroup(whole, group).ok_or_else(nan)?;
    if !fraction.bytes().all(|b| b.is_ascii_digit()) || (whole.is_empty() && fraction.is_empty()) {
        return Err(nan());
    }
    let exponent = usize::from(currency.exponent());
    let kept = &fraction[..fraction.len().min(exponent)];
    if fraction[kept.len()..].bytes().any(|b| b != b'0') {
        return Err(DecimalError::TooPrecise(text.to_owned(), currency));
    }
    let minor: i64 = format!("{whole}{kept:0<exponent$}")
        .parse()
        .map_err(|_| DecimalError::TooLarge(text.to_owned()))?;
    Ok(Money::new(if negative { -minor } else { minor }, currency))
}

/// `1.234.500` without its grouping; nothing if a group is not three digits.
fn ungroup(whole: &str, group: char) -> Option<String> {
    let mut groups = whole.split(group);
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let grouped_well = rest.is_empty() || (1..=3).contains(&first.len());
    let digits = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
    (grouped_well && digits(&first) && rest.iter().all(|part| part.len() == 3 && digits(part)))
        .then(|| format!("{first}{}", rest.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sar(text: &str) -> Result<i64, DecimalError> {
        parse_decimal(text, DecimalStyle::Comma, Currency::SAR).map(Money::minor)
    }

    #[test]
    fn reads_what_spreadsheets_write() {
        assert_eq!(sar("265,0"), Ok(26_500));
        assert_eq!(sar("1.234,5"), Ok(123_450));
        assert_eq!(sar(" 9585,00 "), Ok(958_500));
        assert_eq!(sar(",5"), Ok(50));
        assert_eq!(sar("-3,00"), Ok(-300));
        assert_eq!(
            parse_decimal("SR", DecimalStyle::Point, Currency::SAR),
            Err(DecimalError::NotANumber("SR".to_owned()))
        );
    }

    #[test]
    fn refuses_to_guess() {
        assert!(matches!(sar("1.5"), Err(DecimalError::NotANumber(_))));
        assert!(matches!(sar("2,345"), Err(DecimalError::TooPrecise(..))));
        assert!(matches!(sar(""), Err(DecimalError::NotANumber(_))));
        assert!(matches!(sar("99999999999999999999"), Err(DecimalError::TooLarge(_))));
    }

    proptest! {
        #[test]
        fn any_amount_reads_back(minor in 0..i64::MAX / 2) {
            let text = format!("{},{:02}", minor / 100, minor % 100);
            prop_assert_eq!(sar(&text), Ok(minor));
        }

        #[test]
        fn never_panics(text in ".{0,30}") {
            let _ = sar(&text);
        }
    }
}
