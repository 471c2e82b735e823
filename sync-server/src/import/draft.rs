//! What a file says about a product, whatever its format. What it does not
//! speak of stays unsaid, so that importing a price list does not wipe out the
//! pictures.

use super::delivered::Delivered;
use super::report::Reason;
use super::text::{tidy, tidy_lines};
use warung_domain::catalog::Stock;
use warung_domain::ids::{ProductId, SellerId, VariantId};
use warung_domain::lang::{Lang, Localized};

/// Longest name, summary and brand, in characters. A shard of a thousand
/// products with all of them at their limits still fits its 8 MiB.
pub const LONGEST_NAME: usize = 200;
pub const LONGEST_SUMMARY: usize = 500;
/// Several designers' names take up to 63; what is longer is no name.
pub const LONGEST_BRAND: usize = 64;

/// A text in both languages; none where the file is silent, empty where it says
/// that there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    pub id: Option<String>,
    pub en: Option<String>,
}

impl Words {
    /// Everything there is to say.
    pub fn whole(text: Localized) -> Self {
        Self { id: Some(text.id.unwrap_or_default()), en: Some(text.en.unwrap_or_default()) }
    }

    pub fn say(&mut self, lang: Lang, text: String) {
        match lang {
            Lang::Id => self.id = Some(text),
            Lang::En => self.en = Some(text),
        }
    }

    pub fn is_blank(&self) -> bool {
        self.texts().all(str::is_empty)
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.id.as_deref().into_iter().chain(self.en.as_deref())
    }

    fn longest(&self) -> usize {
        self.texts().map(|text| text.chars().count()).max().unwrap_or(0)
    }

    /// With runs of spaces as one.
    pub fn tidied(self) -> Self {
        Self { id: self.id.as_deref().map(tidy), en: self.en.as_deref().map(tidy) }
    }

    /// The same, keeping line breaks.
    pub fn tidied_lines(self) -> Self {
        Self { id: self.id.as_deref().map(tidy_lines), en: self.en.as_deref().map(tidy_lines) }
    }

    /// What is said now, over what was said before.
    pub fn over(&self, before: &Localized) -> Localized {
        let one = |now: &Option<String>, before: &Option<String>| match now {
            Some(text) if text.is_empty() => None,
            Some(text) => Some(text.clone()),
            None => before.clone(),
        };
        Localized { id: one(&self.id, &before.id), en: one(&self.en, &before.en) }
    }
}

/// One form of a product, its prices as they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantDraft {
    pub id: VariantId,
    pub label: Words,
    pub price: String,
    /// Empty where the file says that there is none.
    pub list_price: Option<String>,
    pub stock: Option<Stock>,
    /// Who else delivers it; the inner none where the file says that nobody does.
    pub delivered: Option<Option<Delivered>>,
}

/// What all forms of a product share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    pub seller: Option<SellerId>,
    pub name: Words,
    pub summary: Words,
    pub description: Words,
    /// Empty: none.
    pub brand: Option<String>,
    pub picture: Option<String>,
    pub keywords: Option<Vec<String>>,
    pub popularity: Option<u16>,
    pub orderable: Option<bool>,
    pub attributes: Option<Vec<(String, String)>>,
}

/// A product as its rows tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Where it is told of first.
    pub line: u64,
    pub id: ProductId,
    pub facts: Facts,
    /// Names or ids, the first is where it belongs.
    pub categories: Vec<String>,
    pub variants: Vec<VariantDraft>,
}

/// What a further row about a known product brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merged {
    /// A category or a variant.
    More,
    Nothing,
}

impl Draft {
    /// Whether it can be a product at all.
    pub fn check(&self) -> Result<(), Reason> {
        if self.facts.name.is_blank() {
            return Err(Reason::Missing("name"));
        }
        if self.categories.is_empty() {
            return Err(Reason::Missing("category"));
        }
        let lengths = [
            ("name", self.facts.name.longest(), LONGEST_NAME),
            ("summary", self.facts.summary.longest(), LONGEST_SUMMARY),
        ];
        match lengths.into_iter().find(|(_, length, most)| length > most) {
            Some((field, _, most)) => Err(Reason::TooLong { field, most }),
            None => Ok(()),
        }
    }

    /// Takes in another row about the same product. Only categories and variants
    /// may differ: anything else would have to be guessed.
    pub fn merge(&mut self, other: Self) -> Result<Merged, Reason> {
        let conflict = |field: String| Reason::Conflict { field, first: self.line };
        if let Some(field) = self.facts.first_difference(&other.facts) {
            return Err(conflict(field));
        }
        let mut merged = Merged::Nothing;
        for variant in other.variants {
            match self.variants.iter().find(|known| known.id == variant.id) {
                Some(known) => {
                    if let Some(field) = known.first_difference(&variant) {
                        return Err(conflict(field));
                    }
                }
                None => {
                    self.variants.push(variant);
                    merged = Merged::More;
                }
            }
        }
        for category in other.categories {
            if !self.categories.contains(&category) {
                self.categories.push(category);
                merged = Merged::More;
            }
        }
        Ok(merged)
    }
}

impl VariantDraft {
    fn first_difference(&self, other: &Self) -> Option<String> {
        let compared = [
            ("price", self.price == other.price),
            ("old_price", self.list_price == other.list_price),
            ("stock", self.stock == other.stock),
            ("delivered_by", self.delivered == other.delivered),
            ("variant_label", self.label == other.label),
        ];
        compared.into_iter().find(|(_, is_same)| !is_same).map(|(field, _)| field.to_owned())
    }
}

impl Facts {
    fn first_difference(&self, other: &Self) -> Option<String> {
        let compared = [
            ("name", self.name == other.name),
            ("seller", self.seller == other.seller),
            ("summary", self.summary == other.summary),
            ("description", self.description == other.description),
            ("brand", self.brand == other.brand),
            ("picture", self.picture == other.picture),
            ("keywords", self.keywords == other.keywords),
            ("popularity", self.popularity == other.popularity),
            ("sellable_online", self.orderable == other.orderable),
        ];
        let fact = compared.into_iter().find(|(_, is_same)| !is_same);
        fact.map(|(field, _)| field.to_owned()).or_else(|| self.first_attribute(other))
    }

    fn first_attribute(&self, other: &Self) -> Option<String> {
        let (one, other) = (self.attributes.as_deref(), other.attributes.as_deref());
        let (one, other) = (one.unwrap_or_default(), other.unwrap_or_default());
        let differs = |a: &[(String, String)], b: &[(String, String)]| {
            a.iter().find(|attribute| !b.contains(attribute)).map(|(name, _)| name.clone())
        };
        differs(one, other).or_else(|| differs(other, one))
    }
}
