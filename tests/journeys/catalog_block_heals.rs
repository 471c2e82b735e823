//! A block of the catalog goes bad on the phone. The shop is browsed from the others meanwhile, and
//! that block alone is fetched again.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use warung_tests::browser::Engine;
use warung_tests::market;
use warung_tests::proxy::Proxy;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;

const SHARDS: &str = "/api/v1/catalog/shards/";

/// Changes one byte in the middle of the kept block with the most bytes, and names it.
const SPOIL: &str = "
    const open = indexedDB.open('warung-catalog');
    open.onsuccess = () => {
        const change = open.result.transaction('blocks', 'readwrite');
        const store = change.objectStore('blocks');
        let most;
        store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
            if (cursor) {
                if (cursor.value.length > (most?.block.length ?? 0)) {
                    most = { name: cursor.key, block: cursor.value };
                }
                return cursor.continue();
            }
            most.block[most.block.length >> 1] ^= 0x55;
            store.put(most.block, most.name);
        };
        change.oncomplete = () => { open.result.close(); window.spoilt = most.name; };
    };";

/// How many products the catalog on this phone has, as the settings tell.
const TOLD: &str = "document.querySelector('[data-test=\"catalog-products\"]')?.innerText";

// C4, C13
#[test]
fn a_block_that_went_bad_is_the_only_one_fetched_again() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let sold = market::assortment(4_000);
    let server = market::open(&sold.rows)?;
    let line = Proxy::before(&server)?;
    let mut sari = Shopper::arrive_over("catalog_block_heals", &line)?;
    let first = line.heard(SHARDS).len();
    sari.browser.js(SPOIL, &json!([]))?;
    let spoilt = sari.browser.wait_js("a block to be spoilt", "window.spoilt")?;
    // What the browser itself kept on the way would be as good, and cost no line.
    sari.browser.devtools("Network.clearBrowserCache", &json!({}))?;
    let spoilt = spoilt.as_str().context("no block was spoilt")?.to_owned();

    // With no line: what the other blocks hold is here, and can be looked at.
    line.cut();
    sari.browser.expect_faults();
    sari.next_launch("/")?;
    sari.browser.wait_count(&marked("product-card"), 12)?;
    sari.open("/settings")?;
    let told = format!("Number({TOLD}?.replace('.', ''))");
    sari.browser.wait_js("most products", &format!("{told} > {}", sold.rows.len() / 4))?;
    some_are_missing(&sari, &told, sold.rows.len())?;

    line.mend();
    sari.browser.wait_js("all products to be here again", &format!("{TOLD} === '4.000'"))?;
    let fetched: Vec<String> =
        line.heard(SHARDS).into_iter().skip(first).map(|shard| shard.path).collect();
    only(&fetched, &spoilt)?;

    line.cut();
    sari.next_launch("/settings")?;
    sari.browser.wait_js("them to be kept", &format!("{TOLD} === '4.000'"))?;
    Ok(sari.leave()?)
}

fn some_are_missing(sari: &Shopper, told: &str, sold: usize) -> Result<()> {
    let left = sari.browser.js(&format!("return {told}"), &json!([]))?;
    let is_less = left.as_u64().is_some_and(|left| left < sold as u64);
    ensure!(is_less, "{left} of {sold} products are left");
    Ok(())
}

fn only(fetched: &[String], spoilt: &str) -> Result<()> {
    let wanted = format!("{SHARDS}{spoilt}");
    ensure!(*fetched == [wanted], "fetched again: {fetched:?}, spoilt: {spoilt}");
    Ok(())
}
