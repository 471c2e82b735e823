//! Who delivers a thing that nobody carries: `voucher/GAME-50 code 47000` is the partner, its own
//! name for it, whether the buyer gets a code or something is done for a number, and what the
//! partner gets for one, in the smallest unit of the currency.

use super::report::Reason;
use crate::storage::DeliveredBy;
use warung_domain::ids::BillerId;
use warung_domain::partner::Digital;

/// What such a text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    pub by: DeliveredBy,
    pub digital: Digital,
}

impl Delivered {
    /// As it is read again.
    pub fn written(&self) -> String {
        let DeliveredBy { biller, product, amount } = &self.by;
        let what = match self.digital {
            Digital::Number => "number",
            Digital::Code | Digital::No => "code",
        };
        match product {
            Some(product) => format!("{biller}/{product} {what} {amount}"),
            None => format!("{biller} {what} {amount}"),
        }
    }

    /// Reads a cell; an empty one says that it is a thing.
    pub fn read(text: &str) -> Result<Option<Self>, Reason> {
        if text.is_empty() {
            return Ok(None);
        }
        let wrong = || Reason::Delivered(text.to_owned());
        let mut words = text.split_whitespace();
        let (Some(whom), Some(what), Some(amount), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(wrong());
        };
        let (biller, product) = match whom.split_once('/') {
            Some((biller, product)) if !product.is_empty() => (biller, Some(product.to_owned())),
            Some(_) => return Err(wrong()),
            None => (whom, None),
        };
        let digital = match what {
            "code" => Digital::Code,
            "number" => Digital::Number,
            _ => return Err(wrong()),
        };
        let amount: i64 = amount.parse().ok().filter(|amount| *amount > 0).ok_or_else(wrong)?;
        let biller: BillerId = biller.parse().map_err(|_| wrong())?;
        Ok(Some(Self { by: DeliveredBy { biller, product, amount }, digital }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Holds T7.
    #[test]
    fn a_cell_says_who_delivers_what_for_how_much() {
        let read = Delivered::read("voucher/GAME-50 code 47000").unwrap().unwrap();
        assert_eq!((read.by.biller.as_str(), read.by.amount), ("voucher", 47_000));
        assert_eq!((read.by.product.as_deref(), read.digital), (Some("GAME-50"), Digital::Code));
        let plain = Delivered::read("pulsa number 9800").unwrap().unwrap();
        assert_eq!((&plain.by.product, plain.digital), (&None, Digital::Number));
        assert_eq!(read.written(), "voucher/GAME-50 code 47000");
        assert_eq!(plain.written(), "pulsa number 9800");
        assert_eq!(Delivered::read(""), Ok(None));
        for wrong in [
            "voucher",
            "voucher code",
            "voucher code 0",
            "voucher post 5",
            "/x code 5",
            "v/ code 5",
            "a b c d",
        ] {
            assert_eq!(Delivered::read(wrong), Err(Reason::Delivered(wrong.to_owned())), "{wrong}");
        }
    }
}
