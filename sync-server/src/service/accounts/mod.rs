//! People: signing up with a phone number, signing in, sessions.
//!
//! A stranger learns nothing about who is a customer: signing up answers alike
//! for a known and an unknown number (the owner of a known one gets a message),
//! and signing in answers alike, after the same work, for an unknown number and
//! a wrong password.

mod appoint;
mod limits;
mod password;
mod session;
mod sign_up;

pub use appoint::{AppointError, appoint};
pub use password::PasswordFault;
pub use session::{SESSION_SECONDS, Secret, SignedIn, session, sign_in, sign_out};
pub use sign_up::{CODE_SECONDS, CodeSent, sign_up, verify};

pub(crate) use password::{hash as hash_password, matches as password_matches};

pub use crate::storage::AccountRecord;

use crate::sms::SmsError;
use crate::storage::StorageError;
use thiserror::Error;
use warung_domain::phone::PhoneError;
use warung_domain::protocol::{AccountView, SessionView};

/// Why an account use case did not happen. Each has one answer over HTTP.
#[derive(Debug, Error)]
pub enum AccountError {
    #[error("the phone number cannot be read: {0}")]
    Phone(#[from] PhoneError),
    #[error("a name has 1 to {MAX_NAME_CHARS} characters")]
    Name,
    #[error("the password cannot be used: {0}")]
    Password(#[from] PasswordFault),
    #[error("wrong phone number or password")]
    WrongCredentials,
    #[error("wrong code")]
    WrongCode,
    #[error("the code can no longer be used")]
    CodeExpired,
    #[error("too many attempts; the next one in {retry_after_seconds} seconds")]
    TooManyAttempts { retry_after_seconds: u32 },
    #[error(transparent)]
    Sms(#[from] SmsError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("passwords cannot be checked: {0}")]
    Hashing(String),
}

/// Longest name we print on a parcel label.
pub const MAX_NAME_CHARS: usize = 80;

/// A person, to themselves.
#[must_use]
pub fn view(account: &AccountRecord) -> SessionView {
    SessionView {
        account: AccountView {
            id: account.id,
            name: account.name.clone(),
            phone: account.phone.clone(),
            role: account.role.clone(),
        },
    }
}

/// A name as people type it, on one line and without what a screen would hide.
fn clean_name(text: &str) -> Result<String, AccountError> {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let name = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().count() {
        1..=MAX_NAME_CHARS => Ok(name),
        _ => Err(AccountError::Name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_line() {
        assert_eq!(clean_name("  Bu\n Sari  ").unwrap(), "Bu Sari");
        assert!(clean_name(" \u{0} ").is_err());
        assert!(clean_name(&"x".repeat(81)).is_err());
    }
}
