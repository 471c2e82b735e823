//! What each partner sells, and to whom. Nothing is drawn: a number always has the same name and
//! the same bill, and numbers that end in four zeros are nobody's.

use sha2::{Digest as _, Sha256};

/// A partner's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sells {
    /// Electricity ahead of use: a token of twenty digits for a meter.
    Electricity,
    /// Last month's water.
    Water,
    /// Talk time for a phone number.
    TalkTime,
    /// Codes for games.
    Vouchers,
}

/// Whose account a number is, and what is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub name: String,
    pub description: String,
    pub amount: i64,
    pub fee: i64,
}

/// Why there is nothing to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NotFound {
    Customer,
    Amount,
}

/// First letters of names, so that nobody's own is shown.
const NAMES: [&str; 6] =
    ["B••• S••••••", "S••• W•••••", "A•• P••••••", "D••• L••••••", "R••• H••••", "Y••• K•••••"];

impl Sells {
    pub const ALL: [Self; 4] = [Self::Electricity, Self::Water, Self::TalkTime, Self::Vouchers];

    /// In addresses, and the shop's name for the partner.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Electricity => "listrik",
            Self::Water => "air",
            Self::TalkTime => "pulsa",
            Self::Vouchers => "voucher",
        }
    }

    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sells| sells.code() == code)
    }

    /// What is looked up before anybody pays. Amounts are whole minor units of whatever the shop
    /// sells in.
    pub(super) fn look_up(self, customer: &str, amount: Option<i64>) -> Result<Found, NotFound> {
        self.customer(customer)?;
        let name = NAMES[usize::from(draw(customer, 0)) % NAMES.len()].to_owned();
        let asked = amount.filter(|amount| *amount > 0);
        let (amount, fee, description) = match (self, asked) {
            (Self::Electricity, Some(amount)) => (amount, 0, format!("Token listrik · {customer}")),
            (Self::TalkTime, Some(amount)) => (amount, 0, format!("Pulsa · {customer}")),
            (Self::Vouchers, Some(amount)) => (amount, 0, "Voucher gim".to_owned()),
            (Self::Water, None) => {
                let due = 40_000 + i64::from(draw(customer, 1)) * 500;
                (due, 1_000, format!("Tagihan air bulan lalu · {customer}"))
            }
            _ => return Err(NotFound::Amount),
        };
        Ok(Found { name, description, amount, fee })
    }

    /// Whether there is such a customer.
    pub(super) fn customer(self, customer: &str) -> Result<(), NotFound> {
        let digits = match self {
            Self::Vouchers if customer.is_empty() => return Ok(()),
            Self::Vouchers => return Err(NotFound::Customer),
            Self::Electricity => 11..=12,
            Self::Water => 8..=12,
            Self::TalkTime => 10..=13,
        };
        let is_number = customer.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && digits.contains(&customer.len()) && !customer.ends_with("0000") {
            Ok(())
        } else {
            Err(NotFound::Customer)
        }
    }

    /// The number for what was done, and what its owner types in somewhere.
    pub(super) fn proof(self, reference: &str) -> (String, Option<String>) {
        let digits = |salt: u8, count: u8| -> String {
            (0..count).map(|at| char::from(b'0' + draw(reference, salt + at) % 10)).collect()
        };
        let serial = format!("{}-{}", self.code().to_uppercase(), digits(40, 8));
        let token = match self {
            Self::Electricity => {
                let all = digits(0, 20);
                let groups: Vec<&str> = (0..5).map(|at| &all[at * 4..at * 4 + 4]).collect();
                Some(groups.join(" "))
            }
            Self::Vouchers => Some(format!("{}-{}-{}", digits(0, 4), digits(4, 4), digits(8, 4))),
            Self::Water | Self::TalkTime => None,
        };
        (serial, token)
    }
}

/// A byte that follows from a text.
fn draw(text: &str, salt: u8) -> u8 {
    Sha256::new().chain_update([salt]).chain_update(text).finalize()[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_always_says_the_same_and_nobody_has_four_zeros() {
        let water = Sells::Water.look_up("12345678", None).unwrap();
        assert_eq!(Sells::Water.look_up("12345678", None), Ok(water.clone()));
        assert!(water.amount >= 40_000 && water.fee == 1_000);
        assert_eq!(Sells::Water.look_up("12345678", Some(5)), Err(NotFound::Amount));
        assert_eq!(Sells::Electricity.look_up("14235678901", None), Err(NotFound::Amount));
        assert_eq!(Sells::TalkTime.look_up("08120000000", Some(5)), Err(NotFound::Customer));
        assert!(Sells::Vouchers.look_up("", Some(50_000)).is_ok());
        let (serial, token) = Sells::Electricity.proof("r-1");
        assert!(serial.starts_with("LISTRIK-"));
        assert_eq!(token.unwrap().len(), 24);
        assert_ne!(Sells::Vouchers.proof("r-1").1, Sells::Vouchers.proof("r-2").1);
    }
}
