//! Import: a shop's product list becomes its catalog, all of it or nothing.
//!
//! In this order: [`text`] gives lines in bounded memory, [`csv`] and [`lines`]
//! make rows of them, [`columns`] knows what a spreadsheet's columns say, a
//! [`draft`] is what the rows say about one product, [`amounts`] reads prices
//! once the whole column is known, [`plan`] lays them [`over`] what the
//! shop has and writes the difference in one transaction, and the [`report`] tells all of it.
//!
//! It knows nothing about the command line; `cli::import` and `serve --catalog`
//! call [`load`], or [`read`] and [`CatalogFile::apply`] one after the other.

mod amounts;
mod columns;
pub mod csv;
pub(crate) mod delivered;
mod draft;
mod error;
mod lines;
mod over;
mod plan;
mod pricing;
mod report;
pub mod rows;
mod sellers;
mod shelves;
mod text;

pub use columns::ATTRIBUTE;
pub use error::ImportError;
pub use plan::{CatalogFile, Plan};
pub use report::{Note, Noted, Reason, Rejection, Report};

use crate::storage::sqlite::SqliteStorage;
use columns::Columns;
use draft::{Draft, Merged};
use lines::Told;
use std::collections::HashMap;
use std::io::Read;
use text::Lines;
use warung_domain::catalog::{Category, Seller};
use warung_domain::ids::{ProductId, SellerId};
use warung_domain::lang::Lang;
use warung_domain::money::{Currency, DecimalStyle};
use warung_domain::time::Timestamp;

/// A phone holds a hundred thousand products; ten rows for each of them is
/// already more than any export has shown.
pub const MOST_ROWS: u64 = 1_000_000;

/// What becomes of products of the file's sellers that the file does not name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Absent {
    #[default]
    Keep,
    Withdraw,
}

/// How to read a file, where it should not be guessed.
#[derive(Debug, Clone)]
pub struct Options {
    /// The shop's, if it has one yet; otherwise what the file names, or rupiah.
    pub currency: Option<Currency>,
    /// Who sells what names no seller.
    pub seller: Option<SellerId>,
    /// What that seller is called, if new.
    pub seller_name: Option<String>,
    /// `field=column`.
    pub maps: Vec<String>,
    pub delimiter: Option<char>,
    pub decimal: Option<DecimalStyle>,
    pub lang: Option<Lang>,
    pub absent: Absent,
    pub now: Timestamp,
}

impl Options {
    /// Everything as the file suggests.
    #[must_use]
    pub const fn at(now: Timestamp) -> Self {
        Self {
            currency: None,
            seller: None,
            seller_name: None,
            maps: Vec::new(),
            delimiter: None,
            decimal: None,
            lang: None,
            absent: Absent::Keep,
            now,
        }
    }
}

/// Reads a file and brings the shop up to it in one transaction. Never from
/// async code.
pub fn load(
    storage: &SqliteStorage,
    source: impl Read,
    options: &Options,
) -> Result<Report, ImportError> {
    let file = read(source, options)?;
    storage.write_blocking(move |txn| file.apply(txn))
}

/// Reads and checks a file, without looking at any shop.
pub fn read(source: impl Read, options: &Options) -> Result<CatalogFile, ImportError> {
    let mut lines = Lines::open(source)?;
    let mark = if lines.has_mark() { " with a byte order mark" } else { "" };
    let (number, first) = loop {
        match lines.next()? {
            None => return Err(ImportError::NoProducts),
            Some(text) if text.trim().is_empty() => {}
            Some(text) => {
                let text = text.to_owned();
                break (lines.line(), text);
            }
        }
    };
    match first.trim_start().chars().next() {
        Some('[') => Err(ImportError::JsonArray),
        Some('{') => {
            let report = Report::new(format!("NDJSON, UTF-8{mark}: one product per line"));
            read_lines(lines, number, first, report, options)
        }
        _ => read_rows(lines, number, &first, mark, options),
    }
}

fn read_lines<R: Read>(
    mut lines: Lines<R>,
    mut number: u64,
    mut text: String,
    report: Report,
    options: &Options,
) -> Result<CatalogFile, ImportError> {
    let lang = options.lang.unwrap_or_default();
    let mut gathered = Gathered::new(report);
    loop {
        if !text.trim().is_empty() {
            match lines::read(number, &text, lang) {
                Ok(Told::Category(category)) => gathered.categories.push(category),
                Ok(Told::Seller(seller)) => gathered.sellers.push(seller),
                Ok(Told::Currency(currency)) => gathered.currency = Some(currency),
                Ok(Told::Product(draft)) => gathered.row(number, Ok((*draft, None)))?,
                Err(reason) => gathered.row(number, Err(reason))?,
            }
        }
        match lines.next()? {
            None => break,
            Some(next) => {
                text.clear();
                text.push_str(next);
            }
        }
        number = lines.line();
    }
    pricing::priced(gathered, None, lang, options)
}

fn read_rows<R: Read>(
    mut lines: Lines<R>,
    number: u64,
    header: &str,
    mark: &str,
    options: &Options,
) -> Result<CatalogFile, ImportError> {
    let delimiter =
        options.delimiter.or_else(|| csv::detect_delimiter(header)).unwrap_or(csv::DELIMITERS[0]);
    let header = csv::record_of(header, number, delimiter)?;
    let columns = Columns::detect(header.fields, delimiter, &options.maps)?;
    let lang = options.lang.unwrap_or(columns.lang);
    let delimiter_name = if delimiter == '\t' { "tabs".to_owned() } else { delimiter.to_string() };
    let mut report = Report::new(format!("CSV, UTF-8{mark}, columns parted by {delimiter_name}"));
    report.mapping = columns.describe();
    if options.lang.is_none() {
        report.remarks.push(
            match lang {
                Lang::En => {
                    "Texts taken as English, like the headers (--lang id if they are Indonesian)"
                }
                Lang::Id => {
                    "Texts taken as Indonesian, like the headers (--lang en if they are English)"
                }
            }
            .to_owned(),
        );
    }
    let mut gathered = Gathered::new(report);
    while let Some(record) = csv::next_record(&mut lines, delimiter)? {
        if !record.is_blank() {
            gathered.row(record.line, rows::draft(&record, &columns, lang))?;
        }
    }
    pricing::priced(gathered, Some(&columns), lang, options)
}

/// What has been read so far, rows of the same product merged.
struct Gathered {
    report: Report,
    drafts: Vec<Draft>,
    by_id: HashMap<ProductId, usize>,
    categories: Vec<Category>,
    sellers: Vec<Seller>,
    currency: Option<Currency>,
}

impl Gathered {
    fn new(report: Report) -> Self {
        Self {
            report,
            drafts: Vec::new(),
            by_id: HashMap::new(),
            categories: Vec::new(),
            sellers: Vec::new(),
            currency: None,
        }
    }

    fn row(
        &mut self,
        line: u64,
        read: Result<(Draft, Option<Note>), Reason>,
    ) -> Result<(), ImportError> {
        self.report.rows += 1;
        if self.report.rows > MOST_ROWS {
            return Err(ImportError::TooManyRows);
        }
        let (draft, note) = match read {
            Ok(read) => read,
            Err(reason) => {
                self.report.reject(line, reason);
                return Ok(());
            }
        };
        let Some(known) = self.by_id.get(&draft.id) else {
            if let Some(note) = note {
                self.report.note(line, note);
            }
            self.by_id.insert(draft.id.clone(), self.drafts.len());
            self.drafts.push(draft);
            return Ok(());
        };
        match self.drafts[*known].merge(draft) {
            Ok(Merged::More) => {}
            Ok(Merged::Nothing) => self.report.note(line, Note::Repeated),
            Err(reason) => self.report.reject(line, reason),
        }
        Ok(())
    }
}
