//! Somebody keeps one category of a market on the phone. It is whole without a signal; of the others
//! the shop says that they are elsewhere, and fetches what is looked at once there is a line, as up
//! to date as everything else.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use warung_tests::bench::catalog::goods::Row;
use warung_tests::browser::Engine;
use warung_tests::market;
use warung_tests::proxy::Proxy;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;

const PRODUCTS: usize = 8_000;
const SHARDS: &str = "/api/v1/catalog/shards/";

// C12
#[test]
fn one_category_is_kept_and_the_others_come_when_they_are_looked_at() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let sold = market::assortment(PRODUCTS);
    let server = market::open(&sold.rows)?;
    let line = Proxy::before(&server)?;
    let mut sari = Shopper::arrive_over("catalog_kept_in_part", &line)?;
    let all = line.heard(SHARDS).len();
    let kept = shelf_of(&sari, &sold.category)?;

    sari.open("/settings")?;
    sari.browser.press(&marked("keep-chosen"))?;
    sari.browser.press(&marked(&format!("keep-{}", kept.trim_start_matches("/category/"))))?;
    let takes = sari.browser.text(&marked("keep-takes"))?;
    println!("{takes}");
    sari.browser.press(&marked("keep-this"))?;
    sari.browser
        .wait_js("the others to leave", &format!("({COUNT_BLOCKS}, window.blocks < {all})"))?;

    // A product on a shelf that stands in no kept block, and what it costs from today on.
    let there = count(&sold.rows, &sold.category);
    line.cut();
    sari.browser.expect_faults();
    sari.next_launch(&kept)?;
    counts(&sari, there)?;
    let (shelf, row) = elsewhere(&sari, &sold.rows)?;
    sari.open(&shelf)?;
    sari.browser.wait_for(&marked("shelf-elsewhere"))?;
    let dearer = Row { price: row.price + 10_000, ..row.clone() };
    market::take_in(&server, std::slice::from_ref(&dearer))?;

    // What the browser itself kept on the way costs no line.
    sari.browser.devtools("Network.clearBrowserCache", &json!({}))?;
    let before = line.heard(SHARDS).len();
    line.mend();
    counts(&sari, count(&sold.rows, &row.category))?;
    sari.browser.wait_gone(&marked("shelf-elsewhere"))?;
    let fetched = line.heard(SHARDS).len() - before;
    only_some(fetched, all)?;
    sari.open(&row.path())?;
    sari.browser.wait_text_in("main", &market::rupiah(dearer.price))?;

    // The whole shop again.
    sari.open("/settings")?;
    sari.browser.press(&marked("keep-whole"))?;
    sari.browser.press(&marked("keep-this"))?;
    sari.browser.wait_js("all blocks", &format!("({COUNT_BLOCKS}, window.blocks === {all})"))?;
    Ok(sari.leave()?)
}

/// Counts the kept blocks into `window.blocks`; the next look reads what this one began.
const COUNT_BLOCKS: &str = "(() => {
    const open = indexedDB.open('warung-catalog');
    open.onsuccess = () => {
        const count = open.result.transaction('blocks').objectStore('blocks').count();
        count.onsuccess = () => { open.result.close(); window.blocks = count.result; };
    };
})()";

fn count(rows: &[Row], category: &str) -> usize {
    rows.iter().filter(|row| row.category == category).count()
}

/// The page of a category by the name on its tile.
fn shelf_of(sari: &Shopper, category: &str) -> Result<String> {
    let tile = format!(
        "[...document.querySelectorAll('{}')].find(tile => tile.innerText.trim() === {category:?})",
        marked("category"),
    );
    let shelf = sari.browser.wait_js("the shelf", &format!("{tile}?.getAttribute('href')"))?;
    Ok(shelf.as_str().context("a tile without a link")?.to_owned())
}

fn counts(sari: &Shopper, products: usize) -> Result<()> {
    let digits =
        "document.querySelector('[data-test=\"product-count\"]')?.innerText.replace(/\\D/g, '')";
    let wanted = format!("{digits} === '{products}'");
    sari.browser.wait_js("the whole shelf", &wanted).map(drop)
}

/// A shelf of which not everything is here, and a product of it that is not.
fn elsewhere<'a>(sari: &Shopper, rows: &'a [Row]) -> Result<(String, &'a Row)> {
    sari.open("/")?;
    sari.browser.wait_for(&marked("category"))?;
    // Far from the kept one, which is the first the shop lists.
    for row in rows.iter().rev().take(40) {
        sari.open(&row.path())?;
        let said = sari.browser.wait_js("the product, or where it is", SAID)?;
        if said == "product-elsewhere" {
            sari.open("/")?;
            return Ok((shelf_of(sari, &row.category)?, row));
        }
    }
    anyhow::bail!("everything is here")
}

/// What the page of a product says first: that it can be bought, or that it is not here.
const SAID: &str = "document.querySelector(
    '[data-test=\"add-to-cart\"], [data-test=\"product-elsewhere\"]')?.dataset.test";

fn only_some(fetched: usize, all: usize) -> Result<()> {
    ensure!(
        (1..all / 2).contains(&fetched),
        "{fetched} of {all} blocks were fetched for one shelf"
    );
    Ok(())
}
