//! A later version of the app changes a database while orders wait in it. They are all still there
//! afterwards. A tab of the older version makes way and says what to do; one that cannot is named to
//! the person, and when it is closed the change goes on.

use anyhow::Result;
use serde_json::{Value, json};
use warung_domain::payment::PaymentMethod;
use warung_tests::browser::{Browser, Screen};
use warung_tests::server::Server;
use warung_tests::shop::{
    Delivery, HOME_IN_BANDUNG, Shopper, begin_check, everything_is_there,
    is_told_who_stands_in_the_way, marked, offer_checks, stand_in_the_way,
};
use warung_tests::story::Story;

/// A guest's order, which waits on the phone until somebody signs in.
fn with_a_waiting_order(story: &str, server: &Server) -> Result<Shopper> {
    let mut sari = Shopper::arrive(story, server)?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::CashOnDelivery)?;
    sari.place_order()?;
    sari.sees_standing("saved")?;
    Ok(sari)
}

// L4, L5
#[test]
fn an_older_tab_makes_way_and_says_so() -> Story {
    let mut server = Server::demo()?;
    offer_checks(&mut server)?;
    let sari = with_a_waiting_order("storage_upgrade", &server)?;
    let old = sari.browser.new_tab("about:blank")?;
    begin_check(&sari.browser, &sari.origin, "upgrade")?;
    everything_is_there(&sari.browser)?;
    sari.browser.close_tab(&old)?;
    sari.browser.wait_for(&format!("{} button", marked("storage-outdated")))?;
    Ok(())
}

// L5: a tab so old that it hears nothing.
#[test]
fn a_tab_that_stands_in_the_way_is_named_and_then_it_goes_on() -> Story {
    let mut server = Server::demo()?;
    offer_checks(&mut server)?;
    let sari = with_a_waiting_order("storage_blocked", &server)?;
    stand_in_the_way(&sari.browser)?;
    let old = sari.browser.new_tab("about:blank")?;
    is_told_who_stands_in_the_way(&sari.browser, &sari.origin)?;
    let new = sari.browser.switch_tab(&old)?;
    sari.browser.close_tab(&new)?;
    everything_is_there(&sari.browser)?;
    Ok(())
}

/// Rows of every released version of the databases, as a phone kept them then.
const RELEASED: [(&str, &str); 1] = [("1", include_str!("../fixtures/phone-v1.json"))];

// L4: whatever version of the app wrote them, this one reads them all.
#[test]
fn rows_of_every_released_version_are_read() -> Story {
    for (version, rows) in RELEASED {
        let server = Server::demo()?;
        let browser = Browser::open(&format!("storage_rows_{version}"), Screen::Phone)?;
        // A place of the shop's where no app runs yet.
        browser.go(&format!("{}/healthz", server.origin()))?;
        browser.js(WRITE_ROWS, &json!([parsed(rows)?]))?;
        browser.wait_js("the rows to be written", "window.written === true")?;
        browser.go(&format!("{}/outbox", server.origin()))?;
        browser.wait_for(&marked("outbox-entry"))?;
        browser.go(&format!("{}/orders", server.origin()))?;
        browser.wait_for(&format!("{}[href^=\"/orders/\"]", marked("order-row")))?;
        browser.go(&format!("{}/cart", server.origin()))?;
        browser.wait_for(&marked("cart-line"))?;
    }
    Ok(())
}

fn parsed(rows: &str) -> Result<Value> {
    Ok(serde_json::from_str(rows)?)
}

/// Makes the databases as they were, with their rows. A key pair cannot be written down, so each
/// device gets a new one; it signs nothing here.
const WRITE_ROWS: &str = "const [databases] = arguments;
    const write = async () => {
        const kind = { name: 'ECDSA', namedCurve: 'P-256' };
        const keys = await crypto.subtle.generateKey(kind, false, ['sign', 'verify']);
        for (const { name, version, stores } of databases) {
            const request = indexedDB.open(name, version);
            request.onupgradeneeded = () => {
                for (const store of Object.keys(stores)) request.result.createObjectStore(store);
            };
            const db = await new Promise((done) => { request.onsuccess = () => done(request.result) });
            const change = db.transaction(Object.keys(stores), 'readwrite');
            for (const [store, rows] of Object.entries(stores)) {
                for (const [key, row] of Object.entries(rows)) {
                    const isKeyed = store === 'devices';
                    change.objectStore(store).put(isKeyed ? { device: row, keys } : row, key);
                }
            }
            await new Promise((done) => { change.oncomplete = done });
            db.close();
        }
        window.written = true;
    };
    write();";
