//! A printer at the device itself: connected once with a tap, it gets the proof of a payment without a
//! dialogue, as the commands printers of tills know; when it is gone, the dialogue takes over.

use serde_json::json;
use warung_tests::browser::Engine;
use warung_tests::people::{BU_TINI, SARI};
use warung_tests::server::Server;
use warung_tests::shop::{Seller, Shopper, marked};
use warung_tests::story::Story;

/// A serial line with a printer at its end that keeps what it gets. No browser under test has one.
const PRINTER: &str = "(() => {
    const allowed = () => localStorage.getItem('printer') === 'yes';
    const port = {
        async open({ baudRate }) {
            if (localStorage.getItem('printer-gone')) throw new Error('gone');
            window.baud = baudRate;
        },
        async close() { window.hungUp = true; },
        writable: { getWriter: () => ({
            async write(bytes) { window.paper = Array.from(bytes); },
            releaseLock() {},
        }) },
    };
    Object.defineProperty(navigator, 'serial', { configurable: true, value: {
        async requestPort() { localStorage.setItem('printer', 'yes'); return port; },
        async getPorts() { return allowed() ? [port] : []; },
    } });
    window.print = () => { window.printed = true; };
})()";

// Holds N4.
#[test]
fn a_proof_goes_to_the_printer_at_hand() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let server = Server::demo()?;
    let mut sari = Shopper::arrive("printer_at_the_till", &server)?;
    sari.sign_in(&SARI)?;
    let (_order, slip) = sari.orders_for_the_counter()?;

    let tini = Seller::arrive("printer_at_the_till", &server, &BU_TINI)?;
    let browser = &tini.browser;
    let inject = json!({ "source": PRINTER });
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", &inject)?;
    browser.go(&format!("{}/counter/cash", tini.origin))?;
    browser.press(&marked("drawer-open"))?;
    tini.types_the_code(&slip.code)?;
    browser.press(&marked("cash-take"))?;
    browser.wait_for(&marked("cash-accepted"))?;
    // Before there is one the dialogue opens.
    browser.press(&marked("cash-print"))?;
    browser.wait_js("the print dialogue", "window.printed === true")?;
    browser.press(&format!("{} summary", marked("printers")))?;
    let before = browser.text(&marked("printer-standing"))?;
    browser.press(&marked("printer-serial"))?;
    browser.wait_js(
        "the printer",
        &format!(
            "document.querySelector({:?}).textContent !== {before:?}",
            marked("printer-standing"),
        ),
    )?;
    tini.picture("connected")?;
    browser.press(&marked("cash-print"))?;
    browser.wait_js("the paper", "window.paper && window.hungUp")?;
    let paper = browser.js("return window.paper", &json!([]))?;
    let paper: Vec<u8> = serde_json::from_value(paper).map_err(anyhow::Error::from)?;
    let has = |wanted: &[u8]| paper.windows(wanted.len()).any(|window| window == wanted);
    assert!(paper.starts_with(b"\x1b@") && paper.ends_with(b"\x1dVB\x03"), "begun and cut");
    let amount = slip.amount.replace('\u{a0}', " ");
    assert!(has(amount.as_bytes()) && has(b"Bu Tini"), "{}", String::from_utf8_lossy(&paper));
    // A printer that is gone is no reason for a customer to go without.
    browser
        .js("localStorage.setItem('printer-gone', 'yes'); window.printed = false", &json!([]))?;
    browser.press(&marked("cash-print"))?;
    browser.wait_js("the print dialogue", "window.printed === true")?;
    tini.leave()?;
    Ok(sari.leave()?)
}
