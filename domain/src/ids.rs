//! Ids as types, so that an order's id cannot be handed in where a product's is
//! wanted.
//!
//! Two families: *slugs*, chosen by people or by another system (products,
//! sellers, categories), and *minted* ids, UUIDv7 made where the thing is born,
//! usually on the phone and offline, so that the id exists before any network
//! does and is the idempotency key for ever.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;
use uuid::Uuid;

/// Longest slug we accept, in bytes. Spreadsheet exports use up to about 40;
/// 64 leaves room and keeps an order line's command small enough for a QR code.
pub const MAX_SLUG_BYTES: usize = 64;

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdError {
    #[error("an id may not be empty")]
    Empty,
    #[error("an id has at most {MAX_SLUG_BYTES} bytes, this one has {0}")]
    TooLong(usize),
    #[error("an id may hold letters, digits and . _ - ~ only, not `{0}`")]
    Character(char),
    #[error("not a UUID")]
    NotUuid,
}

fn check_slug(text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.len() > MAX_SLUG_BYTES {
        return Err(IdError::TooLong(text.len()));
    }
    match text.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '~')))
    {
        Some(c) => Err(IdError::Character(c)),
        None => Ok(()),
    }
}

macro_rules! slug {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks length and alphabet.
            pub fn new(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                check_slug(&text)?;
                Ok(Self(text))
            }

            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

slug! {
    /// A product, as the seller's own system calls it.
    ProductId,
    /// One size, colour or weight of a product. Unique within its product only.
    VariantId,
    /// A shelf of the shop.
    CategoryId,
    /// A business selling in this shop.
    SellerId,
    /// The shop itself: the audience every command is signed for.
    ShopId,
    /// A delivery method offered in the shop's terms.
    DeliveryId,
    /// A device: the RFC 7638 thumbprint of its public key, base64url.
    DeviceId,
    /// The signing key of the shop, as published in its key set.
    KeyId,
    /// A partner who does something for the shop's customers, as the shop's terms call it.
    BillerId,
}

macro_rules! minted {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// A UUIDv7 from the milliseconds since 1970 and ten random bytes.
            #[must_use]
            pub fn mint(at: crate::time::Timestamp, random: &[u8; 10]) -> Self {
                let millis = u64::try_from(at.millis()).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(millis, random).into_uuid())
            }

            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            /// Only the hyphenated lower-case form: one id, one spelling.
            fn from_str(text: &str) -> Result<Self, IdError> {
                let uuid = Uuid::try_parse(text).map_err(|_| IdError::NotUuid)?;
                if uuid.hyphenated().to_string() == text {
                    Ok(Self(uuid))
                } else {
                    Err(IdError::NotUuid)
                }
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }
    )+};
}

minted! {
    /// A command: what somebody wants to happen, once.
    CommandId,
    /// An order. It is the id of the command that placed it.
    OrderId,
    /// A registered person.
    AccountId,
    /// One address in an address book.
    AddressId,
    /// One attempt to be paid for an order.
    PaymentId,
    /// A receipt.
    ReceiptId,
    /// Somebody's word that a payment in cash may be undone.
    ConsentId,
}

impl From<CommandId> for OrderId {
    fn from(id: CommandId) -> Self {
        Self(id.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    #[test]
    fn slugs_refuse_what_a_url_or_a_log_line_could_misread() {
        assert_eq!(ProductId::new(""), Err(IdError::Empty));
        assert_eq!(ProductId::new("a/b"), Err(IdError::Character('/')));
        assert_eq!(ProductId::new("x".repeat(65)), Err(IdError::TooLong(65)));
        assert_eq!(ProductId::new("90420332").unwrap().as_str(), "90420332");
    }

    #[test]
    fn minted_ids_sort_by_the_time_they_were_minted() {
        let early = CommandId::mint(Timestamp::from_millis(1_000), &[255; 10]);
        let late = CommandId::mint(Timestamp::from_millis(2_000), &[0; 10]);
        assert!(early < late);
        assert_eq!(early.to_string().parse(), Ok(early));
    }

    #[test]
    fn an_id_has_one_spelling() {
        let id = CommandId::mint(Timestamp::from_millis(1_000), &[171; 10]).to_string();
        assert_eq!(id.to_uppercase().parse::<CommandId>(), Err(IdError::NotUuid));
        assert_eq!(id.replace('-', "").parse::<CommandId>(), Err(IdError::NotUuid));
    }
}
