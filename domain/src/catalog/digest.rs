//! One number for all that a copy of the catalog says, to find out whether two
//! copies say the same.
//!
//! A shard cannot differ: its name is the hash of its bytes. What was heard on
//! top of it can, by a mistake of ours, a lost row, a bad cell of memory. So the
//! manifest carries the digest of the whole catalog at its head, and a phone that
//! has come as far compares.
//!
//! The digest is the sum, modulo 2⁶⁴, of the FNV-1a hash of every product. A sum
//! does not care for order, and one product's part of it can be exchanged. It
//! guards against accidents; the signature guards against people.

use super::{Product, Stock};
use crate::lang::Localized;
use serde::{Deserialize, Serialize};

const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// Of a catalog, or of one product. Travels as sixteen hexadecimal digits,
/// because JSON numbers of this size are not safe everywhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CatalogDigest(u64);

impl CatalogDigest {
    /// Of one product. Every text is followed by a byte that no text holds, every
    /// list by another, so that nothing can move from one field to the next. No
    /// text and an empty one are the same.
    #[must_use]
    pub fn of(product: &Product) -> Self {
        let mut fnv = Fnv(OFFSET_BASIS);
        fnv.text(product.id.as_str());
        fnv.text(product.seller.as_str());
        fnv.localized(&product.name);
        fnv.localized(&product.summary);
        fnv.text(product.brand.as_deref().unwrap_or_default());
        fnv.list(product.categories.iter().map(|id| id.as_str()));
        fnv.text(product.picture.as_deref().unwrap_or_default());
        fnv.list(product.keywords.iter().map(String::as_str));
        fnv.number(i64::from(product.popularity));
        fnv.number(i64::from(product.orderable));
        // What is a thing hashes as it always did.
        if !product.digital.is_no() {
            fnv.number(i64::from(u8::from(product.digital)));
        }
        for variant in &product.variants {
            fnv.text(variant.id.as_str());
            fnv.localized(&variant.label);
            fnv.number(variant.price);
            fnv.number(variant.list_price.unwrap_or(i64::MIN));
            fnv.number(match variant.stock {
                Stock::Unlimited => i64::MIN,
                Stock::Units(units) => i64::from(units),
            });
        }
        Self(fnv.0)
    }

    /// With another product in it.
    #[must_use]
    pub const fn with(self, product: Self) -> Self {
        Self(self.0.wrapping_add(product.0))
    }

    /// Without a product that is in it.
    #[must_use]
    pub const fn without(self, product: Self) -> Self {
        Self(self.0.wrapping_sub(product.0))
    }
}

impl From<CatalogDigest> for String {
    fn from(digest: CatalogDigest) -> Self {
        format!("{:016x}", digest.0)
    }
}

impl TryFrom<String> for CatalogDigest {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        u64::from_str_radix(&text, 16).map(Self).map_err(|_| "not a digest")
    }
}

struct Fnv(u64);

impl Fnv {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(PRIME);
        }
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.bytes(&[0xff]);
    }

    fn list<'a>(&mut self, texts: impl Iterator<Item = &'a str>) {
        texts.for_each(|text| self.text(text));
        self.bytes(&[0xfe]);
    }

    fn localized(&mut self, texts: &Localized) {
        self.text(texts.id.as_deref().unwrap_or_default());
        self.text(texts.en.as_deref().unwrap_or_default());
    }

    fn number(&mut self, number: i64) {
        self.bytes(&number.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Variant;

    fn product(id: &str) -> Product {
        Product {
            id: id.parse().unwrap(),
            seller: "toko".parse().unwrap(),
            name: Localized::default(),
            summary: Localized::default(),
            brand: Some("Kapal".to_owned()),
            categories: vec!["dapur".parse().unwrap()],
            variants: vec![Variant {
                id: "default".parse().unwrap(),
                label: Localized::default(),
                price: 9_000,
                list_price: None,
                stock: Stock::Units(3),
            }],
            picture: None,
            keywords: vec!["api".to_owned()],
            popularity: 5,
            orderable: true,
            digital: Default::default(),
        }
    }

    // Holds C16.
    #[test]
    fn any_difference_is_a_difference() {
        let same = CatalogDigest::of(&product("kopi"));
        assert_eq!(CatalogDigest::of(&product("kopi")), same);
        let bend: [fn(&mut Product); 12] = [
            |p| p.id = "teh".parse().unwrap(),
            |p| p.seller = "warung".parse().unwrap(),
            |p| p.name.id = Some("x".to_owned()),
            |p| p.name.en = Some("x".to_owned()),
            |p| p.brand = None,
            |p| p.categories.push("kopi".parse().unwrap()),
            |p| p.keywords.clear(),
            |p| p.popularity = 6,
            |p| p.orderable = false,
            |p| p.variants[0].price += 1,
            |p| p.variants[0].list_price = Some(10_000),
            |p| p.variants[0].stock = Stock::Unlimited,
        ];
        for (at, bend) in bend.into_iter().enumerate() {
            let mut other = product("kopi");
            bend(&mut other);
            assert_ne!(CatalogDigest::of(&other), same, "{at}");
        }
    }

    #[test]
    fn one_product_can_be_exchanged() {
        let [kopi, teh, susu] = ["kopi", "teh", "susu"].map(|id| CatalogDigest::of(&product(id)));
        let both = CatalogDigest::default().with(kopi).with(teh);
        assert_eq!(both, CatalogDigest::default().with(teh).with(kopi));
        assert_eq!(both.without(teh).with(susu), CatalogDigest::default().with(kopi).with(susu));
    }

    #[test]
    fn it_travels_as_text() {
        let digest = CatalogDigest(0x0123_4567_89ab_cdef);
        let text = serde_json::to_string(&digest).unwrap();
        assert_eq!(text, "\"0123456789abcdef\"");
        assert_eq!(crate::json::read::<CatalogDigest>(text.as_bytes()), Ok(digest));
        assert!(crate::json::read::<CatalogDigest>(b"\"kopi\"").is_err());
    }
}
