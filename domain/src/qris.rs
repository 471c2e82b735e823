//! QRIS: what the QR of an Indonesian payment says (EMV merchant-presented mode).
//!
//! A payload is a list of fields, each a two-digit id, a two-digit length and that
//! many characters; some fields hold such a list themselves. Real ones come in any
//! order, so nothing is assumed but that the format stands first and the checksum
//! last. The checksum alone is no proof: payloads with a right one and a field that
//! overruns its list have been seen.

use crate::money::{Currency, DecimalStyle, Money, parse_decimal};
use std::collections::BTreeMap;
use thiserror::Error;

/// Longest amount, in characters.
const MAX_AMOUNT: usize = 13;
const MAX_NAME: usize = 25;
const MAX_CITY: usize = 15;

/// What a payer's app would show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qris {
    /// Made for one payment, not printed on a wall.
    pub is_dynamic: bool,
    /// Nothing where the payer types it.
    pub amount: Option<Money>,
    pub merchant: String,
    pub city: String,
    /// The merchant's word for the payment (62, 05).
    pub reference: Option<String>,
}

/// Why a text is no payable QRIS payload.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QrisError {
    #[error("a field is cut short or overruns its list")]
    Frame,
    #[error("field {0} stands twice")]
    Twice(String),
    #[error("the format does not stand first or the checksum not last")]
    Order,
    #[error("the checksum is {found}, it should be {expected}")]
    Checksum { found: String, expected: String },
    #[error("field {0} is missing or cannot be read")]
    Field(&'static str),
}

/// Reads a payload strictly: frame, checksum, templates and the fields a payment needs.
pub fn read(payload: &str) -> Result<Qris, QrisError> {
    let fields = fields(payload)?;
    let tail = payload.len().checked_sub(8);
    let (first, last) = (payload.get(..6), tail.and_then(|at| payload.get(at..)));
    if first != Some("000201") || !last.is_some_and(|last| last.starts_with("6304")) {
        return Err(QrisError::Order);
    }
    let found = fields.get("63").copied().unwrap_or_default();
    let covered = payload.len() - found.len();
    let expected = format!("{:04X}", checksum(&payload.as_bytes()[..covered]));
    if found != expected {
        return Err(QrisError::Checksum { found: found.to_owned(), expected });
    }
    let mut accounts = 0;
    for id in 26..=51 {
        if let Some(account) = fields.get(format!("{id}").as_str()) {
            if !account.starts_with("00") {
                return Err(QrisError::Field("26-51, 00"));
            }
            self::fields(account)?;
            accounts += 1;
        }
    }
    if accounts == 0 {
        return Err(QrisError::Field("26-51"));
    }
    let text = |id: &str, name, most: usize| {
        let text = fields.get(id).copied().unwrap_or_default();
        let fits = (1..=most).contains(&text.chars().count());
        if fits { Ok(text.to_owned()) } else { Err(QrisError::Field(name)) }
    };
    let is = |id: &str, name, wanted: &str| {
        if fields.get(id) == Some(&wanted) { Ok(()) } else { Err(QrisError::Field(name)) }
    };
    is("53", "53", "360")?;
    is("58", "58", "ID")?;
    let is_code = |code: &&str| code.len() == 4 && code.bytes().all(|b| b.is_ascii_digit());
    fields.get("52").filter(|code| is_code(code)).ok_or(QrisError::Field("52"))?;
    let is_dynamic = match fields.get("01").copied() {
        Some("12") => true,
        Some("11") | None => false,
        Some(_) => return Err(QrisError::Field("01")),
    };
    let reference = match fields.get("62") {
        Some(more) => self::fields(more)?.get("05").map(|&text| text.to_owned()),
        None => None,
    };
    Ok(Qris {
        is_dynamic,
        amount: fields.get("54").map(|text| amount(text)).transpose()?,
        merchant: text("59", "59", MAX_NAME)?,
        city: text("60", "60", MAX_CITY)?,
        reference,
    })
}

/// A field to stand in a payload. Values end after 99 bytes.
#[must_use]
pub fn field(id: &str, value: &str) -> String {
    let end = (0..=value.len().min(99)).rev().find(|end| value.is_char_boundary(*end));
    let value = &value[..end.unwrap_or(0)];
    format!("{id}{:02}{value}", value.len())
}

/// The payload of `fields` with its checksum behind it.
#[must_use]
pub fn sealed(fields: &str) -> String {
    let open = format!("{fields}6304");
    let sum = checksum(open.as_bytes());
    format!("{open}{sum:04X}")
}

fn fields(list: &str) -> Result<BTreeMap<&str, &str>, QrisError> {
    let mut found = BTreeMap::new();
    let mut rest = list;
    while !rest.is_empty() {
        let (id, length) = rest.get(..2).zip(rest.get(2..4)).ok_or(QrisError::Frame)?;
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if !digits(id) || !digits(length) {
            return Err(QrisError::Frame);
        }
        let end = length.parse::<usize>().map_err(|_| QrisError::Frame)? + 4;
        let value = rest.get(4..end).ok_or(QrisError::Frame)?;
        if found.insert(id, value).is_some() {
            return Err(QrisError::Twice(id.to_owned()));
        }
        rest = &rest[end..];
    }
    Ok(found)
}

fn amount(text: &str) -> Result<Money, QrisError> {
    let is_written = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if text.len() > MAX_AMOUNT || !is_written {
        return Err(QrisError::Field("54"));
    }
    parse_decimal(text, DecimalStyle::Point, Currency::IDR).map_err(|_| QrisError::Field("54"))
}

/// CRC-16/CCITT-FALSE: polynomial 0x1021, starting at 0xFFFF, nothing mirrored.
#[must_use]
pub fn checksum(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xffff, |sum, byte| {
        (0..8).fold(sum ^ (u16::from(*byte) << 8), |sum: u16, _| {
            let carries = sum & 0x8000 != 0;
            if carries { (sum << 1) ^ 0x1021 } else { sum << 1 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A public sample of a dynamic QR.
    const DYNAMIC: &str = "00020101021226620014COM.GO-JEK.WWW011993600914337918182570210G3791818250303UKE51440014ID.CO.QRIS.WWW0215AID7720513752290303UKE5204359353033605802ID5910PAPI LIVE26005KUKAR6105755535409100000.0062475036b1855b6c-70ab-4449-9778-61b8ffe43fd20703A016304C385";
    /// The same as it would hang on a wall: no amount.
    const STATIC: &str = "00020101021126620014COM.GO-JEK.WWW011993600914337918182570210G3791818250303UKE51440014ID.CO.QRIS.WWW0215AID7720513752290303UKE5204359353033605802ID5910PAPI LIVE26005KUKAR61057555362475036b1855b6c-70ab-4449-9778-61b8ffe43fd20703A0163047047";

    #[test]
    fn the_checksum_is_the_published_one() {
        assert_eq!(checksum(b"123456789"), 0x29b1);
    }

    #[test]
    fn a_dynamic_one_names_its_amount_and_a_static_one_does_not() {
        let made = read(DYNAMIC).unwrap();
        assert!(made.is_dynamic);
        assert_eq!(made.amount, Some(Money::new(100_000, Currency::IDR)));
        assert_eq!((made.merchant.as_str(), made.city.as_str()), ("PAPI LIVE2", "KUKAR"));
        let printed = read(STATIC).unwrap();
        assert!(!printed.is_dynamic);
        assert_eq!(printed.amount, None);
    }

    /// As one that was posted in public: the sum is right, a template is not.
    #[test]
    fn a_right_checksum_does_not_save_a_field_that_overruns_its_list() {
        let open =
            DYNAMIC[..DYNAMIC.len() - 8].replace("0215AID772051375229", "0225AID772051375229");
        assert_eq!(read(&sealed(&open)), Err(QrisError::Frame));
    }

    #[test]
    fn each_fault_is_named() {
        let open = &DYNAMIC[..DYNAMIC.len() - 8];
        let twice = sealed(&format!("{open}{}", field("58", "ID")));
        assert_eq!(read(&twice), Err(QrisError::Twice("58".to_owned())));
        assert_eq!(read(&sealed(&open.replace("5303360", "5303840"))), Err(QrisError::Field("53")));
        assert_eq!(read(&sealed(&open[6..])), Err(QrisError::Order));
        assert_eq!(
            read(&DYNAMIC.replace("C385", "c385")),
            Err(QrisError::Checksum { found: "c385".to_owned(), expected: "C385".to_owned() })
        );
        assert_eq!(read(""), Err(QrisError::Order));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let account = field("00", "ID.CO.QRIS.WWW");
        let fields = [
            field("00", "01"),
            field("01", "12"),
            field("51", &account),
            field("52", "5411"),
            field("53", "360"),
            field("54", "75000"),
            field("58", "ID"),
            field("59", "Warung Bu Tini"),
            field("60", "BANDUNG"),
            field("62", &field("05", "123456789012")),
        ];
        let read = read(&sealed(&fields.concat())).unwrap();
        assert_eq!(read.amount, Some(Money::new(75_000, Currency::IDR)));
        assert_eq!(read.reference.as_deref(), Some("123456789012"));
    }

    proptest! {
        #[test]
        fn any_text_is_refused_without_a_panic(text in ".{0,200}") {
            prop_assert!(read(&text).is_err());
        }

        #[test]
        fn one_changed_character_is_noticed(at in 0..DYNAMIC.len(), to in "[0-9A-Z]") {
            let mut changed = DYNAMIC.to_owned();
            changed.replace_range(at..=at, &to);
            prop_assert_eq!(read(&changed).is_ok(), changed == DYNAMIC);
        }
    }
}
