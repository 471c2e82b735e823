//! Four eyes: a payment in cash is undone with a second person's word.
//!
//! Each of a business's people may choose a PIN. Typed at another's counter it becomes a consent
//! for one order and one cashier, good once and for a short while; the signed command that undoes
//! the payment names the consent, so no PIN is ever in a ledger. Tries are counted.

use super::Shop;
use super::accounts::{AccountError, AccountRecord, hash_password, password_matches};
use super::guesses::Guesses;
use crate::storage::{ConsentRecord, ReadTxn, StorageError};
use thiserror::Error;
use warung_domain::ids::{AccountId, ConsentId, SellerId};
use warung_domain::protocol::{
    Consent, ConsentQuestion, PIN_DIGITS, PinChoice, Role, Witness, Witnesses,
};

/// How often one person's PIN may be typed, at whatever counter. Right ones count as well: the
/// place is taken before the slow work, so that a hundred at once do not slip through.
pub const PINS: Guesses = Guesses { kind: "pin", most: 8, within_seconds: 900 };

/// How often one person may type somebody's PIN, whosesoever it is.
pub const ASKED: Guesses = Guesses { kind: "pin-asked", most: 10, within_seconds: 900 };

/// How often one person may choose a PIN; wrong PINs typed elsewhere do not keep them from it.
const CHOSEN: Guesses = Guesses { kind: "pin-chosen", most: 8, within_seconds: 900 };

/// How long a consent may be made use of.
pub const CONSENT_SECONDS: i64 = 120;

/// Why there is no consent, or no PIN.
#[derive(Debug, Error)]
pub enum ConsentError {
    #[error("a PIN has {PIN_DIGITS} digits")]
    Digits,
    #[error("one of the PINs that are tried first")]
    TooEasy,
    /// The asker's own, when they choose a PIN.
    #[error("wrong password")]
    Password,
    /// Of nobody who could consent, or wrong: one answer for both.
    #[error("wrong PIN")]
    Wrong,
    #[error("too many wrong PINs")]
    TooMany,
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Chooses somebody's PIN, in place of an older one.
pub async fn choose_pin(
    shop: &Shop,
    asker: AccountRecord,
    choice: PinChoice,
) -> Result<(), ConsentError> {
    if choice.pin.len() != PIN_DIGITS || !choice.pin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ConsentError::Digits);
    }
    if is_easy(choice.pin.as_bytes()) {
        return Err(ConsentError::TooEasy);
    }
    take_place(shop, CHOSEN, asker.id).await?;
    if !password_matches(choice.password, Some(asker.password_hash)).await? {
        return Err(ConsentError::Password);
    }
    let phc = hash_password(choice.pin, shop.entropy.as_ref()).await?;
    shop.storage.write(move |txn| txn.put_pin(asker.id, &phc)).await?;
    Ok(())
}

/// All digits alike, or each one more or less than the one before.
fn is_easy(digits: &[u8]) -> bool {
    let steps: Vec<i16> =
        digits.windows(2).map(|pair| i16::from(pair[1]) - i16::from(pair[0])).collect();
    matches!(steps.first(), Some(-1..=1)) && steps.iter().all(|step| *step == steps[0])
}

/// Who could consent to what `asker` did, and whether they could consent themselves.
pub async fn witnesses(
    shop: &Shop,
    seller: &SellerId,
    asker: AccountId,
) -> Result<Witnesses, StorageError> {
    let seller = seller.clone();
    shop.storage
        .read(move |txn| {
            let mut others = Vec::new();
            for account in txn.accounts_of_seller(&seller)? {
                if account != asker && txn.pin(account)?.is_some() {
                    let name = txn.account(account)?.map(|account| account.name);
                    others.push(Witness { account, name: name.unwrap_or_default() });
                }
            }
            Ok(Witnesses { own_pin: txn.pin(asker)?.is_some(), others })
        })
        .await
}

/// Takes a PIN for the consent of whoever has it.
pub async fn consent(
    shop: &Shop,
    seller: &SellerId,
    cashier: AccountId,
    question: ConsentQuestion,
) -> Result<Consent, ConsentError> {
    let (seller, witness, order) = (seller.clone(), question.witness, question.order);
    take_place(shop, ASKED, cashier).await?;
    let phc = shop
        .storage
        .read(move |txn| {
            if witness == cashier || txn.order(order)?.is_none() {
                return Ok(None);
            }
            if works_for(txn, witness, &seller)? { txn.pin(witness) } else { Ok(None) }
        })
        .await?;
    // Who the colleagues with a PIN are is no secret from one of them (`witnesses`), so nothing slow
    // is done for anybody else.
    let Some(phc) = phc else { return Err(ConsentError::Wrong) };
    take_place(shop, PINS, witness).await?;
    if !password_matches(question.pin, Some(phc)).await? {
        return Err(ConsentError::Wrong);
    }
    let mut random = [0; 10];
    shop.entropy.fill(&mut random);
    let given_at = shop.clock.now();
    let id = ConsentId::mint(given_at, &random);
    let record = ConsentRecord { id, order, cashier, witness, given_at, used_by: None };
    shop.storage.write(move |txn| txn.put_consent(&record)).await?;
    Ok(Consent { consent: id })
}

/// Whether somebody is one of a business's people.
pub(super) fn works_for(
    txn: &dyn ReadTxn,
    account: AccountId,
    seller: &SellerId,
) -> Result<bool, StorageError> {
    let role = txn.account(account)?.map(|account| account.role);
    Ok(matches!(role, Some(Role::Seller { seller: of }) if of == *seller))
}

/// Counts a try, unless there may be none for now.
async fn take_place(shop: &Shop, tries: Guesses, of: AccountId) -> Result<(), ConsentError> {
    let (now, key) = (shop.clock.now(), of.to_string());
    let is_open = shop.storage.write(move |txn| {
        if tries.are_spent(txn, &key, now)? {
            return Ok(false);
        }
        tries.count(txn, &key, now)?;
        Ok::<_, StorageError>(true)
    });
    if is_open.await? { Ok(()) } else { Err(ConsentError::TooMany) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_first_is_easy() {
        for easy in ["000000", "777777", "123456", "654321", "456789"] {
            assert!(is_easy(easy.as_bytes()), "{easy}");
        }
        for fine in ["246810", "112233", "123457", "908172"] {
            assert!(!is_easy(fine.as_bytes()), "{fine}");
        }
    }
}
