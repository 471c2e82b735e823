//! SQL of what is for sale: shelves, sellers, products with their variants, and
//! the history of prices.

use super::txn::{collect, from_db, json, parsed, to_db};
use super::{feed, shelf};
use crate::storage::{PriceAt, ProductRecord, StorageError};
use rusqlite::{Connection, OptionalExtension, Row, params};
use warung_domain::catalog::{Category, Product, ProductDetail, Seller, Stock, Variant};
use warung_domain::ids::{ProductId, SellerId, VariantId};
use warung_domain::time::Timestamp;

type Result<T> = std::result::Result<T, StorageError>;

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

pub(super) fn products_of(connection: &Connection, seller: &SellerId) -> Result<Vec<ProductId>> {
    let sql = "select id from products where seller = ?1 order by id";
    collect(connection, sql, [seller.as_str()], |row| parsed(row, 0))
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
    let known = connection.prepare_cached("select 1 from products where id = ?1")?.exists([id])?;
    if !known {
        feed::one_product_more(connection)?;
    }
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
    let before = if known { prices(connection, id)? } else { Vec::new() };
    for (variant, _) in &before {
        if !product.variants.iter().any(|now| now.id.as_str() == variant) {
            put_price(connection, id, variant, None, rev, at)?;
        }
    }
    let counted = |stock| match stock {
        Stock::Unlimited => None,
        Stock::Units(units) => Some(units),
    };
    if known {
        for now in &product.variants {
            shelf::settle_by_count(connection, id, now.id.as_str(), counted(now.stock))?;
        }
        connection.prepare_cached("delete from variants where product = ?1")?.execute([id])?;
    }
    for (position, now) in product.variants.iter().enumerate() {
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
                counted(now.stock)
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

pub(super) fn delete_product(
    connection: &Connection,
    id: &ProductId,
    rev: u64,
    at: Timestamp,
) -> Result<()> {
    for (variant, _) in prices(connection, id.as_str())? {
        put_price(connection, id.as_str(), &variant, None, rev, at)?;
    }
    let deleted =
        connection.prepare_cached("delete from products where id = ?1")?.execute([id.as_str()])?;
    if deleted == 1 {
        feed::one_product_less(connection)?;
    }
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
