//! Sessions: a random secret in the browser's cookie, its hash in storage.

use super::limits::{SIGN_INS_PER_IP, SIGN_INS_PER_PHONE, take_all};
use super::{AccountError, password};
use crate::service::Shop;
use crate::service::effects::Entropy;
use crate::storage::{AccountRecord, SessionRecord, StorageError, WriteTxn};
use sha2::{Digest, Sha256};
use warung_domain::ids::AccountId;
use warung_domain::jws::{b64, unb64};
use warung_domain::phone::PhoneNumber;
use warung_domain::protocol::SignIn;
use warung_domain::time::Timestamp;

/// Sixty days, counted from sign-in whatever happens in between.
pub const SESSION_SECONDS: i64 = 60 * 24 * 3_600;

/// 256 random bits that only the browser knows. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl Secret {
    #[must_use]
    pub fn draw(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        Self(bytes)
    }

    /// As it stands in a cookie; nothing if it cannot be one of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        unb64(text).ok()?.try_into().ok().map(Self)
    }

    /// For the cookie only.
    #[must_use]
    pub fn reveal(&self) -> String {
        b64(&self.0)
    }

    /// What storage knows it by.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

/// Somebody who has just signed in.
pub struct SignedIn {
    pub account: AccountRecord,
    pub secret: Secret,
}

/// Opens a session for a phone number and its password. `old` is the session
/// the browser brought along; it ends, so that a planted one is worth nothing.
pub async fn sign_in(
    shop: &Shop,
    wanted: SignIn,
    ip: &str,
    old: Option<Secret>,
) -> Result<SignedIn, AccountError> {
    // A number nobody could have is answered like one nobody has.
    let phone: Option<PhoneNumber> = wanted.phone.parse().ok();
    let key = phone.as_ref().map_or("unreadable", PhoneNumber::as_str).to_owned();
    let (now, ip) = (shop.clock.now(), ip.to_owned());
    let refused = shop
        .storage
        .write(move |txn| take_all(txn, &[(SIGN_INS_PER_IP, &ip), (SIGN_INS_PER_PHONE, &key)], now))
        .await
        .map_err(|error: StorageError| error)?;
    if let Some(refused) = refused {
        return Err(refused.into());
    }
    let account = match phone {
        Some(phone) => shop.storage.read(move |txn| txn.account_by_phone(&phone)).await?,
        None => None,
    };
    let account = account.filter(|account| account.verified);
    let phc = account.as_ref().map(|account| account.password_hash.clone());
    let is_right = password::matches(wanted.password, phc).await?;
    let Some(account) = account.filter(|_| is_right) else {
        tracing::info!("a sign-in was refused");
        return Err(AccountError::WrongCredentials);
    };
    let secret = Secret::draw(shop.entropy.as_ref());
    let (id, fresh) = (account.id, secret.clone());
    shop.storage.write(move |txn| open(txn, id, &fresh, old.as_ref(), now)).await?;
    Ok(SignedIn { account, secret })
}

/// Writes a session in place of the one the browser had.
pub(super) fn open(
    txn: &mut dyn WriteTxn,
    account: AccountId,
    fresh: &Secret,
    old: Option<&Secret>,
    now: Timestamp,
) -> Result<(), StorageError> {
    if let Some(old) = old {
        txn.delete_session(&old.hash())?;
    }
    txn.put_session(&SessionRecord {
        token_hash: fresh.hash(),
        account,
        created_at: now,
        expires_at: now.plus_seconds(SESSION_SECONDS),
    })
}

/// Whose session this is, if it still is one.
pub async fn session(shop: &Shop, secret: &Secret) -> Result<Option<AccountRecord>, StorageError> {
    let (hash, now) = (secret.hash(), shop.clock.now());
    shop.storage
        .read(move |txn| {
            let Some(session) = txn.session(&hash)?.filter(|session| session.expires_at > now)
            else {
                return Ok(None);
            };
            txn.account(session.account)
        })
        .await
}

/// Ends a session. Ending one that is no more is fine.
pub async fn sign_out(shop: &Shop, secret: &Secret) -> Result<(), StorageError> {
    let hash = secret.hash();
    shop.storage.write(move |txn| txn.delete_session(&hash)).await
}
