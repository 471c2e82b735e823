//! SQL of the catalog's revisions: where it stands, the feed of changes and the
//! shards.

use super::txn::{collect, from_db, json, next, to_db};
use crate::storage::{Block, CatalogHead, ShardRecord, StorageError};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashSet;
use std::sync::Arc;
use warung_domain::catalog::{Change, ChangeRow};
use warung_domain::ids::{CategoryId, IdError};

const HEAD: &str = "catalog.head";
const BASE: &str = "catalog.base";
const HORIZON: &str = "catalog.horizon";
const PRODUCTS: &str = "catalog.products";

type Result<T> = std::result::Result<T, StorageError>;

fn counter(connection: &Connection, name: &str) -> Result<u64> {
    let value: Option<i64> = connection
        .prepare_cached("select value from counters where name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    from_db(value.unwrap_or(0))
}

fn set_counter(connection: &Connection, name: &str, value: u64) -> Result<()> {
    connection
        .prepare_cached(
            "insert into counters (name, value) values (?1, ?2)
             on conflict (name) do update set value = excluded.value",
        )?
        .execute(params![name, to_db(value)?])?;
    Ok(())
}

pub(super) fn head(connection: &Connection) -> Result<CatalogHead> {
    let epoch = connection
        .prepare_cached("select value from facts where name = 'epoch'")?
        .query_row([], |row| row.get(0))?;
    let products = u32::try_from(counter(connection, PRODUCTS)?)
        .map_err(|error| StorageError::Codec(error.to_string()))?;
    Ok(CatalogHead {
        epoch,
        base: counter(connection, BASE)?,
        head: counter(connection, HEAD)?,
        horizon: counter(connection, HORIZON)?,
        products,
    })
}

/// Counted as they come and go: counting a hundred thousand takes too long for
/// something every phone asks for.
pub(super) fn one_product_more(connection: &Connection) -> Result<()> {
    set_counter(connection, PRODUCTS, counter(connection, PRODUCTS)? + 1)
}

pub(super) fn one_product_less(connection: &Connection) -> Result<()> {
    set_counter(connection, PRODUCTS, counter(connection, PRODUCTS)?.saturating_sub(1))
}

pub(super) fn next_rev(connection: &Connection) -> Result<u64> {
    next(connection, HEAD)
}

pub(super) fn changes(connection: &Connection, since: u64, limit: usize) -> Result<Vec<ChangeRow>> {
    // A revision is never cut in two: the page ends with the whole of its last one.
    let sql = "select body from changes
               where rev > ?1 and rev <= coalesce(
                   (select rev from changes where rev > ?1 order by rev limit 1 offset ?2),
                   9223372036854775807)
               order by rev, product, topic";
    let last = to_db(limit.max(1) as u64 - 1)?;
    collect(connection, sql, params![to_db(since)?, last], |row| json(row, 0))
}

pub(super) fn put_change(connection: &Connection, row: &ChangeRow) -> Result<()> {
    let topic = match &row.change {
        Change::Upsert { .. } | Change::Deleted => {
            // The whole product, or its end: whatever was said of it before is moot.
            connection
                .prepare_cached("delete from changes where product = ?1")?
                .execute([row.id.as_str()])?;
            "product".to_owned()
        }
        Change::Price { variant, .. } => format!("price/{variant}"),
        Change::Stock { variant, .. } => format!("stock/{variant}"),
    };
    connection
        .prepare_cached(
            "insert into changes (product, topic, rev, body) values (?1, ?2, ?3, ?4)
             on conflict (product, topic) do update
             set rev = excluded.rev, body = excluded.body",
        )?
        .execute(params![row.id.as_str(), topic, to_db(row.rev)?, serde_json::to_string(row)?])?;
    Ok(())
}

pub(super) fn shards(connection: &Connection) -> Result<Vec<ShardRecord>> {
    let sql = "select hash, category, products, position, block, br, zstd, gzip
               from shards order by position";
    collect(connection, sql, [], |row| {
        Ok(ShardRecord {
            block: Arc::new(Block {
                hash: row.get(0)?,
                plain: row.get(4)?,
                br: row.get(5)?,
                zstd: row.get(6)?,
                gzip: row.get(7)?,
            }),
            categories: category_list(&row.get::<_, Option<String>>(1)?.unwrap_or_default())?,
            products: row.get(2)?,
            position: row.get(3)?,
        })
    })
}

/// Ids hold no spaces, so a space parts them.
fn category_text(categories: &[CategoryId]) -> String {
    categories.iter().map(CategoryId::as_str).collect::<Vec<_>>().join(" ")
}

fn category_list(text: &str) -> Result<Vec<CategoryId>> {
    let ids = text.split_whitespace().map(str::parse);
    ids.map(|id| id.map_err(|error: IdError| StorageError::Codec(error.to_string()))).collect()
}

pub(super) fn replace_shards(
    connection: &Connection,
    shards: &[ShardRecord],
    base: u64,
) -> Result<()> {
    // Most shards stay where they are, and are not written again.
    let there: HashSet<(u32, String)> =
        collect(connection, "select position, hash from shards", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .into_iter()
        .collect();
    let place = |shard: &ShardRecord| (shard.position, shard.block.hash.clone());
    let stays: HashSet<(u32, String)> = shards.iter().map(place).collect();
    for (position, _) in there.difference(&stays) {
        connection.prepare_cached("delete from shards where position = ?1")?.execute([position])?;
    }
    for shard in shards.iter().filter(|shard| !there.contains(&place(shard))) {
        connection
            .prepare_cached(
                "insert into shards
                     (position, hash, category, products, block, br, zstd, gzip)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                shard.position,
                shard.block.hash,
                category_text(&shard.categories),
                shard.products,
                shard.block.plain,
                shard.block.br,
                shard.block.zstd,
                shard.block.gzip
            ])?;
    }
    // What the feed never told (a first import) only these shards hold, so a
    // phone that knows less has to begin from them.
    let untold: Option<i64> = connection.query_row(
        "select max(rev) from products
         where not exists (select 1 from changes
                           where changes.product = products.id and changes.rev >= products.rev)",
        [],
        |row| row.get(0),
    )?;
    let horizon = counter(connection, HORIZON)?.max(from_db(untold.unwrap_or(0))?).min(base);
    set_counter(connection, HORIZON, horizon)?;
    set_counter(connection, BASE, base)
}
