//! JSON Web Signatures (RFC 7515), as much of them as the shop uses.
//!
//! The shop signs manifests and receipts with EdDSA over Ed25519 (RFC 8037);
//! devices sign commands with ES256. Verification of the shop's signatures is
//! pure and runs in the phone too; it is strict, so that every verifier agrees.

use crate::ids::{DeviceId, IdError, KeyId};
use crate::json;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Why a JWS is not valid. The reason is shown to people, so each is one fact.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JwsError {
    #[error("not three parts separated by dots")]
    Parts,
    #[error("not base64url without padding")]
    Base64,
    #[error("the header cannot be read")]
    Header,
    #[error("signed with {0}, not with EdDSA")]
    Algorithm(String),
    #[error("a document of type {actual}, not {expected}")]
    Type { expected: String, actual: String },
    #[error("signed with a key this phone does not know: {0}")]
    UnknownKey(KeyId),
    #[error("the key cannot be used")]
    Key,
    #[error("the signature does not belong to this content")]
    Signature,
    #[error("the content cannot be read")]
    Payload,
}

/// base64url without padding (RFC 7515, appendix C).
#[must_use]
pub fn b64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes behind base64url without padding.
pub fn unb64(text: &str) -> Result<Vec<u8>, JwsError> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| JwsError::Base64)
}

/// The three parts of a compact JWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompactParts<'a> {
    pub header: &'a str,
    pub payload: &'a str,
    pub signature: &'a str,
    /// `header.payload`, which the signature covers.
    pub signing_input: &'a str,
}

/// Splits a compact JWS at its two dots.
pub fn split_compact(jws: &str) -> Result<CompactParts<'_>, JwsError> {
    let (signing_input, signature) = jws.rsplit_once('.').ok_or(JwsError::Parts)?;
    let (header, payload) = signing_input.split_once('.').ok_or(JwsError::Parts)?;
    if payload.contains('.') || header.is_empty() || payload.is_empty() {
        return Err(JwsError::Parts);
    }
    Ok(CompactParts { header, payload, signature, signing_input })
}

/// A JSON Web Key (RFC 7517): Ed25519 of the shop or P-256 of a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwk {
    pub kty: String,
    pub crv: String,
    pub x: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<KeyId>,
}

impl Jwk {
    /// An Ed25519 public key of the shop.
    #[must_use]
    pub fn ed25519(kid: KeyId, public: &[u8; 32]) -> Self {
        Self { kty: "OKP".into(), crv: "Ed25519".into(), x: b64(public), y: None, kid: Some(kid) }
    }

    /// RFC 7638 thumbprint: SHA-256 over the required members in order. The
    /// name of a device.
    pub fn thumbprint(&self) -> Result<DeviceId, IdError> {
        let canonical = match &self.y {
            Some(y) => {
                format!(
                    r#"{{"crv":"{}","kty":"{}","x":"{}","y":"{y}"}}"#,
                    self.crv, self.kty, self.x
                )
            }
            None => format!(r#"{{"crv":"{}","kty":"{}","x":"{}"}}"#, self.crv, self.kty, self.x),
        };
        DeviceId::new(b64(&Sha256::digest(canonical)))
    }

    /// The uncompressed SEC 1 point of a P-256 key, 65 bytes.
    pub fn p256_point(&self) -> Result<[u8; 65], JwsError> {
        let y = self.y.as_deref().ok_or(JwsError::Key)?;
        if self.kty != "EC" || self.crv != "P-256" {
            return Err(JwsError::Key);
        }
        let (x, y) = (unb64(&self.x)?, unb64(y)?);
        let mut point = [4; 65];
        if x.len() != 32 || y.len() != 32 {
            return Err(JwsError::Key);
        }
        point[1..33].copy_from_slice(&x);
        point[33..].copy_from_slice(&y);
        Ok(point)
    }
}

/// The shop's published keys, `/.well-known/jwks.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySet {
    pub keys: Vec<Jwk>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShopHeader {
    alg: String,
    typ: String,
    kid: KeyId,
}

/// What the shop signs: `base64url(header).base64url(payload)`.
#[must_use]
pub fn shop_signing_input(typ: &str, kid: &KeyId, payload: &[u8]) -> String {
    let header = ShopHeader { alg: "EdDSA".into(), typ: typ.into(), kid: kid.clone() };
    // A struct of three strings always serialises.
    let header = serde_json::to_vec(&header).unwrap_or_default();
    format!("{}.{}", b64(&header), b64(payload))
}

/// Verifies a JWS the shop signed and hands out its payload.
///
/// Strict Ed25519 (`verify_strict`): malleable signatures and small-order keys
/// are refused, so that two verifiers never disagree on the same document.
pub fn verify_shop(jws: &str, typ: &str, keys: &KeySet) -> Result<Vec<u8>, JwsError> {
    let parts = split_compact(jws)?;
    let header: ShopHeader = json::read(&unb64(parts.header)?).map_err(|_| JwsError::Header)?;
    if header.alg != "EdDSA" {
        return Err(JwsError::Algorithm(header.alg));
    }
    if header.typ != typ {
        return Err(JwsError::Type { expected: typ.to_owned(), actual: header.typ });
    }
    let jwk = keys
        .keys
        .iter()
        .find(|key| key.kid.as_ref() == Some(&header.kid))
        .ok_or(JwsError::UnknownKey(header.kid))?;
    if jwk.kty != "OKP" || jwk.crv != "Ed25519" {
        return Err(JwsError::Key);
    }
    let public: [u8; 32] = unb64(&jwk.x)?.try_into().map_err(|_| JwsError::Key)?;
    let key = VerifyingKey::from_bytes(&public).map_err(|_| JwsError::Key)?;
    let signature: [u8; 64] =
        unb64(parts.signature)?.try_into().map_err(|_| JwsError::Signature)?;
    key.verify_strict(parts.signing_input.as_bytes(), &Signature::from_bytes(&signature))
        .map_err(|_| JwsError::Signature)?;
    unb64(parts.payload)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signer, SigningKey};
    use proptest::prelude::*;

    fn signed(typ: &str, payload: &[u8]) -> (String, KeySet) {
        let key = SigningKey::from_bytes(&[3; 32]);
        let kid: KeyId = "k1".parse().unwrap();
        let input = shop_signing_input(typ, &kid, payload);
        let jws = format!("{input}.{}", b64(&key.sign(input.as_bytes()).to_bytes()));
        let keys = KeySet { keys: vec![Jwk::ed25519(kid, key.verifying_key().as_bytes())] };
        (jws, keys)
    }

    // Holds C2.
    #[test]
    fn each_refusal_has_its_reason() {
        let (jws, keys) = signed("receipt", b"{}");
        assert_eq!(verify_shop(&jws, "receipt", &keys), Ok(b"{}".to_vec()));
        assert!(matches!(verify_shop(&jws, "manifest", &keys), Err(JwsError::Type { .. })));
        assert!(matches!(
            verify_shop(&jws, "receipt", &KeySet::default()),
            Err(JwsError::UnknownKey(_))
        ));
        assert_eq!(verify_shop("a.b", "receipt", &keys), Err(JwsError::Parts));
        assert_eq!(verify_shop("a.b.c.d", "receipt", &keys), Err(JwsError::Parts));
        assert_eq!(verify_shop("!.b.c", "receipt", &keys), Err(JwsError::Base64));
    }

    // Holds D1.
    /// RFC 7638, section 3.1 uses RSA; RFC 8037, appendix A.3 gives this vector.
    #[test]
    fn thumbprint_of_the_rfc_8037_key() {
        let jwk = Jwk {
            kty: "OKP".into(),
            crv: "Ed25519".into(),
            x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo".into(),
            y: None,
            kid: None,
        };
        assert_eq!(
            jwk.thumbprint().unwrap().as_str(),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
    }

    proptest! {
        // Holds C2.
        #[test]
        fn any_one_flipped_bit_is_refused(at in any::<prop::sample::Index>(), bit in 0..8_u8) {
            let (jws, keys) = signed("receipt", br#"{"total":68000}"#);
            let mut bytes = jws.into_bytes();
            let index = at.index(bytes.len());
            bytes[index] ^= 1 << bit;
            // A flip may leave UTF-8; then it is no text at all.
            if let Ok(text) = String::from_utf8(bytes) {
                prop_assert!(verify_shop(&text, "receipt", &keys).is_err());
            }
        }
    }
}
