//! Products into the bytes of a block.

use super::text::{Dictionary, words, write_lists, write_strings};
use super::wire::Writer;
use super::{COUNTED, DIGITAL, MAGIC, ON_SALE, ORDERABLE};
use crate::catalog::{Product, Stock, Variant};
use crate::lang::Localized;

/// The block of these products, in canonical order.
#[must_use]
pub fn encode<'a>(products: impl IntoIterator<Item = &'a Product>) -> Vec<u8> {
    let mut rows: Vec<&Product> = products.into_iter().collect();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    let variants: Vec<&Variant> = rows.iter().flat_map(|product| &product.variants).collect();
    let block = Block {
        words: Dictionary::of(rows.iter().flat_map(|product| texts(product)).flat_map(words)),
        pictures: Dictionary::of(rows.iter().filter_map(|product| product.picture.as_deref())),
        sellers: Dictionary::of(rows.iter().map(|product| product.seller.as_str())),
        categories: Dictionary::of(
            rows.iter().flat_map(|product| product.categories.iter().map(|id| id.as_str())),
        ),
        variant_ids: Dictionary::of(variants.iter().map(|variant| variant.id.as_str())),
        rows,
        variants,
    };
    let mut writer = Writer { bytes: MAGIC.to_vec() };
    block.write_dictionaries(&mut writer);
    block.write_products(&mut writer);
    block.write_variants(&mut writer);
    writer.bytes
}

/// Every text of a product that is made of words of the dictionary.
fn texts(product: &Product) -> impl Iterator<Item = &str> {
    let labels = product.variants.iter().flat_map(|variant| variant.label.texts());
    let own = product.name.texts().chain(product.summary.texts()).chain(product.brand.as_deref());
    own.chain(product.keywords.iter().map(String::as_str)).chain(labels)
}

struct Block<'a> {
    rows: Vec<&'a Product>,
    variants: Vec<&'a Variant>,
    words: Dictionary<'a>,
    pictures: Dictionary<'a>,
    sellers: Dictionary<'a>,
    categories: Dictionary<'a>,
    variant_ids: Dictionary<'a>,
}

impl<'a> Block<'a> {
    fn write_dictionaries(&self, writer: &mut Writer) {
        let ids: Vec<&str> = self.rows.iter().map(|product| product.id.as_str()).collect();
        write_strings(writer, &ids);
        let dictionaries =
            [&self.words, &self.pictures, &self.sellers, &self.categories, &self.variant_ids];
        for dictionary in dictionaries {
            write_strings(writer, &dictionary.strings);
        }
    }

    fn write_products(&self, writer: &mut Writer) {
        let rows = || self.rows.iter();
        writer.numbers(rows().map(|product| self.sellers.place(product.seller.as_str())));
        writer.numbers(rows().map(|product| match &product.picture {
            Some(picture) => 1 + self.pictures.place(picture),
            None => 0,
        }));
        writer.numbers(rows().map(|product| u32::from(product.popularity)));
        writer.numbers(rows().map(|product| {
            let orderable = if product.orderable { ORDERABLE } else { 0 };
            orderable | u32::from(u8::from(product.digital)) << DIGITAL
        }));
        let places = |product: &&Product| {
            product.categories.iter().map(|id| self.categories.place(id.as_str())).collect()
        };
        write_lists(writer, &rows().map(places).collect::<Vec<_>>());
        self.write_localized(writer, rows().map(|product| &product.name));
        self.write_localized(writer, rows().map(|product| &product.summary));
        let brands: Vec<_> =
            rows().map(|product| self.words.text(product.brand.as_deref())).collect();
        write_lists(writer, &brands);
        rows().for_each(|product| writer.count(product.keywords.len()));
        let keywords: Vec<_> = rows()
            .flat_map(|product| &product.keywords)
            .map(|keyword| self.words.text(Some(keyword)))
            .collect();
        write_lists(writer, &keywords);
        rows().for_each(|product| writer.count(product.variants.len()));
    }

    fn write_variants(&self, writer: &mut Writer) {
        let rows = || self.variants.iter();
        writer.numbers(rows().map(|variant| self.variant_ids.place(variant.id.as_str())));
        writer.numbers(rows().map(|variant| {
            let on_sale = if variant.list_price.is_some() { ON_SALE } else { 0 };
            on_sale | if variant.stock == Stock::Unlimited { 0 } else { COUNTED }
        }));
        self.write_localized(writer, rows().map(|variant| &variant.label));
        let prices = || rows().map(|variant| variant.price);
        let list_prices = || rows().filter_map(|variant| variant.list_price);
        let unit = prices().chain(list_prices()).fold(0, common_unit);
        writer.number(unit);
        for price in prices().chain(list_prices()) {
            writer.signed(in_units(price, unit));
        }
        writer.numbers(rows().filter_map(|variant| match variant.stock {
            Stock::Units(units) => Some(units),
            Stock::Unlimited => None,
        }));
    }

    fn write_localized(
        &self,
        writer: &mut Writer,
        texts: impl Iterator<Item = &'a Localized> + Clone,
    ) {
        let of = |text: &Option<String>| self.words.text(text.as_deref());
        write_lists(writer, &texts.clone().map(|text| of(&text.id)).collect::<Vec<_>>());
        write_lists(writer, &texts.map(|text| of(&text.en)).collect::<Vec<_>>());
    }
}

/// The largest amount both are multiples of: prices end in zeros.
fn common_unit(unit: u64, price: i64) -> u64 {
    let (mut a, mut b) = (unit, price.unsigned_abs());
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// A price as so many units. Amounts beyond what a unit can divide stay whole.
fn in_units(price: i64, unit: u64) -> i64 {
    match i64::try_from(unit) {
        Ok(unit) if unit > 0 => price / unit,
        _ => price,
    }
}
