//! Export: the catalog as a file that, imported again, changes nothing.
//!
//! NDJSON holds everything, so it also moves a catalog to another shop; CSV is
//! for people with a spreadsheet and names categories and sellers by their ids.

mod csv;
mod ndjson;

use crate::storage::{ReadTxn, StorageError};
use std::io::Write;
use thiserror::Error;
use warung_domain::catalog::{Category, DEFAULT_VARIANT, Product, ProductDetail, Seller, Variant};
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
}

impl Catalog {
    pub fn gather(txn: &dyn ReadTxn) -> Result<Self, StorageError> {
        let mut products = Vec::new();
        for product in txn.products()? {
            let detail = txn.product_detail(&product.id)?.unwrap_or_else(|| ProductDetail {
                id: product.id.clone(),
                description: warung_domain::lang::Localized::default(),
                attributes: Vec::new(),
            });
            products.push((product, detail));
        }
        Ok(Self { categories: txn.categories()?, sellers: txn.sellers()?, products })
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

/// Minor units as people write them, with a decimal point: `265.00`, `84000`.
fn decimal(minor: i64, currency: Currency) -> String {
    let scale = currency.scale();
    let width = usize::from(currency.exponent());
    let whole = minor / scale;
    if width == 0 { whole.to_string() } else { format!("{whole}.{:0width$}", minor % scale) }
}

/// Whether a product comes in one form that needs no name.
fn is_only(variant: &Variant) -> bool {
    variant.id.as_str() == DEFAULT_VARIANT && variant.label.is_empty()
}
