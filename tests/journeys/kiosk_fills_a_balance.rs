//! The seed of the shop: somebody with a phone number and a code fills a balance at a machine, takes
//! the slip to a cashier, pays in cash, and sees on the phone that it arrives. The server dies once
//! between the bill and the slip, and nothing is doubled; the machine starts without a line, and goes on
//! by itself when it is back.

use serde_json::json;
use warung_tests::people::{BU_TINI, SARI};
use warung_tests::scanner::scan;
use warung_tests::server::Server;
use warung_tests::shop::{Seller, Shopper, marked, marked_as};
use warung_tests::story::Story;

/// What somebody types who was registered as `+62…`.
const NUMBER: &str = "081200000001";

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

// Holds N5, N6.
#[test]
fn a_slip_from_the_machine_is_paid_and_the_phone_sees_it() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("kiosk_fills_a_balance", &server)?;
    sari.keep_pictures("journeys/kiosk_fills_a_balance")?;
    sari.sign_in(&SARI)?;
    sari.open("/account/balance")?;
    sari.browser.wait_for(&marked("balance-code"))?;
    let code = digits(&sari.browser.text(&marked("balance-code"))?);

    // A seller makes the device a machine, and is signed out of it.
    let mut putting_up = Seller::arrive("kiosk_fills_a_balance_machine", &server, &BU_TINI)?;
    let kiosk = &putting_up.browser;
    putting_up.open("/counter/kiosk")?;
    kiosk.fill(&marked("kiosk-name"), "Depan pintu")?;
    kiosk.press(&marked("kiosk-enrol"))?;
    // What is wrong is refused, and the server stops once.
    kiosk.expect_faults();
    kiosk.wait_for(&marked("kiosk-balance"))?;
    putting_up.picture("machine-menu")?;

    // A wrong code and one of nobody are answered alike.
    kiosk.press(&marked("kiosk-balance"))?;
    kiosk.fill(&marked("kiosk-phone"), "081299999999")?;
    kiosk.fill(&marked("kiosk-code"), &code)?;
    kiosk.fill(&marked("kiosk-amount"), "50000")?;
    kiosk.press(&marked("kiosk-next"))?;
    kiosk.wait_for(&marked("kiosk-wrong"))?;
    putting_up.picture("machine-wrong")?;
    kiosk.fill(&marked("kiosk-phone"), NUMBER)?;
    kiosk.press(&marked("kiosk-next"))?;
    kiosk.wait_for(&marked("kiosk-confirm"))?;
    putting_up.picture("machine-check")?;
    let bill = kiosk.text(&marked("kiosk-check"))?;
    assert!(bill.contains("50.000") && !bill.contains("Sari"), "{bill}");

    // The line dies as the slip is asked for.
    server.stop()?;
    kiosk.press(&marked("kiosk-confirm"))?;
    kiosk.wait_for(&marked("kiosk-no-line"))?;
    server.start()?;
    kiosk.press(&marked("kiosk-again"))?;
    kiosk.wait_for(&marked("slip-code"))?;
    let slip = digits(&kiosk.text(&marked("slip-code"))?);
    putting_up.picture("machine-slip")?;
    for shown in [marked("barcode"), ".slip-qr".to_owned()] {
        let into_view = "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })";
        kiosk.js(into_view, &json!([shown]))?;
        let seen = scan(kiosk)?;
        assert!(!seen.is_empty() && seen.iter().all(|code| code.text == slip), "{seen:?}");
    }
    kiosk.press(&marked("kiosk-done"))?;
    kiosk.wait_for(&marked("kiosk-order"))?;
    let left = kiosk.text("main")?;
    assert!(!left.contains(NUMBER) && !left.contains(&slip), "something personal remains");

    // A lost slip is printed again by its code.
    kiosk.press(&marked("kiosk-order"))?;
    kiosk.fill(&marked("kiosk-phone"), NUMBER)?;
    kiosk.fill(&marked("kiosk-code"), &slip)?;
    kiosk.press(&marked("kiosk-next"))?;
    kiosk.press(&marked("kiosk-confirm"))?;
    kiosk.wait_for(&marked("slip-code"))?;
    assert_eq!(digits(&kiosk.text(&marked("slip-code"))?), slip);

    let cashier = Seller::arrive("kiosk_fills_a_balance_cashier", &server, &BU_TINI)?;
    cashier.open("/counter/cash")?;
    cashier.browser.press(&marked("drawer-open"))?;
    cashier.browser.wait_for(&marked("cash-ask"))?;
    cashier.types_the_code(&slip)?;
    cashier.browser.wait_for(&marked("cash-take"))?;
    cashier.picture("cashier-found")?;
    cashier.browser.press(&marked("cash-take"))?;
    cashier.browser.wait_for(&marked("cash-accepted"))?;
    cashier.picture("cashier-proof")?;

    sari.open("/account/balance")?;
    sari.browser.wait_for(&marked_as("top-up-under-way", "data-stage", "arriving"))?;
    sari.browser.wait_count(&marked("top-up-under-way"), 1)?;
    sari.picture("arriving")?;
    cashier.leave()?;
    sari.leave()?;
    // A machine that starts without a line asks by itself once it is back.
    putting_up.is_kept()?;
    server.stop()?;
    putting_up.next_launch("/counter/kiosk")?;
    putting_up.browser.wait_for(&marked("kiosk-no-line"))?;
    putting_up.picture("machine-no-line")?;
    server.start()?;
    putting_up.browser.wait_for(&marked("kiosk-balance"))?;
    Ok(putting_up.leave()?)
}
