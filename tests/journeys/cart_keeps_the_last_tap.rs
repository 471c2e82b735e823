//! A thing is put in the cart and the tab is closed with the very same tap. The next tab has it.

use anyhow::{Result, ensure};
use serde_json::json;
use warung_tests::server::Server;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;

/// Once may be luck.
const TIMES: u64 = 5;

const NO_NOTE: &str = "localStorage.getItem('warung.cart') === null";

// K9
#[test]
fn a_tab_that_is_closed_with_the_tap_loses_nothing() -> Story {
    let server = Server::demo()?;
    let sari = Shopper::arrive("cart_keeps_the_last_tap", &server)?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.browser.wait_for(&marked("add-to-cart"))?;
    // A tab that stays open leaves no note behind.
    sari.add_to_cart()?;
    sari.browser.wait_js("the note to go", NO_NOTE)?;
    for _ in 0..TIMES {
        sari.browser.js("window.child = window.open(location.href, '_blank')", &json!([]))?;
        // The tab has read what is in the cart so far.
        let has_read = format!("window.child.document.querySelector('{}')", marked("in-cart"));
        sari.browser.wait_js("the other tab", &format!("{has_read} !== null"))?;
        // One task: the tap, and the end of the tab.
        let tap =
            "window.child.document.querySelector(arguments[0]).click(); window.child.close();";
        sari.browser.js(tap, &json!([marked("add-to-cart")]))?;
        sari.browser.wait_tabs(1)?;
    }
    sari.open("/cart")?;
    has(&sari, 1 + TIMES)?;
    // And it is in the database by now, not in the note only.
    sari.browser.wait_js("the note to go", NO_NOTE)?;
    sari.open("/cart")?;
    has(&sari, 1 + TIMES)?;
    Ok(sari.leave()?)
}

fn has(sari: &Shopper, pieces: u64) -> Result<()> {
    sari.browser.wait_for(&marked("cart-line"))?;
    let shown = sari.browser.text(&marked("quantity"))?;
    ensure!(shown == pieces.to_string(), "the cart holds {shown} of {pieces}");
    Ok(())
}
