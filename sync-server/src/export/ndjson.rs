//! One JSON object a line: the currency, categories, sellers, then products.

use super::{Catalog, ExportError, decimal, is_only};
use serde::Serialize;
use std::io::Write;
use warung_domain::catalog::{Category, Product, ProductDetail, Seller, Stock, Variant};
use warung_domain::ids::{CategoryId, ProductId, SellerId, VariantId};
use warung_domain::lang::Localized;
use warung_domain::money::Currency;

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Heading<'a> {
    Currency(Currency),
    Category(&'a Category),
    Seller(&'a Seller),
}

#[derive(Serialize)]
struct ProductLine<'a> {
    id: &'a ProductId,
    name: &'a Localized,
    summary: &'a Localized,
    description: &'a Localized,
    brand: Option<&'a str>,
    categories: &'a [CategoryId],
    seller: &'a SellerId,
    #[serde(flatten)]
    only: Option<Terms>,
    popularity: u16,
    picture: Option<&'a str>,
    keywords: &'a [String],
    orderable: bool,
    attributes: &'a [(String, String)],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    variants: Vec<VariantLine<'a>>,
}

#[derive(Serialize)]
struct VariantLine<'a> {
    id: &'a VariantId,
    label: &'a Localized,
    #[serde(flatten)]
    terms: Terms,
}

#[derive(Serialize)]
struct Terms {
    price: String,
    list_price: Option<String>,
    stock: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivered_by: Option<String>,
}

pub(super) fn write(
    catalog: &Catalog,
    currency: Currency,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    line(out, &Heading::Currency(currency))?;
    for category in &catalog.categories {
        line(out, &Heading::Category(category))?;
    }
    for seller in &catalog.sellers {
        line(out, &Heading::Seller(seller))?;
    }
    for (product, detail) in &catalog.products {
        line(out, &product_line(catalog, product, detail, currency))?;
    }
    Ok(())
}

fn line(out: &mut dyn Write, value: &impl Serialize) -> Result<(), ExportError> {
    let text = serde_json::to_string(value)?;
    Ok(writeln!(out, "{text}")?)
}

fn product_line<'a>(
    catalog: &Catalog,
    product: &'a Product,
    detail: &'a ProductDetail,
    currency: Currency,
) -> ProductLine<'a> {
    let only = match product.variants.as_slice() {
        [variant] if is_only(variant) => Some(terms(catalog, product, variant, currency)),
        _ => None,
    };
    let variants = match &only {
        Some(_) => Vec::new(),
        None => product
            .variants
            .iter()
            .map(|variant| VariantLine {
                id: &variant.id,
                label: &variant.label,
                terms: terms(catalog, product, variant, currency),
            })
            .collect(),
    };
    ProductLine {
        id: &product.id,
        name: &product.name,
        summary: &product.summary,
        description: &detail.description,
        brand: product.brand.as_deref(),
        categories: &product.categories,
        seller: &product.seller,
        only,
        popularity: product.popularity,
        picture: product.picture.as_deref(),
        keywords: &product.keywords,
        orderable: product.orderable,
        attributes: &detail.attributes,
        variants,
    }
}

fn terms(catalog: &Catalog, product: &Product, variant: &Variant, currency: Currency) -> Terms {
    Terms {
        price: decimal(variant.price, currency),
        list_price: variant.list_price.map(|price| decimal(price, currency)),
        stock: match variant.stock {
            Stock::Unlimited => None,
            Stock::Units(units) => Some(units),
        },
        delivered_by: catalog.delivered_by(product, variant),
    }
}
