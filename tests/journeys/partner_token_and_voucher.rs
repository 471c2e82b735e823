//! What others do for the shop's customers: an electricity token is asked for at the kiosk, paid in
//! cash, and stands on the cashier's proof and on the kiosk's screen; what the partner refuses is given
//! back for the same code; a voucher is ordered like any other thing, and its code reads without a
//! line.

use serde_json::json;
use warung_domain::payment::PaymentMethod;
use warung_tests::people::{BU_TINI, SARI};
use warung_tests::server::Server;
use warung_tests::shop::{Seller, Shopper, marked};
use warung_tests::story::Story;

const METER: &str = "14235678901";

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// How partners behave from now on.
fn partners_are(server: &Server, mood: &str) -> anyhow::Result<()> {
    let body = format!("mood={mood}");
    let kind = "application/x-www-form-urlencoded";
    let path = "/simulator/partner/mood";
    server.client().post_bytes(path, kind, body.as_bytes()).map(drop)
}

/// A slip for twenty thousand of electricity.
fn slip_from(kiosk: &Seller) -> anyhow::Result<String> {
    let screen = &kiosk.browser;
    screen.wait_for(&marked("kiosk-partner-listrik"))?;
    kiosk.picture("menu")?;
    screen.press(&marked("kiosk-partner-listrik"))?;
    screen.fill(&marked("kiosk-customer"), METER)?;
    screen.press(&marked("kiosk-amount-20000"))?;
    kiosk.picture("typing")?;
    screen.press(&marked("kiosk-next"))?;
    screen.wait_for(&marked("kiosk-confirm"))?;
    kiosk.picture("check")?;
    let bill = screen.text(&marked("kiosk-check"))?;
    assert!(bill.contains("22.500") && bill.contains(METER), "{bill}");
    screen.press(&marked("kiosk-confirm"))?;
    screen.wait_for(&marked("slip-code"))?;
    kiosk.picture("slip")?;
    let code = digits(&screen.text(&marked("slip-code"))?);
    screen.press(&marked("kiosk-done"))?;
    Ok(code)
}

// Holds T5, T6.
#[test]
fn a_token_is_bought_in_cash_and_what_is_refused_comes_back() -> Story {
    let server = Server::demo()?;
    let kiosk = Seller::arrive("partner_token_machine", &server, &BU_TINI)?;
    kiosk.open("/counter/kiosk")?;
    kiosk.browser.fill(&marked("kiosk-name"), "Depan pintu")?;
    kiosk.browser.press(&marked("kiosk-enrol"))?;
    kiosk.browser.expect_faults();
    let code = slip_from(&kiosk)?;

    let cashier = Seller::arrive("partner_token_cashier", &server, &BU_TINI)?;
    cashier.open("/counter/cash")?;
    cashier.browser.press(&marked("drawer-open"))?;
    cashier.browser.wait_for(&marked("cash-ask"))?;
    cashier.types_the_code(&code)?;
    cashier.browser.wait_for(&marked("cash-take"))?;
    cashier.picture("found")?;
    cashier.browser.press(&marked("cash-take"))?;
    cashier.browser.wait_for(&marked("partner-done"))?;
    cashier.browser.wait_for(&marked("slip"))?;
    cashier.picture("token")?;
    let proof = cashier.browser.text(&marked("slip"))?;
    assert!(proof.contains("LISTRIK-"), "{proof}");

    // Whoever has the slip asks the machine.
    kiosk.browser.press(&marked("kiosk-look"))?;
    kiosk.browser.fill(&marked("kiosk-code"), &code)?;
    kiosk.browser.press(&marked("kiosk-next"))?;
    kiosk.browser.wait_for(&marked("kiosk-result"))?;
    kiosk.picture("result")?;
    let result = kiosk.browser.text(&marked("kiosk-result"))?;
    let serial = result.split_whitespace().find(|word| word.starts_with("LISTRIK-"));
    assert!(serial.is_some_and(|serial| proof.contains(serial)), "{result}");
    kiosk.browser.press(&marked("kiosk-done"))?;

    // The next one is refused, and its cash goes back.
    let code = slip_from(&kiosk)?;
    partners_are(&server, "refusing")?;
    cashier.browser.press(&marked("cash-next"))?;
    cashier.types_the_code(&code)?;
    cashier.browser.press(&marked("cash-take"))?;
    cashier.browser.wait_for(&marked("cash-give-back"))?;
    cashier.picture("refused")?;
    cashier.browser.press(&marked("cash-give-back"))?;
    cashier.browser.wait_js(
        "the cash to be back",
        &format!("!document.querySelector('{}')", marked("cash-give-back")),
    )?;
    cashier.browser.wait_for(&marked("partner-refused"))?;
    cashier.picture("given-back")?;
    cashier.leave()?;
    kiosk.leave()?;
    Ok(())
}

// Holds T7, T8.
#[test]
fn a_voucher_is_ordered_like_a_thing_and_reads_without_a_line() -> Story {
    let mut server = Server::demo()?;
    server.credit(&SARI, 100_000, "BCA 4711")?;
    let mut sari = Shopper::arrive("partner_voucher", &server)?;
    sari.keep_pictures("journeys/partner_voucher")?;
    sari.sign_in(&SARI)?;
    sari.search("voucher gim")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.go_to_tab("/cart")?;
    sari.browser.press(&marked("checkout-button"))?;
    sari.browser.wait_for(&marked("delivery-continue"))?;
    sari.picture("no-address")?;
    sari.browser.press(&marked("delivery-continue"))?;
    let balance = format!("payment-{}", PaymentMethod::Balance.code());
    sari.browser.press(&marked(&balance))?;
    sari.browser.press(&marked("payment-continue"))?;
    sari.browser.wait_for(&marked("place-order"))?;
    let order = sari.place_order()?;
    sari.browser.wait_for(&marked("digital-code"))?;
    let code = sari.browser.text(&marked("digital-code"))?;
    assert!(digits(&code).len() == 12, "{code}");
    sari.browser.js(
        "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })",
        &json!([marked("order-digital")]),
    )?;
    sari.picture("code")?;
    server.stop()?;
    sari.browser.expect_outage();
    sari.next_launch(&order)?;
    sari.browser.wait_for(&marked("digital-code"))?;
    assert_eq!(sari.browser.text(&marked("digital-code"))?, code);
    Ok(sari.leave()?)
}
