//! `warung-catalog`: a cache of what the shop publishes. May vanish at any
//! time and is rebuilt from the server.

use super::schema::{Schema, make_stores};
use super::table::Database;
use super::write::{Durability, RowChange, to_row};
use crate::platform::PlatformError;
use warung_domain::catalog::{ChangeRow, Standing};

pub(super) const META: &str = "meta";
const BLOCKS: &str = "blocks";
const CHANGES: &str = "changes";
pub(super) const DETAILS: &str = "details";

const STANDING: &str = "standing";
/// Up to which revision the kept changes tell everything.
const HEARD_TO: &str = "heard-to";

pub(super) const DB: Database = Database {
    schema: Schema {
        name: "warung-catalog",
        upgrades: &[|db, _| make_stores(db, &[META, BLOCKS, CHANGES, DETAILS])],
    },
    // A power cut costs a download.
    durability: Durability::Relaxed,
};

/// What is known of the manifest without asking.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StoredManifest {
    /// The compact JWS as received; verified again at every start.
    pub jws: String,
    pub etag: Option<String>,
    /// When the phone last heard that it is current.
    pub heard_at: warung_domain::time::Timestamp,
}

pub async fn manifest() -> Result<Option<StoredManifest>, PlatformError> {
    DB.get(META, "manifest").await
}

/// Keeps the manifest; with it the directory it names, unless that one is kept.
pub async fn put_manifest(
    manifest: &StoredManifest,
    directory: Option<&[u8]>,
) -> Result<(), PlatformError> {
    DB.write(heard_rows(manifest, directory)?).await
}

/// The directory kept last, as it came.
pub async fn directory() -> Result<Option<Vec<u8>>, PlatformError> {
    DB.get_bytes(META, "directory").await
}

fn heard_rows(
    manifest: &StoredManifest,
    directory: Option<&[u8]>,
) -> Result<Vec<RowChange>, PlatformError> {
    let mut rows = vec![RowChange::put(META, "manifest", manifest)?];
    rows.extend(directory.map(|bytes| RowChange::put_bytes(META, "directory", bytes)));
    Ok(rows)
}

/// What the copy on the phone is made of.
pub async fn standing() -> Result<Option<Standing>, PlatformError> {
    DB.get(META, STANDING).await
}

/// Begins a copy where there was none: nothing kept before belongs to it.
pub async fn begin(
    manifest: &StoredManifest,
    directory: Option<&[u8]>,
    standing: &Standing,
) -> Result<(), PlatformError> {
    move_to(manifest, directory, standing, &[]).await
}

/// Stands on other shards from now on, which contain every earlier change.
pub async fn move_to(
    manifest: &StoredManifest,
    directory: Option<&[u8]>,
    standing: &Standing,
    stale: &[String],
) -> Result<(), PlatformError> {
    let mut rows = heard_rows(manifest, directory)?;
    rows.push(RowChange::put(META, STANDING, standing)?);
    rows.push(RowChange::put(META, HEARD_TO, &standing.base)?);
    rows.push(RowChange::Clear { store: CHANGES });
    rows.extend(stale.iter().map(|hash| RowChange::delete(BLOCKS, hash)));
    DB.write(rows).await
}

pub async fn block(hash: &str) -> Result<Option<Vec<u8>>, PlatformError> {
    DB.get_bytes(BLOCKS, hash).await
}

/// Keeps blocks by their hashes.
pub async fn put_blocks(blocks: &[(String, Vec<u8>)]) -> Result<(), PlatformError> {
    let rows = blocks.iter().map(|(hash, block)| RowChange::put_bytes(BLOCKS, hash, block));
    DB.write(rows.collect()).await
}

/// Names of all blocks on the phone.
pub async fn block_hashes() -> Result<Vec<String>, PlatformError> {
    DB.keys(BLOCKS).await
}

pub async fn delete_blocks(hashes: &[String]) -> Result<(), PlatformError> {
    DB.write(hashes.iter().map(|hash| RowChange::delete(BLOCKS, hash)).collect()).await
}

/// Changes heard since the shards were made, oldest first. What an app of before
/// kept in another shape is nothing, and heard again.
pub async fn changes() -> Result<Vec<ChangeRow>, PlatformError> {
    match DB.all::<Vec<ChangeRow>>(CHANGES).await {
        Ok(answers) => Ok(answers.into_iter().flatten().collect()),
        Err(PlatformError::Codec(_)) => clear_changes().await.map(|()| Vec::new()),
        Err(other) => Err(other),
    }
}

/// Keeps what was heard after a revision, up to another, in one row. Only where the phone
/// still stands on the same shards and has kept everything before it: another
/// tab may have moved on meanwhile, and a gap would never be noticed. Says whether
/// it did.
pub async fn put_changes(
    rows: &[ChangeRow],
    standing: &Standing,
    (since, to): (u64, u64),
) -> Result<bool, PlatformError> {
    let kept = vec![
        RowChange::put(CHANGES, revision_key(to), &rows)?,
        RowChange::put(META, HEARD_TO, &to)?,
    ];
    let standing = to_row(standing)?.as_string();
    let is_next = move |texts: &[Option<String>]| {
        let heard_to = texts[1].as_ref().and_then(|text| text.parse::<u64>().ok());
        // An app of before kept no such row; then the rows themselves are all there is.
        texts[0] == standing && heard_to.is_none_or(|heard_to| heard_to >= since)
    };
    DB.write_if(META, &[STANDING, HEARD_TO], Box::new(is_next), kept).await
}

/// For rows that belong to no copy.
pub async fn clear_changes() -> Result<(), PlatformError> {
    DB.write(vec![RowChange::Clear { store: CHANGES }, RowChange::delete(META, HEARD_TO)]).await
}

/// Fixed width, so that keys sort as revisions do.
fn revision_key(rev: u64) -> String {
    format!("{rev:020}")
}

/// Empties the whole cache; the next sync fills it again.
pub async fn clear() -> Result<(), PlatformError> {
    DB.write(everything()).await
}

/// What emptying it takes.
pub(super) fn everything() -> Vec<RowChange> {
    [META, BLOCKS, CHANGES, DETAILS].map(|store| RowChange::Clear { store }).into()
}
