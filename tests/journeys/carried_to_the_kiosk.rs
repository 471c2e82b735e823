//! Three browsers: a phone that has had no line since it left the house, a kiosk with a camera, and a
//! cashier. The order goes to the kiosk as a code and comes back accepted, a slip is printed, lost and
//! printed again, the cashier takes the cash, and the receipt goes back to the phone, which verifies it:
//! still without a line. When the line returns it is the same one order, paid once.

use anyhow::{Context, Result};
use serde_json::json;
use warung_domain::payment::PaymentMethod;
use warung_tests::browser::Engine;
use warung_tests::film::Film;
use warung_tests::people::{BU_TINI, SARI};
use warung_tests::proxy::Proxy;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, Kiosk, Seller, Shopper, marked, marked_as};
use warung_tests::story::Story;

/// Sari's number, as she types it.
const NUMBER: &str = "081200000001";

/// Pictures that are taken of a moving row.
const PICTURES: usize = 24;

/// Sari's phone has everything it needs, and from here on no line.
fn sari_leaves_the_house(story: &str, line: &Proxy) -> Result<Shopper> {
    let mut sari = Shopper::arrive_over(story, line)?;
    sari.keep_pictures(&format!("journeys/{story}"))?;
    sari.sign_in(&SARI)?;
    line.cut();
    sari.browser.expect_outage();
    sari.next_launch("/")?;
    Ok(sari)
}

fn orders(sari: &mut Shopper, goods: &str, more: usize) -> Result<String> {
    sari.search(goods)?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.cart_lines()?;
    for _ in 0..more {
        sari.browser.press(".cart-line .stepper button:last-child")?;
    }
    sari.browser.wait_text_in(&marked("quantity"), &(1 + more).to_string())?;
    sari.check_out(Delivery::PickUp, PaymentMethod::Counter)?;
    let order = sari.place_order()?;
    sari.sees_standing("saved")?;
    Ok(order)
}

/// What waits on the phone, as its screen shows it.
fn shows(sari: &mut Shopper, film: &str, code: &str, pictures: usize) -> Result<Film> {
    sari.open("/outbox")?;
    sari.browser.press(&marked("show-code"))?;
    sari.browser.wait_for(&marked(code))?;
    sari.picture(film)?;
    Film::of(film, &sari.browser, &format!("{} .qr", marked("code")), pictures)
}

/// Somebody at a drawer that is open.
fn cashier(story: &str, server: &Server) -> Result<Seller> {
    let cashier = Seller::arrive(&format!("{story}-cashier"), server, &BU_TINI)?;
    cashier.open("/counter/cash")?;
    cashier.browser.fill(&marked("drawer-float"), "200.000")?;
    cashier.browser.press(&marked("drawer-open"))?;
    cashier.browser.wait_for(&marked("cash-ask"))?;
    Ok(cashier)
}

/// Takes the cash for a slip.
fn takes_cash(cashier: &Seller, slip: &str) -> Result<()> {
    cashier.types_the_code(slip)?;
    cashier.browser.press(&marked("cash-take"))?;
    cashier.browser.wait_for(&marked("cash-accepted"))
}

/// How many movements the drawer has had: its float, and the cash of each payment.
fn drawer_has(cashier: &mut Seller, lines: u64) -> Result<()> {
    cashier.next_launch("/counter/cash")?;
    cashier.browser.wait_count(&format!("{} li", marked("drawer-lines")), lines)
}

// Holds N7, N1, N2, F6, F8, F9, O7, O14.
#[test]
fn an_order_without_a_line_is_paid_by_way_of_a_kiosk() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let story = "carried_to_the_kiosk";
    let mut server = Server::demo()?;
    let line = Proxy::before(&server)?;
    let mut sari = sari_leaves_the_house(story, &line)?;
    let order = orders(&mut sari, "telur ayam negeri", 0)?;
    sari.picture("saved")?;
    let film = shows(&mut sari, "kiosk-order", "qr", 1)?;

    let mut kiosk = Kiosk::put_up(story, &server, &BU_TINI)?;
    sari.keep(&kiosk.browser, "kiosk-menu")?;
    kiosk.reads_the_order(&film, "applied")?;
    sari.keep(&kiosk.browser, "kiosk-accepted")?;
    let said = kiosk.browser.text(&marked("kiosk-answer"))?;
    assert!(said.contains("W-000001"), "the kiosk says {said}");
    let answer = kiosk.answer("kiosk-answer")?;
    kiosk.browser.press(&marked("kiosk-bring-slip"))?;
    kiosk.slip_is_scanned()?;
    let slip = kiosk.slip()?;
    sari.keep(&kiosk.browser, "kiosk-slip")?;
    kiosk.browser.press(&marked("kiosk-back"))?;
    kiosk.browser.wait_for(&marked("answer-code"))?;
    kiosk.browser.press(&marked("kiosk-done"))?;
    kiosk.browser.wait_for(&marked("kiosk-bring"))?;
    let left = kiosk.browser.text("main")?;
    assert!(!left.contains("W-000001") && !left.contains(&slip), "the kiosk still shows {left}");

    // The phone knows, and has the code of the slip, which gets lost.
    sari.looks_at(&answer)?;
    sari.browser.wait_for(&marked_as("outbox-entry", "data-state", "answered"))?;
    sari.picture("phone-scanned")?;
    sari.open(&order)?;
    sari.sees_standing("accepted")?;
    let on_the_phone = sari.browser.text(&marked("payment-code"))?;
    let on_the_phone: String = on_the_phone.chars().filter(char::is_ascii_digit).collect();
    assert!(on_the_phone == slip, "slip {slip}, phone {on_the_phone}");
    sari.picture("phone-accepted")?;
    let shown = Film::of("kiosk-lost-slip", &sari.browser, &marked("counter-qr"), 1)?;
    kiosk.stands_before(&shown)?;
    kiosk.browser.press(&marked("kiosk-order"))?;
    kiosk.browser.press(&marked("kiosk-scan"))?;
    let filled = format!(
        "document.querySelector('{}')?.value.replace(/\\D/g, '') === '{slip}'",
        marked("kiosk-code")
    );
    kiosk.browser.wait_js("the code to be filled in by the camera", &filled)?;
    kiosk.browser.fill(&marked("kiosk-phone"), NUMBER)?;
    sari.keep(&kiosk.browser, "kiosk-filled-in")?;
    kiosk.browser.press(&marked("kiosk-next"))?;
    kiosk.browser.wait_for(&marked("kiosk-confirm"))?;
    sari.keep(&kiosk.browser, "kiosk-check")?;
    assert!(kiosk.takes_the_slip()? == slip, "another slip");

    let mut tini = cashier(story, &server)?;
    tini.types_the_code(&slip)?;
    tini.browser.wait_for(&marked("cash-take"))?;
    sari.keep(&tini.browser, "cashier-found")?;
    tini.browser.press(&marked("cash-take"))?;
    tini.browser.wait_for(&marked("cash-accepted"))?;
    sari.keep(&tini.browser, "cashier-took")?;
    tini.open_receipts()?;
    tini.browser.press(&marked("counter-receipt"))?;
    // A camera sees more of a screen than the points of a picture of it.
    let fine = json!({ "width": 1280, "height": 800, "deviceScaleFactor": 2, "mobile": false });
    tini.browser.devtools("Emulation.setDeviceMetricsOverride", &fine)?;
    let receipt = Film::of("kiosk-receipt", &tini.browser, &marked("qr"), 1)?;
    sari.keep(&tini.browser, "cashier-receipt")?;

    sari.looks_at(&receipt)?;
    sari.browser.wait_for(&marked("receipt-heard"))?;
    sari.picture("phone-receipt")?;
    sari.open(&order)?;
    sari.sees_standing("provisional")?;
    sari.browser.wait_gone(&marked("payment-code"))?;
    sari.picture("phone-paid")?;

    // The line returns, and it is the same order, paid once.
    line.mend();
    sari.next_launch("/outbox")?;
    sari.browser.wait_gone(&marked("outbox-entry"))?;
    SARI.has_orders(&server, 1)?;
    sari.open(&order)?;
    sari.sees_standing("provisional")?;
    sari.see_valid_receipt()?;
    sari.picture("phone-with-a-line")?;
    drawer_has(&mut tini, 2)?;
    tini.leave()?;
    kiosk.leave()?;
    sari.leave()?;
    server.stop()?;
    Ok(server.is_well()?)
}

// Holds N7, P3, F9.
#[test]
fn what_changed_meanwhile_is_agreed_to_on_the_phone_and_scanned_again() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let story = "carried_to_the_kiosk_changed";
    let mut server = Server::demo()?;
    let line = Proxy::before(&server)?;
    let mut sari = sari_leaves_the_house(story, &line)?;
    let order = orders(&mut sari, "telur ayam negeri", 1)?;
    let film = shows(&mut sari, "kiosk-two", "qr", 1)?;
    // All but one are sold at the till, before she comes.
    let tini = Seller::arrive(&format!("{story}-till"), &server, &BU_TINI)?;
    tini.browser.press(&marked("tab-till"))?;
    tini.browser.fill(&marked("sale-search"), "telur ayam negeri")?;
    let note = tini.browser.text(&format!("{} .stock-note", marked("sale-found")))?;
    let there: String = note.chars().filter(char::is_ascii_digit).collect();
    let there: u64 = there.parse().context("a number of eggs")?;
    tini.ring_up("telur ayam negeri")?;
    tini.browser.fill(&marked("sale-quantity"), &(there - 1).to_string())?;
    tini.browser.press(&marked("sale-record"))?;
    tini.sees_the_sale("accepted")?;

    let mut kiosk = Kiosk::put_up(story, &server, &BU_TINI)?;
    kiosk.reads_the_order(&film, "adjusted")?;
    kiosk.browser.wait_for(&marked("answer-changes"))?;
    assert!(kiosk.browser.count(&marked("kiosk-bring-slip"))? == 0, "a slip for no deal");
    sari.keep(&kiosk.browser, "kiosk-adjusted")?;
    let asked = kiosk.answer("kiosk-asked")?;
    sari.looks_at(&asked)?;
    sari.browser.wait_for(&marked_as("outbox-entry", "data-state", "answered"))?;
    sari.open(&order)?;
    sari.sees_standing("needs-answer")?;
    sari.picture("phone-asked")?;
    sari.browser.press(&marked("take-total"))?;
    sari.browser.wait_gone(&marked("take-total"))?;
    let agreed = shows(&mut sari, "kiosk-agreed", "qr", 1)?;
    kiosk.reads_the_order(&agreed, "applied")?;
    sari.keep(&kiosk.browser, "kiosk-agreed-accepted")?;
    let answer = kiosk.answer("kiosk-agreed-answer")?;
    kiosk.browser.press(&marked("kiosk-bring-slip"))?;
    let slip = kiosk.slip()?;
    sari.looks_at(&answer)?;
    sari.browser.wait_count(&marked_as("outbox-entry", "data-state", "answered"), 2)?;
    sari.open(&order)?;
    sari.sees_standing("accepted")?;
    sari.browser.wait_for(&marked("payment-code"))?;
    sari.picture("phone-agreed")?;
    let mut cashier = cashier(story, &server)?;
    takes_cash(&cashier, &slip)?;
    drawer_has(&mut cashier, 2)?;
    line.mend();
    sari.next_launch("/outbox")?;
    sari.browser.wait_gone(&marked("outbox-entry"))?;
    SARI.has_orders(&server, 1)?;
    cashier.leave()?;
    tini.leave()?;
    kiosk.leave()?;
    sari.leave()?;
    server.stop()?;
    Ok(server.is_well()?)
}

// Holds N8, N7, F3, F7.
#[test]
fn the_kiosks_camera_fills_in_numbers_and_refuses_the_rest_in_words() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let story = "kiosk_camera";
    let server = Server::demo()?;
    let line = Proxy::before(&server)?;
    let mut sari = Shopper::arrive_over(story, &line)?;
    sari.keep_pictures(&format!("journeys/{story}"))?;
    sari.sign_in(&SARI)?;
    sari.open("/account/balance")?;
    sari.browser.wait_for(&marked("balance-qr"))?;
    let mine = Film::of("kiosk-balance", &sari.browser, &marked("balance-qr"), 1)?;
    sari.picture("balance")?;
    line.cut();
    sari.browser.expect_outage();
    sari.next_launch("/")?;

    let mut kiosk = Kiosk::put_up(story, &server, &BU_TINI)?;
    // It is quiet until somebody wants it otherwise, and stays so over a restart.
    kiosk.browser.wait_attribute(&marked("kiosk-sound"), "aria-pressed", "false")?;
    kiosk.browser.press(&marked("kiosk-sound"))?;
    kiosk.browser.wait_attribute(&marked("kiosk-sound"), "aria-pressed", "true")?;
    kiosk.stands_before(&mine)?;
    kiosk.browser.wait_attribute(&marked("kiosk-sound"), "aria-pressed", "true")?;
    kiosk.browser.press(&marked("kiosk-balance"))?;
    kiosk.browser.press(&marked("kiosk-scan"))?;
    let filled = format!("document.querySelector('{}')?.value.length === 12", marked("kiosk-code"));
    kiosk.browser.wait_js("number and code to be filled in", &filled)?;
    kiosk.browser.fill(&marked("kiosk-amount"), "50000")?;
    sari.keep(&kiosk.browser, "kiosk-filled-in")?;
    kiosk.browser.press(&marked("kiosk-next"))?;
    kiosk.browser.wait_for(&marked("kiosk-confirm"))?;
    kiosk.browser.press(&marked("kiosk-not-this"))?;

    // Twelve orders at once do not fit one code: a row of frames.
    for _ in 0..12 {
        orders(&mut sari, "telur ayam negeri", 0)?;
        sari.open("/")?;
    }
    sari.open("/outbox")?;
    sari.browser.press(&marked("show-code"))?;
    sari.browser.wait_for(&marked("qr-row"))?;
    let film = Film::of("kiosk-frames", &sari.browser, &marked("qr-row"), PICTURES)?;
    kiosk.stands_before(&film)?;
    kiosk.browser.press(&marked("kiosk-bring"))?;
    kiosk.browser.wait_count(&marked_as("kiosk-answer", "data-verdict", "applied"), 12)?;
    SARI.has_orders(&server, 12)?;
    sari.keep(&kiosk.browser, "kiosk-twelve")?;
    let answer = kiosk.answer("kiosk-answer-before-kiosk")?;

    // The shop's answer is for the phone; and whoever leaves takes the picture along.
    kiosk.stands_before(&answer)?;
    kiosk.browser.press(&marked("kiosk-bring"))?;
    kiosk.browser.wait_for(&marked("kiosk-scan-trouble"))?;
    sari.keep(&kiosk.browser, "kiosk-not-for-the-kiosk")?;
    kiosk.browser.press(&marked("kiosk-scan-stop"))?;
    kiosk.is_left_alone_with_the_camera_on()?;
    kiosk.leave()?;
    Ok(sari.leave()?)
}

// Holds N7, O10.
#[test]
fn a_phone_that_nobody_has_signed_in_on_is_told_so_at_the_kiosk() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let story = "kiosk_guest";
    let server = Server::demo()?;
    let line = Proxy::before(&server)?;
    let mut guest = Shopper::arrive_over(story, &line)?;
    guest.keep_pictures(&format!("journeys/{story}"))?;
    line.cut();
    guest.browser.expect_outage();
    guest.next_launch("/")?;
    let order = orders(&mut guest, "telur ayam negeri", 0)?;
    let film = shows(&mut guest, "kiosk-guest", "qr", 1)?;
    let mut kiosk = Kiosk::put_up(story, &server, &BU_TINI)?;
    kiosk.reads_the_order(&film, "nobodys")?;
    guest.keep(&kiosk.browser, "kiosk-nobodys")?;
    assert_eq!(kiosk.browser.count(&marked("answer-code"))?, 0, "an answer to nobody");
    // Signed in at last, the phone itself brings it.
    line.mend();
    guest.sign_in(&SARI)?;
    SARI.has_orders(&server, 1)?;
    guest.open(&order)?;
    guest.sees_standing("accepted")?;
    kiosk.leave()?;
    Ok(guest.leave()?)
}
