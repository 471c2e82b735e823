//! Phone numbers in E.164, the shop's name for a person.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// A phone number in E.164: `+` and 8 to 15 digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// Why a text is not a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PhoneError {
    #[error("a phone number has digits only")]
    Character,
    #[error("a phone number has 8 to 15 digits")]
    Length,
    #[error("a phone number begins with + and a country code, or with 0 in Indonesia")]
    Prefix,
}

impl PhoneNumber {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `+62812••••0001`: enough to recognise one's own, not enough to call it.
    #[must_use]
    pub fn masked(&self) -> String {
        let digits = self.0.len();
        let hidden = digits.saturating_sub(10).max(3);
        format!("{}{}{}", &self.0[..6], "•".repeat(hidden), &self.0[digits - 4..])
    }
}

impl FromStr for PhoneNumber {
    type Err = PhoneError;

    /// Accepts spaces, dots, hyphens and brackets as people type them. A number
    /// that begins with 0 (or 8, or 62) is taken as Indonesian.
    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let compact: String = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')' | '\u{a0}'))
            .collect();
        let digits = compact.strip_prefix('+').unwrap_or(&compact);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(PhoneError::Character);
        }
        let full = if compact.starts_with('+') {
            digits.to_owned()
        } else if let Some(rest) = digits.strip_prefix('0') {
            format!("62{rest}")
        } else if digits.starts_with("62") {
            digits.to_owned()
        } else if digits.starts_with('8') {
            format!("62{digits}")
        } else {
            return Err(PhoneError::Prefix);
        };
        if full.starts_with('0') {
            return Err(PhoneError::Prefix);
        }
        if !(8..=15).contains(&full.len()) {
            return Err(PhoneError::Length);
        }
        Ok(Self(format!("+{full}")))
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = PhoneError;
    fn try_from(text: String) -> Result<Self, PhoneError> {
        text.parse()
    }
}

impl From<PhoneNumber> for String {
    fn from(phone: PhoneNumber) -> String {
        phone.0
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_one_spelling() {
        for text in ["0812-0000-0001", "+62 812 0000 0001", "62812 0000 0001", "81200000001"] {
            assert_eq!(text.parse::<PhoneNumber>().unwrap().as_str(), "+6281200000001", "{text}");
        }
        assert_eq!("+1 (415) 555-0100".parse::<PhoneNumber>().unwrap().as_str(), "+14155550100");
    }

    #[test]
    fn refuses_with_a_reason() {
        assert_eq!("".parse::<PhoneNumber>(), Err(PhoneError::Character));
        assert_eq!("sari".parse::<PhoneNumber>(), Err(PhoneError::Character));
        assert_eq!("081".parse::<PhoneNumber>(), Err(PhoneError::Length));
        assert_eq!("555 0100".parse::<PhoneNumber>(), Err(PhoneError::Prefix));
        assert_eq!("+0812345678".parse::<PhoneNumber>(), Err(PhoneError::Prefix));
    }

    #[test]
    fn masking_hides_the_middle() {
        let phone: PhoneNumber = "081234567890".parse().unwrap();
        assert_eq!(phone.masked(), "+62812••••7890");
        let short: PhoneNumber = "+12345678".parse().unwrap();
        assert!(short.masked().contains('•'));
    }
}
