//! The partners a shop works with: the member `billers` of the file of its terms.
//!
//! ```json
//! {"billers": {"listrik": {
//!   "name": {"id": "Token listrik", "en": "Electricity token"},
//!   "note": {"id": "Prabayar", "en": "Prepaid"},
//!   "address": "https://partner.example/warung",
//!   "key": {"id": "warung-1", "secret_file": "/etc/warung/listrik.key"},
//!   "customer": {"label": {"id": "Nomor meter", "en": "Meter number"}, "digits": [11, 12]},
//!   "amount": {"one_of": [20000, 50000, 100000]},
//!   "fee": 2500, "minimum": 20000, "maximum": 1000000
//! }}}
//! ```
//! `amount` is also `"due"`, where the partner says how much, or `{"free": [10000, 1000000]}`. With
//! `"kiosk": false` a partner only delivers goods and stands in no menu. The secret is a file of
//! its own, so that terms can be shown around.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::io;
use thiserror::Error;
use warung_domain::ids::BillerId;
use warung_domain::lang::Localized;
use warung_domain::partner::{AmountTerms, BillerTerms, CustomerTerms};

/// The longest number that anybody types.
const MOST_DIGITS: u32 = 30;

/// More amounts than a screen has room for.
const MOST_AMOUNTS: usize = 12;

/// A partner under the shop's terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    pub terms: BillerTerms,
    /// Stands in the menu of kiosks.
    pub at_kiosk: bool,
}

/// Where a partner is, and the key that both share.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    pub url: String,
    pub key_id: String,
    pub secret: Vec<u8>,
}

/// One partner as the file has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Configured {
    pub partner: Partner,
    pub address: Address,
}

/// Why partners cannot be used as they are written.
#[derive(Debug, Error)]
pub enum BillersError {
    #[error("{0}")]
    Shape(#[from] serde_json::Error),
    #[error("`{0}` cannot name a partner: letters, digits and . _ - ~ only")]
    Id(String),
    #[error("{0} has no name in either language")]
    Name(BillerId),
    #[error("{biller}: the secret's file {file} cannot be read: {why}")]
    Secret { biller: BillerId, file: String, why: String },
    #[error(
        "{0}: `digits` are the fewest and the most of the customer's number, from 1 to {MOST_DIGITS}"
    )]
    Digits(BillerId),
    #[error(
        "{0}: amounts have to be above nothing, the first not above the second, at most {MOST_AMOUNTS}"
    )]
    Amounts(BillerId),
    #[error("{0}: the least that is paid has to be above nothing and not above the most")]
    Limits(BillerId),
    #[error("{0}: the fee is below nothing")]
    Fee(BillerId),
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    billers: Option<BTreeMap<String, Written>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: Localized,
    #[serde(default)]
    note: Localized,
    address: String,
    key: WrittenKey,
    customer: WrittenCustomer,
    amount: WrittenAmount,
    #[serde(default)]
    fee: i64,
    minimum: i64,
    maximum: i64,
    #[serde(default = "yes")]
    kiosk: bool,
}

const fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenKey {
    id: String,
    secret_file: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCustomer {
    label: Localized,
    digits: (u32, u32),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum WrittenAmount {
    Due,
    Free(i64, i64),
    OneOf(Vec<i64>),
}

/// The partners of a file of terms; none where it does not speak of any. `read` reads the file
/// of a secret.
pub fn read(
    text: &str,
    read: &dyn Fn(&str) -> io::Result<String>,
) -> Result<Option<Vec<Configured>>, BillersError> {
    let file: File = serde_json::from_str(text)?;
    let Some(billers) = file.billers else { return Ok(None) };
    let all = billers.into_iter().map(|(id, written)| {
        let id: BillerId = id.parse().map_err(|_| BillersError::Id(id.clone()))?;
        one(id, written, read)
    });
    all.collect::<Result<_, _>>().map(Some)
}

fn one(
    id: BillerId,
    written: Written,
    read: &dyn Fn(&str) -> io::Result<String>,
) -> Result<Configured, BillersError> {
    if written.name.is_empty() || written.customer.label.is_empty() {
        return Err(BillersError::Name(id));
    }
    let (least_digits, most_digits) = written.customer.digits;
    if least_digits < 1 || least_digits > most_digits || most_digits > MOST_DIGITS {
        return Err(BillersError::Digits(id));
    }
    let amount = match written.amount {
        WrittenAmount::Due => AmountTerms::Due,
        WrittenAmount::Free(minimum, maximum) if 0 < minimum && minimum <= maximum => {
            AmountTerms::Free { minimum, maximum }
        }
        WrittenAmount::OneOf(amounts)
            if (1..=MOST_AMOUNTS).contains(&amounts.len()) && amounts.iter().all(|it| *it > 0) =>
        {
            AmountTerms::OneOf(amounts)
        }
        WrittenAmount::Free(..) | WrittenAmount::OneOf(_) => return Err(BillersError::Amounts(id)),
    };
    if written.minimum < 1 || written.minimum > written.maximum {
        return Err(BillersError::Limits(id));
    }
    if written.fee < 0 {
        return Err(BillersError::Fee(id));
    }
    let secret = read(&written.key.secret_file).map_err(|why| BillersError::Secret {
        biller: id.clone(),
        file: written.key.secret_file.clone(),
        why: why.to_string(),
    })?;
    let customer = CustomerTerms { label: written.customer.label, least_digits, most_digits };
    let terms = BillerTerms {
        id,
        name: written.name,
        note: written.note,
        customer,
        amount,
        fee: written.fee,
        minimum: written.minimum,
        maximum: written.maximum,
    };
    let address = Address {
        url: written.address,
        key_id: written.key.id,
        secret: secret.trim().as_bytes().to_vec(),
    };
    Ok(Configured { partner: Partner { terms, at_kiosk: written.kiosk }, address })
}

/// The partners to practise with, in rupiah: the simulator plays them. `at` makes the address
/// of one of them.
pub fn practice(at: impl Fn(&str) -> Address) -> Result<Vec<Configured>, BillersError> {
    let file = |_: &str| Ok(String::new());
    let all = read(PRACTICE, &file)?.unwrap_or_default();
    let placed = all.into_iter().map(|configured| {
        let address = at(configured.partner.terms.id.as_str());
        Configured { address, ..configured }
    });
    Ok(placed.collect())
}

const PRACTICE: &str = include_str!("practice_billers.json");

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Option<Vec<Configured>>, BillersError> {
        read(text, &|file| match file {
            "key" => Ok("a secret of at least thirty-two bytes\n".to_owned()),
            _ => Err(io::Error::from(io::ErrorKind::NotFound)),
        })
    }

    fn written(id: &str, changes: &[(&str, &str)]) -> String {
        let mut members = BTreeMap::from([
            ("name", r#"{"id": "Listrik", "en": "Electricity"}"#),
            ("address", r#""https://partner.example""#),
            ("key", r#"{"id": "k", "secret_file": "key"}"#),
            ("customer", r#"{"label": {"id": "Meter", "en": "Meter"}, "digits": [11, 12]}"#),
            ("amount", r#""due""#),
            ("minimum", "1"),
            ("maximum", "9"),
        ]);
        members.extend(changes.iter().copied());
        let members: Vec<String> =
            members.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
        format!(r#"{{"billers": {{"{id}": {{{}}}}}}}"#, members.join(", "))
    }

    // Holds T5.
    #[test]
    fn partners_are_what_the_file_says() {
        assert!(of("{}").unwrap().is_none());
        let found =
            of(&written("listrik", &[("fee", "2500"), ("kiosk", "false")])).unwrap().unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].partner.terms.fee, 2_500);
        assert!(!found[0].partner.at_kiosk);
        assert_eq!(found[0].address.secret, b"a secret of at least thirty-two bytes");
        let free = of(&written("a", &[("amount", r#"{"free": [1, 5]}"#)])).unwrap().unwrap();
        assert_eq!(free[0].partner.terms.amount, AmountTerms::Free { minimum: 1, maximum: 5 });
    }

    // Holds T5.
    #[test]
    fn what_cannot_be_is_told_with_the_partners_name() {
        for (text, told) in [
            (written("a/b", &[]), "`a/b` cannot name a partner"),
            (written("a", &[("name", "{}")]), "a has no name"),
            (written("a", &[("key", r#"{"id": "k", "secret_file": "gone"}"#)]), "gone cannot be"),
            (
                written("a", &[("customer", r#"{"label": {"id": "x"}, "digits": [5, 4]}"#)]),
                "digits",
            ),
            (written("a", &[("amount", r#"{"one_of": []}"#)]), "a: amounts"),
            (written("a", &[("amount", r#"{"free": [9, 5]}"#)]), "a: amounts"),
            (written("a", &[("amount", r#""whatever""#)]), "unknown variant"),
            (written("a", &[("minimum", "0")]), "a: the least"),
            (written("a", &[("fee", "-1")]), "a: the fee"),
            (written("a", &[("secret", "\"x\"")]), "unknown field `secret`"),
        ] {
            let error = of(&text).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(told), "{text}: {error}");
        }
    }

    #[test]
    fn there_are_partners_to_practise_with() {
        let at = |id: &str| Address {
            url: format!("http://127.0.0.1/simulator/partner/{id}"),
            key_id: "warung".to_owned(),
            secret: vec![7; 32],
        };
        let all = practice(at).unwrap();
        let mut played: Vec<&str> =
            crate::simulator::Sells::ALL.into_iter().map(crate::simulator::Sells::code).collect();
        played.sort_unstable();
        let known: Vec<&str> = all.iter().map(|it| it.partner.terms.id.as_str()).collect();
        assert_eq!(known, played);
        assert!(all[0].address.url.ends_with("/partner/air"));
    }
}
