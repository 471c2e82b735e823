//! Export: the catalog as a file that, imported again, changes nothing.
//!
//! NDJSON holds everything, so it also moves a catalog to another shop; CSV is
//! for people with a spreadsheet and names categories and sellers by their ids.

mod csv;
mod ndjson;

use crate::import::delivered::Delivered;
use crate::storage::{ReadTxn, StorageError};
use std::collections::BTreeMap;
use std::io::Write;
use thiserror::Error;
use warung_domain::catalog::{Category, DEFAULT_VARIANT, Product, ProductDetail, Seller, Variant};
use warung_domain::ids::{ProductId, VariantId};
use warung_domain::money::Currency;

/// How to write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Ndjson,
    Csv,
}

/// Why the catalog could not be written.
#[derive(Debug, Error)]
pub enum ExportError {
    #[error("the file cannot be written: {0}")]
    File(#[from] std::io::Error),
    #[error("a product cannot be written: {0}")]
    Json(#[from] serde_json::Error),
}

/// Everything there is to write, taken from one snapshot.
#[derive(Debug)]
pub struct Catalog {
    categories: Vec<Category>,
    sellers: Vec<Seller>,
    products: Vec<(Product, ProductDetail)>,
    /// Who delivers what nobody carries, as an import reads it.
    delivered: BTreeMap<(ProductId, VariantId), String>,
}

impl Catalog {
    pub fn gather(txn: &dyn ReadTxn) -> Result<Self, StorageError> {
        let (mut products, mut delivered) = (Vec::new(), BTreeMap::new());
        for product in txn.products()? {
            let detail = txn.product_detail(&product.id)?.unwrap_or_else(|| ProductDetail {
                id: product.id.clone(),
                description: warung_domain::lang::Localized::default(),
                attributes: Vec::new(),
            });
            for variant in product.variants.iter().filter(|_| !product.digital.is_no()) {
                if let Some(by) = txn.delivered_by(&product.id, &variant.id)? {
                    let said = Delivered { by, digital: product.digital }.written();
                    delivered.insert((product.id.clone(), variant.id.clone()), said);
                }
            }
            products.push((product, detail));
        }
        Ok(Self { categories: txn.categories()?, sellers: txn.sellers()?, products, delivered })
    }

    fn delivered_by(&self, product: &Product, variant: &Variant) -> Option<String> {
        self.delivered.get(&(product.id.clone(), variant.id.clone())).cloned()
    }

    #[must_use]
    pub fn products(&self) -> usize {
        self.products.len()
    }

    /// Writes the whole catalog, with prices in `currency`.
    pub fn write(
        &self,
        format: Format,
        currency: Currency,
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        match format {
            Format::Ndjson => ndjson::write(self, currency, out)?,
            Format::Csv => csv::write(self, currency, out)?,
        }
        Ok(out.flush()?)
    }
}

/// Minor units as people write them, with a decimal point: `265.00`, `84000`, `-0.50`.
#[must_use]
pub fn decimal(minor: i64, currency: Currency) -> String {
    let scale = currency.scale().unsigned_abs();
    let width = usize::from(currency.exponent());
    let sign = if minor < 0 { "-" } else { "" };
    let (whole, part) = (minor.unsigned_abs() / scale, minor.unsigned_abs() % scale);
    if width == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part:0width$}") }
}

/// Whether a product comes in one form that needs no name.
fn is_only(variant: &Variant) -> bool {
    variant.id.as_str() == DEFAULT_VARIANT && variant.label.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_with_their_decimals() {
        assert_eq!(decimal(26_500, Currency::SAR), "265.00");
        assert_eq!(decimal(-50, Currency::SAR), "-0.50");
        assert_eq!(decimal(-84_000, Currency::IDR), "-84000");
        assert_eq!(decimal(i64::MIN, Currency::IDR), i64::MIN.to_string());
    }
}
