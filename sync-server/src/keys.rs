//! The shop's signing key: Ed25519, kept in the data folder, published as JWKS.
//!
//! Public keys that were ever used are remembered in the database too. A shop whose
//! key file is gone therefore opens, takes orders and money, and proves what it once
//! signed; it only signs nothing until the file is back or another key is made.

use crate::service::effects::Entropy;
use ed25519_dalek::{Signer, SigningKey};
use serde::{Deserialize, Serialize};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use thiserror::Error;
use warung_domain::ids::KeyId;
use warung_domain::jws::{Jwk, KeySet, b64, shop_signing_input, unb64};

/// Name of the key file in the data folder.
pub const KEY_FILE: &str = "keys.json";

/// Where a key file goes that cannot be read, when another takes its place.
const DAMAGED_FILE: &str = "keys.damaged.json";

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

/// There is no key to sign with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the shop has no signing key")]
pub struct NoKey;

/// The key in use. Old public keys stay published so that old receipts verify.
pub struct SigningKeys {
    in_use: Option<InUse>,
    retired: Vec<Jwk>,
}

/// The key that signs, and its name.
pub struct InUse {
    kid: KeyId,
    key: SigningKey,
}

impl InUse {
    fn public(&self) -> Jwk {
        Jwk::ed25519(self.kid.clone(), self.key.verifying_key().as_bytes())
    }
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
        Self { in_use: Some(InUse { kid, key: SigningKey::from_bytes(seed) }), retired }
    }

    /// The keys of a shop whose database remembers `known` of them. Where the file is
    /// gone or damaged and there were keys before, nothing can be signed: a new key
    /// is made by a person only ([`Self::rotate`]).
    pub fn open(folder: &Path, entropy: &dyn Entropy, known: Vec<Jwk>) -> Result<Self, KeyError> {
        if known.is_empty() {
            return Self::load_or_create(folder, entropy);
        }
        let loaded = match Self::load(folder) {
            Err(KeyError::Damaged { .. }) => Self::lost(),
            Err(KeyError::File { source, .. }) if source.kind() == ErrorKind::NotFound => {
                Self::lost()
            }
            loaded => loaded?,
        };
        Ok(loaded.remembering(known))
    }

    /// No key to sign with.
    #[must_use]
    pub const fn lost() -> Self {
        Self { in_use: None, retired: Vec::new() }
    }

    /// Publishes these as well.
    #[must_use]
    pub fn remembering(mut self, known: Vec<Jwk>) -> Self {
        let published = self.published().keys;
        let is_new = |key: &Jwk| published.iter().all(|other| other.kid != key.kid);
        self.retired.extend(known.into_iter().filter(is_new));
        self
    }

    /// Makes a new key for a folder, which the shop signs with from its next start
    /// on. What the old one signed goes on verifying; a file that cannot be read is
    /// kept beside.
    pub fn rotate(
        folder: &Path,
        entropy: &dyn Entropy,
        known: Vec<Jwk>,
    ) -> Result<KeyId, KeyError> {
        let path = folder.join(KEY_FILE);
        let old = Self::open(folder, entropy, known)?;
        if old.in_use.is_none() && path.exists() {
            std::fs::rename(&path, folder.join(DAMAGED_FILE))
                .map_err(|source| KeyError::File { path, source })?;
        }
        create(folder, entropy, old.published().keys)
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
            create(folder, entropy, Vec::new())?;
        }
        Self::load(folder)
    }

    /// A compact EdDSA JWS over `payload`.
    pub fn sign(&self, typ: &str, payload: &[u8]) -> Result<String, NoKey> {
        let InUse { kid, key } = self.key()?;
        let input = shop_signing_input(typ, kid, payload);
        let signature = key.sign(input.as_bytes()).to_bytes();
        Ok(format!("{input}.{}", b64(&signature)))
    }

    /// What is signed with.
    pub fn key(&self) -> Result<&InUse, NoKey> {
        self.in_use.as_ref().ok_or(NoKey)
    }

    /// Everything a phone needs to verify what this shop ever signed.
    #[must_use]
    pub fn published(&self) -> KeySet {
        let current = self.in_use.as_ref().map(InUse::public);
        KeySet { keys: current.into_iter().chain(self.retired.iter().cloned()).collect() }
    }
}

fn create(folder: &Path, entropy: &dyn Entropy, retired: Vec<Jwk>) -> Result<KeyId, KeyError> {
    let path = folder.join(KEY_FILE);
    let mut seed = [0; 32];
    entropy.fill(&mut seed);
    let public = SigningKey::from_bytes(&seed).verifying_key();
    // A name derived from the key is never given to another key by mistake.
    let damaged = || KeyError::Damaged { path: path.clone() };
    let kid =
        KeyId::new(format!("shop-{}", &b64(public.as_bytes())[..12])).map_err(|_| damaged())?;
    let file = KeyFile { kid: kid.clone(), seed: b64(&seed), retired };
    let text = serde_json::to_vec_pretty(&file).map_err(|_| damaged())?;
    write_private(&path, &text).map_err(|source| KeyError::File { path: path.clone(), source })?;
    Ok(kid)
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
        let jws = first.sign("receipt", b"{}").unwrap();
        let again = SigningKeys::load_or_create(folder.path(), &SystemEntropy::default()).unwrap();
        assert_eq!(verify_shop(&jws, "receipt", &again.published()), Ok(b"{}".to_vec()));
    }

    // Holds R8.
    #[test]
    fn what_an_old_key_signed_goes_on_verifying() {
        let (folder, entropy) = (tempfile::tempdir().unwrap(), SystemEntropy::default());
        let first = SigningKeys::load_or_create(folder.path(), &entropy).unwrap();
        let old = first.sign("receipt", b"{}").unwrap();
        let known = first.published().keys;
        SigningKeys::rotate(folder.path(), &entropy, known.clone()).unwrap();
        let second = SigningKeys::open(folder.path(), &entropy, known.clone()).unwrap();
        let new = second.sign("receipt", b"{}").unwrap();
        assert_ne!(old, new);
        assert_eq!(second.published().keys.len(), 2);
        for jws in [&old, &new] {
            assert_eq!(verify_shop(jws, "receipt", &second.published()), Ok(b"{}".to_vec()));
        }
        // The file is gone, and what is known besides is in the database.
        let known = second.published().keys;
        std::fs::remove_file(folder.path().join(KEY_FILE)).unwrap();
        let lost = SigningKeys::open(folder.path(), &entropy, known.clone()).unwrap();
        assert_eq!(lost.sign("receipt", b"{}"), Err(NoKey));
        assert_eq!(verify_shop(&new, "receipt", &lost.published()), Ok(b"{}".to_vec()));
        assert!(!folder.path().join(KEY_FILE).exists(), "a new key is a person's decision");
        SigningKeys::rotate(folder.path(), &entropy, known.clone()).unwrap();
        let third = SigningKeys::open(folder.path(), &entropy, known).unwrap();
        assert_eq!(third.published().keys.len(), 3);
        assert!(third.sign("receipt", b"{}").is_ok());
    }

    #[test]
    fn a_damaged_key_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(KEY_FILE);
        write_private(&path, b"{}").unwrap();
        let got = SigningKeys::load_or_create(folder.path(), &SystemEntropy::default());
        assert!(matches!(got, Err(KeyError::Damaged { .. })));
        assert_eq!(std::fs::read(&path).unwrap(), b"{}");
        let known = vec![Jwk::ed25519("k1".parse().unwrap(), &[1; 32])];
        let open = SigningKeys::open(folder.path(), &SystemEntropy::default(), known).unwrap();
        assert_eq!(open.sign("receipt", b"{}"), Err(NoKey), "the shop opens all the same");
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
