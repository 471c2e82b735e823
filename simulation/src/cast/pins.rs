//! The PINs by which people who sell consent to what a colleague undoes.
//!
//! They are hashed with next to no work: a schedule is about what a right or wrong PIN leads to, and a
//! hundred thousand of them are to be typed.

use super::{GUNTUR, SARI, TINI};
use argon2::password_hash::{PasswordHasher as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use warung_server::storage::{AccountRecord, StorageError, WriteTxn};

/// What each of them types.
pub const PINS: [(usize, &str); 3] = [(TINI, "908172"), (SARI, "246135"), (GUNTUR, "705318")];

/// Nobody's.
pub const WRONG: &str = "135790";

/// Whose word a person at a counter asks for: a colleague's where there is one, else somebody's of
/// another business, who cannot give it.
#[must_use]
pub const fn witness_of(person: usize) -> usize {
    if person == TINI { SARI } else { TINI }
}

/// The PIN of a person; nobody's if they have none.
#[must_use]
pub fn pin_of(person: usize) -> &'static str {
    PINS.iter().find(|(whose, _)| *whose == person).map_or(WRONG, |(_, pin)| pin)
}

pub(super) fn choose(txn: &mut dyn WriteTxn, people: &[AccountRecord]) -> Result<(), StorageError> {
    let unusable = |error: String| StorageError::Codec(error);
    let params = Params::new(8, 1, 1, None).map_err(|error| unusable(error.to_string()))?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    for (person, pin) in PINS {
        let salt = SaltString::encode_b64(&[7; 16]).map_err(|error| unusable(error.to_string()))?;
        let phc = argon.hash_password(pin.as_bytes(), &salt);
        let phc = phc.map_err(|error| unusable(error.to_string()))?.to_string();
        txn.put_pin(people[person].id, &phc)?;
    }
    Ok(())
}
