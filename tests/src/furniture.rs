//! A real furniture shop's export, or a twin of it made here: the same columns, the same habits of
//! the spreadsheet it came from, the same counts.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::places;

/// What is true of the export, and of the twin.
pub const ROWS: usize = 3_694;
pub const PRODUCTS: usize = 2_962;

/// How the shop that sells it is started: riyals, and what one is worth at a till in rupiah.
pub const SELLING: [&str; 4] = ["--currency", "SAR", "--rate", "SAR=4350.25"];

const CATEGORIES: [&str; 17] = [
    "Bar furniture",
    "Beds",
    "Bookcases & shelving units",
    "Cabinets & cupboards",
    "Café furniture",
    "Chairs",
    "Chests of drawers & drawer units",
    "Children's furniture",
    "Nursery furniture",
    "Outdoor furniture",
    "Room dividers",
    "Sideboards, buffets & console tables",
    "Sofas & armchairs",
    "TV & media furniture",
    "Tables & desks",
    "Trolleys",
    "Wardrobes",
];

const NAMES: [&str; 8] =
    ["LUNDA", "TORVIK", "HAMRA", "SKOGEN", "ÄLVBY", "BRÄNNA", "KORSNÄS", "VIDSTA"];

const KINDS: [&str; 6] = ["Bar table", "Bookcase", "Chair", "Chest of 4 drawers", "Desk", "Shelf"];

/// The export where it lies beside the repository, else the twin, written into `folder`.
pub fn export(folder: &Path) -> Result<PathBuf> {
    if let Some(real) = places::shared_input("furniture-export.csv") {
        return Ok(real);
    }
    let file = folder.join("furniture-twin.csv");
    std::fs::write(&file, twin())?;
    Ok(file)
}

/// A byte order mark, semicolons, decimal commas, words in a price column, runs of spaces, empty
/// sizes, and products that stand in two categories.
fn twin() -> String {
    let mut text = String::from(
        "\u{feff}X1;item_id;name;category;price;old_price;sellable_online;link;other_colors;short_description;designer;depth;height;width\n",
    );
    let again = 0..ROWS - PRODUCTS;
    let placements =
        (0..PRODUCTS).map(|product| (product, 0)).chain(again.map(|product| (product, 1)));
    for (row, (product, shift)) in placements.enumerate() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", line(row, product, CATEGORIES[(product + shift) % 17]));
    }
    text
}

fn line(row: usize, product: usize, category: &str) -> String {
    let id = 10_000_000 + product * 7_919;
    let name = NAMES[product % NAMES.len()];
    let kind = KINDS[product % KINDS.len()];
    let price = 5 + product * 37 % 3_200;
    let tenths = if product.is_multiple_of(10) { 5 } else { 0 };
    let old = match product % 6 {
        0 => format!("SR {}", with_thousands(price + 200)),
        _ => "No old price".to_owned(),
    };
    let online = if product % 150 == 149 { "FALSE" } else { "TRUE" };
    let depth =
        if product.is_multiple_of(3) { String::new() } else { (30 + product % 60).to_string() };
    format!(
        "{row};{id};{name};{category};{price},{tenths};{old};{online};https://shop.example/p/{id}/;No;{kind},          {} cm;Studio {};{depth};{};{}",
        40 + product % 160,
        product % 23,
        60 + product % 140,
        35 + product % 110,
    )
}

/// `1,250`, as the export writes old prices.
fn with_thousands(price: usize) -> String {
    match price {
        0..1_000 => price.to_string(),
        _ => format!("{},{:03}", price / 1_000, price % 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_twin_has_the_counts_of_the_export() {
        let twin = twin();
        let rows: Vec<Vec<&str>> =
            twin.lines().skip(1).map(|line| line.split(';').collect()).collect();
        assert_eq!(rows.len(), ROWS);
        assert!(rows.iter().all(|fields| fields.len() == 14));
        let products: BTreeSet<&str> = rows.iter().map(|fields| fields[1]).collect();
        assert_eq!(products.len(), PRODUCTS);
        let placements: BTreeSet<(&str, &str)> =
            rows.iter().map(|fields| (fields[1], fields[3])).collect();
        assert_eq!(placements.len(), ROWS);
        let shelves: BTreeSet<&str> = rows.iter().map(|fields| fields[3]).collect();
        assert_eq!(shelves.len(), CATEGORIES.len());
    }
}
