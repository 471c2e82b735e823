//! Somebody walks away from the kiosk in the middle: it warns, wipes itself, and whoever comes next finds
//! nothing of them, neither on the screen nor by the browser's way back.

use serde_json::json;
use warung_tests::people::{BU_TINI, SARI};
use warung_tests::server::Server;
use warung_tests::shop::{Seller, Shopper, marked};
use warung_tests::story::Story;

const NUMBER: &str = "081200000001";

// Holds N5.
#[test]
fn nothing_of_them_is_left() -> Story {
    let server = Server::demo()?;
    let sari = Shopper::arrive("kiosk_left_alone", &server)?;
    sari.sign_in(&SARI)?;
    sari.open("/account/balance")?;
    sari.browser.wait_for(&marked("balance-code"))?;
    let code: String =
        sari.browser.text(&marked("balance-code"))?.chars().filter(char::is_ascii_digit).collect();
    let machine = Seller::arrive("kiosk_left_alone_machine", &server, &BU_TINI)?;
    let kiosk = &machine.browser;
    machine.open("/counter/kiosk")?;
    kiosk.fill(&marked("kiosk-name"), "Depan pintu")?;
    kiosk.press(&marked("kiosk-enrol"))?;
    for is_checking in [false, true] {
        kiosk.press(&marked("kiosk-balance"))?;
        kiosk.fill(&marked("kiosk-phone"), NUMBER)?;
        kiosk.fill(&marked("kiosk-code"), &code)?;
        kiosk.fill(&marked("kiosk-amount"), "50000")?;
        if is_checking {
            kiosk.press(&marked("kiosk-next"))?;
            kiosk.wait_for(&marked("kiosk-confirm"))?;
        }
        // Time passes, and nobody touches the screen: first it says so, and then it is over.
        passes(kiosk, 50_000)?;
        kiosk.wait_for(".kiosk-closing")?;
        passes(kiosk, 15_000)?;
        kiosk.wait_for(&marked("kiosk-order"))?;
        let left = kiosk.text("main")?;
        assert!(!left.contains(NUMBER) && !left.contains("50.000"), "left was: {left}");
        kiosk.press(&marked("kiosk-balance"))?;
        kiosk.wait_for(&marked("kiosk-phone"))?;
        for field in ["kiosk-phone", "kiosk-code", "kiosk-amount"] {
            let script = "return document.querySelector(arguments[0]).value";
            let value = kiosk.js(script, &json!([marked(field)]))?;
            assert_eq!(value, json!(""), "{field} still holds something");
        }
        kiosk.press(&marked("kiosk-restart"))?;
        kiosk.wait_for(&marked("kiosk-order"))?;
    }
    machine.leave()?;
    Ok(sari.leave()?)
}

/// The clock of the device goes on, as if somebody had waited.
fn passes(kiosk: &warung_tests::browser::Browser, millis: u32) -> anyhow::Result<()> {
    let script = "const now = Date.now; const by = arguments[0]; Date.now = () => now() + by;";
    kiosk.js(script, &json!([millis])).map(drop)
}
