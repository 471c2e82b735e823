//! Passwords: what is accepted, and Argon2id with as much work as OWASP asks
//! for at least: 19 MiB, two passes, one lane.

use super::AccountError;
use crate::service::effects::Entropy;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use thiserror::Error;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::Semaphore;

/// Two at a time: a burst of sign-ins queues instead of taking all memory and
/// every core from those who are ordering.
static HASHING: Semaphore = Semaphore::const_new(2);

const MIN_CHARS: usize = 8;
const MAX_CHARS: usize = 128;

/// Whole passwords so common that they are tried first. All lower case.
const COMMON: [&str; 36] = [
    "00000000",
    "11111111",
    "12341234",
    "12345678",
    "123456789",
    "1234567890",
    "12121212",
    "11223344",
    "87654321",
    "88888888",
    "99999999",
    "aaaaaaaa",
    "abcd1234",
    "admin123",
    "asdfghjkl",
    "bismillah",
    "doraemon",
    "iloveyou",
    "indonesia",
    "indonesia123",
    "jakarta123",
    "kata sandi",
    "katasandi",
    "password",
    "password1",
    "password123",
    "passw0rd",
    "p@ssw0rd",
    "qwerty123",
    "qwertyui",
    "qwertyuiop",
    "rahasia123",
    "rahasiaku",
    "sayangku",
    "welcome1",
    "warung123",
];

/// Why a password is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasswordFault {
    #[error("shorter than {MIN_CHARS} characters")]
    TooShort,
    #[error("longer than {MAX_CHARS} characters")]
    TooLong,
    #[error("one of the first that are tried")]
    TooCommon,
}

/// Whether a new password is acceptable. `personal` are texts it must not be:
/// one's own name and number.
pub fn check(password: &str, personal: &[&str]) -> Result<(), PasswordFault> {
    match password.chars().count() {
        0..MIN_CHARS => return Err(PasswordFault::TooShort),
        MIN_CHARS..=MAX_CHARS => {}
        _ => return Err(PasswordFault::TooLong),
    }
    let lower = password.to_lowercase();
    let is_personal = personal.iter().any(|text| text.to_lowercase() == lower);
    if is_personal || COMMON.contains(&lower.as_str()) {
        return Err(PasswordFault::TooCommon);
    }
    Ok(())
}

/// The PHC string of a password under a fresh salt.
pub async fn hash(password: String, entropy: &dyn Entropy) -> Result<String, AccountError> {
    let mut salt = [0; 16];
    entropy.fill(&mut salt);
    on_a_worker(move || {
        let salt = SaltString::encode_b64(&salt).map_err(hashing)?;
        Ok(argon()?.hash_password(password.as_bytes(), &salt).map_err(hashing)?.to_string())
    })
    .await
}

/// Whether a password belongs to an account's hash. Without an account the same
/// work is done, so that the time tells nothing.
pub async fn matches(password: String, phc: Option<String>) -> Result<bool, AccountError> {
    on_a_worker(move || {
        let Some(phc) = phc else {
            let salt = SaltString::encode_b64(&[0; 16]).map_err(hashing)?;
            argon()?.hash_password(password.as_bytes(), &salt).map_err(hashing)?;
            return Ok(false);
        };
        let parsed = PasswordHash::new(&phc).map_err(hashing)?;
        Ok(argon()?.verify_password(password.as_bytes(), &parsed).is_ok())
    })
    .await
}

fn argon() -> Result<Argon2<'static>, AccountError> {
    let params = Params::new(19 * 1024, 2, 1, None)
        .map_err(|error| AccountError::Hashing(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn on_a_worker<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AccountError> + Send + 'static,
) -> Result<T, AccountError> {
    // Where everything runs on one thread, there is none to keep free: a simulation sees the same
    // order of things every time.
    if Handle::current().runtime_flavor() == RuntimeFlavor::CurrentThread {
        return work();
    }
    let _permit =
        HASHING.acquire().await.map_err(|error| AccountError::Hashing(error.to_string()))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| AccountError::Hashing(error.to_string()))?
}

fn hashing(error: argon2::password_hash::Error) -> AccountError {
    AccountError::Hashing(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::effects::SystemEntropy;

    #[test]
    fn lengths_are_counted_in_characters() {
        assert_eq!(check("1234567", &[]), Err(PasswordFault::TooShort));
        assert_eq!(check("sandi-é-🔑-x", &[]), Ok(()));
        assert_eq!(check(&"é".repeat(128), &[]), Ok(()));
        assert_eq!(check(&"x".repeat(129), &[]), Err(PasswordFault::TooLong));
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        assert_eq!(check("Password123", &[]), Err(PasswordFault::TooCommon));
        assert_eq!(check("+6281200000001", &["+6281200000001"]), Err(PasswordFault::TooCommon));
        assert_eq!(check("rahasia-sari", &["Sari"]), Ok(()));
    }

    #[tokio::test]
    async fn only_the_same_password_matches() {
        let phc = hash("rahasia-sari".into(), &SystemEntropy::default()).await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert!(matches("rahasia-sari".into(), Some(phc.clone())).await.unwrap());
        assert!(!matches("rahasia-siri".into(), Some(phc)).await.unwrap());
        assert!(!matches("rahasia-sari".into(), None).await.unwrap());
    }
}
