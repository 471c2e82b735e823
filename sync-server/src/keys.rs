//! The shop's signing key: Ed25519, kept in the data folder, published as JWKS.

use crate::service::effects::Entropy;
use ed25519_dalek::{Signer, SigningKey};
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use thiserror::Error;
use warung_domain::ids::KeyId;
use warung_domain::jws::{Jwk, KeySet, b64, shop_signing_input, unb64};

/// Name of the key file in the data folder.
pub const KEY_FILE: &str = "keys.json";

/// Why the signing key cannot be used. Each names the file, for the person who
/// has to put it right.
#[derive(Debug, Error)]
pub enum KeyError {
    #[error("the key file {} cannot be read or written: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error(
        "the key file {} is damaged; put back the copy from your backup, because receipts \
         signed with a new key do not verify as this shop's",
        path.display()
    )]
    Damaged { path: PathBuf },
    #[error(
        "the key file {path} can be read by other users of this machine; run: chmod 600 {path}",
        path = path.display()
    )]
    TooOpen { path: PathBuf },
}

/// The key in use. Old public keys stay published so that old receipts verify.
pub struct SigningKeys {
    kid: KeyId,
    key: SigningKey,
    retired: Vec<Jwk>,
}

#[derive(Serialize, Deserialize)]
struct KeyFile {
    kid: KeyId,
    seed: String,
    #[serde(default)]
    retired: Vec<Jwk>,
}

impl SigningKeys {
    #[must_use]
    pub fn new(kid: KeyId, seed: &[u8; 32], retired: Vec<Jwk>) -> Self {
        Self { kid, key: SigningKey::from_bytes(seed), retired }
    }

    /// Reads the key of a data folder.
    pub fn load(folder: &Path) -> Result<Self, KeyError> {
        let path = folder.join(KEY_FILE);
        let bytes =
            std::fs::read(&path).map_err(|source| KeyError::File { path: path.clone(), source })?;
        refuse_open_permissions(&path)?;
        let damaged = || KeyError::Damaged { path: path.clone() };
        let file: KeyFile = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
        let seed: [u8; 32] =
            unb64(&file.seed).ok().and_then(|seed| seed.try_into().ok()).ok_or_else(damaged)?;
        Ok(Self::new(file.kid, &seed, file.retired))
    }

    /// Reads the key of a data folder, or makes one at the first start.
    pub fn load_or_create(folder: &Path, entropy: &dyn Entropy) -> Result<Self, KeyError> {
        if !folder.join(KEY_FILE).exists() {
            create(folder, entropy)?;
        }
        Self::load(folder)
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

fn create(folder: &Path, entropy: &dyn Entropy) -> Result<(), KeyError> {
    let path = folder.join(KEY_FILE);
    let mut seed = [0; 32];
    entropy.fill(&mut seed);
    let public = SigningKey::from_bytes(&seed).verifying_key();
    // A name derived from the key is never given to another key by mistake.
    let damaged = || KeyError::Damaged { path: path.clone() };
    let kid =
        KeyId::new(format!("shop-{}", &b64(public.as_bytes())[..12])).map_err(|_| damaged())?;
    let file = KeyFile { kid, seed: b64(&seed), retired: Vec::new() };
    let text = serde_json::to_vec_pretty(&file).map_err(|_| damaged())?;
    write_private(&path, &text).map_err(|source| KeyError::File { path: path.clone(), source })
}

/// Written beside and moved into place, so that a crash leaves no half key.
fn write_private(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let beside = path.with_extension("json.new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(text)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)
}

#[cfg(unix)]
fn refuse_open_permissions(path: &Path) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = std::fs::metadata(path)
        .map_err(|source| KeyError::File { path: path.to_owned(), source })?;
    if metadata.permissions().mode() & 0o077 != 0 {
        return Err(KeyError::TooOpen { path: path.to_owned() });
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_open_permissions(_path: &Path) -> Result<(), KeyError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::effects::SystemEntropy;
    use warung_domain::jws::verify_shop;

    #[test]
    fn the_key_survives_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let first = SigningKeys::load_or_create(folder.path(), &SystemEntropy::default()).unwrap();
        let jws = first.sign("receipt", b"{}");
        let again = SigningKeys::load_or_create(folder.path(), &SystemEntropy::default()).unwrap();
        assert_eq!(verify_shop(&jws, "receipt", &again.published()), Ok(b"{}".to_vec()));
    }

    #[test]
    fn a_damaged_key_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(KEY_FILE);
        write_private(&path, b"{}").unwrap();
        let got = SigningKeys::load_or_create(folder.path(), &SystemEntropy::default());
        assert!(matches!(got, Err(KeyError::Damaged { .. })));
        assert_eq!(std::fs::read(&path).unwrap(), b"{}");
    }

    #[cfg(unix)]
    #[test]
    fn a_key_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        SigningKeys::load_or_create(folder.path(), &SystemEntropy::default()).unwrap();
        let path = folder.path().join(KEY_FILE);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(SigningKeys::load(folder.path()), Err(KeyError::TooOpen { .. })));
    }
}
