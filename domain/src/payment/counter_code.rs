//! The code of a payment at the shop's own counters: what stands on the slip, on the phone and
//! under the bars, and what a cashier scans or types.
//!
//! Twelve digits: eleven that follow from the name of the attempt to be paid, which nobody
//! guesses because seventy-four bits of an order's id are random, and a check digit (Luhn,
//! ISO/IEC 7812-1), so that one wrong digit or two swapped neighbours are noticed at the
//! keypad. The shop gives it out and remembers whose it is; a code is opaque to everybody else.

use crate::ids::AccountId;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::{fmt, str::FromStr};
use thiserror::Error;

const DIGITS: usize = 12;

/// Keeps these digits apart from anything else that is made of an attempt's name.
const SALT: &[u8] = b"warung-counter-code:";

/// A payment code of the shop's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CounterCode(String);

/// Why a text is no payment code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CounterCodeError {
    #[error("a payment code has {DIGITS} digits")]
    Length,
    #[error("a payment code has nothing but digits")]
    NotADigit,
    #[error("a digit is wrong, or two stand in each other's place")]
    CheckDigit,
}

impl CounterCode {
    /// The code of an attempt to be paid, by our name for it.
    #[must_use]
    pub fn of(attempt: &str) -> Self {
        let hash = Sha256::new().chain_update(SALT).chain_update(attempt).finalize();
        let number = hash.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        let digits = format!("{:011}", number % 100_000_000_000);
        let check = char::from(b'0' + check_digit(digits.as_bytes()));
        Self(format!("{digits}{check}"))
    }

    /// The code by which a machine finds the balance of an account, together with its phone
    /// number. It pays nothing.
    #[must_use]
    pub fn of_balance(account: AccountId) -> Self {
        Self::of(&format!("balance:{account}"))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The digit that makes the whole number pass: from the right every second digit counts
/// twice, as the sum of its own digits.
fn check_digit(digits: &[u8]) -> u8 {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(digit - b'0');
            match (place % 2, digit) {
                (0, 5..) => digit * 2 - 9,
                (0, _) => digit * 2,
                _ => digit,
            }
        })
        .sum();
    // The sum of digits modulo ten is below ten.
    u8::try_from((10 - sum % 10) % 10).unwrap_or_default()
}

impl FromStr for CounterCode {
    type Err = CounterCodeError;

    /// Reads what was typed or scanned; gaps between groups are for the eye.
    fn from_str(text: &str) -> Result<Self, CounterCodeError> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(CounterCodeError::NotADigit);
        }
        if digits.len() != DIGITS {
            return Err(CounterCodeError::Length);
        }
        let (number, check) = digits.as_bytes().split_at(DIGITS - 1);
        if check[0] - b'0' != check_digit(number) {
            return Err(CounterCodeError::CheckDigit);
        }
        Ok(Self(digits))
    }
}

impl TryFrom<String> for CounterCode {
    type Error = CounterCodeError;

    fn try_from(text: String) -> Result<Self, CounterCodeError> {
        text.parse()
    }
}

impl From<CounterCode> for String {
    fn from(code: CounterCode) -> Self {
        code.0
    }
}

impl fmt::Display for CounterCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_check_digit_is_that_of_iso_7812() {
        // The example of the standard's own Annex: 7992739871 is followed by 3.
        assert_eq!(check_digit(b"7992739871"), 3);
    }

    // Holds N1.
    #[test]
    fn a_code_follows_from_its_attempt_and_no_other() {
        let code = CounterCode::of("01890a5d-ac96-774b-bcce-b302099a8057-1");
        assert_eq!(code, CounterCode::of("01890a5d-ac96-774b-bcce-b302099a8057-1"));
        assert_ne!(code, CounterCode::of("01890a5d-ac96-774b-bcce-b302099a8057-2"));
        let typed = format!(" {} {}-{} ", &code.0[..4], &code.0[4..8], &code.0[8..]);
        assert_eq!(typed.parse(), Ok(code));
    }

    #[test]
    fn what_is_no_code_is_refused_by_name() {
        let refused = |text: &str| text.parse::<CounterCode>().unwrap_err();
        assert_eq!(refused(""), CounterCodeError::Length);
        assert_eq!(refused("1234"), CounterCodeError::Length);
        assert_eq!(refused("1234 5678 90123"), CounterCodeError::Length);
        assert_eq!(refused("12345678901x"), CounterCodeError::NotADigit);
        assert_eq!(refused("٠٠٠٠٠٠٠٠٠٠٠٠"), CounterCodeError::NotADigit);
        assert_eq!(refused("000000000001"), CounterCodeError::CheckDigit);
    }

    proptest! {
        // Holds N1.
        #[test]
        fn one_wrong_digit_is_always_noticed(attempt in "[a-z0-9-]{1,40}", at in 0..12_usize, by in 1..10_u8) {
            let mut digits = CounterCode::of(&attempt).0.into_bytes();
            digits[at] = b'0' + (digits[at] - b'0' + by) % 10;
            let text = String::from_utf8(digits).unwrap();
            prop_assert_eq!(text.parse::<CounterCode>(), Err(CounterCodeError::CheckDigit));
        }

        #[test]
        fn any_text_is_a_code_or_an_error(text in ".{0,30}") {
            if let Ok(code) = text.parse::<CounterCode>() {
                prop_assert_eq!(code.as_str().parse(), Ok(code.clone()));
            }
        }
    }
}
