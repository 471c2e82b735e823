//! The phone's signing keys: one per account, so that neither of two people on
//! one phone can send, see or lose what is the other's.

use crate::store::StoreError;
use serde::{Deserialize, Serialize};
use warung_domain::ids::{AccountId, DeviceId};
use warung_domain::jws::Jwk;

/// A signing key of this phone and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub id: DeviceId,
    pub public_key: Jwk,
    /// Bound for ever to the first account that signed in with it; a guest's
    /// key is bound to nobody yet.
    pub account: Option<AccountId>,
    /// Sequence number of the last command it signed.
    pub last_seq: u64,
}

impl Device {
    /// A key nobody is bound to and that has signed nothing.
    #[must_use]
    pub const fn fresh(id: DeviceId, public_key: Jwk) -> Self {
        Self { id, public_key, account: None, last_seq: 0 }
    }

    /// Counts on to the number of a command it signed. [`StoreError::Taken`] if
    /// another command has used it up.
    pub const fn use_up(&mut self, seq: u64) -> Result<(), StoreError> {
        if seq <= self.last_seq {
            return Err(StoreError::Taken);
        }
        self.last_seq = seq;
        Ok(())
    }

    /// Makes it an account's, for ever. The shop may remember a higher number than
    /// a phone whose storage was wiped; counting never goes back.
    /// [`StoreError::Taken`] if it is another account's.
    pub fn bind(&mut self, account: AccountId, last_seq: u64) -> Result<(), StoreError> {
        if self.account.is_some_and(|owner| owner != account) {
            return Err(StoreError::Taken);
        }
        self.account = Some(account);
        self.last_seq = self.last_seq.max(last_seq);
        Ok(())
    }
}

/// A device and the handle its store can sign with. What the handle is only the
/// store and the surroundings know; the private key is in neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedDevice<K> {
    pub device: Device,
    pub keys: K,
}

/// The key new commands of this person are signed with: theirs, or failing that
/// the one that is nobody's yet. `None` as account is a guest.
#[must_use]
pub fn signer<K>(
    devices: Vec<KeyedDevice<K>>,
    account: Option<AccountId>,
) -> Option<KeyedDevice<K>> {
    let rank = |keyed: &KeyedDevice<K>| match keyed.device.account {
        None => Some(1),
        owner if owner == account => Some(0),
        Some(_) => None,
    };
    devices
        .into_iter()
        .filter_map(|keyed| rank(&keyed).map(|rank| (rank, keyed)))
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, keyed)| keyed)
}

/// The keys whose entries this person may see: their own, and those that are
/// nobody's yet.
#[must_use]
pub fn visible<K>(devices: &[KeyedDevice<K>], account: Option<AccountId>) -> Vec<DeviceId> {
    devices
        .iter()
        .map(|keyed| &keyed.device)
        .filter(|device| device.account.is_none() || device.account == account)
        .map(|device| device.id.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use warung_domain::time::Timestamp;

    fn account(n: u8) -> AccountId {
        AccountId::mint(Timestamp::from_millis(1), &[n; 10])
    }

    fn device(name: &str, account: Option<AccountId>) -> KeyedDevice<()> {
        let key = Jwk { kty: "EC".into(), crv: "P-256".into(), x: "x".into(), y: None, kid: None };
        let fresh = Device::fresh(name.parse().unwrap(), key);
        KeyedDevice { device: Device { account, ..fresh }, keys: () }
    }

    // D2
    #[test]
    fn each_person_signs_with_their_own_key() {
        let (ani, budi) = (account(1), account(2));
        let all = vec![device("guest", None), device("ani", Some(ani))];
        let name = |account| signer(all.clone(), account).map(|keyed| keyed.device.id.to_string());
        assert_eq!(name(Some(ani)).as_deref(), Some("ani"));
        assert_eq!(name(Some(budi)).as_deref(), Some("guest"));
        assert_eq!(name(None).as_deref(), Some("guest"));
        assert!(signer(vec![device("ani", Some(ani))], Some(budi)).is_none());
    }

    // D5
    #[test]
    fn another_persons_entries_are_not_seen() {
        let (ani, budi) = (account(1), account(2));
        let all = [device("guest", None), device("ani", Some(ani)), device("budi", Some(budi))];
        let seen = |account| visible(&all, account).iter().map(ToString::to_string).collect();
        let seen: [Vec<String>; 2] = [seen(Some(ani)), seen(None)];
        assert_eq!(seen, [vec!["guest", "ani"], vec!["guest"]]);
    }
}
