//! A line of NDJSON: a product, or a category or seller that products name.
//!
//! The shape is the demo catalog's. Prices are texts with a decimal point, so
//! that no reader on the way turns them into floats. `export` writes the same
//! shape, see [`crate::export`].

use super::delivered::Delivered;
use super::draft::{Draft, Facts, VariantDraft, Words};
use super::report::Reason;
use super::text::tidy;
use serde::{Deserialize, Deserializer};
use warung_domain::catalog::{Category, DEFAULT_VARIANT, Seller, Stock};
use warung_domain::ids::{ProductId, SellerId, VariantId};
use warung_domain::lang::{Lang, Localized};
use warung_domain::money::Currency;

/// What one line tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    Product(Box<Draft>),
    Category(Category),
    Seller(Seller),
    /// What the prices are in.
    Currency(Currency),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Heading {
    Category(Category),
    Seller(Seller),
    Currency(Currency),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProductLine {
    id: ProductId,
    name: Text,
    summary: Option<Text>,
    description: Option<Text>,
    #[serde(default, deserialize_with = "said")]
    brand: Option<Option<String>>,
    categories: Vec<String>,
    seller: Option<SellerId>,
    price: Option<Price>,
    #[serde(default, deserialize_with = "said")]
    list_price: Option<Option<Price>>,
    #[serde(default, deserialize_with = "said")]
    stock: Option<Option<u32>>,
    #[serde(default, deserialize_with = "said")]
    delivered_by: Option<Option<String>>,
    popularity: Option<u16>,
    #[serde(default, deserialize_with = "said")]
    picture: Option<Option<String>>,
    keywords: Option<Vec<String>>,
    orderable: Option<bool>,
    attributes: Option<Vec<(String, String)>>,
    weight_grams: Option<u32>,
    #[serde(default)]
    variants: Vec<VariantLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VariantLine {
    id: VariantId,
    label: Text,
    price: Price,
    #[serde(default, deserialize_with = "said")]
    list_price: Option<Option<Price>>,
    #[serde(default, deserialize_with = "said")]
    stock: Option<Option<u32>>,
    #[serde(default, deserialize_with = "said")]
    delivered_by: Option<Option<String>>,
}

/// In both languages, or in the one the file is in.
#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    One(String),
    Both(Localized),
}

/// `"265.50"` or a whole number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Price {
    Text(String),
    Whole(i64),
}

/// Tells `null` from not being there.
fn said<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

/// Reads one line.
pub fn read(line: u64, text: &str, lang: Lang) -> Result<Told, Reason> {
    // A heading is an object of one key only, so a product is never taken for one.
    let json = |error: serde_json::Error| Reason::Json(plain(&error));
    let is_heading = ["{\"category\"", "{\"seller\"", "{\"currency\""]
        .iter()
        .any(|start| text.trim_start().starts_with(start));
    if is_heading {
        return Ok(match serde_json::from_str(text).map_err(json)? {
            Heading::Category(category) => Told::Category(category),
            Heading::Seller(seller) => Told::Seller(seller),
            Heading::Currency(currency) => Told::Currency(currency),
        });
    }
    let product: ProductLine = serde_json::from_str(text).map_err(json)?;
    let draft = product.into_draft(line, lang)?;
    draft.check()?;
    Ok(Told::Product(Box::new(draft)))
}

/// The parser counts lines of its own, which would only mislead here.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(position.as_str())
        .map(|text| format!("{text} (at character {})", error.column()))
        .unwrap_or(text)
}

impl ProductLine {
    fn into_draft(self, line: u64, lang: Lang) -> Result<Draft, Reason> {
        let variants = if self.variants.is_empty() {
            let id = DEFAULT_VARIANT.to_owned();
            let id = VariantId::new(id.clone()).map_err(|error| Reason::Id { text: id, error })?;
            let price = self.price.ok_or(Reason::Missing("price"))?;
            let delivered = delivered(self.delivered_by)?;
            let only = variant(id, Words::default(), price, self.list_price, self.stock);
            vec![VariantDraft { delivered, ..only }]
        } else {
            let words = |text: Text| text.words(lang).tidied();
            self.variants
                .into_iter()
                .map(|form| {
                    let delivered = delivered(form.delivered_by)?;
                    let label = words(form.label);
                    let plain = variant(form.id, label, form.price, form.list_price, form.stock);
                    Ok(VariantDraft { delivered, ..plain })
                })
                .collect::<Result<_, Reason>>()?
        };
        let mut attributes = self.attributes;
        if let Some(grams) = self.weight_grams {
            let weight = ("weight".to_owned(), format!("{grams} g"));
            attributes.get_or_insert_default().push(weight);
        }
        let words = |text: Option<Text>| text.map(|text| text.words(lang)).unwrap_or_default();
        let facts = Facts {
            seller: self.seller,
            name: self.name.words(lang).tidied(),
            summary: words(self.summary).tidied(),
            description: words(self.description).tidied_lines(),
            brand: self.brand.map(|brand| tidy(&brand.unwrap_or_default())),
            picture: self.picture.map(Option::unwrap_or_default),
            keywords: self.keywords,
            popularity: self.popularity,
            orderable: self.orderable,
            attributes,
        };
        if facts.popularity.is_some_and(|popularity| popularity > 1_000) {
            return Err(Reason::Popularity(facts.popularity.unwrap_or(0).to_string()));
        }
        let categories = self.categories.iter().map(|category| tidy(category)).collect();
        Ok(Draft { line, id: self.id, facts, categories, variants })
    }
}

fn variant(
    id: VariantId,
    label: Words,
    price: Price,
    list_price: Option<Option<Price>>,
    stock: Option<Option<u32>>,
) -> VariantDraft {
    VariantDraft {
        id,
        label,
        price: price.written(),
        list_price: list_price.map(|price| price.map(Price::written).unwrap_or_default()),
        stock: stock.map(|units| units.map_or(Stock::Unlimited, Stock::Units)),
        delivered: None,
    }
}

fn delivered(said: Option<Option<String>>) -> Result<Option<Option<Delivered>>, Reason> {
    said.map(|text| Delivered::read(&text.unwrap_or_default())).transpose()
}

impl Text {
    fn words(self, lang: Lang) -> Words {
        match self {
            Self::Both(text) => Words::whole(text),
            Self::One(text) => {
                let mut words = Words::default();
                words.say(lang, text);
                words
            }
        }
    }
}

impl Price {
    fn written(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Whole(number) => number.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(text: &str) -> Result<Draft, Reason> {
        match read(1, text, Lang::Id)? {
            Told::Product(draft) => Ok(*draft),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_demo_can_be_read() {
        let demo = include_str!("../../demo/catalog.ndjson");
        for (number, line) in (1..).zip(demo.lines()) {
            assert!(matches!(read(number, line, Lang::Id), Ok(Told::Product(_))), "line {number}");
        }
    }

    #[test]
    fn nothing_said_is_not_said_to_be_nothing() {
        let silent = product(r#"{"id":"a","name":"Teh","categories":["c"],"price":"5"}"#).unwrap();
        assert_eq!((silent.variants[0].stock, silent.facts.brand), (None, None));
        let said =
            r#"{"id":"a","name":"Teh","categories":["c"],"price":5,"stock":null,"brand":null}"#;
        let said = product(said).unwrap();
        assert_eq!(said.variants[0].stock, Some(Stock::Unlimited));
        assert_eq!(said.facts.brand.as_deref(), Some(""));
        assert_eq!(said.facts.name, Words { id: Some("Teh".to_owned()), en: None });
    }

    #[test]
    fn lines_that_cannot_be_taken_have_a_reason() {
        let reason = |text: &str| product(text).unwrap_err();
        assert!(matches!(reason("{"), Reason::Json(_)));
        let float = r#"{"id":"a","name":"A","categories":["c"],"price":2.5}"#;
        assert!(matches!(reason(float), Reason::Json(_)));
        let unknown = r#"{"id":"a","name":"A","categories":["c"],"price":"5","colour":"red"}"#;
        assert!(matches!(reason(unknown), Reason::Json(_)));
        let no_price = r#"{"id":"a","name":"A","categories":["c"]}"#;
        assert_eq!(reason(no_price), Reason::Missing("price"));
    }
}
