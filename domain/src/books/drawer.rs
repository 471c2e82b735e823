//! What moves in a drawer that no order tells of: the float it begins with, cash put in and
//! taken out between, and the count at the end.
//!
//! All of it moves between the drawer and what else its seller's people have in hand. What was
//! missing at the count, or too much, is named on an account of its own, so that what was
//! taken stays theirs to account for.

use super::{Account, BooksError, Entry, Posting, PostingKey};
use crate::ids::{CommandId, DeviceId, SellerId};
use crate::money::Money;
use crate::time::Timestamp;

/// One thing that happened to a drawer, under the command that said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DrawerEvent {
    Opened {
        float: Money,
    },
    /// Above zero put in, below taken out.
    Moved {
        amount: Money,
    },
    /// `stands` is what the books say is in it.
    Closed {
        stands: Money,
        counted: Money,
    },
}

impl DrawerEvent {
    /// The posting, or none where nothing moves.
    pub fn book(
        self,
        command: CommandId,
        drawer: &DeviceId,
        seller: &SellerId,
        at: Timestamp,
    ) -> Result<Option<Posting>, BooksError> {
        let safe = || Account::Cash(seller.clone());
        let drawer = Account::Drawer(seller.clone(), drawer.clone());
        let zero = |amount: Money| Money::zero(amount.currency());
        let (event, entries) = match self {
            Self::Opened { float: amount } | Self::Moved { amount } => {
                let event = if matches!(self, Self::Opened { .. }) { "opened" } else { "moved" };
                let out = zero(amount).checked_sub(amount)?;
                (event, vec![Entry::new(drawer, amount), Entry::new(safe(), out)])
            }
            Self::Closed { stands, counted } => {
                let out = zero(stands).checked_sub(stands)?;
                let missing = stands.checked_sub(counted)?;
                let named = Account::CashDifference(seller.clone());
                let entries = vec![
                    Entry::new(drawer, out),
                    Entry::new(safe(), counted),
                    Entry::new(named, missing),
                ];
                ("closed", entries)
            }
        };
        let key = PostingKey::new(command.to_string(), format!("drawer-{event}"))?;
        match Posting::new(key, None, at, entries) {
            Ok(posting) => Ok(Some(posting)),
            Err(BooksError::Empty) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::Net;
    use crate::money::Currency;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_320_000_000);

    fn rp(minor: i64) -> Money {
        Money::new(minor, Currency::IDR)
    }

    proptest! {
        // Holds B1, N4.
        #[test]
        fn a_closed_drawer_is_empty_and_what_is_missing_has_a_name(
            float in 0..1_000_000_i64,
            moves in prop::collection::vec(-50_000..50_000_i64, 0..6),
            taken in 0..5_000_000_i64,
            counted in 0..9_000_000_i64,
        ) {
            let drawer: DeviceId = "key-1".parse().unwrap();
            let seller: SellerId = "dapur".parse().unwrap();
            let mut events = vec![DrawerEvent::Opened { float: rp(float) }];
            events.extend(moves.iter().map(|amount| DrawerEvent::Moved { amount: rp(*amount) }));
            let stands = float + moves.iter().sum::<i64>() + taken;
            events.push(DrawerEvent::Closed { stands: rp(stands), counted: rp(counted) });
            let mut net = Net::default();
            net.add(&Account::Drawer(seller.clone(), drawer.clone()), rp(taken)).unwrap();
            for (index, event) in events.into_iter().enumerate() {
                let command = CommandId::mint(NOW, &[u8::try_from(index).unwrap(); 10]);
                let Some(posting) = event.book(command, &drawer, &seller, NOW).unwrap() else { continue };
                for entry in posting.entries() {
                    net.add(&entry.account, entry.amount).unwrap();
                }
            }
            let on = |account| net.on(&account, Currency::IDR).minor();
            prop_assert_eq!(on(Account::Drawer(seller.clone(), drawer)), 0);
            prop_assert_eq!(on(Account::CashDifference(seller.clone())), stands - counted);
            // Whatever was counted: what was taken is what the seller has to account for.
            prop_assert_eq!(on(Account::Cash(seller.clone())) + stands - counted, taken);
        }
    }
}
