//! SQL of the catalog: products with their variants, the price history, the
//! feed of changes and the shards.

use super::txn::{collect, from_db, json, next, parsed, to_db};
use crate::storage::{CatalogHead, PriceAt, ProductRecord, ShardRecord, StorageError};
use rusqlite::{Connection, OptionalExtension, Row, params};
use warung_domain::catalog::{
    Category, Change, ChangeRow, Product, ProductDetail, Seller, Stock, Variant,
};
use warung_domain::ids::{ProductId, VariantId};
use warung_domain::time::Timestamp;

const HEAD: &str = "catalog.head";
const BASE: &str = "catalog.base";
const HORIZON: &str = "catalog.horizon";

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
    let products = connection
        .prepare_cached("select count(*) from products")?
        .query_row([], |row| row.get(0))?;
    Ok(CatalogHead {
        epoch,
        base: counter(connection, BASE)?,
        head: counter(connection, HEAD)?,
        horizon: counter(connection, HORIZON)?,
        products,
    })
}

pub(super) fn next_rev(connection: &Connection) -> Result<u64> {
    next(connection, HEAD)
}

pub(super) fn categories(connection: &Connection) -> Result<Vec<Category>> {
    let sql = "select body from categories order by position, id";
    collect(connection, sql, [], |row| json(row, 0))
}

pub(super) fn put_category(connection: &Connection, category: &Category) -> Result<()> {
    connection
        .prepare_cached(
            "insert into categories (id, position, body)
             values (?1, (select count(*) from categories), ?2)
             on conflict (id) do update set body = excluded.body",
        )?
        .execute(params![category.id.as_str(), serde_json::to_string(category)?])?;
    Ok(())
}

pub(super) fn sellers(connection: &Connection) -> Result<Vec<Seller>> {
    let sql = "select body from sellers order by id";
    collect(connection, sql, [], |row| json(row, 0))
}

pub(super) fn put_seller(connection: &Connection, seller: &Seller) -> Result<()> {
    connection
        .prepare_cached(
            "insert into sellers (id, body) values (?1, ?2)
             on conflict (id) do update set body = excluded.body",
        )?
        .execute(params![seller.id.as_str(), serde_json::to_string(seller)?])?;
    Ok(())
}

/// Columns `product, id, label, price, list_price, stock`.
fn variant(row: &Row<'_>) -> Result<(String, Variant)> {
    let stock = row.get::<_, Option<u32>>(5)?.map_or(Stock::Unlimited, Stock::Units);
    let variant = Variant {
        id: parsed(row, 1)?,
        label: json(row, 2)?,
        price: row.get(3)?,
        list_price: row.get(4)?,
        stock,
    };
    Ok((row.get(0)?, variant))
}

pub(super) fn product(connection: &Connection, id: &ProductId) -> Result<Option<ProductRecord>> {
    let found: Option<(String, i64)> = connection
        .prepare_cached("select body, rev from products where id = ?1")?
        .query_row([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((body, rev)) = found else { return Ok(None) };
    let mut product: Product = serde_json::from_str(&body)?;
    let sql = "select product, id, label, price, list_price, stock from variants
               where product = ?1 order by position";
    product.variants = collect(connection, sql, [id.as_str()], |row| Ok(variant(row)?.1))?;
    Ok(Some(ProductRecord { product, rev: from_db(rev)? }))
}

pub(super) fn products(connection: &Connection) -> Result<Vec<Product>> {
    let sql = "select body from products order by id";
    let mut products: Vec<Product> = collect(connection, sql, [], |row| json(row, 0))?;
    let sql = "select product, id, label, price, list_price, stock from variants
               order by product, position";
    let variants = collect(connection, sql, [], variant)?;
    // Both lists are in id order, so one walk joins them.
    let mut variants = variants.into_iter().peekable();
    for product in &mut products {
        while let Some((_, variant)) = variants.next_if(|(owner, _)| owner == product.id.as_str()) {
            product.variants.push(variant);
        }
    }
    Ok(products)
}

pub(super) fn detail(connection: &Connection, id: &ProductId) -> Result<Option<ProductDetail>> {
    let body: Option<String> = connection
        .prepare_cached("select body from details where product = ?1")?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?;
    Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
}

pub(super) fn put_product(
    connection: &Connection,
    product: &Product,
    detail: &ProductDetail,
    rev: u64,
    at: Timestamp,
) -> Result<()> {
    let id = product.id.as_str();
    let slim = Product { variants: Vec::new(), ..product.clone() };
    connection
        .prepare_cached(
            "insert into products (id, seller, rev, body) values (?1, ?2, ?3, ?4)
             on conflict (id) do update
             set seller = excluded.seller, rev = excluded.rev, body = excluded.body",
        )?
        .execute(params![
            id,
            product.seller.as_str(),
            to_db(rev)?,
            serde_json::to_string(&slim)?
        ])?;
    connection
        .prepare_cached(
            "insert into details (product, body) values (?1, ?2)
             on conflict (product) do update set body = excluded.body",
        )?
        .execute(params![id, serde_json::to_string(detail)?])?;
    let before = prices(connection, id)?;
    for (variant, _) in &before {
        if !product.variants.iter().any(|now| now.id.as_str() == variant) {
            put_price(connection, id, variant, None, rev, at)?;
        }
    }
    connection.prepare_cached("delete from variants where product = ?1")?.execute([id])?;
    for (position, now) in product.variants.iter().enumerate() {
        let stock = match now.stock {
            Stock::Unlimited => None,
            Stock::Units(units) => Some(units),
        };
        connection
            .prepare_cached(
                "insert into variants (product, id, position, label, price, list_price, stock)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                id,
                now.id.as_str(),
                to_db(position as u64)?,
                serde_json::to_string(&now.label)?,
                now.price,
                now.list_price,
                stock
            ])?;
        if !before.iter().any(|(id, price)| id == now.id.as_str() && *price == now.price) {
            put_price(connection, id, now.id.as_str(), Some(now.price), rev, at)?;
        }
    }
    Ok(())
}

fn prices(connection: &Connection, product: &str) -> Result<Vec<(String, i64)>> {
    let sql = "select id, price from variants where product = ?1";
    collect(connection, sql, [product], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn put_price(
    connection: &Connection,
    product: &str,
    variant: &str,
    price: Option<i64>,
    rev: u64,
    at: Timestamp,
) -> Result<()> {
    connection
        .prepare_cached(
            "insert into prices (product, variant, rev, price, at) values (?1, ?2, ?3, ?4, ?5)
             on conflict (product, variant, rev) do update
             set price = excluded.price, at = excluded.at",
        )?
        .execute(params![product, variant, to_db(rev)?, price, at.millis()])?;
    Ok(())
}

pub(super) fn delete_product(connection: &Connection, id: &ProductId) -> Result<()> {
    connection.prepare_cached("delete from products where id = ?1")?.execute([id.as_str()])?;
    Ok(())
}

pub(super) fn price_at(
    connection: &Connection,
    product: &ProductId,
    variant: &VariantId,
    rev: u64,
) -> Result<Option<PriceAt>> {
    // The row in force at `rev`, and when the one after it began.
    let found: Option<(Option<i64>, Option<i64>)> = connection
        .prepare_cached(
            "select price,
                    (select later.at from prices as later
                     where later.product = now.product and later.variant = now.variant
                       and later.rev > now.rev
                     order by later.rev limit 1)
             from prices as now
             where product = ?1 and variant = ?2 and rev <= ?3
             order by rev desc limit 1",
        )?
        .query_row(params![product.as_str(), variant.as_str(), to_db(rev)?], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    Ok(found.and_then(|(price, replaced)| {
        price.map(|price| PriceAt { price, replaced_at: replaced.map(Timestamp::from_millis) })
    }))
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

/// What is on the shelf; outer none if there is no such variant.
fn stock(
    connection: &Connection,
    product: &ProductId,
    variant: &VariantId,
) -> Result<Option<Stock>> {
    let found: Option<Option<u32>> = connection
        .prepare_cached("select stock from variants where product = ?1 and id = ?2")?
        .query_row([product.as_str(), variant.as_str()], |row| row.get(0))
        .optional()?;
    Ok(found.map(|units| units.map_or(Stock::Unlimited, Stock::Units)))
}

/// Tells the phones what is left.
fn publish_stock(
    connection: &Connection,
    product: &ProductId,
    variant: &VariantId,
) -> Result<Stock> {
    let stock = stock(connection, product, variant)?.unwrap_or(Stock::Units(0));
    let rev = next_rev(connection)?;
    connection
        .prepare_cached("update products set rev = ?2 where id = ?1")?
        .execute(params![product.as_str(), to_db(rev)?])?;
    let change = Change::Stock { variant: variant.clone(), stock };
    put_change(connection, &ChangeRow { rev, id: product.clone(), change })?;
    Ok(stock)
}

pub(super) fn reserve(
    connection: &Connection,
    product: &ProductId,
    variant: &VariantId,
    units: u32,
) -> Result<bool> {
    let taken = connection
        .prepare_cached(
            "update variants set stock = stock - ?3
             where product = ?1 and id = ?2 and stock >= ?3",
        )?
        .execute(params![product.as_str(), variant.as_str(), units])?;
    if taken == 1 {
        publish_stock(connection, product, variant)?;
        return Ok(true);
    }
    Ok(stock(connection, product, variant)? == Some(Stock::Unlimited))
}

pub(super) fn release(
    connection: &Connection,
    product: &ProductId,
    variant: &VariantId,
    units: u32,
) -> Result<Stock> {
    let returned = connection
        .prepare_cached(
            "update variants set stock = stock + ?3
             where product = ?1 and id = ?2 and stock is not null",
        )?
        .execute(params![product.as_str(), variant.as_str(), units])?;
    if returned == 1 {
        return publish_stock(connection, product, variant);
    }
    // Uncounted, or withdrawn since it was sold.
    Ok(stock(connection, product, variant)?.unwrap_or(Stock::Units(0)))
}

pub(super) fn shards(connection: &Connection) -> Result<Vec<ShardRecord>> {
    let sql = "select hash, category, products, position, block, br, zstd, gzip
               from shards order by position";
    collect(connection, sql, [], |row| {
        Ok(ShardRecord {
            hash: row.get(0)?,
            category: row.get(1)?,
            products: row.get(2)?,
            position: row.get(3)?,
            block: row.get(4)?,
            br: row.get(5)?,
            zstd: row.get(6)?,
            gzip: row.get(7)?,
        })
    })
}

pub(super) fn replace_shards(
    connection: &Connection,
    shards: &[ShardRecord],
    base: u64,
) -> Result<()> {
    connection.execute("delete from shards", [])?;
    for shard in shards {
        connection
            .prepare_cached(
                "insert into shards
                     (position, hash, category, products, block, br, zstd, gzip)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                shard.position,
                shard.hash,
                shard.category,
                shard.products,
                shard.block,
                shard.br,
                shard.zstd,
                shard.gzip
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
