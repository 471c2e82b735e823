//! A thing is put in the cart and the tab is closed with the very same tap. The next tab has it.

use anyhow::{Result, ensure};
use serde_json::json;
use warung_tests::browser::Browser;
use warung_tests::server::Server;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;

/// Once may be luck.
const TIMES: u64 = 5;

// K9
#[test]
fn a_tab_that_is_closed_with_the_tap_loses_nothing() -> Story {
    let server = Server::demo()?;
    let sari = Shopper::arrive("cart_keeps_the_last_tap", &server)?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.browser.wait_for(&marked("add-to-cart"))?;
    for taps in 0..TIMES {
        let child = open_child(&sari.browser)?;
        let first = sari.browser.switch_tab(&child)?;
        sari.browser.wait_for(&marked("add-to-cart"))?;
        if taps > 0 {
            // The tab has read what is in the cart so far.
            sari.browser.wait_for(&marked("in-cart"))?;
        }
        // In a task of its own, which the script outlives that asks for it.
        let script = "setTimeout(() => {
            document.querySelector(arguments[0]).click();
            window.close();
        })";
        sari.browser.js(script, &json!([marked("add-to-cart")]))?;
        sari.browser.switch_tab(&first)?;
        sari.browser.wait_tabs(1)?;
    }
    sari.open("/cart")?;
    has(&sari, TIMES)?;
    // And it is in the database by now, not in the note only.
    sari.browser.wait_js("the note to go", "localStorage.getItem('warung.cart') === null")?;
    sari.open("/cart")?;
    has(&sari, TIMES)?;
    Ok(sari.leave()?)
}

/// A tab that may be closed by its own page.
fn open_child(browser: &Browser) -> Result<String> {
    let before = browser.tabs()?;
    browser.js("window.open(location.href, '_blank')", &json!([]))?;
    browser.wait_tabs(before.len() + 1)?;
    let child = browser.tabs()?.into_iter().find(|tab| !before.contains(tab));
    child.ok_or_else(|| anyhow::anyhow!("no tab was opened"))
}

fn has(sari: &Shopper, pieces: u64) -> Result<()> {
    sari.browser.wait_for(&marked("cart-line"))?;
    let shown = sari.browser.text(&marked("quantity"))?;
    ensure!(shown == pieces.to_string(), "the cart holds {shown} of {pieces}");
    Ok(())
}
