//! A shelf of thousands is scrolled to its very end without a server, and so are results; whoever
//! looks at something there and comes back is where they were.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::json;
use warung_tests::server::Server;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;

const PRODUCTS: usize = 4_000;
/// However many there are, no more than this are in the document.
const IN_THE_DOCUMENT: u64 = 100;

#[test]
fn the_last_of_thousands_is_seen_and_the_way_back_leads_there() -> Story {
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let mut server = Server::prepared(&[])?;
    server.import(&one_shelf(folder.path())?, &[])?;
    server.start()?;
    let mut sari = Shopper::arrive("long_lists", &server)?;
    server.stop()?;
    sari.browser.expect_outage();
    sari.next_launch("/")?;

    open_the_shelf(&sari)?;
    sari.browser.press(&format!("{} option[value=cheapest]", marked("sort")))?;
    sari.browser.wait_text_in(&at(1), "Barang 0001")?;
    sari.browser.wait_attribute(&at(1), "aria-setsize", &PRODUCTS.to_string())?;
    to_the_end_and_back(&sari, "Barang 4000")?;

    sari.search("barang")?;
    to_the_end_and_back(&sari, "Barang")?;

    // Other words begin at the top.
    sari.search("barang 0777")?;
    sari.browser.wait_js("the results from their top", "scrollY === 0")?;
    sari.browser.wait_text_in(&at(1), "Barang 0777")?;
    Ok(sari.leave()?)
}

/// The focus stays on a card that is scrolled out of sight.
#[test]
fn a_card_with_the_focus_is_not_taken_away() -> Story {
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let mut server = Server::prepared(&[])?;
    server.import(&one_shelf(folder.path())?, &[])?;
    server.start()?;
    let sari = Shopper::arrive("long_lists_focus", &server)?;
    open_the_shelf(&sari)?;
    sari.browser.wait_for(&at(2))?;
    let focused = "document.activeElement?.closest('li')?.getAttribute('aria-posinset') === '2'";
    sari.browser.js(&format!("document.querySelector('{} a').focus()", at(2)), &json!([]))?;
    sari.browser.js("scrollTo(0, 100000)", &json!([]))?;
    sari.browser.wait_gone(&at(1))?;
    sari.browser.wait_js("the focus where it was", focused)?;
    sari.browser.js("document.activeElement.blur(); scrollTo(0, 200000)", &json!([]))?;
    sari.browser.wait_gone(&at(2))?;
    Ok(sari.leave()?)
}

/// Other words put other products on the rows that are there. What is made anew with every letter
/// and dropped with the next would lie in memory until the browser finds the time to collect it.
#[test]
fn who_types_goes_on_with_the_same_rows() -> Story {
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let mut server = Server::prepared(&[])?;
    server.import(&one_shelf(folder.path())?, &[])?;
    server.start()?;
    let sari = Shopper::arrive("long_lists_rows", &server)?;
    sari.search("barang")?;
    sari.browser.wait_for(&at(24))?;
    let each = "[...document.querySelectorAll('main li[aria-posinset]')]";
    sari.browser.js(&format!("{each}.forEach((row) => row.wasThere = true)"), &json!([]))?;
    for (words, first) in [("barang 0777", "Barang 0777"), ("barang 12", "Barang 12")] {
        sari.search(words)?;
        sari.browser.wait_text_in(&at(1), first)?;
    }
    sari.browser.wait_for(&at(24))?;
    sari.browser.wait_js("the rows of before", &format!("{each}.every((row) => row.wasThere)"))?;
    let links = format!("{each}.map((row) => row.querySelector('a').getAttribute('href'))");
    sari.browser.wait_js(
        "a link of its own on each",
        &format!("new Set({links}).size === {each}.length"),
    )?;
    Ok(sari.leave()?)
}

fn open_the_shelf(sari: &Shopper) -> Result<()> {
    let shelf = sari.browser.attribute(&marked("category"), "href")?;
    sari.browser.press(&marked("category"))?;
    sari.browser.wait_address(&shelf)?;
    sari.browser.wait_for(&marked("product-card"))
}

fn to_the_end_and_back(sari: &Shopper, last: &str) -> Result<()> {
    sari.browser.js("scrollTo(0, document.documentElement.scrollHeight)", &json!([]))?;
    sari.browser.wait_text_in(&at(PRODUCTS), last)?;
    let drawn = sari.browser.count("main li[aria-posinset]")?;
    ensure!(drawn <= IN_THE_DOCUMENT, "{drawn} of {PRODUCTS} are in the document");
    let link = format!("{} a", at(PRODUCTS));
    sari.browser.wait_js("the last to be in sight", &in_sight(&link))?;
    let product = sari.browser.attribute(&link, "href")?;
    let left = sari.browser.js("return Math.round(scrollY)", &json!([]))?;
    sari.browser.press(&link)?;
    sari.browser.wait_address(&product)?;
    sari.browser.wait_for(&marked("add-to-cart"))?;
    sari.browser.back()?;
    sari.browser.wait_js("the last to be in sight again", &in_sight(&link))?;
    sari.browser.wait_js("the same place", &format!("Math.abs(scrollY - {left}) < 2"))?;
    let followed = format!("document.activeElement?.getAttribute('href') === '{product}'");
    sari.browser.wait_js("the focus on the link that was followed", &followed)?;
    Ok(())
}

/// The item at a place, counted from one.
fn at(place: usize) -> String {
    format!("main li[aria-posinset=\"{place}\"]")
}

fn in_sight(css: &str) -> String {
    format!(
        "((place) => place && place.top >= 0 && place.bottom <= innerHeight)\
         (document.querySelector('{css}')?.getBoundingClientRect())"
    )
}

/// Products of one category, each a little dearer than the one before.
fn one_shelf(folder: &Path) -> Result<PathBuf> {
    let mut text = String::from("id,name,category,price,stock\n");
    for number in 1..=PRODUCTS {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{number},Barang {number:04},Semua,{},9", 1_000 + number * 100);
    }
    let file = folder.join("one-shelf.csv");
    std::fs::write(&file, text)?;
    Ok(file)
}
