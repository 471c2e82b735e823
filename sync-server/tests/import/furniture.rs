//! A furniture shop's export that never was, with the quirks real ones have: a
//! byte order mark, `;` between columns, decimal commas, old prices in another
//! style or in words, runs of spaces, empty sizes, texts in the designer's
//! column, and one row for each category a product stands in.
//!
//! Always the same text, made of numbers and a few words.

/// Products, each in one category or more.
pub const PRODUCTS: usize = 2_962;

/// Rows: one for each category of each product.
pub const ROWS: usize = 3_694;

/// So many products stand in a second category, and these in a third as well.
const IN_TWO: usize = 620;
const IN_THREE: usize = 112;

pub const CATEGORIES: [&str; 17] = [
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

const NAMES: [&str; 7] = ["BJÖRKÅ", "LÖVHOLM", "TÅNGVIK", "SÄTERN", "MÅNSBO", "ÄNGSLI", "RUNBY"];
const KINDS: [&str; 6] = ["Bar table", "Chair", "Bookcase", "Wardrobe", "TV bench", "Bed frame"];
const DESIGNERS: [&str; 3] = ["Ada Nilsén", "Bo Ström/Eva Lund", "Warung of Sweden/C Ek/D Öberg"];

/// The whole export.
pub fn export() -> String {
    let mut text = String::from(
        "\u{feff}X1;item_id;name;category;price;old_price;sellable_online;link;other_colors;short_description;designer;depth;height;width\n",
    );
    let mut number = 0;
    for (category, name) in CATEGORIES.iter().enumerate() {
        for product in (0..PRODUCTS).filter(|product| stands_in(*product, category)) {
            text.push_str(&row(number, product, name));
            number += 1;
        }
    }
    text
}

/// The item id of a product; some have fewer digits, as numbers do that lost
/// their zeros in a spreadsheet.
pub fn id(product: usize) -> String {
    let spread = product * 7_919 % 90_000;
    if product.is_multiple_of(9) {
        format!("{}", 100_000 + product)
    } else {
        format!("{}", 10_000_000 + spread * 1_000 + product % 1_000)
    }
}

/// The price in hundredths.
pub fn price(product: usize) -> i64 {
    let riyals = 3 + product * 37 % 9_582;
    let tenths = if product.is_multiple_of(50) { product / 50 % 10 } else { 0 };
    i64::try_from(riyals * 100 + tenths * 10).unwrap()
}

/// What it cost before, in whole riyals.
pub fn old_price(product: usize) -> Option<i64> {
    product.is_multiple_of(6).then(|| price(product) / 100 * 5 / 4 + 1)
}

pub fn is_sellable(product: usize) -> bool {
    !product.is_multiple_of(107)
}

fn stands_in(product: usize, category: usize) -> bool {
    let all = CATEGORIES.len();
    let first = product % all;
    category == first
        || (product < IN_TWO && category == (first + 5) % all)
        || (product < IN_THREE && category == (first + 11) % all)
}

fn row(number: usize, product: usize, category: &str) -> String {
    let price = format!("{},{}", price(product) / 100, price(product) % 100 / 10);
    let old_price = match old_price(product) {
        None => "No old price".to_owned(),
        Some(old) if product.is_multiple_of(300) => format!("SR {}/4 pack", grouped(old)),
        Some(old) => format!("SR {}", grouped(old)),
    };
    let sellable = if is_sellable(product) { "TRUE" } else { "FALSE" };
    let colors = if product.is_multiple_of(3) { "Yes" } else { "No" };
    let name = NAMES[product % NAMES.len()];
    let kind = KINDS[product % KINDS.len()];
    let (width, height) = (20 + product % 180, 40 + product % 160);
    let summary = if product.is_multiple_of(400) {
        format!("\"{kind}, swivel,          37-{width} \"\"\"")
    } else {
        format!("{kind},          {width}x{height} cm")
    };
    let designer = match product % 29 {
        0 => format!(
            "\"{:03}.{:03}.00 {kind} that stands firmly; also on carpets. Made of 90\"\" pine, and easy to keep clean.\"",
            product % 1_000,
            width
        ),
        _ => DESIGNERS[product % DESIGNERS.len()].to_owned(),
    };
    let size = |every: usize, value: usize| {
        if product.is_multiple_of(every) { String::new() } else { value.to_string() }
    };
    format!(
        "{number};{};{name};{category};{price};{old_price};{sellable};https://shop.example/p/{product}/;{colors};{summary};{designer};{};{};{}\n",
        id(product),
        size(2, 35 + product % 50),
        size(4, height),
        size(5, width)
    )
}

/// `2375` as `2,375`.
fn grouped(number: i64) -> String {
    if number < 1_000 {
        number.to_string()
    } else {
        format!("{},{:03}", number / 1_000, number % 1_000)
    }
}
