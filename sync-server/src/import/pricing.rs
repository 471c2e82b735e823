//! Reading the prices of everything gathered: only the whole column tells in
//! which currency and with which decimal sign it is written.

use super::amounts::{Written, detect_style, take_apart};
use super::columns::{Columns, Field};
use super::draft::{Draft, VariantDraft};
use super::error::ImportError;
use super::over::{Offer, Price};
use super::plan::CatalogFile;
use super::report::{Note, Reason, Report};
use super::{Gathered, Options};
use warung_domain::lang::Lang;
use warung_domain::money::{Currency, DecimalStyle};

/// How the two columns of prices are written.
#[derive(Clone, Copy)]
struct Styles {
    price: DecimalStyle,
    list_price: DecimalStyle,
}

/// The file with its prices understood. `columns` is none for NDJSON, whose
/// prices have a decimal point by definition.
pub fn priced(
    gathered: Gathered,
    columns: Option<&Columns>,
    lang: Lang,
    options: &Options,
) -> Result<CatalogFile, ImportError> {
    let Gathered { mut report, drafts, categories, sellers, currency, .. } = gathered;
    if report.rows == 0 {
        return Err(ImportError::NoProducts);
    }
    let currency = decide_currency(&drafts, currency, options, &mut report)?;
    report.currency = Some(currency);
    let styles = match columns {
        None => Styles { price: DecimalStyle::Point, list_price: DecimalStyle::Point },
        Some(columns) => decide_styles(&drafts, columns, currency, options, &mut report)?,
    };
    report.products = drafts.len() as u64;
    report.placements = drafts.iter().map(|draft| draft.categories.len() as u64).sum();
    let mut offers = Vec::with_capacity(drafts.len());
    for mut draft in drafts {
        let line = draft.line;
        match prices(&mut draft, styles, currency, &mut report) {
            Ok(prices) => offers.push(Offer { draft, prices }),
            Err(reason) => report.reject(line, reason),
        }
    }
    if report.rejected > 0 {
        return Err(ImportError::Rejected(Box::new(report)));
    }
    Ok(CatalogFile::new(report, offers, categories, sellers, currency, lang, options))
}

fn variants(drafts: &[Draft]) -> impl Iterator<Item = &VariantDraft> {
    drafts.iter().flat_map(|draft| &draft.variants)
}

fn price_texts(drafts: &[Draft]) -> Vec<Written<'_>> {
    variants(drafts).filter_map(|variant| take_apart(&variant.price)).collect()
}

fn list_price_texts(drafts: &[Draft]) -> Vec<Written<'_>> {
    variants(drafts).filter_map(|variant| take_apart(variant.list_price.as_deref()?)).collect()
}

/// The shop's currency, or for a new shop the one the file names.
fn decide_currency(
    drafts: &[Draft],
    heading: Option<Currency>,
    options: &Options,
    report: &mut Report,
) -> Result<Currency, ImportError> {
    let mut named = heading;
    let (prices, list_prices) = (price_texts(drafts), list_price_texts(drafts));
    for written in prices.iter().chain(&list_prices) {
        let Some(found) = written.currency() else { continue };
        let expected = options.currency.or(named).unwrap_or(found);
        if found != expected {
            return Err(ImportError::OtherCurrency { shop: expected, file: found });
        }
        named = Some(found);
    }
    match (options.currency, named) {
        (Some(shop), Some(file)) if shop != file => Err(ImportError::OtherCurrency { shop, file }),
        (Some(shop), _) => {
            report.remarks.push(format!("Prices in {shop}"));
            Ok(shop)
        }
        (None, Some(file)) => {
            report.remarks.push(format!("Prices in {file}, as the file says"));
            Ok(file)
        }
        (None, None) => {
            report.remarks.push("Prices in IDR (--currency for another)".to_owned());
            Ok(Currency::IDR)
        }
    }
}

fn decide_styles(
    drafts: &[Draft],
    columns: &Columns,
    currency: Currency,
    options: &Options,
    report: &mut Report,
) -> Result<Styles, ImportError> {
    let header = |field: Field| columns.header(field).unwrap_or(field.name()).to_owned();
    let (prices, list_prices) = (price_texts(drafts), list_price_texts(drafts));
    let price = match (options.decimal, detect_style(prices.iter(), currency)) {
        (Some(style), _) | (None, Ok(style)) => style,
        // Who writes decimal commas does not also part columns with them.
        (None, Err(_)) if columns.delimiter == ',' => DecimalStyle::Point,
        (None, Err(ambiguous)) => {
            return Err(ImportError::AmbiguousDecimals {
                column: header(Field::Price),
                example: ambiguous.example,
            });
        }
    };
    // Another column may come from another hand; undecided, it follows the first.
    let list_price = if list_prices.is_empty() {
        price
    } else {
        detect_style(list_prices.iter(), currency).unwrap_or(price)
    };
    let mut said = vec![format!("Decimal {} in {}", name(price), header(Field::Price))];
    if !list_prices.is_empty() {
        said.push(format!("{} in {}", name(list_price), header(Field::ListPrice)));
    }
    report.remarks.push(said.join(", "));
    Ok(Styles { price, list_price })
}

const fn name(style: DecimalStyle) -> &'static str {
    match style {
        DecimalStyle::Comma => "comma",
        DecimalStyle::Point => "point",
    }
}

/// The prices of a draft's variants, in their order.
fn prices(
    draft: &mut Draft,
    styles: Styles,
    currency: Currency,
    report: &mut Report,
) -> Result<Vec<Price>, Reason> {
    let line = draft.line;
    let mut prices = Vec::with_capacity(draft.variants.len());
    for variant in &draft.variants {
        let not_a_price = || Reason::NoPrice(variant.price.clone());
        let written = take_apart(&variant.price).ok_or_else(not_a_price)?;
        let price = written.read(styles.price, currency)?;
        if price == 0 {
            return Err(Reason::Zero);
        }
        let mut units = vec![(&variant.price, written)];
        let list_price = match variant.list_price.as_ref() {
            None => None,
            Some(text) if text.is_empty() => Some(None),
            Some(text) => match take_apart(text) {
                None => {
                    report.note(line, Note::NoOldPrice);
                    Some(None)
                }
                Some(written) => {
                    let amount = written.read(styles.list_price, currency)?;
                    units.push((text, written));
                    let is_higher = amount > price;
                    if !is_higher {
                        report.note(line, Note::OldPriceNotHigher);
                    }
                    Some(is_higher.then_some(amount))
                }
            },
        };
        // What a price is for must not get lost with the words around it.
        for (text, written) in units {
            if written.unit().is_some() {
                report.note(line, Note::PriceOfAPack);
                let attributes = draft.facts.attributes.get_or_insert_default();
                let attribute = ("price".to_owned(), text.clone());
                if !attributes.contains(&attribute) {
                    attributes.push(attribute);
                }
            }
        }
        prices.push(Price { price, list_price });
    }
    Ok(prices)
}
