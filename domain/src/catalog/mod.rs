//! The catalog: read-only on the phone, the same for everyone, cacheable by
//! any web cache.
//!
//! A signed [`Manifest`] names an immutable [`Directory`], which names immutable
//! [`shard`]s of slim [`Product`] rows; [`Changes`] bring what happened since; a
//! [`CatalogSnapshot`] is the sum of both. Long descriptions are fetched on
//! demand ([`ProductDetail`]): the slim row suffices to browse, search, compare
//! and order.

mod changes;
mod dear_line;
mod digest;
mod directory;
mod fee;
mod lanes;
mod listed;
mod manifest;
mod need;
mod offer;
mod product;
pub mod shard;
mod shelf_sizes;
mod snapshot;
mod standing;
mod terms;
mod top_up;
mod view;

pub use changes::{ApplyError, Change, ChangeRow, Changes};
pub use dear_line::{Asked, DearLine, Line, appetite, rule};
pub use digest::CatalogDigest;
pub use directory::{Directory, DirectoryError, ShardRef, Shelf};
pub use fee::{Bearer, Fee};
pub use lanes::Lanes;
pub use listed::{Kept, Listed};
pub use manifest::Manifest;
#[cfg(test)]
pub use manifest::sample_manifest;
pub use need::{Appetite, Need};
pub use offer::{
    Caution, Exception, ExceptionError, Good, Payer, Purchase, Reach, Trust, WhyNot, offered,
};
pub use product::{Category, DEFAULT_VARIANT, Product, ProductDetail, Seller, Stock, Variant};
pub use shelf_sizes::shelf_sizes;
pub use snapshot::CatalogSnapshot;
pub use standing::{Course, Standing};
pub use terms::{DeliveryMethod, PaymentTerms, TaxRule, Terms};
pub use top_up::{NoTopUp, TopUpTerms};
pub use view::{CatalogView, Progress};
