//! A receipt on paper: what its QR carries.
//!
//! The QR is a link to the shop's page for checking receipts, and what stands behind
//! its `#` is never sent to anybody. Where it fits that is the whole signed document,
//! packed, so that a phone which knows the shop's keys verifies it with no line at
//! all. A document of very many lines is named there instead: its id and the hash of
//! its words, by which the shop hands it out.
//!
//! Packed are the name of the key, the signature, and the payload ([`crate::packed_jws`]
//! with [`DICTIONARY`]); the rest of a JWS is the same in every receipt. The bytes are
//! written as decimal digits, for which a QR has a denser code than for letters.

use super::{ReceiptError, TYP, read_own};
use crate::digits;
use crate::ids::ReceiptId;
use crate::jws::{JwsError, b64, unb64};
use crate::packed_jws::{self, Kind};
use crate::receipt_log::evidence::{Evidence, EvidenceError};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// What the text of a packed document begins with: the version of this layout and of
/// the dictionary. What a version once packed has to be read for ever.
const PACKED: &str = "r1";

/// A text that every receipt resembles, in the order of the canonical form; what is
/// most usual stands last.
pub const DICTIONARY: &str = concat!(
    "cash-on-delivery,balance,alfamart,va-permata,va-bni,va-bri,mandiri-bill,gopay,indomaret,qris,",
    r#"{"adjustments":[{"amount":{"currency":"IDR","minor":-9000},"reason":"free-shipping"}],"#,
    r#""correction":{"at":179,"order_amount":{"currency":"IDR","minor":1},"reference":""},"#,
    r#""kind":"charge-back","kind":"reversal","kind":"refund","lines":[{"#,
    r#""unit_list_price":{"currency":"IDR","minor":1},"provisional_until":179,"#,
    r#"{"adjustments":[],"buyer":"01a","buyer_name":"","buyer_phone":"+628••••0","command":"01a","#,
    r#""goods":{"currency":"IDR","minor":000},"id":"01a","issued_at":179,"#,
    r#""lines":[{"name":"","product":"","quantity":1,"seller":"","unit_list_price":null,"#,
    r#""unit_price":{"currency":"IDR","minor":500},"variant":"default"},{"name":""}],"#,
    r#""number":"/2026/0000","offset_minutes":420,"order":"01a","order_number":"W-0000","#,
    r#""payment":{"method":"va-bca","order_paid":{"currency":"IDR","minor":000},"paid_at":179,"#,
    r#""provisional_until":null,"rate":null,"reference":""},"previous":null,"seller":"","#,
    r#""seller_name":"","shipping":{"currency":"IDR","minor":9000},"shop":"warung","#,
    r#""shop_name":"Warung","tax_included":{"amount":{"currency":"IDR","minor":1},"#,
    r#""label":"PPN 11%"},"total":{"currency":"IDR","minor":000},"v":1}"#,
);

/// The longest payload that is packed or unpacked, in bytes. No QR holds a longer one.
const LONGEST: usize = 16 * 1024;

const KIND: Kind = Kind { typ: TYP, dictionary: DICTIONARY, longest: LONGEST };

/// SHA-256 of a document's bytes: who knows it has seen the document. It is not the
/// leaf of the log, which begins with a byte of its own and which proofs give away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DocumentHash([u8; 32]);

impl DocumentHash {
    #[must_use]
    pub fn of(jws: &str) -> Self {
        Self(Sha256::digest(jws.as_bytes()).into())
    }

    /// Whether a text is the document. How long it takes tells nothing about how much
    /// of the hash was right.
    #[must_use]
    pub fn names(&self, jws: &str) -> bool {
        let pairs = self.0.iter().zip(Self::of(jws).0);
        pairs.fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
    }
}

impl TryFrom<String> for DocumentHash {
    type Error = JwsError;

    fn try_from(text: String) -> Result<Self, JwsError> {
        unb64(&text)?.try_into().map(Self).map_err(|_| JwsError::Base64)
    }
}

impl From<DocumentHash> for String {
    fn from(hash: DocumentHash) -> Self {
        b64(&hash.0)
    }
}

/// A document that is named and not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    pub id: ReceiptId,
    pub hash: DocumentHash,
}

impl Named {
    /// The name of a document of one's own.
    pub fn of(jws: &str) -> Result<Self, ReceiptError> {
        Ok(Self { id: read_own(jws)?.id, hash: DocumentHash::of(jws) })
    }

    fn read(text: &str) -> Option<Self> {
        let (id, hash) = text.split_once('.')?;
        let hash = DocumentHash::try_from(hash.to_owned()).ok()?;
        Some(Self { id: id.parse().ok()?, hash })
    }
}

impl std::fmt::Display for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.id, String::from(self.hash))
    }
}

/// A packed document: what its text begins with, and the digits after that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    pub version: &'static str,
    pub digits: String,
}

/// Packs a signed document, unless it is longer than any QR or would not come back
/// word for word.
#[must_use]
pub fn packed(jws: &str) -> Option<Packed> {
    let digits = digits::write(&packed_jws::pack(jws, KIND)?);
    Some(Packed { version: PACKED, digits })
}

/// A link under which anybody checks a receipt: what it begins with, and digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub before: String,
    pub digits: String,
}

impl std::fmt::Display for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.before, self.digits)
    }
}

/// The links of a receipt, the best first: one that carries it, and a short one by
/// which the shop hands it out. `page` is where the shop checks receipts.
#[must_use]
pub fn links(page: &str, jws: &str) -> Vec<Link> {
    let whole = packed(jws)
        .map(|packed| Link { before: format!("{page}#{}", packed.version), digits: packed.digits });
    let named = Named::of(jws).ok();
    let named =
        named.map(|named| Link { before: format!("{page}#{named}"), digits: String::new() });
    whole.into_iter().chain(named).collect()
}

/// The compact JWS behind the digits. Whether it is genuine is not asked here.
fn unpacked(digits: &str) -> Result<String, EvidenceError> {
    const CUT: EvidenceError = EvidenceError::Unreadable;
    let bytes = digits::read(digits).ok_or(CUT)?;
    packed_jws::unpack(&bytes, KIND).ok_or(CUT)
}

/// What a person shows to have it checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    Whole(Evidence),
    /// The shop has to be asked for it.
    Named(Named),
}

/// Reads what was scanned, pasted or opened: a receipt's QR, or anything that
/// [`Evidence::read`] takes.
pub fn read(text: &str) -> Result<Shown, EvidenceError> {
    let behind = text.trim().rsplit_once('#').map_or(text.trim(), |(_, behind)| behind);
    // A packed document is at most a few thousand digits.
    if behind.len() <= LONGEST {
        let short: String = behind.split_whitespace().collect();
        if let Some(named) = Named::read(&short) {
            return Ok(Shown::Named(named));
        }
        if let Some(digits) = short.strip_prefix(PACKED).filter(|rest| !rest.contains('.')) {
            return Ok(Shown::Whole(Evidence::new(unpacked(digits)?, None)));
        }
    }
    Evidence::read(text).map(Shown::Whole)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{receipt, sign};
    use super::super::verify;
    use super::*;
    use proptest::prelude::*;

    /// `signed(1)` as it was packed when version `r1` began.
    const PACKED_IN_2026: [&str; 9] = [
        "00748559600521014588940888493014222742256360775588293764577735837815808804044754",
        "13489920853737073077262445085135415502705081422284750494604262588023646442913312",
        "38244072655884039618598634546587485075870255367026711225135887398777753965474527",
        "73378912744506934960146286874056604896737681428018161739601944075541748432141983",
        "06431119803982528424884809961708338661577111128673311991801712066524527293107876",
        "29373200001625428474563390425168738313332897112155670287562284890174722639012311",
        "09015320885482353380968870436518201578893702928683237370564054839143586160010079",
        "19246526427908158326223802587498785301703470686540064113415463248762333794418536",
        "682703131269330976053456642000",
    ];

    fn signed(quantity: u32) -> (String, crate::jws::KeySet) {
        sign(&receipt(quantity).canonical_bytes())
    }

    const PAGE: &str = "https://warung.example/verify";

    // Holds R9.
    #[test]
    fn a_packed_receipt_comes_back_word_for_word() {
        let (jws, keys) = signed(3);
        let small = packed(&jws).unwrap();
        // A third of the text, and no more points of a QR than half of that.
        assert!(small.digits.len() < 1_100, "{} digits of {}", small.digits.len(), jws.len());
        let Ok(Shown::Whole(evidence)) = read(&links(PAGE, &jws)[0].to_string()) else {
            panic!("not whole")
        };
        assert_eq!(evidence.receipt, jws);
        assert_eq!(verify(&evidence.receipt, &receipt(3).shop, &keys), Ok(receipt(3)));
        // As a mail program breaks it.
        let (front, back) = small.digits.split_at(500);
        assert_eq!(read(&format!(" r1{front}\n {back}\n")), Ok(Shown::Whole(evidence)));
        // What stands in the text as it was pasted is still read.
        assert!(matches!(read(&jws), Ok(Shown::Whole(_))));
    }

    // Holds R9.
    #[test]
    fn what_was_packed_once_is_read_for_ever() {
        let (jws, _) = signed(1);
        let of_old = PACKED_IN_2026.concat();
        assert_eq!(unpacked(&of_old), Ok(jws), "another layout or dictionary is another version");
    }

    // Holds R9.
    #[test]
    fn any_other_digits_are_no_receipt() {
        let (jws, keys) = signed(2);
        let good = packed(&jws).unwrap().digits;
        // Or are another way to pack the very document.
        let refused = |digits: &str| match unpacked(digits) {
            Ok(read) => read == jws || verify(&read, &receipt(2).shop, &keys).is_err(),
            Err(_) => true,
        };
        for at in 0..good.len() {
            let mut bytes = good.clone().into_bytes();
            bytes[at] = if bytes[at] == b'9' { b'0' } else { bytes[at] + 1 };
            assert!(refused(std::str::from_utf8(&bytes).unwrap()), "digit {at}");
            assert_ne!(unpacked(&good[..at]), Ok(jws.clone()), "cut at {at}");
        }
        assert_eq!(read("r1"), Err(EvidenceError::Unreadable));
        assert_eq!(read("r1x"), Err(EvidenceError::Unreadable));
    }

    // Holds R10.
    #[test]
    fn a_long_document_is_named() {
        let (jws, _) = signed(2);
        let named = Named::of(&jws).unwrap();
        assert_eq!(named.id, receipt(2).id);
        assert!(named.hash.names(&jws));
        assert!(!named.hash.names(&jws[1..]));
        let links = links(PAGE, &jws);
        assert_eq!(links.len(), 2);
        assert_eq!(read(&links[1].to_string()), Ok(Shown::Named(named)));
        assert_eq!(links[1].to_string(), format!("{PAGE}#{named}"));
        // What proofs show to everybody is not what names it.
        assert_ne!(crate::receipt_log::leaf(&jws).as_bytes(), &named.hash.0);
    }

    proptest! {
        #[test]
        fn nothing_read_panics(text in "(r1)?[0-9]{0,200}") {
            let _ = read(&text);
        }
    }
}
