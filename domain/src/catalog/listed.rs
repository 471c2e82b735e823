//! A product where it stands in the catalog: a row of a shard, or one that
//! changed since. Says what lists are narrowed and sorted by without unpacking
//! the product.

use super::Product;
use super::shard::Shard;
use crate::ids::{CategoryId, ProductId, SellerId};
use crate::lang::Lang;
use std::borrow::Cow;
use std::sync::Arc;

/// A product of a snapshot.
#[derive(Debug, Clone, Copy)]
pub enum Listed<'a> {
    Row(&'a Arc<Shard>, usize),
    Changed(&'a Arc<Product>),
}

/// The same to keep: it holds what it stands in for as long as it is wanted, and
/// says what the catalog said when it was kept.
#[derive(Debug, Clone)]
pub enum Kept {
    Row(Arc<Shard>, usize),
    Changed(Arc<Product>),
}

impl Kept {
    #[must_use]
    pub const fn listed(&self) -> Listed<'_> {
        match self {
            Self::Row(shard, row) => Listed::Row(shard, *row),
            Self::Changed(product) => Listed::Changed(product),
        }
    }
}

impl PartialEq for Kept {
    /// Whether both stand in the very same place, which says the same.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Row(shard, row), Self::Row(other, place)) => {
                row == place && Arc::ptr_eq(shard, other)
            }
            (Self::Changed(product), Self::Changed(other)) => Arc::ptr_eq(product, other),
            _ => false,
        }
    }
}

impl<'a> Listed<'a> {
    #[must_use]
    pub fn id(self) -> &'a str {
        match self {
            Self::Row(shard, row) => shard.id(row),
            Self::Changed(product) => product.id.as_str(),
        }
    }

    #[must_use]
    pub fn product_id(self) -> ProductId {
        match self {
            Self::Row(shard, row) => shard.product_id(row),
            Self::Changed(product) => product.id.clone(),
        }
    }

    #[must_use]
    pub fn seller(self) -> &'a SellerId {
        match self {
            Self::Row(shard, row) => shard.seller(row),
            Self::Changed(product) => &product.seller,
        }
    }

    #[must_use]
    pub fn name(self, lang: Lang) -> Cow<'a, str> {
        match self {
            Self::Row(shard, row) => Cow::Owned(shard.name(row, lang)),
            Self::Changed(product) => Cow::Borrowed(product.name.get(lang)),
        }
    }

    #[must_use]
    pub fn brand(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Row(shard, row) => shard.brand(row).map(Cow::Owned),
            Self::Changed(product) => product.brand.as_deref().map(Cow::Borrowed),
        }
    }

    /// The lowest price of any variant, in minor units.
    #[must_use]
    pub fn price_from(self) -> i64 {
        match self {
            Self::Row(shard, row) => shard.price_from(row),
            Self::Changed(product) => product.price_from(),
        }
    }

    #[must_use]
    pub fn is_available(self) -> bool {
        match self {
            Self::Row(shard, row) => shard.is_available(row),
            Self::Changed(product) => product.is_available(),
        }
    }

    /// Whether any variant costs less than before.
    #[must_use]
    pub fn is_on_sale(self) -> bool {
        match self {
            Self::Row(shard, row) => shard.is_on_sale(row),
            Self::Changed(product) => product.is_on_sale(),
        }
    }

    #[must_use]
    pub fn popularity(self) -> u16 {
        match self {
            Self::Row(shard, row) => shard.popularity(row),
            Self::Changed(product) => product.popularity,
        }
    }

    #[must_use]
    pub fn stands_in(self, id: &CategoryId) -> bool {
        match self {
            Self::Row(shard, row) => {
                let places = shard.categories_of(row).iter();
                places.into_iter().any(|place| shard.categories()[*place as usize] == *id)
            }
            Self::Changed(product) => product.categories.contains(id),
        }
    }

    #[must_use]
    pub fn keep(self) -> Kept {
        match self {
            Self::Row(shard, row) => Kept::Row(Arc::clone(shard), row),
            Self::Changed(product) => Kept::Changed(Arc::clone(product)),
        }
    }

    /// The whole product.
    #[must_use]
    pub fn product(self) -> Product {
        match self {
            Self::Row(shard, row) => shard.product(row),
            Self::Changed(product) => Product::clone(product),
        }
    }
}
