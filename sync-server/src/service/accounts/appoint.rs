//! Making somebody a seller: the operator's decision, never the shopper's own.

use super::AccountRecord;
use crate::storage::{StorageError, WriteTxn};
use thiserror::Error;
use warung_domain::ids::SellerId;
use warung_domain::phone::PhoneNumber;
use warung_domain::protocol::Role;

/// Why somebody was not appointed.
#[derive(Debug, Error)]
pub enum AppointError {
    #[error("nobody has signed up with {0} yet")]
    Nobody(PhoneNumber),
    #[error("no seller is called {wanted}; there are {known}")]
    UnknownSeller { wanted: SellerId, known: String },
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Lets a signed-up person sell for a business of this shop.
pub fn appoint(
    txn: &mut dyn WriteTxn,
    phone: &PhoneNumber,
    seller: SellerId,
) -> Result<AccountRecord, AppointError> {
    let sellers = txn.sellers()?;
    if sellers.iter().all(|known| known.id != seller) {
        let known: Vec<String> = sellers.iter().map(|known| known.id.to_string()).collect();
        return Err(AppointError::UnknownSeller { wanted: seller, known: known.join(", ") });
    }
    let account = txn
        .account_by_phone(phone)?
        .filter(|account| account.verified)
        .ok_or_else(|| AppointError::Nobody(phone.clone()))?;
    let account = AccountRecord { role: Role::Seller { seller }, ..account };
    txn.put_account(&account)?;
    Ok(account)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::testing::test_shop;

    #[tokio::test]
    async fn only_known_people_sell_for_known_businesses() {
        let world = test_shop().await;
        let appointed = |phone: &str, seller: &str| {
            let (phone, seller) = (phone.parse().unwrap(), seller.parse().unwrap());
            world.shop.storage.write(move |txn| appoint(txn, &phone, seller))
        };
        let sari = world.sari.phone.to_string();
        assert!(matches!(
            appointed(&sari, "nobody").await,
            Err(AppointError::UnknownSeller { .. })
        ));
        assert!(matches!(appointed("+6289999999", "gudang").await, Err(AppointError::Nobody(_))));
        let account = appointed(&sari, "gudang").await.unwrap();
        assert_eq!(account.role, Role::Seller { seller: "gudang".parse().unwrap() });
    }
}
