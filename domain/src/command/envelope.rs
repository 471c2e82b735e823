//! The envelope: a command frozen into the bytes of a compact JWS (RFC 7515)
//! signed with ES256 (RFC 7518, section 3.4).
//!
//! The phone signs with WebCrypto and the server verifies with its own library;
//! both are effects, so this module only makes the signing input and takes an
//! envelope apart. Bytes are never re-made from a parsed command: what was
//! signed is what is sent, stored and hashed.

use super::Command;
use crate::ids::DeviceId;
use crate::json;
use crate::jws::{JwsError, b64, split_compact, unb64};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Largest envelope the server reads, in bytes. A hundred lines with long ids
/// and an address come to about 16 KB.
pub const MAX_ENVELOPE_BYTES: usize = 32 * 1024;

/// Most envelopes in one push.
pub const MAX_BATCH: usize = 50;

const TYP: &str = "warung-command";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    typ: String,
    kid: DeviceId,
}

/// Why an envelope cannot be taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EnvelopeError {
    #[error("the envelope is larger than {MAX_ENVELOPE_BYTES} bytes")]
    TooLarge,
    #[error(transparent)]
    Jws(#[from] JwsError),
    #[error("the header is not that of a command")]
    Header,
    #[error("the claims are not those of a command")]
    Claims,
    #[error("the header names another device than the claims")]
    Device,
}

/// What a device signs to freeze a command: `base64url(header).base64url(claims)`.
#[must_use]
pub fn signing_input(command: &Command) -> String {
    // Plain structs of strings and integers always serialise.
    let claims = serde_json::to_vec(command).unwrap_or_default();
    format!("{}.{}", b64(&header(&command.device)), b64(&claims))
}

/// The header of every command that a device signs, as JSON.
#[must_use]
pub fn header(device: &DeviceId) -> Vec<u8> {
    let header = Header { alg: "ES256".into(), typ: TYP.into(), kid: device.clone() };
    // A struct of three strings always serialises.
    serde_json::to_vec(&header).unwrap_or_default()
}

/// The frozen bytes: the signing input and the 64-byte signature `r || s`.
#[must_use]
pub fn seal(signing_input: &str, signature: &[u8]) -> String {
    format!("{signing_input}.{}", b64(signature))
}

/// An envelope taken apart, its signature not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope<'a> {
    pub command: Command,
    /// What the signature covers.
    pub signing_input: &'a str,
    /// `r || s`, 64 bytes if it is an ES256 signature at all.
    pub signature: Vec<u8>,
    /// SHA-256 of the whole envelope, the ledger's fingerprint of its bytes.
    pub hash: [u8; 32],
}

/// Takes an envelope apart.
pub fn open(bytes: &str) -> Result<Envelope<'_>, EnvelopeError> {
    if bytes.len() > MAX_ENVELOPE_BYTES {
        return Err(EnvelopeError::TooLarge);
    }
    let parts = split_compact(bytes)?;
    let header: Header = json::read(&unb64(parts.header)?).map_err(|_| EnvelopeError::Header)?;
    if header.alg != "ES256" || header.typ != TYP {
        return Err(EnvelopeError::Header);
    }
    let command: Command = json::read(&unb64(parts.payload)?).map_err(|_| EnvelopeError::Claims)?;
    if command.device != header.kid {
        return Err(EnvelopeError::Device);
    }
    Ok(Envelope {
        command,
        signing_input: parts.signing_input,
        signature: unb64(parts.signature)?,
        hash: Sha256::digest(bytes.as_bytes()).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{CommandBody, OrderedLine, PlaceOrder};
    use crate::ids::CommandId;
    use crate::money::{Currency, Money};
    use crate::payment::PaymentMethod;
    use crate::time::Timestamp;
    use proptest::prelude::*;

    fn command(seq: u64, quantity: u32, note: String) -> Command {
        Command {
            v: 1,
            shop: "warung".parse().unwrap(),
            id: CommandId::mint(Timestamp::from_millis(1_000), &[7; 10]),
            device: "dev-1".parse().unwrap(),
            seq,
            at: Timestamp::from_millis(1_000),
            body: CommandBody::PlaceOrder(Box::new(PlaceOrder {
                lines: vec![OrderedLine {
                    product: "kopi".parse().unwrap(),
                    variant: "default".parse().unwrap(),
                    quantity,
                    unit_price: 68_000,
                }],
                delivery: "ambil".parse().unwrap(),
                address: None,
                payment: PaymentMethod::Indomaret,
                total: Money::new(68_000, Currency::IDR),
                epoch: "e1".into(),
                rev: 4,
                note,
                number: None,
            })),
        }
    }

    proptest! {
        // Holds O1.
        #[test]
        fn what_was_sealed_opens(seq in any::<u64>(), quantity in any::<u32>(), note in ".{0,80}") {
            let command = command(seq, quantity, note);
            let sealed = seal(&signing_input(&command), &[9; 64]);
            let envelope = open(&sealed).unwrap();
            prop_assert_eq!(envelope.command, command);
            prop_assert_eq!(envelope.signature, vec![9; 64]);
        }

        #[test]
        fn any_text_is_an_error_never_a_panic(text in ".{0,200}") {
            prop_assert!(open(&text).is_err());
        }
    }

    #[test]
    fn a_one_line_order_is_small() {
        let sealed = seal(&signing_input(&command(1, 1, String::new())), &[9; 64]);
        assert!(sealed.len() < 900, "{} bytes", sealed.len());
    }

    // Holds O1.
    #[test]
    fn other_algorithms_are_refused() {
        let input = signing_input(&command(1, 1, String::new()));
        let claims = input.split_once('.').unwrap().1;
        for header in [
            r#"{"alg":"none","typ":"warung-command","kid":"dev-1"}"#,
            r#"{"alg":"HS256","typ":"warung-command","kid":"dev-1"}"#,
            r#"{"alg":"ES256","typ":"JWT","kid":"dev-1"}"#,
            r#"{"alg":"ES256","typ":"warung-command","kid":"dev-1","jwk":{}}"#,
        ] {
            let sealed = seal(&format!("{}.{claims}", b64(header.as_bytes())), &[9; 64]);
            assert_eq!(open(&sealed).unwrap_err(), EnvelopeError::Header, "{header}");
        }
        let other =
            format!("{}.{claims}", b64(br#"{"alg":"ES256","typ":"warung-command","kid":"dev-2"}"#));
        assert_eq!(open(&seal(&other, &[9; 64])).unwrap_err(), EnvelopeError::Device);
    }
}
