//! Laying what a file says over what the shop has: what it does not speak of
//! stays, and what became different is told in the smallest rows that tell it.

use super::draft::{Draft, Facts, VariantDraft};
use warung_domain::catalog::{Change, Product, ProductDetail, Stock, Variant};
use warung_domain::ids::{CategoryId, SellerId};
use warung_domain::lang::Localized;
use warung_domain::partner::Digital;

/// The price of one variant in minor units. The outer none of the list price:
/// the file does not speak of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    pub price: i64,
    pub list_price: Option<Option<i64>>,
}

/// A draft with the prices of its variants, in their order.
#[derive(Debug, Clone)]
pub struct Offer {
    pub draft: Draft,
    pub prices: Vec<Price>,
}

/// A product to write and how phones hear of it.
pub struct Write {
    pub product: Product,
    pub detail: ProductDetail,
    pub changes: Vec<Change>,
}

/// Whether the product has to be told as a whole.
pub fn is_whole(write: &Write) -> bool {
    write.changes.iter().any(|change| matches!(change, Change::Upsert { .. }))
}

impl Offer {
    /// The product as it will be, over what it was, and what that changes.
    pub fn over(
        &self,
        known: Option<&(Product, Option<ProductDetail>)>,
        categories: Vec<CategoryId>,
        seller: SellerId,
    ) -> Write {
        let id = self.draft.id.clone();
        let before = known.map(|(product, _)| product);
        let variants = self
            .draft
            .variants
            .iter()
            .zip(&self.prices)
            .map(|(draft, price)| draft.over(*price, before.and_then(|p| p.variant(&draft.id))))
            .collect();
        let blank = Product {
            id: id.clone(),
            seller,
            name: Localized::default(),
            summary: Localized::default(),
            brand: None,
            categories,
            variants,
            picture: None,
            keywords: Vec::new(),
            popularity: 0,
            orderable: true,
            digital: Digital::No,
        };
        let product = self.draft.facts.product_over(before, blank);
        let product = Product { digital: self.digital(before), ..product };
        let nothing =
            ProductDetail { id, description: Localized::default(), attributes: Vec::new() };
        let before_detail = known.and_then(|(_, detail)| detail.as_ref()).unwrap_or(&nothing);
        let detail = self.draft.facts.detail_over(before_detail);
        let changes = match before {
            None => vec![Change::Upsert { product: Box::new(product.clone()) }],
            Some(before) if detail == *before_detail => changes(before, &product),
            Some(_) => vec![Change::Upsert { product: Box::new(product.clone()) }],
        };
        Write { product, detail, changes }
    }
}

impl Offer {
    /// What the file says of who delivers its forms, or what was.
    fn digital(&self, before: Option<&Product>) -> Digital {
        let said: Vec<_> =
            self.draft.variants.iter().filter_map(|it| it.delivered.as_ref()).collect();
        if said.is_empty() {
            return before.map(|product| product.digital).unwrap_or_default();
        }
        said.into_iter().flatten().map(|delivered| delivered.digital).next().unwrap_or_default()
    }
}

impl VariantDraft {
    fn over(&self, price: Price, before: Option<&Variant>) -> Variant {
        let blank = Localized::default();
        // An old price that stayed unsaid holds only while it is the higher one.
        let kept = before.and_then(|variant| variant.list_price).filter(|old| *old > price.price);
        Variant {
            id: self.id.clone(),
            label: self.label.over(before.map_or(&blank, |variant| &variant.label)),
            price: price.price,
            list_price: price.list_price.unwrap_or(kept),
            stock: self.stock.or(before.map(|variant| variant.stock)).unwrap_or(Stock::Unlimited),
        }
    }
}

impl Facts {
    /// `blank` holds what is decided elsewhere: id, seller, shelves, variants.
    fn product_over(&self, before: Option<&Product>, blank: Product) -> Product {
        let said_or = |said: &Option<String>, before: Option<&String>| match said {
            Some(text) => Some(text.clone()).filter(|text| !text.is_empty()),
            None => before.cloned(),
        };
        let nothing = Localized::default();
        Product {
            name: self.name.over(before.map_or(&nothing, |product| &product.name)),
            summary: self.summary.over(before.map_or(&nothing, |product| &product.summary)),
            brand: said_or(&self.brand, before.and_then(|product| product.brand.as_ref())),
            picture: said_or(&self.picture, before.and_then(|product| product.picture.as_ref())),
            keywords: match (&self.keywords, before) {
                (Some(said), _) => said.clone(),
                (None, Some(before)) => before.keywords.clone(),
                (None, None) => blank.keywords,
            },
            popularity: self
                .popularity
                .or(before.map(|product| product.popularity))
                .unwrap_or(blank.popularity),
            orderable: self
                .orderable
                .or(before.map(|product| product.orderable))
                .unwrap_or(blank.orderable),
            ..blank
        }
    }

    fn detail_over(&self, before: &ProductDetail) -> ProductDetail {
        let attributes = match &self.attributes {
            // The same attributes in another order are the same attributes.
            Some(said) if !is_permutation(said, &before.attributes) => said.clone(),
            _ => before.attributes.clone(),
        };
        ProductDetail {
            id: before.id.clone(),
            description: self.description.over(&before.description),
            attributes,
        }
    }
}

fn is_permutation(one: &[(String, String)], other: &[(String, String)]) -> bool {
    let sorted = |attributes: &[(String, String)]| {
        let mut sorted = attributes.to_vec();
        sorted.sort();
        sorted
    };
    one.len() == other.len() && sorted(one) == sorted(other)
}

/// The smallest rows that tell how a product became another.
fn changes(before: &Product, now: &Product) -> Vec<Change> {
    if before == now {
        return Vec::new();
    }
    let is_same_variant = |(old, new): (&Variant, &Variant)| {
        Variant { price: old.price, list_price: old.list_price, stock: old.stock, ..new.clone() }
            == *old
    };
    let is_small = Product { variants: before.variants.clone(), ..now.clone() } == *before
        && before.variants.len() == now.variants.len()
        && before.variants.iter().zip(&now.variants).all(is_same_variant);
    if !is_small {
        return vec![Change::Upsert { product: Box::new(now.clone()) }];
    }
    let mut changes = Vec::new();
    for (old, new) in before.variants.iter().zip(&now.variants) {
        if (old.price, old.list_price) != (new.price, new.list_price) {
            changes.push(Change::Price {
                variant: new.id.clone(),
                price: new.price,
                list_price: new.list_price,
            });
        }
        if old.stock != new.stock {
            changes.push(Change::Stock { variant: new.id.clone(), stock: new.stock });
        }
    }
    changes
}
