//! SQL of carts: a row for each line, also for those that were taken out.

use super::txn::{collect, from_db, parsed, to_db};
use crate::storage::StorageError;
use rusqlite::{Connection, Row, params};
use warung_domain::cart::{Cart, CartLine, Stamp};
use warung_domain::ids::AccountId;

type Result<T> = std::result::Result<T, StorageError>;

fn line(row: &Row<'_>) -> Result<CartLine> {
    let stamp =
        |at| Ok::<_, StorageError>(Stamp::from_parts(from_db(row.get(at)?)?, row.get(at + 1)?));
    Ok(CartLine {
        product: parsed(row, 0)?,
        variant: parsed(row, 1)?,
        quantity: row.get(2)?,
        life: stamp(3)?,
        edited: stamp(5)?,
        place: from_db(row.get(7)?)?,
    })
}

pub(super) fn cart(connection: &Connection, account: AccountId) -> Result<Cart> {
    let sql = "select product, variant, quantity, life, life_by, edited, edited_by, place
               from cart_lines where account = ?1";
    let mut cart = Cart::default();
    for line in collect(connection, sql, [account.to_string()], line)? {
        cart.take(line);
    }
    Ok(cart)
}

pub(super) fn put_line(connection: &Connection, account: AccountId, line: &CartLine) -> Result<()> {
    connection
        .prepare_cached(
            "insert into cart_lines
                 (account, product, variant, quantity, life, life_by, edited, edited_by, place)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             on conflict (account, product, variant) do update
             set quantity = excluded.quantity, life = excluded.life,
                 life_by = excluded.life_by, edited = excluded.edited,
                 edited_by = excluded.edited_by, place = excluded.place",
        )?
        .execute(params![
            account.to_string(),
            line.product.as_str(),
            line.variant.as_str(),
            line.quantity,
            to_db(line.life.count())?,
            line.life.replica(),
            to_db(line.edited.count())?,
            line.edited.replica(),
            to_db(line.place)?
        ])?;
    Ok(())
}

pub(super) fn forget_removals(
    connection: &Connection,
    account: AccountId,
    keep: usize,
) -> Result<()> {
    connection
        .prepare_cached(
            "delete from cart_lines where account = ?1 and (product, variant) in (
                 select product, variant from cart_lines where account = ?1 and quantity = 0
                 order by edited desc, edited_by desc, product, variant limit -1 offset ?2)",
        )?
        .execute(params![account.to_string(), to_db(keep as u64)?])?;
    Ok(())
}
