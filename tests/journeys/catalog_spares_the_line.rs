//! Somebody's phone is told to spare data: the shop opens with little, asks before it fetches the rest,
//! and fetches what is looked at. And a download is paused and goes on.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;
use warung_tests::browser::Engine;
use warung_tests::market;
use warung_tests::proxy::{Fault, Proxy, Road};
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;
use warung_tests::waiting::{PATIENCE, until};

const PRODUCTS: usize = 8_000;
const SHARDS: &str = "/api/v1/catalog/shards/";
const ASKING_FOR_SHARDS: &str = "GET /api/v1/catalog/shards/";
const MANIFEST: &str = "/api/v1/catalog/manifest";

/// What the browser of a phone with data saving says.
const SPARES: &str = "Object.defineProperty(NetworkInformation.prototype, 'saveData',
    { get: () => localStorage.spares !== 'no' });";

// C14
#[test]
fn a_phone_that_spares_data_is_asked_first() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let sold = market::assortment(PRODUCTS);
    let server = market::open(&sold.rows)?;
    let line = Proxy::before(&server)?;
    let sari = Shopper::before_arriving("catalog_spares_the_line", &line)?;
    let inject = json!({ "source": SPARES });
    sari.browser.devtools("Page.addScriptToEvaluateOnNewDocument", &inject)?;
    sari.open("/")?;
    sari.browser.wait_for(&marked("product-card"))?;
    sari.browser.wait_for(&marked("sparing"))?;
    rounds_fetch_nothing(&sari, &line, 1)?;

    let shelf = sari.browser.attribute(&marked("category"), "href")?;
    sari.browser.press(&format!("a[href=\"{shelf}\"]"))?;
    sari.browser.wait_count(&marked("product-card"), 24)?;
    rounds_fetch_nothing(&sari, &line, 2)?;

    sari.browser.press(&format!("{} button", marked("sparing")))?;
    sari.browser.wait_gone(&marked("sparing"))?;
    sari.open("/settings")?;
    sari.browser.wait_js("all products", EVERYTHING)?;
    Ok(sari.leave()?)
}

const EVERYTHING: &str =
    "document.querySelector('[data-test=\"catalog-products\"]')?.innerText === '8.000'";

// C14
#[test]
fn a_download_is_paused_and_goes_on() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let sold = market::assortment(PRODUCTS);
    let server = market::open(&sold.rows)?;
    let line = Proxy::before(&server)?;
    let sari = Shopper::before_arriving("catalog_is_paused", &line)?;
    sari.open("/")?;
    sari.is_ready_for_offline()?;
    sari.open("/settings")?;
    sari.browser.wait_js("all products", EVERYTHING)?;
    let all = shards(&line).len();
    let before = line.heard(SHARDS).len();
    sari.browser.devtools("Network.clearBrowserCache", &json!({}))?;
    // Begun anew while a round is under way that knows the copy which is let go of, and on a line
    // over which no shard comes.
    let slow = Duration::from_millis(1_500);
    line.lead_over(Road { round_trip: slow, bytes_per_second: 0, drop_every: 0 });
    line.whenever(ASKING_FOR_SHARDS, Fault::Hung);
    round_begins(&sari, &line)?;
    sari.browser.press(&marked("clear-catalog"))?;
    sari.browser.press(&marked("pause"))?;
    sari.browser.wait_for(&marked("go-on"))?;
    // What is under way on it breaks.
    sari.browser.expect_faults();
    line.lead_over(Road::default());
    line.mend();
    let so_far = settles(&sari, &line)? - before;
    few(so_far, all)?;
    sari.open("/")?;
    sari.browser.wait_for(&marked("paused"))?;
    // A page that is loaded anew asks for the first shard while it starts.
    rounds_fetch_nothing(&sari, &line, before + so_far + 1)?;

    sari.browser.press(&format!("{} button", marked("paused")))?;
    sari.browser.wait_gone(&marked("paused"))?;
    sari.open("/settings")?;
    sari.browser.wait_js("all products", EVERYTHING)?;
    Ok(sari.leave()?)
}

/// The different shards that came.
fn shards(line: &Proxy) -> BTreeSet<String> {
    line.heard(SHARDS).into_iter().map(|heard| heard.path).collect()
}

/// After two further rounds with the shop no more than so many shards have come.
fn rounds_fetch_nothing(sari: &Shopper, line: &Proxy, shards: usize) -> Result<()> {
    for _ in 0..2 {
        another_round(sari, line)?;
    }
    let come = line.heard(SHARDS).len();
    ensure!(come <= shards, "{come} shards came instead of {shards}");
    Ok(())
}

/// Waits for a round after which no shard has come, and counts those that have.
fn settles(sari: &Shopper, line: &Proxy) -> Result<usize> {
    until(2 * PATIENCE, "the download to stop", || {
        let before = line.heard(SHARDS).len();
        another_round(sari, line)?;
        let come = line.heard(SHARDS).len();
        ensure!(come == before, "{before} became {come}");
        Ok(come)
    })
}

/// Has the phone look for news, and waits until it has asked.
fn round_begins(sari: &Shopper, line: &Proxy) -> Result<()> {
    let calls = line.traffic().calls;
    sari.browser.js("window.dispatchEvent(new Event('online'))", &json!([]))?;
    until(PATIENCE, "a round to begin", || {
        let now = line.traffic().calls;
        ensure!(now > calls, "there were {now} calls");
        Ok(())
    })
}

/// Has the phone look for news, and waits until it has heard of none.
fn another_round(sari: &Shopper, line: &Proxy) -> Result<()> {
    let heard = line.heard(MANIFEST).len();
    sari.browser.js("window.dispatchEvent(new Event('online'))", &json!([]))?;
    until(PATIENCE, "a round", || {
        let now = line.heard(MANIFEST).len();
        ensure!(now > heard, "the manifest was asked for {now} times");
        Ok(())
    })
}

fn few(some: usize, all: usize) -> Result<()> {
    ensure!(some < all, "{some} of {all} shards came");
    Ok(())
}
