//! The shop's signing key: Ed25519, kept in the data folder, published as JWKS.

use ed25519_dalek::{Signer, SigningKey};
use warung_domain::ids::KeyId;
use warung_domain::jws::{Jwk, KeySet, b64, shop_signing_input};

/// The key in use. Old public keys stay published so that old receipts verify.
pub struct SigningKeys {
    kid: KeyId,
    key: SigningKey,
    retired: Vec<Jwk>,
}

impl SigningKeys {
    #[must_use]
    pub fn new(kid: KeyId, seed: &[u8; 32], retired: Vec<Jwk>) -> Self {
        Self { kid, key: SigningKey::from_bytes(seed), retired }
    }

    /// A compact EdDSA JWS over `payload`.
    #[must_use]
    pub fn sign(&self, typ: &str, payload: &[u8]) -> String {
        let input = shop_signing_input(typ, &self.kid, payload);
        let signature = self.key.sign(input.as_bytes()).to_bytes();
        format!("{input}.{}", b64(&signature))
    }

    /// Everything a phone needs to verify what this shop ever signed.
    #[must_use]
    pub fn published(&self) -> KeySet {
        let current = Jwk::ed25519(self.kid.clone(), self.key.verifying_key().as_bytes());
        KeySet { keys: std::iter::once(current).chain(self.retired.iter().cloned()).collect() }
    }
}
