//! SQL of PINs and consents.

use super::txn::{SqliteTxn, collect, parsed};
use crate::storage::{ConsentReads, ConsentRecord, ConsentWrites, StorageError};
use rusqlite::{OptionalExtension, params};
use warung_domain::ids::{AccountId, CommandId, ConsentId};
use warung_domain::time::Timestamp;

type Result<T> = std::result::Result<T, StorageError>;

impl ConsentReads for SqliteTxn<'_> {
    fn pin(&self, account: AccountId) -> Result<Option<String>> {
        let sql = "select hash from pins where account = ?1";
        let mut statement = self.connection().prepare_cached(sql)?;
        Ok(statement.query_row([account.to_string()], |row| row.get(0)).optional()?)
    }

    fn consent(&self, id: ConsentId) -> Result<Option<ConsentRecord>> {
        let sql = "select order_id, cashier, witness, given_at, used_by
                   from consents where id = ?1";
        let mut found = collect(self.connection(), sql, [id.to_string()], |row| {
            let used_by: Option<String> = row.get(4)?;
            let used_by = used_by.map(|text| text.parse()).transpose();
            Ok(ConsentRecord {
                id,
                order: parsed(row, 0)?,
                cashier: parsed(row, 1)?,
                witness: parsed(row, 2)?,
                given_at: Timestamp::from_millis(row.get(3)?),
                used_by: used_by.map_err(|_| StorageError::Codec("a command's id".into()))?,
            })
        })?;
        Ok(found.pop())
    }
}

impl ConsentWrites for SqliteTxn<'_> {
    fn put_pin(&mut self, account: AccountId, phc: &str) -> Result<()> {
        self.connection()
            .prepare_cached(
                "insert into pins (account, hash) values (?1, ?2)
                 on conflict (account) do update set hash = excluded.hash",
            )?
            .execute(params![account.to_string(), phc])?;
        Ok(())
    }

    fn put_consent(&mut self, consent: &ConsentRecord) -> Result<()> {
        self.connection()
            .prepare_cached(
                "insert into consents (id, order_id, cashier, witness, given_at, used_by)
                 values (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                consent.id.to_string(),
                consent.order.to_string(),
                consent.cashier.to_string(),
                consent.witness.to_string(),
                consent.given_at.millis(),
                consent.used_by.map(|command| command.to_string())
            ])?;
        Ok(())
    }

    fn use_consent(&mut self, id: ConsentId, by: CommandId) -> Result<()> {
        let changed = self
            .connection()
            .prepare_cached("update consents set used_by = ?2 where id = ?1 and used_by is null")?
            .execute(params![id.to_string(), by.to_string()])?;
        match changed {
            1 => Ok(()),
            _ => Err(StorageError::Engine(format!("consent {id} was used already"))),
        }
    }
}
