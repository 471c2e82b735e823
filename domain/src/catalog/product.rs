//! What is for sale, in the slim shape that travels to every phone.

use crate::ids::{CategoryId, ProductId, SellerId, VariantId};
use crate::lang::{Lang, Localized};
use crate::partner::Digital;
use serde::{Deserialize, Serialize};

/// The variant id of a product that comes in one form only.
pub const DEFAULT_VARIANT: &str = "default";

/// How many can be sold, as last heard. Advice for the shopper; the server
/// alone decides at ordering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Stock {
    /// Not counted: services, digital goods, made to order.
    Unlimited,
    Units(u32),
}

impl Stock {
    #[must_use]
    pub const fn is_available(self) -> bool {
        match self {
            Self::Unlimited => true,
            Self::Units(units) => units > 0,
        }
    }

    #[must_use]
    pub const fn covers(self, quantity: u32) -> bool {
        match self {
            Self::Unlimited => true,
            Self::Units(units) => units >= quantity,
        }
    }
}

/// One buyable form of a product. Prices are minor units of the shop's currency.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Variant {
    pub id: VariantId,
    /// Empty for the only variant.
    pub label: Localized,
    pub price: i64,
    /// What it cost before the sale, if it is on sale.
    pub list_price: Option<i64>,
    pub stock: Stock,
}

/// A product as the phone keeps it. Never without a variant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Product {
    pub id: ProductId,
    pub seller: SellerId,
    pub name: Localized,
    /// One short line under the name.
    pub summary: Localized,
    pub brand: Option<String>,
    /// The first is where the product belongs, the others where it also stands.
    pub categories: Vec<CategoryId>,
    pub variants: Vec<Variant>,
    /// Stem of the picture file, `/pictures/{picture}.svg`.
    pub picture: Option<String>,
    /// Words people search by that stand nowhere else.
    pub keywords: Vec<String>,
    /// 0 to 1000, how much it is wanted; a tie-breaker.
    pub popularity: u16,
    /// Sold in the web shop. What is not is shown, and not put in the cart.
    pub orderable: bool,
    /// Whether a partner delivers it, and as what.
    #[serde(default, skip_serializing_if = "Digital::is_no")]
    pub digital: Digital,
}

impl Product {
    #[must_use]
    pub fn variant(&self, id: &VariantId) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.id == *id)
    }

    /// What a variant is called on carts, orders and receipts: `Kopi Gayo, 250 g`.
    #[must_use]
    pub fn line_name(&self, variant: &Variant, lang: Lang) -> String {
        let name = self.name.get(lang);
        match variant.label.get(lang) {
            "" => name.to_owned(),
            label => [name, ", ", label].concat(),
        }
    }

    /// The lowest price of any variant, in minor units.
    #[must_use]
    pub fn price_from(&self) -> i64 {
        self.variants.iter().map(|variant| variant.price).min().unwrap_or(0)
    }

    /// Whether any variant costs less than before.
    #[must_use]
    pub fn is_on_sale(&self) -> bool {
        self.variants
            .iter()
            .any(|variant| variant.list_price.is_some_and(|was| was > variant.price))
    }

    #[must_use]
    pub fn is_available(&self) -> bool {
        self.orderable && self.variants.iter().any(|variant| variant.stock.is_available())
    }
}

/// What the product page shows beyond the slim row, fetched when looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductDetail {
    pub id: ProductId,
    pub description: Localized,
    /// Name and value, as the seller gave them: size, material, designer.
    pub attributes: Vec<(String, String)>,
}

/// A shelf of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    pub id: CategoryId,
    pub name: Localized,
    pub picture: Option<String>,
}

/// A business selling in this shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seller {
    pub id: SellerId,
    pub name: String,
    pub city: String,
    pub about: Localized,
}
