//! SQL of people: accounts, sessions, codes and limits.

use super::txn::{collect, json, parsed};
use crate::storage::{AccountRecord, OtpRecord, SessionRecord, StorageError};
use rusqlite::{Connection, OptionalExtension, Row, params};
use warung_domain::ids::{AccountId, SellerId};
use warung_domain::phone::PhoneNumber;
use warung_domain::protocol::Role;
use warung_domain::time::Timestamp;

type Result<T> = std::result::Result<T, StorageError>;

/// No limit on attempts looks back further: a day.
const LONGEST_LIMIT_SECONDS: i64 = 86_400;

const ACCOUNT: &str = "id, phone, name, password_hash, verified, role, created_at";

fn account(row: &Row<'_>) -> Result<AccountRecord> {
    Ok(AccountRecord {
        id: parsed(row, 0)?,
        phone: parsed(row, 1)?,
        name: row.get(2)?,
        password_hash: row.get(3)?,
        verified: row.get(4)?,
        role: json(row, 5)?,
        created_at: Timestamp::from_millis(row.get(6)?),
    })
}

pub(super) fn by_id(connection: &Connection, id: AccountId) -> Result<Option<AccountRecord>> {
    connection
        .prepare_cached(&format!("select {ACCOUNT} from accounts where id = ?1"))?
        .query_row([id.to_string()], |row| Ok(account(row)))
        .optional()?
        .transpose()
}

pub(super) fn by_phone(
    connection: &Connection,
    phone: &PhoneNumber,
) -> Result<Option<AccountRecord>> {
    connection
        .prepare_cached(&format!("select {ACCOUNT} from accounts where phone = ?1"))?
        .query_row([phone.as_str()], |row| Ok(account(row)))
        .optional()?
        .transpose()
}

pub(super) fn of_seller(connection: &Connection, seller: &SellerId) -> Result<Vec<AccountId>> {
    let sql = "select id from accounts where seller = ?1 order by id";
    collect(connection, sql, [seller.as_str()], |row| parsed(row, 0))
}

pub(super) fn put_account(connection: &Connection, account: &AccountRecord) -> Result<()> {
    let seller = match &account.role {
        Role::Seller { seller } => Some(seller.as_str()),
        Role::Shopper => None,
    };
    connection
        .prepare_cached(
            "insert into accounts
                 (id, phone, name, password_hash, verified, role, created_at, seller)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             on conflict (id) do update
             set phone = excluded.phone, name = excluded.name,
                 password_hash = excluded.password_hash, verified = excluded.verified,
                 role = excluded.role, seller = excluded.seller",
        )?
        .execute(params![
            account.id.to_string(),
            account.phone.as_str(),
            account.name,
            account.password_hash,
            account.verified,
            serde_json::to_string(&account.role)?,
            account.created_at.millis(),
            seller
        ])?;
    Ok(())
}

pub(super) fn session(
    connection: &Connection,
    token_hash: &[u8; 32],
) -> Result<Option<SessionRecord>> {
    connection
        .prepare_cached(
            "select account, created_at, expires_at from sessions where token_hash = ?1",
        )?
        .query_row([token_hash.as_slice()], |row| {
            Ok(parsed(row, 0).and_then(|account| {
                Ok(SessionRecord {
                    token_hash: *token_hash,
                    account,
                    created_at: Timestamp::from_millis(row.get(1)?),
                    expires_at: Timestamp::from_millis(row.get(2)?),
                })
            }))
        })
        .optional()?
        .transpose()
}

pub(super) fn put_session(connection: &Connection, session: &SessionRecord) -> Result<()> {
    connection
        .prepare_cached(
            "insert into sessions (token_hash, account, created_at, expires_at)
             values (?1, ?2, ?3, ?4)
             on conflict (token_hash) do update set expires_at = excluded.expires_at",
        )?
        .execute(params![
            session.token_hash.as_slice(),
            session.account.to_string(),
            session.created_at.millis(),
            session.expires_at.millis()
        ])?;
    Ok(())
}

pub(super) fn delete_session(connection: &Connection, token_hash: &[u8; 32]) -> Result<()> {
    connection
        .prepare_cached("delete from sessions where token_hash = ?1")?
        .execute([token_hash.as_slice()])?;
    Ok(())
}

pub(super) fn otp(connection: &Connection, phone: &PhoneNumber) -> Result<Option<OtpRecord>> {
    let found = connection
        .prepare_cached("select code_hash, expires_at, attempts from otps where phone = ?1")?
        .query_row([phone.as_str()], |row| {
            Ok(OtpRecord {
                phone: phone.clone(),
                code_hash: row.get(0)?,
                expires_at: Timestamp::from_millis(row.get(1)?),
                attempts: row.get(2)?,
            })
        })
        .optional()?;
    Ok(found)
}

pub(super) fn put_otp(connection: &Connection, otp: &OtpRecord) -> Result<()> {
    connection
        .prepare_cached(
            "insert into otps (phone, code_hash, expires_at, attempts) values (?1, ?2, ?3, ?4)
             on conflict (phone) do update
             set code_hash = excluded.code_hash, expires_at = excluded.expires_at,
                 attempts = excluded.attempts",
        )?
        .execute(params![
            otp.phone.as_str(),
            otp.code_hash.as_slice(),
            otp.expires_at.millis(),
            otp.attempts
        ])?;
    Ok(())
}

pub(super) fn delete_otp(connection: &Connection, phone: &PhoneNumber) -> Result<()> {
    connection.prepare_cached("delete from otps where phone = ?1")?.execute([phone.as_str()])?;
    Ok(())
}

pub(super) fn attempts(
    connection: &Connection,
    kind: &str,
    key: &str,
    since: Timestamp,
) -> Result<u32> {
    // No limit looks back further than a day. What is later than that was counted by a clock that
    // has been set back since, and must not keep anybody out until it comes around again.
    let until = since.plus_seconds(LONGEST_LIMIT_SECONDS);
    let count = connection
        .prepare_cached(
            "select count(*) from attempts
             where kind = ?1 and key = ?2 and at >= ?3 and at <= ?4",
        )?
        .query_row(params![kind, key, since.millis(), until.millis()], |row| row.get(0))?;
    Ok(count)
}

pub(super) fn record_attempt(
    connection: &Connection,
    kind: &str,
    key: &str,
    at: Timestamp,
) -> Result<()> {
    // Older rows only cost room.
    connection
        .prepare_cached("delete from attempts where kind = ?1 and key = ?2 and at < ?3")?
        .execute(params![kind, key, at.plus_seconds(-LONGEST_LIMIT_SECONDS).millis()])?;
    connection
        .prepare_cached("insert into attempts (kind, key, at) values (?1, ?2, ?3)")?
        .execute(params![kind, key, at.millis()])?;
    Ok(())
}
