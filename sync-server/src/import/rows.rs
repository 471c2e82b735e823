//! A row of a spreadsheet, as a draft of a product.

use super::columns::{Columns, Field, Use};
use super::csv::Record;
use super::delivered::Delivered;
use super::draft::{Draft, Facts, LONGEST_BRAND, VariantDraft, Words};
use super::report::{Note, Reason};
use super::text::{tidy, tidy_lines};
use warung_domain::catalog::{DEFAULT_VARIANT, Stock};
use warung_domain::ids::{IdError, ProductId, SellerId, VariantId};
use warung_domain::lang::Lang;

/// Parts several categories or keywords in one cell.
pub const BETWEEN: char = '|';

/// Reads one record. What was understood otherwise than it stands comes back
/// beside the draft.
pub fn draft(
    record: &Record,
    columns: &Columns,
    lang: Lang,
) -> Result<(Draft, Option<Note>), Reason> {
    if record.is_malformed {
        return Err(Reason::Quotes);
    }
    if record.fields.len() != columns.uses.len() {
        return Err(Reason::Fields { found: record.fields.len(), expected: columns.uses.len() });
    }
    let mut row = Row::default();
    for (cell, used) in record.fields.iter().zip(&columns.uses) {
        match used {
            Use::Field(field) => row.take(*field, cell, lang)?,
            Use::Attribute(name) => row.attribute(name, cell),
            Use::RowNumber | Use::Ignored => {}
        }
    }
    row.finish(record.line, lang)
}

/// Cells gathered so far.
#[derive(Default)]
struct Row {
    id: String,
    facts: Facts,
    categories: Vec<String>,
    variant: String,
    label: Words,
    price: String,
    list_price: Option<String>,
    stock: Option<Stock>,
    delivered: Option<Option<Delivered>>,
}

impl Row {
    fn take(&mut self, field: Field, cell: &str, lang: Lang) -> Result<(), Reason> {
        let text = tidy(cell);
        let facts = &mut self.facts;
        match field {
            Field::Id => self.id = text,
            Field::Name => facts.name.say(lang, text),
            Field::NameId => facts.name.say(Lang::Id, text),
            Field::NameEn => facts.name.say(Lang::En, text),
            Field::Summary => facts.summary.say(lang, text),
            Field::SummaryId => facts.summary.say(Lang::Id, text),
            Field::SummaryEn => facts.summary.say(Lang::En, text),
            Field::Description => facts.description.say(lang, tidy_lines(cell)),
            Field::DescriptionId => facts.description.say(Lang::Id, tidy_lines(cell)),
            Field::DescriptionEn => facts.description.say(Lang::En, tidy_lines(cell)),
            Field::VariantLabel => self.label.say(lang, text),
            Field::VariantLabelId => self.label.say(Lang::Id, text),
            Field::VariantLabelEn => self.label.say(Lang::En, text),
            Field::Category => self.categories = several(&text),
            Field::Price => self.price = text,
            Field::ListPrice => self.list_price = Some(text),
            Field::Variant => self.variant = text,
            Field::Brand => facts.brand = Some(text),
            Field::Picture => facts.picture = Some(text),
            Field::Keywords => facts.keywords = Some(several(&text)),
            Field::Seller if text.is_empty() => {}
            Field::Seller => {
                let id = SellerId::new(text.clone());
                facts.seller = Some(id.map_err(|error| Reason::Id { text, error })?);
            }
            Field::Orderable => facts.orderable = flag(&text)?,
            Field::DeliveredBy => self.delivered = Some(Delivered::read(&text)?),
            Field::Stock => self.stock = Some(stock(&text)?),
            Field::Popularity => facts.popularity = popularity(&text)?,
        }
        Ok(())
    }

    /// An empty cell says nothing worth keeping.
    fn attribute(&mut self, name: &str, cell: &str) {
        let attributes = self.facts.attributes.get_or_insert_default();
        let text = tidy(cell);
        if !text.is_empty() {
            attributes.push((name.to_owned(), text));
        }
    }

    fn finish(mut self, line: u64, lang: Lang) -> Result<(Draft, Option<Note>), Reason> {
        if self.id.is_empty() {
            return Err(Reason::Missing("id"));
        }
        if self.price.is_empty() {
            return Err(Reason::Missing("price"));
        }
        let note = self.brand_or_text(lang);
        let variant =
            if self.variant.is_empty() { DEFAULT_VARIANT.to_owned() } else { self.variant };
        let draft = Draft {
            line,
            id: id(self.id, ProductId::new)?,
            facts: self.facts,
            categories: self.categories,
            variants: vec![VariantDraft {
                id: id(variant, VariantId::new)?,
                label: self.label,
                price: self.price,
                list_price: self.list_price,
                stock: self.stock,
                delivered: self.delivered,
            }],
        };
        draft.check()?;
        Ok((draft, note))
    }

    /// Exports slip: where a brand is longer than names are, or has no letter in
    /// it, the text is one about the product.
    fn brand_or_text(&mut self, lang: Lang) -> Option<Note> {
        let is_text = |brand: &String| {
            brand.chars().count() > LONGEST_BRAND
                || (!brand.is_empty() && !brand.contains(char::is_alphabetic))
        };
        let text = self.facts.brand.take_if(|brand| is_text(brand))?;
        self.facts.brand = Some(String::new());
        let description = &mut self.facts.description;
        let said = match lang {
            Lang::Id => description.id.take(),
            Lang::En => description.en.take(),
        };
        let whole = match said.filter(|said| !said.is_empty()) {
            Some(said) => format!("{said}\n{text}"),
            None => text,
        };
        description.say(lang, whole);
        Some(Note::BrandIsAText)
    }
}

fn id<Id>(text: String, new: fn(String) -> Result<Id, IdError>) -> Result<Id, Reason> {
    new(text.clone()).map_err(|error| Reason::Id { text, error })
}

fn several(cell: &str) -> Vec<String> {
    cell.split(BETWEEN).map(tidy).filter(|part| !part.is_empty()).collect()
}

fn flag(text: &str) -> Result<Option<bool>, Reason> {
    match text.to_lowercase().as_str() {
        "" => Ok(None),
        "true" | "yes" | "ya" | "y" | "1" => Ok(Some(true)),
        "false" | "no" | "tidak" | "n" | "0" => Ok(Some(false)),
        _ => Err(Reason::Flag { field: "sellable_online", text: text.to_owned() }),
    }
}

/// An empty cell means that nobody counts.
fn stock(text: &str) -> Result<Stock, Reason> {
    if text.is_empty() {
        return Ok(Stock::Unlimited);
    }
    text.parse().map(Stock::Units).map_err(|_| Reason::Stock(text.to_owned()))
}

fn popularity(text: &str) -> Result<Option<u16>, Reason> {
    if text.is_empty() {
        return Ok(None);
    }
    let read = text.parse().ok().filter(|popularity| *popularity <= 1_000);
    read.map(Some).ok_or_else(|| Reason::Popularity(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(headers: &str, cells: &str) -> Result<(Draft, Option<Note>), Reason> {
        let headers = headers.split(';').map(str::to_owned).collect();
        let columns = Columns::detect(headers, ';', &[]).unwrap();
        let fields = cells.split(';').map(str::to_owned).collect();
        draft(&Record { line: 2, fields, is_malformed: false }, &columns, Lang::En)
    }

    const HEADERS: &str = "id;name;category;price;sellable_online;designer;stock;depth";

    #[test]
    fn a_row_says_what_it_says() {
        let (draft, note) =
            read(HEADERS, "1;Bar   table;Chairs| Bar;265,0;FALSE;Henrik Preutz;;50").unwrap();
        assert_eq!(draft.facts.name.en.as_deref(), Some("Bar table"));
        assert_eq!(draft.categories, ["Chairs", "Bar"]);
        assert_eq!(draft.facts.orderable, Some(false));
        assert_eq!(draft.variants[0].stock, Some(Stock::Unlimited));
        assert_eq!(draft.facts.attributes, Some(vec![("depth".to_owned(), "50".to_owned())]));
        assert_eq!((draft.facts.picture, note), (None, None));
    }

    #[test]
    fn a_text_in_the_brands_column_becomes_the_description() {
        let text = "403.193.98 The high back gives good support for your neck and head.";
        let (draft, note) = read(HEADERS, &format!("1;A;B;1,0;TRUE;{text};;")).unwrap();
        assert_eq!(note, Some(Note::BrandIsAText));
        assert_eq!(draft.facts.brand.as_deref(), Some(""));
        assert_eq!(draft.facts.description.en.as_deref(), Some(text));
        assert_eq!(draft.facts.attributes, Some(vec![]));
    }

    #[test]
    fn rows_that_cannot_be_taken_have_a_reason() {
        let reason = |cells| read(HEADERS, cells).unwrap_err();
        assert_eq!(reason("1;A;B;1,0"), Reason::Fields { found: 4, expected: 8 });
        assert_eq!(reason(";A;B;1,0;;;;"), Reason::Missing("id"));
        assert_eq!(reason("1; ;B;1,0;;;;"), Reason::Missing("name"));
        assert_eq!(reason("1;A;;1,0;;;;"), Reason::Missing("category"));
        assert_eq!(reason("1;A;B;;;;;"), Reason::Missing("price"));
        assert!(matches!(reason("a b;A;B;1,0;;;;"), Reason::Id { .. }));
        assert!(matches!(reason("1;A;B;1,0;maybe;;;"), Reason::Flag { .. }));
        assert_eq!(reason("1;A;B;1,0;;;-3;"), Reason::Stock("-3".to_owned()));
    }
}
