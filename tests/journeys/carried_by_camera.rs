//! A phone without a line shows its order as a code; the counter's camera reads it, delivers it and
//! shows the shop's answer, and later the receipt, which the phone's camera reads: accepted and paid,
//! still without a line. When its line returns it is the same one order.

use anyhow::Result;
use serde_json::json;
use warung_domain::payment::PaymentMethod;
use warung_tests::browser::Engine;
use warung_tests::film::Film;
use warung_tests::people::{BU_TINI, SARI};
use warung_tests::proxy::Proxy;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, Seller, Shopper, marked, marked_as};
use warung_tests::story::Story;

/// Pictures that are taken of a moving row.
const PICTURES: usize = 24;

// Holds F4, F5, F6, F8, F9, O7, O14.
#[test]
fn an_order_goes_by_camera_and_its_answer_comes_back_so() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let server = Server::demo()?;
    let line = Proxy::before(&server)?;
    let mut sari = Shopper::arrive_over("carried_by_camera", &line)?;
    sari.keep_pictures("journeys/carried_by_camera")?;
    sari.sign_in(&SARI)?;
    line.cut();
    sari.browser.expect_outage();
    sari.next_launch("/")?;
    let order = order(&mut sari)?;
    sari.open("/outbox")?;
    sari.browser.press(&marked("show-code"))?;
    sari.browser.wait_for(&marked("qr"))?;
    sari.picture("code")?;
    let film = Film::of("order", &sari.browser, &format!("{} .qr", marked("code")), 1)?;

    let tini = Seller::arrive_before("carried_by_camera", &server, &BU_TINI, &film)?;
    tini.browser.press(&marked("carry-scan"))?;
    tini.browser.wait_for(&marked_as("carried-entry", "data-state", "answered"))?;
    tini.browser.wait_for(&marked("answer-code"))?;
    tini.browser.wait_text_in(&marked("answer-order"), "W-000001")?;
    SARI.has_orders(&server, 1)?;
    sari.keep(&tini.browser, "counter-answer")?;
    let answer = Film::of("answer", &tini.browser, &format!("{} .qr", marked("answer-code")), 1)?;

    sari.looks_at(&answer)?;
    sari.browser.wait_for(&marked_as("outbox-entry", "data-state", "answered"))?;
    sari.browser.wait_text_in(&marked("answer-order"), "W-000001")?;
    sari.picture("answer")?;
    sari.open(&order)?;
    sari.sees_standing("accepted")?;
    sari.picture("accepted")?;

    // Paid in cash, and the receipt goes the same way.
    tini.open("/counter/")?;
    tini.take_the_cash()?;
    tini.browser.press(&marked("carried-aside"))?;
    tini.browser.wait_gone(&marked("carried-entry"))?;
    tini.open_receipts()?;
    tini.browser.press(&marked("counter-receipt"))?;
    // A camera sees more of a screen than the points of a picture of it.
    let fine = json!({ "width": 1280, "height": 800, "deviceScaleFactor": 2, "mobile": false });
    tini.browser.devtools("Emulation.setDeviceMetricsOverride", &fine)?;
    let receipt = Film::of("receipt", &tini.browser, &marked("qr"), 1)?;
    sari.looks_at(&receipt)?;
    sari.browser.wait_for(&marked("receipt-heard"))?;
    sari.open(&order)?;
    sari.sees_standing("paid")?;
    sari.picture("paid")?;
    line.mend();
    sari.next_launch("/outbox")?;
    sari.browser.wait_gone(&marked("outbox-entry"))?;
    SARI.has_orders(&server, 1)?;
    sari.open(&order)?;
    sari.sees_standing("paid")?;
    tini.leave()?;
    Ok(sari.leave()?)
}

// Holds F3, F7.
#[test]
fn a_moving_row_is_read_and_what_is_not_an_answer_is_refused_in_words() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let server = Server::demo()?;
    let line = Proxy::before(&server)?;
    let mut sari = Shopper::arrive_over("carried_in_frames", &line)?;
    sari.keep_pictures("journeys/carried_in_frames")?;
    sari.sign_in(&SARI)?;
    line.cut();
    sari.browser.expect_outage();
    sari.next_launch("/")?;
    for _ in 0..ORDERS {
        order(&mut sari)?;
        sari.open("/")?;
    }
    sari.speaks_english_in_the_dark()?;
    sari.open("/outbox")?;
    sari.browser.press(&marked("show-code"))?;
    sari.browser.wait_for(&marked("qr-row"))?;
    sari.picture("frames")?;
    let film = Film::of("frames", &sari.browser, &marked("qr-row"), PICTURES)?;

    let tini = Seller::arrive_before("carried_in_frames", &server, &BU_TINI, &film)?;
    tini.browser.press(&marked("carry-scan"))?;
    tini.browser.wait_count(&marked_as("carried-entry", "data-state", "answered"), ORDERS)?;
    SARI.has_orders(&server, ORDERS.try_into().map_err(anyhow::Error::from)?)?;
    // What she shows him is not for his phone.
    let answer =
        Film::of("other-answer", &tini.browser, &format!("{} .qr", marked("answer-code")), 1)?;
    let mut budi = Shopper::arrive("carried_for_another", &server)?;
    budi.looks_at(&answer)?;
    budi.browser.wait_for(&format!("{} [role=\"alert\"]", marked("scanned")))?;
    // Nor is her order an answer; his phone carries it on and hears that it is there already.
    budi.looks_at(&film)?;
    budi.browser.wait_count(&marked_as("carried-entry", "data-state", "answered"), ORDERS)?;
    SARI.has_orders(&server, ORDERS.try_into().map_err(anyhow::Error::from)?)?;
    budi.leave()?;
    tini.leave()?;
    Ok(sari.leave()?)
}

/// So many do not fit one code.
const ORDERS: u64 = 12;

fn order(sari: &mut Shopper) -> Result<String> {
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::PickUp, PaymentMethod::CashOnDelivery)?;
    sari.place_order()
}
