//! The part of the seam that undoing cash needs: people's PINs, and who consented to what.

use super::StorageError;
use warung_domain::ids::{AccountId, CommandId, ConsentId, OrderId};
use warung_domain::time::Timestamp;

/// Somebody's word that a cashier may undo a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentRecord {
    pub id: ConsentId,
    pub order: OrderId,
    /// Who may.
    pub cashier: AccountId,
    /// Who said so.
    pub witness: AccountId,
    pub given_at: Timestamp,
    /// The command that made use of it. It is good for one.
    pub used_by: Option<CommandId>,
}

/// Reads about consents.
pub trait ConsentReads {
    /// The PHC string of somebody's PIN.
    fn pin(&self, account: AccountId) -> Result<Option<String>, StorageError>;
    fn consent(&self, id: ConsentId) -> Result<Option<ConsentRecord>, StorageError>;
}

/// Writes about consents.
pub trait ConsentWrites {
    fn put_pin(&mut self, account: AccountId, phc: &str) -> Result<(), StorageError>;
    fn put_consent(&mut self, consent: &ConsentRecord) -> Result<(), StorageError>;
    /// Marks it as used. One that is used already is an error: facts are read in the same
    /// transaction.
    fn use_consent(&mut self, id: ConsentId, by: CommandId) -> Result<(), StorageError>;
}
