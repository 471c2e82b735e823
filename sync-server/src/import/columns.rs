//! Which column of a spreadsheet says what: by the names people give them, or
//! as `--map` says.

use super::error::ImportError;
use warung_domain::lang::Lang;

/// What a column can say about a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    Id,
    Name,
    NameId,
    NameEn,
    Category,
    Price,
    ListPrice,
    Orderable,
    Stock,
    DeliveredBy,
    Seller,
    Brand,
    Summary,
    SummaryId,
    SummaryEn,
    Description,
    DescriptionId,
    DescriptionEn,
    Picture,
    Keywords,
    Popularity,
    Variant,
    VariantLabel,
    VariantLabelId,
    VariantLabelEn,
}

/// Each field with the names it goes by, the surest first. A header is compared
/// in lower case with `_` for whatever is neither letter nor digit.
const NAMES: [(Field, &[&str]); 25] = [
    (
        Field::Id,
        &["id", "item_id", "sku", "product_id", "kode", "kode_produk", "kode_barang", "item_no"],
    ),
    (Field::Name, &["name", "title", "nama", "product_name", "nama_produk", "nama_barang"]),
    (Field::NameId, &["name_id", "nama_id"]),
    (Field::NameEn, &["name_en", "nama_en"]),
    (Field::Category, &["category", "kategori", "categories", "department", "rak"]),
    (Field::Price, &["price", "harga", "harga_jual", "selling_price", "unit_price"]),
    (
        Field::ListPrice,
        &[
            "old_price",
            "list_price",
            "harga_lama",
            "harga_coret",
            "original_price",
            "regular_price",
        ],
    ),
    (Field::Orderable, &["sellable_online", "orderable", "dijual_online"]),
    (Field::Stock, &["stock", "stok", "qty", "quantity", "inventory"]),
    (Field::DeliveredBy, &["delivered_by", "dikirim_oleh"]),
    (Field::Seller, &["seller", "seller_id", "penjual"]),
    (Field::Brand, &["brand", "designer", "merek", "merk", "manufacturer"]),
    (Field::Summary, &["summary", "short_description", "ringkasan", "subtitle"]),
    (Field::SummaryId, &["summary_id"]),
    (Field::SummaryEn, &["summary_en"]),
    (Field::Description, &["description", "deskripsi", "keterangan", "long_description"]),
    (Field::DescriptionId, &["description_id"]),
    (Field::DescriptionEn, &["description_en"]),
    (Field::Picture, &["picture"]),
    (Field::Keywords, &["keywords", "kata_kunci", "tags"]),
    (Field::Popularity, &["popularity"]),
    (Field::Variant, &["variant", "variant_id", "varian"]),
    (Field::VariantLabel, &["variant_label"]),
    (Field::VariantLabelId, &["variant_label_id"]),
    (Field::VariantLabelEn, &["variant_label_en"]),
];

/// Headers of columns that only count rows.
const ROW_NUMBERS: [&str; 8] = ["", "x1", "unnamed_0", "row", "rownames", "index", "no", "nr"];

/// Headers that tell that a file was made in Indonesian.
const INDONESIAN: [&str; 12] = [
    "nama",
    "harga",
    "kategori",
    "stok",
    "merek",
    "merk",
    "deskripsi",
    "keterangan",
    "penjual",
    "nama_produk",
    "nama_barang",
    "harga_jual",
];

/// Before the name of a column that is an attribute whatever its name means.
pub const ATTRIBUTE: &str = "attribute:";

impl Field {
    /// What `--map` and the report call it.
    pub fn name(self) -> &'static str {
        let names = NAMES.iter().find(|(field, _)| *field == self);
        names.and_then(|(_, names)| names.first()).copied().unwrap_or_default()
    }

    fn named(text: &str) -> Option<Self> {
        NAMES.iter().find_map(|(field, names)| names.contains(&text).then_some(*field))
    }
}

/// What is done with one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Use {
    Field(Field),
    /// Kept with the product under this name.
    Attribute(String),
    /// It only counts rows.
    RowNumber,
    Ignored,
}

/// What is done with every column, in the file's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    pub headers: Vec<String>,
    pub uses: Vec<Use>,
    /// In what language the headers are written, and so presumably the texts.
    pub lang: Lang,
    pub delimiter: char,
}

impl Columns {
    /// By the headers; `maps` are `field=column`, and win.
    pub fn detect(
        headers: Vec<String>,
        delimiter: char,
        maps: &[String],
    ) -> Result<Self, ImportError> {
        let plain: Vec<String> = headers.iter().map(|header| normal(header)).collect();
        let mut uses: Vec<Option<Use>> = vec![None; headers.len()];
        for text in maps {
            let (at, wanted) = read_map(text, &headers, &plain)?;
            uses[at] = Some(wanted);
        }
        for (field, names) in NAMES {
            let is_mapped = uses.iter().flatten().any(|used| *used == Use::Field(field));
            let found = names.iter().find_map(|name| {
                (0..plain.len()).find(|at| plain[*at] == *name && uses[*at].is_none())
            });
            if let (false, Some(at)) = (is_mapped, found) {
                uses[at] = Some(Use::Field(field));
            }
        }
        let uses: Vec<Use> = uses
            .into_iter()
            .zip(headers.iter().zip(&plain))
            .map(|(used, (header, plain))| used.unwrap_or_else(|| leftover(header, plain)))
            .collect();
        let is_indonesian = plain.iter().any(|header| INDONESIAN.contains(&header.as_str()));
        let lang = if is_indonesian { Lang::Id } else { Lang::En };
        let columns = Self { headers, uses, lang, delimiter };
        columns.require()?;
        Ok(columns)
    }

    /// The header of the column that says `field`.
    pub fn header(&self, field: Field) -> Option<&str> {
        let at = self.uses.iter().position(|used| *used == Use::Field(field))?;
        self.headers.get(at).map(String::as_str)
    }

    fn require(&self) -> Result<(), ImportError> {
        let has_name = [Field::Name, Field::NameId, Field::NameEn]
            .into_iter()
            .any(|field| self.header(field).is_some());
        let missing: Vec<&'static str> = [Field::Id, Field::Name, Field::Category, Field::Price]
            .into_iter()
            .filter(|field| self.header(*field).is_none())
            .filter(|field| *field != Field::Name || !has_name)
            .map(Field::name)
            .collect();
        match missing.first() {
            None => Ok(()),
            Some(example) => Err(ImportError::MissingColumns {
                missing: missing.join(", "),
                found: self.headers.join(", "),
                example,
            }),
        }
    }

    /// One line for each use, as it is printed before the import.
    pub fn describe(&self) -> Vec<(String, String)> {
        let mut lines: Vec<(String, String)> = NAMES
            .iter()
            .filter_map(|(field, _)| {
                let header = self.header(*field)?;
                Some((field.name().to_owned(), header.to_owned()))
            })
            .collect();
        let listed = |wanted: fn(&Use) -> bool| {
            let columns = self.headers.iter().zip(&self.uses);
            let kept = columns.filter(|(_, used)| wanted(used)).map(|(header, _)| header.as_str());
            kept.collect::<Vec<_>>().join(", ")
        };
        let attributes = listed(|used| matches!(used, Use::Attribute(_)));
        let ignored = listed(|used| *used == Use::Ignored);
        let numbers = listed(|used| *used == Use::RowNumber);
        let numbers = if numbers.is_empty() { numbers } else { format!("{numbers} (row numbers)") };
        for (title, list) in
            [("attributes", attributes), ("ignored", ignored), ("ignored", numbers)]
        {
            if !list.is_empty() {
                lines.push((title.to_owned(), list));
            }
        }
        lines
    }
}

fn leftover(header: &str, plain: &str) -> Use {
    if let Some(name) = header.strip_prefix(ATTRIBUTE) {
        Use::Attribute(name.to_owned())
    } else if ROW_NUMBERS.contains(&plain) {
        Use::RowNumber
    } else {
        Use::Attribute(header.to_owned())
    }
}

fn normal(header: &str) -> String {
    if header.starts_with(ATTRIBUTE) {
        return header.to_owned();
    }
    let lower = header.trim().to_lowercase();
    let spaced: String = lower.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join("_")
}

fn read_map(text: &str, headers: &[String], plain: &[String]) -> Result<(usize, Use), ImportError> {
    let wrong = |reason: String| ImportError::Map { text: text.to_owned(), reason };
    let (name, column) = text
        .split_once('=')
        .ok_or_else(|| wrong("write it as FIELD=COLUMN, for example price=harga".to_owned()))?;
    let at = (0..headers.len())
        .find(|at| headers[*at] == column || plain[*at] == normal(column))
        .ok_or_else(|| {
        wrong(format!("the file has no such column, only {}", headers.join(", ")))
    })?;
    let used = match normal(name).as_str() {
        "ignore" => Use::Ignored,
        "attribute" => Use::Attribute(headers[at].clone()),
        name => Use::Field(Field::named(name).ok_or_else(|| {
            let known: Vec<_> = NAMES.iter().map(|(field, _)| field.name()).collect();
            wrong(format!("there is no such field, only {}, attribute, ignore", known.join(", ")))
        })?),
    };
    Ok((at, used))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(headers: &str, maps: &[&str]) -> Result<Columns, ImportError> {
        let maps: Vec<String> = maps.iter().map(|map| (*map).to_owned()).collect();
        Columns::detect(headers.split(';').map(str::to_owned).collect(), ';', &maps)
    }

    #[test]
    fn columns_are_known_by_their_names_in_both_languages() {
        let columns = detect("Kode;Nama Produk;Kategori;Harga;Stok;Warna", &[]).unwrap();
        assert_eq!(columns.lang, Lang::Id);
        assert_eq!(columns.header(Field::Id), Some("Kode"));
        assert_eq!(columns.uses[5], Use::Attribute("Warna".to_owned()));
        assert_eq!(detect("id;name;category;price", &[]).unwrap().lang, Lang::En);
    }

    #[test]
    fn a_column_that_counts_rows_is_ignored_and_said_so() {
        let columns = detect("X1;item_id;name;category;price;link", &[]).unwrap();
        let described = columns.describe();
        assert!(described.contains(&("ignored".to_owned(), "X1 (row numbers)".to_owned())));
        assert!(described.contains(&("attributes".to_owned(), "link".to_owned())));
    }

    #[test]
    fn what_is_said_wins_over_what_is_guessed() {
        let columns = detect("id;name;category;price;cost", &["price=cost"]).unwrap();
        assert_eq!(columns.header(Field::Price), Some("cost"));
        assert_eq!(columns.uses[3], Use::Attribute("price".to_owned()));
        assert!(matches!(detect("id", &["price=x"]), Err(ImportError::Map { .. })));
        assert!(matches!(detect("id", &["colour=id"]), Err(ImportError::Map { .. })));
        assert!(matches!(detect("id", &["price"]), Err(ImportError::Map { .. })));
    }

    #[test]
    fn a_missing_column_is_named() {
        let Err(ImportError::MissingColumns { missing, example, .. }) = detect("id;name", &[])
        else {
            panic!("it should have been missed")
        };
        assert_eq!((missing.as_str(), example), ("category, price", "category"));
    }
}
