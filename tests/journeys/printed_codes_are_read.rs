//! Every code on paper is read off the dots of a till printer: the slip of a machine by a beam and by
//! a camera, the QR of a receipt, on rolls of 80 and 58 mm and on a sheet.

use serde_json::json;
use warung_tests::browser::{Browser, Engine};
use warung_tests::paper::scan_printed;
use warung_tests::people::{BU_TINI, SARI};
use warung_tests::scanner::Scanned;
use warung_tests::server::Server;
use warung_tests::shop::{Seller, Shopper, marked};
use warung_tests::story::Story;

const PAPERS: [&str; 3] = ["paper-58", "paper-80", "paper-a4"];

/// Prints without the dialogue, which would wait for a person, and reads what came out.
fn printed(browser: &Browser, button: &str) -> anyhow::Result<Vec<Scanned>> {
    browser.js(
        "window.print = () => { window.printed = true; }; window.printed = false",
        &json!([]),
    )?;
    browser.press(&marked(button))?;
    browser.wait_js("the print dialogue", "window.printed")?;
    let mut seen = scan_printed(browser)?;
    seen.sort_by(|a, b| a.kind.cmp(&b.kind));
    Ok(seen)
}

// Holds N5, R9.
#[test]
fn from_the_dots_of_a_till_printer() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let server = Server::demo()?;
    let mut sari = Shopper::arrive("printed_codes_are_read", &server)?;
    sari.sign_in(&SARI)?;
    let (order, slip) = sari.orders_for_the_counter()?;

    let machine = Seller::arrive("printed_codes_are_read_machine", &server, &BU_TINI)?;
    let kiosk = &machine.browser;
    for paper in PAPERS {
        machine.open("/counter/kiosk")?;
        if paper == PAPERS[0] {
            kiosk.fill(&marked("kiosk-name"), "Depan pintu")?;
            kiosk.wait_for(&marked(paper))?;
            kiosk.press(&marked(paper))?;
            kiosk.press(&marked("kiosk-enrol"))?;
        } else {
            // Somebody has changed the printer.
            let stored = json!(paper.trim_start_matches("paper-")).to_string();
            kiosk.js("localStorage.setItem('warung.paper', arguments[0])", &json!([stored]))?;
            machine.open("/counter/kiosk")?;
        }
        kiosk.press(&marked("kiosk-order"))?;
        kiosk.fill(&marked("kiosk-phone"), "081200000001")?;
        kiosk.fill(&marked("kiosk-code"), &slip.code)?;
        kiosk.press(&marked("kiosk-next"))?;
        kiosk.press(&marked("kiosk-confirm"))?;
        kiosk.wait_for(&marked("slip-code"))?;
        let code = |kind: &str| Scanned { kind: kind.to_owned(), text: slip.code.clone() };
        let seen = printed(kiosk, "kiosk-print")?;
        assert_eq!(seen, [code("CODE-128"), code("QR-Code")], "on {paper}");
    }

    let cashier = Seller::arrive("printed_codes_are_read_cashier", &server, &BU_TINI)?;
    cashier.open("/counter/cash")?;
    cashier.browser.press(&marked("drawer-open"))?;
    cashier.types_the_code(&slip.code)?;
    cashier.browser.press(&marked("cash-take"))?;
    cashier.browser.wait_for(&marked("cash-accepted"))?;

    sari.open(&order)?;
    sari.sees_standing("provisional")?;
    sari.see_valid_receipt()?;
    let on_screen = vec![sari.hold_out(&marked("qr"))?];
    for paper in PAPERS {
        sari.browser.press(&marked(paper))?;
        assert_eq!(printed(&sari.browser, "receipt-print")?, on_screen, "on {paper}");
    }
    machine.leave()?;
    cashier.leave()?;
    Ok(sari.leave()?)
}
