//! The products a catalog is measured with, and the file a shop takes them from.
//!
//! They come from one of two places: [`super::theirs`] asks the generator of the peers' benchmark,
//! so that they and we carry the same products; [`super::own`] makes some of the same shape where
//! that benchmark is not at hand.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use anyhow::Result;
use brotli::enc::BrotliEncoderParams;
use serde_json::json;

/// One product, with the fields the peers' benchmark has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub id: u64,
    pub sku: String,
    pub name: String,
    pub description: String,
    /// A path such as `Fashion/Atasan/Kaos`; the shop takes it for the shelf's name.
    pub category: String,
    pub brand: String,
    /// Whole rupiah.
    pub price: u64,
    pub stock: u64,
    pub seller: u64,
    pub attributes: Vec<(String, String)>,
    pub image: String,
}

/// Something typed into the search box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub clean: String,
    /// The same with one wrong letter.
    pub typo: String,
}

/// Everything one size of catalog is measured with.
#[derive(Debug)]
pub struct Assortment {
    pub rows: Vec<Row>,
    /// The fullest category, which everybody lists.
    pub category: String,
    pub questions: Vec<Question>,
    /// One in a hundred, changed: price and stock, and every tenth of those its name too.
    pub changed: Vec<Row>,
    /// Whose generator made them.
    pub maker: &'static str,
}

impl Row {
    /// The address of its page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/product/{}", self.id)
    }
}

/// Writes rows as a spreadsheet that `warung-server import` takes.
pub fn write_csv(rows: &[Row], file: &Path) -> Result<()> {
    let mut kinds: Vec<&str> = Vec::new();
    for (kind, _) in rows.iter().flat_map(|row| &row.attributes) {
        if !kinds.contains(&kind.as_str()) {
            kinds.push(kind);
        }
    }
    kinds.sort_unstable();
    let mut out = BufWriter::new(File::create(file)?);
    write!(out, "id,sku,name,description,category,brand,price,stock,seller,picture")?;
    for kind in &kinds {
        write!(out, ",attribute:{kind}")?;
    }
    for row in rows {
        write!(out, "\n{},{}", row.id, cell(&row.sku))?;
        for text in [&row.name, &row.description, &row.category, &row.brand] {
            write!(out, ",{}", cell(text))?;
        }
        write!(out, ",{},{},s-{},{}", row.price, row.stock, row.seller, cell(&row.image))?;
        for kind in &kinds {
            let said = row.attributes.iter().find(|(name, _)| name == kind);
            write!(out, ",{}", cell(said.map_or("", |(_, value)| value)))?;
        }
    }
    writeln!(out)?;
    Ok(out.flush()?)
}

/// What such rows come to as plain JSON, packed as the peers' server packs: without the long
/// descriptions and attributes, which phones do not keep.
pub fn packed(rows: &[Row]) -> Result<u64> {
    let slim = |row: &Row| {
        json!({
            "id": row.id, "name": row.name, "category": row.category, "brand": row.brand,
            "price": row.price, "stock": row.stock, "seller": row.seller, "image": row.image,
        })
    };
    let text = serde_json::to_vec(&rows.iter().map(slim).collect::<Vec<_>>())?;
    let mut packed = Vec::new();
    let plain = BrotliEncoderParams { quality: 5, ..BrotliEncoderParams::default() };
    brotli::BrotliCompress(&mut text.as_slice(), &mut packed, &plain)?;
    Ok(packed.len() as u64)
}

fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n', ';', '|']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_with_a_comma_is_quoted() {
        assert_eq!(cell("Kaos"), "Kaos");
        assert_eq!(cell("12\" papan, putih"), "\"12\"\" papan, putih\"");
    }
}
