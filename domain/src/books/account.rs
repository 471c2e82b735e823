//! The accounts, each under a stable text that stands in the database and in
//! every table: `gateway/indomaret`, `seller/dapur-bu-tini`, `bank`.

use crate::ids::{AccountId, BillerId, DeviceId, SellerId};
use crate::payment::PaymentMethod;
use std::{fmt, str::FromStr};
use thiserror::Error;

/// Where money stands, or to whom it is owed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Account {
    /// Collected by a channel and not yet handed over to the shop. One for each way
    /// to pay, so that it can be held against what that channel says.
    Gateway(PaymentMethod),
    /// On the shop's bank account.
    Bank,
    /// Notes and coins in the hands of a seller's people.
    Cash(SellerId),
    /// Notes and coins in a seller's drawer, beside a counter's device, until its shift is
    /// closed.
    Drawer(SellerId, DeviceId),
    /// What was missing when a drawer was counted, or too much: between what a seller's people
    /// took and what they have.
    CashDifference(SellerId),
    /// Arrived, and may still be taken back: nobody's yet.
    Provisional,
    /// What the shop keeps for a shopper to buy with.
    ShopperBalance(AccountId),
    /// What a shopper owes the shop: money that was taken back after it had been spent
    /// from their balance.
    Debt(AccountId),
    /// What the shop owes a seller for what was sold, without the tax in it.
    Seller(SellerId),
    /// The tax inside a seller's sales, owed to the seller, who owes it to the state.
    Tax(SellerId),
    /// What the shop owes a seller for taking cash that was for others.
    Commission(SellerId),
    /// What channels keep for collecting.
    Fees,
    /// Money that has to be given back to a shopper.
    Owed(AccountId),
    /// Taken for a partner, and nobody's until the partner has said what became of it.
    Relayed(BillerId),
    /// What the shop owes a partner for what it did.
    Partner(BillerId),
    /// To be handed back at a counter to whoever holds the code of a bill that was refused.
    CashOwed,
    /// Between the currency a channel collects and the one the shop sells in.
    Exchange,
}

/// A text that names no account.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no account `{0}`")]
pub struct AccountError(pub String);

impl Account {
    /// What one is paid into and pays back out of.
    #[must_use]
    pub const fn is_purse(&self) -> bool {
        matches!(self, Self::Gateway(_) | Self::Bank | Self::Cash(_) | Self::Drawer(_, _))
            || self.is_kept()
    }

    /// What a shopper keeps at the shop, with what they owe it.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        matches!(self, Self::ShopperBalance(_) | Self::Debt(_))
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gateway(method) => write!(f, "gateway/{}", method.code()),
            Self::Bank => f.write_str("bank"),
            Self::Cash(seller) => write!(f, "cash/{seller}"),
            Self::Drawer(seller, device) => write!(f, "drawer/{seller}/{device}"),
            Self::CashDifference(seller) => write!(f, "cash-difference/{seller}"),
            Self::Provisional => f.write_str("provisional"),
            Self::ShopperBalance(shopper) => write!(f, "balance/{shopper}"),
            Self::Debt(shopper) => write!(f, "debt/{shopper}"),
            Self::Seller(seller) => write!(f, "seller/{seller}"),
            Self::Tax(seller) => write!(f, "tax/{seller}"),
            Self::Commission(seller) => write!(f, "commission/{seller}"),
            Self::Fees => f.write_str("fees"),
            Self::Owed(shopper) => write!(f, "owed/{shopper}"),
            Self::Relayed(biller) => write!(f, "relayed/{biller}"),
            Self::Partner(biller) => write!(f, "partner/{biller}"),
            Self::CashOwed => f.write_str("cash-owed"),
            Self::Exchange => f.write_str("exchange"),
        }
    }
}

impl FromStr for Account {
    type Err = AccountError;

    fn from_str(text: &str) -> Result<Self, AccountError> {
        let unknown = || AccountError(text.to_owned());
        let Some((kind, whose)) = text.split_once('/') else {
            return match text {
                "bank" => Ok(Self::Bank),
                "provisional" => Ok(Self::Provisional),
                "fees" => Ok(Self::Fees),
                "exchange" => Ok(Self::Exchange),
                "cash-owed" => Ok(Self::CashOwed),
                _ => Err(unknown()),
            };
        };
        let seller = || whose.parse().map_err(|_| unknown());
        let biller = || whose.parse().map_err(|_| unknown());
        let shopper = || whose.parse().map_err(|_| unknown());
        match kind {
            "gateway" => PaymentMethod::ALL
                .into_iter()
                .find(|method| method.code() == whose)
                .map(Self::Gateway)
                .ok_or_else(unknown),
            "cash" => seller().map(Self::Cash),
            "commission" => seller().map(Self::Commission),
            "cash-difference" => seller().map(Self::CashDifference),
            "drawer" => {
                let (seller, device) = whose.split_once('/').ok_or_else(unknown)?;
                let seller = seller.parse().map_err(|_| unknown())?;
                device.parse().map(|device| Self::Drawer(seller, device)).map_err(|_| unknown())
            }
            "seller" => seller().map(Self::Seller),
            "tax" => seller().map(Self::Tax),
            "balance" => shopper().map(Self::ShopperBalance),
            "debt" => shopper().map(Self::Debt),
            "relayed" => biller().map(Self::Relayed),
            "partner" => biller().map(Self::Partner),
            "owed" => shopper().map(Self::Owed),
            _ => Err(unknown()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    #[test]
    fn every_account_has_one_name() {
        let seller: SellerId = "dapur".parse().unwrap();
        let shopper = AccountId::mint(Timestamp::from_millis(1), &[7; 10]);
        let mut all = vec![
            Account::Bank,
            Account::Cash(seller.clone()),
            Account::CashDifference(seller.clone()),
            Account::Commission(seller.clone()),
            Account::Drawer(seller.clone(), "key-1".parse().unwrap()),
            Account::Provisional,
            Account::ShopperBalance(shopper),
            Account::Debt(shopper),
            Account::Seller(seller.clone()),
            Account::Tax(seller),
            Account::Fees,
            Account::Owed(shopper),
            Account::Relayed("listrik".parse().unwrap()),
            Account::Partner("listrik".parse().unwrap()),
            Account::CashOwed,
            Account::Exchange,
        ];
        all.extend(PaymentMethod::ALL.into_iter().map(Account::Gateway));
        for account in all {
            assert_eq!(account.to_string().parse(), Ok(account));
        }
        for text in
            ["", "bank/1", "seller", "seller/", "owed/x", "gateway/paypal", "drawer/", "petty"]
        {
            assert_eq!(text.parse::<Account>(), Err(AccountError(text.to_owned())));
        }
    }
}
