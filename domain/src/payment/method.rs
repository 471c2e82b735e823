//! The ways to pay, what each of them can do, and what a shopper gets to pay with.

use serde::{Deserialize, Serialize};

/// How the shopper chose to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentMethod {
    /// A payment code at an Indomaret till.
    Indomaret,
    /// A payment code at an Alfamart till.
    Alfamart,
    /// A QR that every Indonesian bank and wallet reads.
    Qris,
    /// The GoPay wallet, opened by a link.
    Gopay,
    /// A BCA virtual account.
    VaBca,
    /// A BNI virtual account.
    VaBni,
    /// A BRI virtual account.
    VaBri,
    /// A Permata virtual account.
    VaPermata,
    /// A bill at Mandiri: the biller's code and a number.
    MandiriBill,
    /// Cash to the courier or at pick-up.
    CashOnDelivery,
    /// What the shop keeps for the shopper: paid at once, or not at all.
    Balance,
    /// Cash at a counter of the shop, against a code of the shop's own ([`super::CounterCode`]).
    Counter,
}

impl PaymentMethod {
    pub const ALL: [Self; 12] = [
        Self::Indomaret,
        Self::Alfamart,
        Self::Qris,
        Self::Gopay,
        Self::VaBca,
        Self::VaBni,
        Self::VaBri,
        Self::VaPermata,
        Self::MandiriBill,
        Self::CashOnDelivery,
        Self::Balance,
        Self::Counter,
    ];

    /// Name on the wire and in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Indomaret => "indomaret",
            Self::Alfamart => "alfamart",
            Self::Qris => "qris",
            Self::Gopay => "gopay",
            Self::VaBca => "va-bca",
            Self::VaBni => "va-bni",
            Self::VaBri => "va-bri",
            Self::VaPermata => "va-permata",
            Self::MandiriBill => "mandiri-bill",
            Self::CashOnDelivery => "cash-on-delivery",
            Self::Balance => "balance",
            Self::Counter => "counter",
        }
    }

    /// The method of a name; nothing for one that this program does not know.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.code() == code)
    }

    /// Seconds after a settlement during which the channel may take it back.
    /// Midtrans names one to five minutes for Indomaret, Permata and Mandiri Bill; at the shop's
    /// own counters a slip of the hand can be undone for as long.
    #[must_use]
    pub const fn reversal_window_seconds(self) -> i64 {
        match self {
            Self::Indomaret | Self::VaPermata | Self::MandiriBill | Self::Counter => 300,
            Self::Alfamart
            | Self::Qris
            | Self::Gopay
            | Self::VaBca
            | Self::VaBni
            | Self::VaBri
            | Self::CashOnDelivery
            | Self::Balance => 0,
        }
    }

    /// Whether the channel can send money back the way it came. Where it cannot,
    /// the shop gives it back by other means.
    #[must_use]
    pub const fn can_refund(self) -> bool {
        matches!(self, Self::Qris | Self::Gopay)
    }

    /// Whether it is paid at once or within hours, so that goods are not held back for
    /// long.
    #[must_use]
    pub const fn pays_on_the_spot(self) -> bool {
        matches!(self, Self::Balance | Self::Qris | Self::Gopay)
    }

    /// Whether a gateway collects the money; otherwise a person does, or the books.
    #[must_use]
    pub const fn needs_gateway(self) -> bool {
        !matches!(self, Self::CashOnDelivery | Self::Balance | Self::Counter)
    }
}

/// What the shopper shows or types to pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Instructions {
    /// Digits for a minimarket till. Opaque: never parsed, never reformatted.
    Code { store: String, code: String },
    /// A bank account number that exists for this payment only.
    VirtualAccount { bank: String, number: String },
    /// A bill at a bank: whose, and which. Both are typed one after the other.
    Bill { bank: String, biller: String, number: String },
    /// What the QR says ([`crate::qris`]).
    Qr { payload: String },
    /// Opens a wallet with the payment in it; of no use without a line.
    Wallet { wallet: String, link: String },
    /// Hand over cash.
    Cash,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_is_listed_once_and_travels_under_its_code() {
        let mut codes: Vec<_> = PaymentMethod::ALL.iter().map(|method| method.code()).collect();
        for method in PaymentMethod::ALL {
            let wire = serde_json::to_value(method).unwrap();
            assert_eq!(wire, method.code());
            assert_eq!(PaymentMethod::of_code(method.code()), Some(method));
            assert_eq!(serde_json::from_value::<PaymentMethod>(wire).unwrap(), method);
        }
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), PaymentMethod::ALL.len());
    }
}
