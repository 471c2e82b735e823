//! SQL of the shelf: units are taken in one conditional update, so that nothing is
//! promised that is not there, and every move is told to the phones. What was sold
//! over the counter and was not there is owed; shelf less debt is the stock, and
//! only one of the two is ever above nothing.

use super::feed::{next_rev, put_change};
use super::txn::{collect, parsed, to_db};
use crate::storage::StorageError;
use rusqlite::{Connection, OptionalExtension, params};
use warung_domain::catalog::{Change, ChangeRow, Stock};
use warung_domain::ids::{ProductId, SellerId, VariantId};
use warung_domain::protocol::OwedStock;

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

pub(super) fn take_sold(
    connection: &Connection,
    product: &ProductId,
    variant: &VariantId,
    units: u32,
) -> Result<u32> {
    // Uncounted, or withdrawn before it was sold: nothing to take it from.
    let Some(Stock::Units(there)) = stock(connection, product, variant)? else { return Ok(0) };
    let taken = there.min(units);
    if taken > 0 && !reserve(connection, product, variant, taken)? {
        return Err(StorageError::Engine(format!("{product} left the shelf meanwhile")));
    }
    let short = units - taken;
    if short > 0 {
        connection
            .prepare_cached(
                "insert into owed_stock (product, variant, units) values (?1, ?2, ?3)
                 on conflict (product, variant) do update set units = units + excluded.units",
            )?
            .execute(params![product.as_str(), variant.as_str(), short])?;
    }
    Ok(short)
}

/// Pays what is owed out of `units` and says what is left of them.
fn pay(
    connection: &Connection,
    product: &ProductId,
    variant: &VariantId,
    units: u32,
) -> Result<u32> {
    let owed: Option<u32> = connection
        .prepare_cached("select units from owed_stock where product = ?1 and variant = ?2")?
        .query_row([product.as_str(), variant.as_str()], |row| row.get(0))
        .optional()?;
    let Some(owed) = owed else { return Ok(units) };
    let sql = if owed > units {
        "update owed_stock set units = units - ?3 where product = ?1 and variant = ?2"
    } else {
        "delete from owed_stock where product = ?1 and variant = ?2 and units <= ?3"
    };
    let params = params![product.as_str(), variant.as_str(), units];
    connection.prepare_cached(sql)?.execute(params)?;
    Ok(units.saturating_sub(owed))
}

pub(super) fn owed(connection: &Connection, of: Option<&SellerId>) -> Result<Vec<OwedStock>> {
    let sql = "select owed_stock.product, owed_stock.variant, units
               from owed_stock join products on products.id = owed_stock.product
               where ?1 is null or products.seller = ?1 order by 1, 2";
    collect(connection, sql, [of.map(SellerId::as_str)], |row| {
        Ok(OwedStock { product: parsed(row, 0)?, variant: parsed(row, 1)?, units: row.get(2)? })
    })
}

/// Another number of pieces on the shelf than was there is a count, and settles
/// what was owed. Asked before the shelf is written anew.
pub(super) fn settle_by_count(
    connection: &Connection,
    product: &str,
    variant: &str,
    counted: Option<u32>,
) -> Result<()> {
    connection
        .prepare_cached(
            "delete from owed_stock where product = ?1 and variant = ?2 and exists (
                 select 1 from variants
                 where product = ?1 and id = ?2 and stock is not ?3)",
        )?
        .execute(params![product, variant, counted])?;
    Ok(())
}

pub(super) fn release(
    connection: &Connection,
    product: &ProductId,
    variant: &VariantId,
    units: u32,
) -> Result<Stock> {
    let units = pay(connection, product, variant, units)?;
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
