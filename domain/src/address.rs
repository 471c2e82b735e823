//! Where a parcel goes.

use crate::phone::PhoneNumber;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Longest single field of an address, in characters.
pub const MAX_FIELD: usize = 160;

/// A place and the person who receives there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    pub recipient: String,
    pub phone: PhoneNumber,
    /// Street, number, RT/RW.
    pub street: String,
    pub city: String,
    pub postcode: String,
    /// How to find the door.
    pub note: String,
}

/// Which field keeps an address from being usable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AddressError {
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("{0} has more than {MAX_FIELD} characters")]
    TooLong(&'static str),
    #[error("a postcode has 3 to 10 letters, digits, spaces or hyphens")]
    Postcode,
}

impl Address {
    /// Checks what a courier cannot do without.
    pub fn check(&self) -> Result<(), AddressError> {
        let required =
            [("recipient", &self.recipient), ("street", &self.street), ("city", &self.city)];
        for (name, value) in required {
            if value.trim().is_empty() {
                return Err(AddressError::Missing(name));
            }
        }
        let bounded = required.into_iter().chain([("note", &self.note)]);
        for (name, value) in bounded {
            if value.chars().count() > MAX_FIELD {
                return Err(AddressError::TooLong(name));
            }
        }
        let postcode = self.postcode.trim();
        let known = |c: char| c.is_ascii_alphanumeric() || c == ' ' || c == '-';
        if !(3..=10).contains(&postcode.len()) || !postcode.chars().all(known) {
            return Err(AddressError::Postcode);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_field_that_is_wrong() {
        let good = Address {
            recipient: "Sari".into(),
            phone: "081200000001".parse().unwrap(),
            street: "Jl. Melati 5".into(),
            city: "Bandung".into(),
            postcode: "40115".into(),
            note: String::new(),
        };
        assert_eq!(good.check(), Ok(()));
        let no_city = Address { city: "  ".into(), ..good.clone() };
        assert_eq!(no_city.check(), Err(AddressError::Missing("city")));
        let odd = Address { postcode: "4".into(), ..good.clone() };
        assert_eq!(odd.check(), Err(AddressError::Postcode));
        let long = Address { note: "x".repeat(161), ..good };
        assert_eq!(long.check(), Err(AddressError::TooLong("note")));
    }
}
