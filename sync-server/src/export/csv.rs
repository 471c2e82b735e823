//! A spreadsheet: one row for each variant, attributes in columns of their own.

use super::{Catalog, ExportError, decimal, is_only};
use crate::import::ATTRIBUTE;
use crate::import::csv::quoted;
use crate::import::rows::BETWEEN;
use std::io::Write;
use warung_domain::catalog::{Product, ProductDetail, Stock, Variant};
use warung_domain::money::Currency;

const DELIMITER: char = ',';

/// Makes spreadsheets read the file as UTF-8.
const MARK: &str = "\u{feff}";

const HEADERS: [&str; 21] = [
    "id",
    "variant",
    "name_id",
    "name_en",
    "variant_label_id",
    "variant_label_en",
    "category",
    "price",
    "old_price",
    "stock",
    "delivered_by",
    "sellable_online",
    "seller",
    "brand",
    "summary_id",
    "summary_en",
    "keywords",
    "picture",
    "popularity",
    "description_id",
    "description_en",
];

/// Where it stands among them.
const DELIVERED_BY: usize = 10;

pub(super) fn write(
    catalog: &Catalog,
    currency: Currency,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let names = attribute_names(catalog);
    let mut headers: Vec<String> = HEADERS.iter().map(|header| (*header).to_owned()).collect();
    headers.extend(names.iter().map(|name| format!("{ATTRIBUTE}{name}")));
    write!(out, "{MARK}")?;
    row(out, &headers)?;
    for (product, detail) in &catalog.products {
        for variant in &product.variants {
            let mut cells = cells(product, detail, variant, currency);
            cells[DELIVERED_BY] = catalog.delivered_by(product, variant).unwrap_or_default();
            cells.extend(names.iter().map(|name| {
                let found = detail.attributes.iter().find(|(known, _)| known == name);
                found.map(|(_, value)| value.clone()).unwrap_or_default()
            }));
            row(out, &cells)?;
        }
    }
    Ok(())
}

/// Every attribute's name once, in the order they come up.
fn attribute_names(catalog: &Catalog) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in catalog.products.iter().flat_map(|(_, detail)| &detail.attributes) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

fn cells(
    product: &Product,
    detail: &ProductDetail,
    variant: &Variant,
    currency: Currency,
) -> Vec<String> {
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    let categories: Vec<String> = product.categories.iter().map(ToString::to_string).collect();
    let between = BETWEEN.to_string();
    vec![
        product.id.to_string(),
        if is_only(variant) { String::new() } else { variant.id.to_string() },
        or_empty(&product.name.id),
        or_empty(&product.name.en),
        or_empty(&variant.label.id),
        or_empty(&variant.label.en),
        categories.join(&between),
        decimal(variant.price, currency),
        variant.list_price.map(|price| decimal(price, currency)).unwrap_or_default(),
        match variant.stock {
            Stock::Unlimited => String::new(),
            Stock::Units(units) => units.to_string(),
        },
        String::new(),
        if product.orderable { "TRUE" } else { "FALSE" }.to_owned(),
        product.seller.to_string(),
        or_empty(&product.brand),
        or_empty(&product.summary.id),
        or_empty(&product.summary.en),
        product.keywords.join(&between),
        or_empty(&product.picture),
        product.popularity.to_string(),
        or_empty(&detail.description.id),
        or_empty(&detail.description.en),
    ]
}

fn row(out: &mut dyn Write, cells: &[String]) -> Result<(), ExportError> {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell, DELIMITER)).collect();
    Ok(writeln!(out, "{}", cells.join(&DELIMITER.to_string()))?)
}
