//! What an import did, in the words it is told in. Nothing is dropped in
//! silence: what was not taken as it stood is a note, what could not be taken is
//! a rejection with its line.

use std::collections::BTreeMap;
use std::fmt;
use thiserror::Error;
use warung_domain::ids::{IdError, ProductId, SellerId};
use warung_domain::money::{Currency, DecimalError};

/// So many rejections are kept; all are counted.
const KEPT: usize = 1_000;

/// So many are printed.
const PRINTED: usize = 20;

/// Why one row cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Reason {
    #[error("it has {found} fields, the header has {expected}; the file may be cut off here")]
    Fields { found: usize, expected: usize },
    #[error("something stands between a closing quote and the next column")]
    Quotes,
    #[error("not a product: {0}")]
    Json(String),
    #[error("no {0}")]
    Missing(&'static str),
    #[error("{field} is longer than {most} characters")]
    TooLong { field: &'static str, most: usize },
    #[error("{text:?} is not an id: {error}")]
    Id { text: String, error: IdError },
    #[error("{0:?} is not a price")]
    NoPrice(String),
    #[error("{0}")]
    Amount(DecimalError),
    #[error("the price {0} is negative")]
    Negative(String),
    #[error("the price is zero")]
    Zero,
    #[error("the price {0} is higher than any price this shop takes")]
    TooHigh(String),
    #[error("{0:?} is not a number of units")]
    Stock(String),
    #[error("{text:?} in {field} is neither yes nor no")]
    Flag { field: &'static str, text: String },
    #[error("{0:?} is not a popularity from 0 to 1000")]
    Popularity(String),
    #[error(
        "{0:?} does not say who delivers it; write it as PARTNER/PRODUCT code AMOUNT, or number"
    )]
    Delivered(String),
    #[error("duplicate id with different content: {field} differs from line {first}")]
    Conflict { field: String, first: u64 },
    #[error("the categories {one:?} and {other:?} would both get the id {id}")]
    Collision { one: String, other: String, id: String },
    #[error("product {product} is sold by {seller} already")]
    OtherSeller { product: ProductId, seller: SellerId },
}

/// A row that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    pub line: u64,
    pub reason: Reason,
}

/// Something that was understood otherwise than it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Note {
    /// A text without a number where a price before the sale could stand.
    NoOldPrice,
    /// The price before the sale is not higher than the price: left out.
    OldPriceNotHigher,
    /// The price names a unit, such as `/4 pack`; the words became an attribute.
    PriceOfAPack,
    /// The brand was a whole text; it went into the description.
    BrandIsAText,
    /// The same row again.
    Repeated,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoOldPrice => "have words instead of an old price: taken as none",
            Self::OldPriceNotHigher => {
                "have an old price that is not higher than the price: left out"
            }
            Self::PriceOfAPack => "name a unit beside a price: the words were kept as an attribute",
            Self::BrandIsAText => {
                "have a text in the brand's column: it became part of the description"
            }
            Self::Repeated => "are told of twice word for word: counted once",
        })
    }
}

/// How often something was noted, and where first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Noted {
    pub count: u64,
    pub lines: Vec<u64>,
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What the file is: `CSV, UTF-8 with a byte order mark, columns parted by ;`.
    pub format: String,
    /// Field and column, for a file with columns.
    pub mapping: Vec<(String, String)>,
    /// How prices and texts were read: one remark a line.
    pub remarks: Vec<String>,
    pub currency: Option<Currency>,
    pub rows: u64,
    pub products: u64,
    /// Pairs of a product and a category it stands in, each counted once.
    pub placements: u64,
    pub new: u64,
    pub changed: u64,
    pub unchanged: u64,
    /// In the shop, not in the file: left as they are.
    pub missing: u64,
    /// In the shop, not in the file: taken out of the shop.
    pub withdrawn: u64,
    pub rejected: u64,
    pub rejections: Vec<Rejection>,
    pub notes: BTreeMap<Note, Noted>,
}

impl Report {
    pub fn new(format: String) -> Self {
        Self {
            format,
            mapping: Vec::new(),
            remarks: Vec::new(),
            currency: None,
            rows: 0,
            products: 0,
            placements: 0,
            new: 0,
            changed: 0,
            unchanged: 0,
            missing: 0,
            withdrawn: 0,
            rejected: 0,
            rejections: Vec::new(),
            notes: BTreeMap::new(),
        }
    }

    pub fn reject(&mut self, line: u64, reason: Reason) {
        self.rejected += 1;
        if self.rejections.len() < KEPT {
            self.rejections.push(Rejection { line, reason });
        }
    }

    pub fn note(&mut self, line: u64, note: Note) {
        const LINES: usize = 3;
        let noted = self.notes.entry(note).or_default();
        noted.count += 1;
        if noted.lines.len() < LINES {
            noted.lines.push(line);
        }
    }

    /// How many products of the shop are different afterwards.
    #[must_use]
    pub const fn touched(&self) -> u64 {
        self.new + self.changed + self.withdrawn
    }

    /// Rows that told of a product another row had told of before.
    #[must_use]
    pub const fn merged(&self) -> u64 {
        self.rows.saturating_sub(self.products).saturating_sub(self.rejected)
    }

    /// The last line of every import.
    #[must_use]
    pub fn summary(&self) -> String {
        format!(
            "{} products, {} placements, {} rejected, {} changed",
            self.products,
            self.placements,
            self.rejected,
            self.touched()
        )
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.format)?;
        let width = self.mapping.iter().map(|(field, _)| field.len()).max().unwrap_or(0);
        for (field, column) in &self.mapping {
            writeln!(f, "  {field:width$}  <- {column}")?;
        }
        for remark in &self.remarks {
            writeln!(f, "{remark}")?;
        }
        for (note, noted) in &self.notes {
            let lines: Vec<String> = noted.lines.iter().map(ToString::to_string).collect();
            let more = if noted.count > noted.lines.len() as u64 { ", …" } else { "" };
            writeln!(f, "note: {} products {note} (line {}{more})", noted.count, lines.join(", "))?;
        }
        for rejection in self.rejections.iter().take(PRINTED) {
            writeln!(f, "rejected: line {}: {}", rejection.line, rejection.reason)?;
        }
        if self.rejected > PRINTED as u64 {
            writeln!(f, "rejected: and {} more", self.rejected - PRINTED as u64)?;
        }
        if self.missing > 0 {
            writeln!(
                f,
                "note: {} products of the shop are not in this file and stay for sale; --prune takes them out",
                self.missing
            )?;
        }
        writeln!(
            f,
            "{} rows: {} accepted, {} merged into the product they repeat, {} rejected",
            self.rows,
            self.rows.saturating_sub(self.rejected),
            self.merged(),
            self.rejected
        )?;
        if self.rejected == 0 {
            writeln!(
                f,
                "products: {} new, {} changed, {} unchanged, {} taken out",
                self.new, self.changed, self.unchanged, self.withdrawn
            )?;
        }
        Ok(())
    }
}
