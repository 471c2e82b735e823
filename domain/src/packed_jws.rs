//! A document the shop signed, as bytes for a code: the name of the key, the signature
//! and the payload ([`crate::deflate`] with a dictionary). The rest of a compact JWS is
//! the same in every document of its kind, so it comes back word for word.

use crate::deflate;
use crate::ids::KeyId;
use crate::jws::{b64, shop_signing_input, split_compact, unb64};

const SIGNATURE_BYTES: usize = 64;

/// What all documents of a kind have in common.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The `typ` of the header.
    pub typ: &'static str,
    /// A text that every payload resembles.
    pub dictionary: &'static str,
    /// The longest payload that is packed or unpacked, in bytes.
    pub longest: usize,
}

/// Packs a signed document, unless it is too long or would not come back word for word.
#[must_use]
pub fn pack(jws: &str, kind: Kind) -> Option<Vec<u8>> {
    let parts = split_compact(jws).ok()?;
    let header: serde_json::Value = serde_json::from_slice(&unb64(parts.header).ok()?).ok()?;
    let kid = header.get("kid")?.as_str()?;
    let payload = unb64(parts.payload).ok()?;
    if payload.len() > kind.longest {
        return None;
    }
    let mut bytes = vec![u8::try_from(kid.len()).ok()?];
    bytes.extend(kid.as_bytes());
    bytes.extend(unb64(parts.signature).ok()?);
    bytes.extend(deflate::pack(&payload, kind.dictionary.as_bytes()));
    (unpack(&bytes, kind).as_deref() == Some(jws)).then_some(bytes)
}

/// The compact JWS behind packed bytes. Whether it is genuine is not asked here.
#[must_use]
pub fn unpack(bytes: &[u8], kind: Kind) -> Option<String> {
    let (length, rest) = bytes.split_first()?;
    let (kid, rest) = rest.split_at_checked(usize::from(*length))?;
    let (signature, packed) = rest.split_at_checked(SIGNATURE_BYTES)?;
    let kid: KeyId = str::from_utf8(kid).ok()?.parse().ok()?;
    let payload = deflate::unpack(packed, kind.dictionary.as_bytes(), kind.longest).ok()?;
    Some(format!("{}.{}", shop_signing_input(kind.typ, &kid, &payload), b64(signature)))
}
