//! A phone that has no room for the whole catalog. The shop is usable all the same, says what is the
//! matter and where to go; cart and orders are as safe as ever.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use warung_domain::payment::PaymentMethod;
use warung_tests::browser::Engine;
use warung_tests::market;
use warung_tests::proxy::Proxy;
use warung_tests::shop::{Delivery, HOME_IN_BANDUNG, Shopper, marked};
use warung_tests::story::Story;
use warung_tests::waiting::until;

/// Their blocks take some hundred thousand bytes.
const PRODUCTS: usize = 12_000;

/// Chromium looks at what is left once in half a minute and counts from that in between.
const HEARD_OF: Duration = Duration::from_secs(75);

/// Writes until the browser refuses.
const PROBE: &str = "
    const request = indexedDB.open('room');
    request.onupgradeneeded = () => request.result.createObjectStore('rows');
    request.onerror = () => { window.isFull = true };
    const write = (db) => {
        const change = db.transaction('rows', 'readwrite');
        change.objectStore('rows').put('x'.repeat(1000), 1);
        change.oncomplete = () => setTimeout(() => write(db), 200);
        change.onabort = () => { db.close(); window.isFull = true };
    };
    request.onsuccess = () => write(request.result);";

// L2, C13
#[test]
fn a_catalog_that_does_not_fit_is_shopped_from_memory() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let sold = market::assortment(PRODUCTS);
    let server = market::open(&sold.rows)?;
    let line = Proxy::before(&server)?;
    let mut sari = Shopper::arrive_over("catalog_without_room", &line)?;
    let first = sold.rows.iter().find(|row| row.stock > 5).context("nothing is sold")?;
    sari.open(&first.path())?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::CashOnDelivery)?;
    let order = sari.place_order()?;
    sari.sees_standing("saved")?;
    sari.open(&first.path())?;
    sari.add_to_cart()?;
    sari.cart_lines()?;

    room(&sari, Some(1))?;
    sari.browser.js(PROBE, &json!([]))?;
    until(HEARD_OF, "the phone to be full", || {
        let full = sari.browser.js("return window.isFull === true", &json!([]))?;
        ensure!(full == true, "there is room still");
        Ok(())
    })?;
    sari.browser.expect_faults();
    sari.open("/settings")?;
    sari.browser.press(&marked("clear-catalog"))?;
    sari.browser.wait_for(&marked("no-room"))?;

    // Everything is here while the shop is open, whatever the line does.
    sari.browser.wait_js("all products", EVERYTHING)?;
    line.cut();
    let last = sold.rows.last().context("nothing is sold")?;
    sari.search(&last.name.to_lowercase())?;
    sari.browser.wait_text(&last.name)?;
    // The words lead to where something can be done about it.
    sari.go_to_tab("/cart")?;
    sari.browser.press(&format!("{} a", marked("no-room")))?;
    sari.browser.wait_address("/settings")?;
    sari.browser.wait_for(&marked("keep-chosen"))?;

    // What was promised and what was chosen outlive all of it.
    room(&sari, None)?;
    sari.next_launch(&order)?;
    sari.sees_standing("saved")?;
    line.mend();
    sari.open("/cart")?;
    sari.browser.wait_for(&marked("cart-line"))?;
    Ok(sari.leave()?)
}

const EVERYTHING: &str =
    "document.querySelector('[data-test=\"catalog-products\"]')?.innerText === '12.000'";

/// Sets how much the shop may keep; nothing is what the browser would give.
fn room(sari: &Shopper, bytes: Option<u64>) -> Result<Value> {
    let mut parameters = json!({ "origin": sari.origin });
    if let Some(bytes) = bytes {
        parameters["quotaSize"] = json!(bytes);
    }
    sari.browser.devtools("Storage.overrideQuotaForOrigin", &parameters)
}
