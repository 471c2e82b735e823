//! Importing product lists: the furniture export with all its quirks, importing
//! again, changing one thing, and the way back out through `export`.

use crate::furniture;
use crate::shop::{Shop, options};
use std::collections::BTreeMap;
use warung_domain::catalog::{Change, Stock};
use warung_domain::lang::Lang;
use warung_domain::money::Currency;
use warung_domain::partner::Digital;
use warung_server::export::{Catalog, Format};
use warung_server::import::{Absent, ImportError, Note, Options, Reason};

/// The summary of the first import of the export, real or made up.
const FURNITURE: &str = "2962 products, 3694 placements, 0 rejected, 2962 changed";

#[test]
fn the_furniture_export_arrives_whole_and_exact() {
    let shop = Shop::empty();
    let report = shop.load(&furniture::export()).unwrap();
    assert_eq!(report.summary(), FURNITURE);
    assert_eq!(report.rows, furniture::ROWS as u64);
    // Its old prices say SR.
    assert_eq!(report.currency, Some(Currency::SAR));
    let products: BTreeMap<String, _> =
        shop.products().into_iter().map(|p| (p.id.to_string(), p)).collect();
    assert_eq!(products.len(), furniture::PRODUCTS);
    for number in 0..furniture::PRODUCTS {
        let product = &products[&furniture::id(number)];
        let variant = &product.variants[0];
        assert_eq!(variant.price, furniture::price(number), "{}", product.id);
        assert_eq!(variant.list_price, furniture::old_price(number).map(|old| old * 100));
        assert_eq!(product.orderable, furniture::is_sellable(number));
        assert_eq!(variant.stock, Stock::Unlimited);
        assert!(!product.summary.get(Lang::En).contains("  "), "{:?}", product.summary);
        assert!(product.name.id.is_none(), "the headers are English");
    }
    let placements: usize = products.values().map(|product| product.categories.len()).sum();
    assert_eq!(placements, furniture::ROWS);
    let shelves = shop.storage.read_blocking(|txn| txn.categories()).unwrap();
    assert_eq!(shelves.len(), furniture::CATEGORIES.len());
    assert!(shelves.iter().any(|shelf| shelf.id.as_str() == "childrens-furniture"));
}

#[test]
fn what_was_understood_otherwise_is_told() {
    let shop = Shop::empty();
    let report = shop.load(&furniture::export()).unwrap();
    let count = |note| report.notes.get(&note).map_or(0, |noted| noted.count);
    let without = (0..furniture::PRODUCTS).filter(|n| furniture::old_price(*n).is_none()).count();
    assert_eq!(count(Note::NoOldPrice), without as u64);
    assert_eq!(count(Note::PriceOfAPack), furniture::PRODUCTS.div_ceil(300) as u64);
    assert_eq!(count(Note::BrandIsAText), furniture::PRODUCTS.div_ceil(29) as u64);
    assert!(report.mapping.contains(&("ignored".to_owned(), "X1 (row numbers)".to_owned())));
    let told = report.to_string();
    assert!(told.contains("Decimal comma in price, point in old_price"), "{told}");
    let detail = shop
        .storage
        .read_blocking(|txn| txn.product_detail(&furniture::id(0).parse().unwrap()))
        .unwrap()
        .unwrap();
    assert!(detail.description.get(Lang::En).contains("90\" pine"));
    assert!(detail.attributes.iter().any(|(name, text)| name == "price" && text.contains("pack")));
}

#[test]
fn the_real_export_where_it_is_at_hand() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/furniture-export.csv");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("the real export is not here; its made-up twin has been imported instead");
        return;
    };
    let shop = Shop::empty();
    assert_eq!(shop.load(&text).unwrap().summary(), FURNITURE);
    let products = shop.products();
    let variants = || products.iter().map(|product| &product.variants[0]);
    // Added up by another program from the same file.
    assert_eq!(variants().map(|variant| variant.price).sum::<i64>(), 328_403_620);
    assert_eq!(variants().filter_map(|variant| variant.list_price).count(), 574);
    assert_eq!(variants().filter_map(|variant| variant.list_price).sum::<i64>(), 93_803_300);
    assert_eq!(products.iter().filter(|product| !product.orderable).count(), 19);
    assert!(products.iter().all(|p| p.brand.as_deref().is_none_or(|brand| brand.len() < 100)));
    let before = shop.state();
    assert_eq!(shop.load(&text).unwrap().touched(), 0);
    assert_eq!(shop.state(), before);
}

#[test]
fn importing_the_same_file_again_uses_no_revision() {
    let shop = Shop::empty();
    let export = furniture::export();
    shop.load(&export).unwrap();
    let before = shop.state();
    let report = shop.load(&export).unwrap();
    assert_eq!(report.summary(), "2962 products, 3694 placements, 0 rejected, 0 changed");
    assert_eq!(report.unchanged, furniture::PRODUCTS as u64);
    assert_eq!(shop.state(), before);
}

// Holds C9.
#[test]
fn one_new_price_is_one_row_of_changes() {
    let shop = Shop::empty();
    shop.load(&sheet(&[])).unwrap();
    let before = shop.head();
    let report = shop.load(&sheet(&[("25000", "26000")])).unwrap();
    assert_eq!(report.changed, 1);
    let rows = shop.changes(before.head);
    assert_eq!(rows.len(), 1);
    let price =
        Change::Price { variant: "default".parse().unwrap(), price: 26_000, list_price: None };
    assert_eq!((rows[0].id.as_str(), &rows[0].change), ("kopi", &price));
    let after = shop.head();
    // Too little to pack all shards for.
    assert_eq!((after.head, after.base), (before.head + 1, before.base));
    assert_eq!(after.horizon, before.horizon, "a phone that has the shards needs only the row");
}

#[test]
fn one_new_price_in_the_whole_export_is_one_row_of_changes() {
    let shop = Shop::empty();
    let export = furniture::export();
    shop.load(&export).unwrap();
    let head = shop.head().head;
    let id = furniture::id(1_000);
    // Every row of the product says it, or they would contradict each other.
    let price = format!("{},{}", furniture::price(1_000) / 100, furniture::price(1_000) % 100 / 10);
    let changed: String = export
        .lines()
        .map(|line| match line.contains(&format!(";{id};")) {
            true => line.replacen(&format!(";{price};"), ";7,5;", 1) + "\n",
            false => line.to_owned() + "\n",
        })
        .collect();
    assert_eq!(shop.load(&changed).unwrap().changed, 1);
    let rows = shop.changes(head);
    assert_eq!(rows.len(), 1);
    assert!(matches!(rows[0].change, Change::Price { price: 750, .. }));
}

// Holds C9.
#[test]
fn stock_is_a_small_row_and_a_name_a_whole_one() {
    let shop = Shop::empty();
    shop.load(&sheet(&[])).unwrap();
    let head = shop.head().head;
    shop.load(&sheet(&[(",12,", ",11,"), ("Gula", "Gula pasir")])).unwrap();
    let rows = shop.changes(head);
    assert_eq!(rows.len(), 2);
    let is_stock =
        |change: &Change| matches!(change, Change::Stock { stock: Stock::Units(11), .. });
    assert!(rows.iter().any(|row| row.id.as_str() == "kopi" && is_stock(&row.change)));
    let is_whole = |change: &Change| matches!(change, Change::Upsert { .. });
    assert!(rows.iter().any(|row| row.id.as_str() == "gula" && is_whole(&row.change)));
}

#[test]
fn what_vanished_from_the_file_stays_unless_asked_otherwise() {
    let shop = Shop::empty();
    shop.load(&sheet(&[])).unwrap();
    let head = shop.head().head;
    let fewer = "kode,nama,kategori,harga,stok\nkopi,Kopi,Minuman,25000,12\n";
    let report = shop.load(fewer).unwrap();
    assert_eq!((report.missing, report.withdrawn), (2, 0));
    assert!(report.to_string().contains("--prune"));
    assert_eq!((shop.products().len(), shop.head().head), (3, head));
    let pruning = Options { absent: Absent::Withdraw, ..options() };
    let report = shop.load_with(fewer, &pruning).unwrap();
    assert_eq!((report.missing, report.withdrawn), (0, 2));
    let rows = shop.changes(head);
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.change == Change::Deleted));
    assert_eq!(shop.products().len(), 1);
}

#[test]
fn other_sellers_goods_are_left_alone() {
    let shop = Shop::empty();
    shop.load(&sheet(&[])).unwrap();
    let tini = Options {
        seller: Some("dapur-bu-tini".parse().unwrap()),
        seller_name: Some("Dapur Bu Tini".to_owned()),
        absent: Absent::Withdraw,
        ..options()
    };
    let before = shop.state();
    let Err(ImportError::Rejected(report)) = shop.load_with(&sheet(&[]), &tini) else {
        panic!("their ids are taken")
    };
    assert!(matches!(report.rejections[0].reason, Reason::OtherSeller { .. }));
    assert_eq!(shop.state(), before);
    let sambal = "id,name,category,price\nsambal,Sambal,Bumbu,18000\n";
    assert_eq!(shop.load_with(sambal, &tini).unwrap().withdrawn, 0);
    assert_eq!(shop.product("sambal").seller.as_str(), "dapur-bu-tini");
    assert_eq!(shop.product("kopi").seller.as_str(), "toko");
    let sellers = shop.storage.read_blocking(|txn| txn.sellers()).unwrap();
    assert!(sellers.iter().any(|seller| seller.name == "Dapur Bu Tini"));
}

#[test]
fn an_old_price_that_is_no_higher_is_left_out_and_told() {
    let shop = Shop::empty();
    let text = "id;name;category;price;old_price\na;A;C;10,50;SR 9\nb;B;C;10,50;SR 1,100\n";
    let report = shop.load(text).unwrap();
    assert_eq!(report.notes[&Note::OldPriceNotHigher].lines, [2]);
    assert_eq!(shop.product("a").variants[0].list_price, None);
    assert_eq!(shop.product("b").variants[0].list_price, Some(110_000));
}

#[test]
fn what_a_file_does_not_speak_of_stays() {
    let shop = Shop::empty();
    let whole = "id,name,category,price,stock,brand,link\na,A,C,10,5,Kapal,http://x\n";
    shop.load(whole).unwrap();
    let report = shop.load("id,name,category,price\na,A,C,11\n").unwrap();
    assert_eq!(report.changed, 1);
    let product = shop.product("a");
    assert_eq!((product.variants[0].price, product.variants[0].stock), (11, Stock::Units(5)));
    assert_eq!(product.brand.as_deref(), Some("Kapal"));
}

#[test]
fn exported_and_imported_again_nothing_changes() {
    for format in [Format::Ndjson, Format::Csv] {
        let furniture = Shop::empty();
        furniture.load(&furniture::export()).unwrap();
        comes_back_unchanged(&furniture, Currency::SAR, format);

        let demo = Shop::empty();
        demo.load(include_str!("../../demo/catalog.ndjson")).unwrap();
        comes_back_unchanged(&demo, Currency::IDR, format);
    }
}

#[test]
fn an_export_moves_a_catalog_to_another_shop() {
    let (one, other) = (Shop::empty(), Shop::empty());
    one.load(include_str!("../../demo/catalog.ndjson")).unwrap();
    let text = export(&one, Currency::IDR, Format::Ndjson);
    other.load(&text).unwrap();
    assert_eq!(other.products(), one.products());
    assert_eq!(export(&other, Currency::IDR, Format::Ndjson), text);
}

#[test]
fn a_large_import_into_a_running_shop_is_told_by_its_shards() {
    let shop = Shop::empty();
    let some = Options { currency: Some(Currency::SAR), ..options() };
    shop.load_with("id,name,category,price\na,A,C,11\n", &some).unwrap();
    let before = shop.head();
    shop.load_with(&furniture::export(), &some).unwrap();
    let after = shop.head();
    assert_eq!((after.head, after.horizon), (before.head + 1, before.head + 1));
    assert!(shop.changes(before.head).is_empty());
}

fn comes_back_unchanged(shop: &Shop, currency: Currency, format: Format) {
    let text = export(shop, currency, format);
    let before = shop.state();
    let report = shop.load_with(&text, &Options { currency: Some(currency), ..options() });
    assert_eq!(report.unwrap().touched(), 0, "{format:?} {currency}");
    assert_eq!(shop.state(), before);
}

fn export(shop: &Shop, currency: Currency, format: Format) -> String {
    let catalog = shop.storage.read_blocking(|txn| Catalog::gather(txn)).unwrap();
    let mut bytes = Vec::new();
    catalog.write(format, currency, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// A small Indonesian sheet, with some words replaced.
fn sheet(replacements: &[(&str, &str)]) -> String {
    let text = "kode,nama,kategori,harga,stok,keterangan\n\
                kopi,Kopi,Minuman,25000,12,Digiling halus\n\
                teh,Teh,Minuman,8500,,\n\
                gula,Gula,Sembako,17500,30,\n";
    replacements.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

// Holds T7.
#[test]
fn who_delivers_a_thing_is_said_in_the_list_and_stays_said() {
    let shop = Shop::empty();
    let list = "id,name,category,price,delivered_by\n\
        gim,Voucher gim,Digital,50000,voucher/GAME-50 code 47000\n\
        teh,Teh,Minuman,9000,\n";
    shop.load(list).unwrap();
    let by = |id: &str| {
        let id = id.parse().unwrap();
        let only = "default".parse().unwrap();
        shop.storage.read_blocking(move |txn| txn.delivered_by(&id, &only)).unwrap()
    };
    assert_eq!(shop.product("gim").digital, Digital::Code);
    assert_eq!(shop.product("teh").digital, Digital::No);
    assert_eq!(by("gim").unwrap().amount, 47_000);
    assert!(by("teh").is_none());
    // A price list does not speak of it.
    shop.load("id,name,category,price\ngim,Voucher gim,Digital,52000\n").unwrap();
    assert_eq!(shop.product("gim").digital, Digital::Code);
    assert!(by("gim").is_some());
    // What the partner wants now is written, also where nothing a phone sees has changed.
    let dearer = "id,name,category,price,delivered_by\n\
        gim,Voucher gim,Digital,52000,voucher/GAME-50 code 48000\n";
    assert_eq!(shop.load(dearer).unwrap().unchanged, 1);
    assert_eq!(by("gim").unwrap().amount, 48_000);
    let thing = "id,name,category,price,delivered_by\ngim,Kartu gim,Digital,52000,\n";
    shop.load(thing).unwrap();
    assert_eq!((shop.product("gim").digital, by("gim").is_none()), (Digital::No, true));
    let line = r#"{"id":"pulsa","name":"Pulsa","categories":["digital"],"price":"11000",
        "delivered_by":"pulsa number 10000"}"#
        .replace('\n', " ");
    shop.load(&line).unwrap();
    assert_eq!(shop.product("pulsa").digital, Digital::Number);
}
