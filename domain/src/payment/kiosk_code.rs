//! What a phone shows the camera of a self-service machine so that nobody has to type: whose
//! balance, and the code that proves it. Rule N8 of PROTOCOL.md.

use super::CounterCode;
use crate::phone::PhoneNumber;
use std::fmt;

/// What the text of such a code begins with, before its digits.
const MARK: &str = "k1";

/// Digits of a payment code.
const DIGITS: usize = 12;

/// A phone number and the code of its balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KioskCode {
    pub phone: PhoneNumber,
    pub code: CounterCode,
}

/// What a machine's camera may read instead of typing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InsteadOfTyping {
    Balance(KioskCode),
    /// Of a payment, as it stands on a slip and on the phone.
    Payment(CounterCode),
}

impl InsteadOfTyping {
    /// Nothing if the text is neither.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let Some(digits) = text.strip_prefix(MARK) else {
            return text.parse().ok().map(Self::Payment);
        };
        let (code, phone) = digits.split_at_checked(DIGITS)?;
        let is_digits = !phone.is_empty() && phone.bytes().all(|digit| digit.is_ascii_digit());
        let phone = is_digits.then(|| format!("+{phone}").parse().ok()).flatten()?;
        Some(Self::Balance(KioskCode { phone, code: code.parse().ok()? }))
    }
}

impl fmt::Display for KioskCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MARK}{}{}", self.code, self.phone.as_str().trim_start_matches('+'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown() -> KioskCode {
        let (phone, code) = ("081200000001".parse().unwrap(), CounterCode::of("balance:somebody"));
        KioskCode { phone, code }
    }

    // Holds N8.
    #[test]
    fn a_machine_reads_number_and_code_or_the_code_of_a_payment() {
        let text = shown().to_string();
        assert!(text.starts_with("k1") && text.ends_with("6281200000001"), "{text}");
        assert_eq!(InsteadOfTyping::read(&text), Some(InsteadOfTyping::Balance(shown())));
        let code = CounterCode::of("attempt");
        assert_eq!(InsteadOfTyping::read(code.as_str()), Some(InsteadOfTyping::Payment(code)));
        for wrong in ["", "k1", "k2123", "123456789012", "https://warung.example", &text[..14]] {
            assert_eq!(InsteadOfTyping::read(wrong), None, "{wrong}");
        }
        // One digit that was misread is noticed.
        let misread = text.replacen(&text[2..3], if &text[2..3] == "9" { "0" } else { "9" }, 1);
        assert_eq!(InsteadOfTyping::read(&misread), None);
    }

    proptest! {
        // Holds N8.
        #[test]
        fn nothing_read_panics(text in "(k1)?\\PC{0,40}") {
            let _ = InsteadOfTyping::read(&text);
        }
    }
}
