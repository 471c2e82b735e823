//! Room on the phone. The browser is asked to keep the shop when there is something to keep; a full
//! phone gives up pictures and catalog before it gives up an order; the settings tell how much is
//! used and what can go.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;
use warung_domain::payment::PaymentMethod;
use warung_tests::browser::Engine;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, HOME_IN_BANDUNG, Shopper, marked};
use warung_tests::story::Story;
use warung_tests::waiting::until;

/// How long it may take until a browser has heard of a full phone.
const HEARD_OF: Duration = Duration::from_secs(75);

/// Counts how often the browser is asked to keep the shop.
const COUNT_ASKING: &str = "StorageManager.prototype.persist = async () => {
        localStorage.asked = Number(localStorage.asked ?? 0) + 1;
        return false;
    };";

// L1
#[test]
fn the_browser_is_asked_at_the_first_order_and_not_before() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let server = Server::demo()?;
    let mut sari = Shopper::arrive("storage_asked", &server)?;
    let inject = json!({ "source": COUNT_ASKING });
    sari.browser.devtools("Page.addScriptToEvaluateOnNewDocument", &inject)?;
    sari.open("/")?;
    fill_the_cart(&sari)?;
    sari.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::CashOnDelivery)?;
    nobody_asked_yet(&sari)?;
    sari.place_order()?;
    sari.browser.wait_js("the browser to be asked", "Number(localStorage.asked) === 1")?;
    Ok(sari.leave()?)
}

// L2: orders are saved on a phone on which nothing more fits, as long as there is anything that can
// be fetched again.
#[test]
fn on_a_full_phone_pictures_and_catalog_give_way_to_an_order() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let server = Server::demo()?;
    let mut sari = Shopper::arrive("storage_full", &server)?;
    fill_the_cart(&sari)?;
    sari.browser.wait_js("pictures to be kept", &counts_pictures("> 0"))?;
    sari.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::CashOnDelivery)?;
    sari.has_no_room()?;
    sari.place_order()?;
    sari.sees_standing("saved")?;
    are_gone(&sari)?;
    sari.has_room()?;
    sari.next_launch("/outbox")?;
    sari.browser.wait_for(&marked("outbox-entry"))?;
    Ok(())
}

// L6: a phone that has slept leaves handles that look open and are not.
#[test]
fn an_order_is_saved_over_handles_that_have_died() -> Story {
    let server = Server::demo()?;
    let mut sari = Shopper::arrive("storage_handles", &server)?;
    fill_the_cart(&sari)?;
    sari.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::CashOnDelivery)?;
    sari.browser.js(KILL_EVERY_HANDLE_ONCE, &json!([]))?;
    sari.place_order()?;
    sari.sees_standing("saved")?;
    sari.browser.wait_js("handles to have died", "window.died > 1")?;
    sari.next_launch("/outbox")?;
    sari.browser.wait_for(&marked("outbox-entry"))?;
    Ok(sari.leave()?)
}

/// The first transaction of each handle that is open now finds it closed.
const KILL_EVERY_HANDLE_ONCE: &str = "window.died = 0;
    const names = new Set(), begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (...wanted) {
        if (!names.has(this.name)) { names.add(this.name); window.died += 1; this.close(); }
        return begin.apply(this, wanted);
    };";

// L3
#[test]
fn the_settings_tell_what_is_used_and_let_pictures_go() -> Story {
    let server = Server::demo()?;
    let sari = Shopper::arrive("storage_settings", &server)?;
    // Those of the very first page came before there was a worker to keep them.
    sari.open("/")?;
    sari.browser.wait_js("pictures to be kept", &counts_pictures("> 0"))?;
    sari.open("/settings")?;
    sari.browser.wait_js(
        "room to be told",
        "/\\d.*\\d/.test(document.querySelector('[data-test=\"storage-used\"]')?.innerText ?? '')",
    )?;
    sari.browser.press(&marked("remove-pictures"))?;
    sari.browser.wait_js("the pictures to be gone", &counts_pictures("=== 0"))?;
    sari.browser.wait_js(
        "nothing left to remove",
        "document.querySelector('[data-test=\"remove-pictures\"]').disabled",
    )?;
    Ok(sari.leave()?)
}

/// Waits until the pictures have given way. Chromium looks at what is left once in half a minute and
/// counts from that in between, so the write that finds no room may be a later one.
fn are_gone(sari: &Shopper) -> Result<()> {
    until(HEARD_OF, "the pictures to be gone", || {
        let gone = format!("return ({})", counts_pictures("=== 0"));
        ensure!(sari.browser.js(&gone, &json!([]))? == true, "there are some");
        Ok(())
    })
}

fn nobody_asked_yet(sari: &Shopper) -> Result<()> {
    let asked = sari.browser.js("return localStorage.asked ?? null", &json!([]))?;
    ensure!(asked.is_null(), "asked {asked} times before there was an order");
    Ok(())
}

fn fill_the_cart(sari: &Shopper) -> Result<()> {
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()
}

fn counts_pictures(condition: &str) -> String {
    format!(
        "(caches.has('warung-pictures')
            .then(async (has) => has ? (await (await caches.open('warung-pictures')).keys()).length : 0)
            .then((count) => {{ window.pictures = count }}), window.pictures {condition})"
    )
}
