//! The manifest and the directory it names: heard, verified, kept.

use super::super::api::{self, CallError, ManifestAnswer};
use crate::platform::clock;
use crate::platform::db::catalog as store;
use crate::platform::db::catalog::StoredManifest;
use crate::platform::db::shop as shop_store;
use std::sync::Arc;
use warung_domain::catalog::{CatalogView, Directory, Manifest};
use warung_domain::jws::{JwsError, KeySet, verify_shop};
use warung_domain::protocol::MANIFEST_TYP;
use warung_domain::time::Timestamp;
use warung_phone::line::LineError;

/// A manifest just heard, and its directory.
pub(super) struct Heard {
    pub manifest: Arc<Manifest>,
    pub directory: Arc<Directory>,
    pub at: Timestamp,
    pub stored: StoredManifest,
    /// The directory as it came, if it came just now.
    pub came: Option<Vec<u8>>,
}

impl Heard {
    /// Keeps it for the next start.
    pub(super) async fn keep(&self) -> Result<(), CallError> {
        super::kept(store::put_manifest(&self.stored, self.came.as_deref()).await)
    }
}

/// What was kept, verified again, and when it was heard. What an app of before
/// kept in another shape is nothing.
pub(super) async fn kept() -> Result<Option<(Manifest, Directory, Timestamp)>, CallError> {
    let Some(stored) = store::manifest().await? else { return Ok(None) };
    let Some(keys) = shop_store::keys().await? else { return Ok(None) };
    let Ok(manifest) = open(&stored.jws, &keys) else { return Ok(None) };
    let directory = kept_directory(&manifest).await?;
    Ok(directory.map(|directory| (manifest, directory, stored.heard_at)))
}

async fn kept_directory(manifest: &Manifest) -> Result<Option<Directory>, CallError> {
    let kept = store::directory().await?;
    Ok(kept.and_then(|bytes| Directory::read(&bytes, manifest).ok()))
}

/// Asks the shop for its manifest, and for the directory unless it is `known`.
pub(super) async fn hear(known: Option<&CatalogView>) -> Result<Heard, CallError> {
    let stored = store::manifest().await?;
    let etag = stored.as_ref().and_then(|known| known.etag.as_deref());
    let at = clock::now();
    let (jws, etag) = match (api::manifest(etag).await?, stored) {
        (ManifestAnswer::New { jws, etag }, _) => (jws, etag),
        (ManifestAnswer::Unchanged, Some(known)) => (known.jws, known.etag),
        (ManifestAnswer::Unchanged, None) => return Err(LineError::NotTheShop.into()),
    };
    let manifest = Arc::new(open_asking(&jws).await?);
    let stored = StoredManifest { jws, etag, heard_at: at };
    let known = known.filter(|known| known.manifest.directory == manifest.directory);
    if let Some(known) = known {
        let directory = Arc::clone(&known.directory);
        return Ok(Heard { manifest, directory, at, stored, came: None });
    }
    let (directory, came) = match kept_directory(&manifest).await? {
        Some(kept) => (kept, None),
        None => {
            let bytes = api::directory(&manifest.directory).await?;
            let read = Directory::read(&bytes, &manifest).map_err(|_| LineError::NotTheShop)?;
            (read, Some(bytes))
        }
    };
    Ok(Heard { manifest, directory: Arc::new(directory), at, stored, came })
}

fn open(jws: &str, keys: &KeySet) -> Result<Manifest, CallError> {
    let payload = verify_shop(jws, MANIFEST_TYP, keys)?;
    warung_domain::json::read(&payload).map_err(|_| JwsError::Payload.into())
}

/// Verifies a manifest; the shop may have changed its key since we last asked.
async fn open_asking(jws: &str) -> Result<Manifest, CallError> {
    match open(jws, &keys().await?) {
        Err(CallError::Signature(JwsError::UnknownKey(_))) => open(jws, &renew_keys().await?),
        other => other,
    }
}

/// The shop's keys as kept on the phone; asked for when there are none.
async fn keys() -> Result<KeySet, CallError> {
    match shop_store::keys().await? {
        Some(keys) => Ok(keys),
        None => renew_keys().await,
    }
}

async fn renew_keys() -> Result<KeySet, CallError> {
    let keys = api::keys().await?;
    super::kept(shop_store::put_fact(shop_store::Fact::Keys, &keys).await)?;
    Ok(keys)
}

/// The keys kept on the phone, for verifying receipts without a line.
pub async fn known_keys() -> KeySet {
    shop_store::keys().await.ok().flatten().unwrap_or_default()
}
