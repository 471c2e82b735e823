//! SQL of the shelf: units are taken in one conditional update, so that stock is
//! never negative, and every move is told to the phones.

use super::feed::{next_rev, put_change};
use super::txn::to_db;
use crate::storage::StorageError;
use rusqlite::{Connection, OptionalExtension, params};
use warung_domain::catalog::{Change, ChangeRow, Stock};
use warung_domain::ids::{ProductId, VariantId};

type Result<T> = std::result::Result<T, StorageError>;

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
