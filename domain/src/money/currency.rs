//! ISO 4217 currencies and the size of their smallest unit.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// A currency by its three-letter ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// Why a text is not a currency.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not an ISO 4217 currency code: `{0}`")]
pub struct CurrencyError(pub String);

/// Active currencies whose minor unit is not a hundredth (ISO 4217, list one).
/// The rupiah has two decimals on paper, but no sen has been in use for decades
/// and Indonesian gateways refuse decimals: here it has none.
const EXPONENTS: &[(&[u8; 3], u8)] = &[
    (b"BIF", 0),
    (b"CLP", 0),
    (b"DJF", 0),
    (b"GNF", 0),
    (b"IDR", 0),
    (b"ISK", 0),
    (b"JPY", 0),
    (b"KMF", 0),
    (b"KRW", 0),
    (b"PYG", 0),
    (b"RWF", 0),
    (b"UGX", 0),
    (b"UYI", 0),
    (b"VND", 0),
    (b"VUV", 0),
    (b"XAF", 0),
    (b"XOF", 0),
    (b"XPF", 0),
    (b"BHD", 3),
    (b"IQD", 3),
    (b"JOD", 3),
    (b"KWD", 3),
    (b"LYD", 3),
    (b"OMR", 3),
    (b"TND", 3),
    (b"CLF", 4),
    (b"UYW", 4),
];

/// Active currencies with hundredths (ISO 4217, list one).
const HUNDREDTHS: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD \
BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL \
GHS GIP GMD GTQ GYD HKD HNL HTG HUF ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL \
MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP \
PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT \
TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG";

impl Currency {
    pub const IDR: Self = Self(*b"IDR");
    pub const SAR: Self = Self(*b"SAR");
    pub const USD: Self = Self(*b"USD");

    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// How many decimals the minor unit has: 0 for IDR, 2 for SAR, 3 for KWD.
    #[must_use]
    pub fn exponent(self) -> u8 {
        EXPONENTS
            .iter()
            .find_map(|(code, exponent)| (**code == self.0).then_some(*exponent))
            .unwrap_or(2)
    }

    /// Minor units in one major unit: 1, 100 or 1000.
    #[must_use]
    pub fn scale(self) -> i64 {
        10_i64.pow(u32::from(self.exponent()))
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;
    fn from_str(text: &str) -> Result<Self, CurrencyError> {
        let upper = text.trim().to_ascii_uppercase();
        let code: [u8; 3] =
            upper.as_bytes().try_into().map_err(|_| CurrencyError(text.to_owned()))?;
        let known = EXPONENTS.iter().any(|(known, _)| **known == code)
            || HUNDREDTHS.split_ascii_whitespace().any(|known| known == upper);
        if known { Ok(Self(code)) } else { Err(CurrencyError(text.to_owned())) }
    }
}

impl TryFrom<String> for Currency {
    type Error = CurrencyError;
    fn try_from(text: String) -> Result<Self, CurrencyError> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_minor_units() {
        assert_eq!("idr".parse::<Currency>().unwrap().scale(), 1);
        assert_eq!(Currency::SAR.scale(), 100);
        assert_eq!("KWD".parse::<Currency>().unwrap().scale(), 1_000);
        assert!("IDX".parse::<Currency>().is_err());
        assert!("ID".parse::<Currency>().is_err());
    }
}
