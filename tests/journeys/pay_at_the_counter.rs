//! Cash at a counter: ordered with the shop out of reach, the code read off the phone with the shop
//! out of reach again, looked up and paid at a cashier's drawer, and nothing taken twice.

use anyhow::Result;
use serde_json::json;
use warung_domain::payment::PaymentMethod;
use warung_tests::browser::{Browser, Engine};
use warung_tests::paper::words_printed;
use warung_tests::people::{ANI, BU_TINI, SARI};
use warung_tests::scanner::{Scanned, scan};
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, Seller, Shopper, marked, marked_as};
use warung_tests::story::Story;

// Holds N1, N2, N4.
#[test]
fn a_code_is_paid_from_hand_to_hand_and_only_once() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("pay_at_the_counter", &server)?;
    sari.browser.expect_outage();
    sari.keep_pictures("journeys/pay_at_the_counter")?;
    sari.sign_in(&SARI)?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::PickUp, PaymentMethod::Counter)?;
    server.stop()?;
    let order = sari.place_order()?;
    sari.sees_standing("saved")?;
    server.start()?;
    sari.sees_standing("accepted")?;
    let slip = sari.read_the_slip()?;
    server.stop()?;
    sari.next_launch(&format!("{order}/pay"))?;
    sari.browser.wait_for(&marked("payment-code"))?;
    sari.picture("code")?;
    let into_view = "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })";
    sari.browser.js(into_view, &json!([marked("counter-qr")]))?;
    let mut seen = scan(&sari.browser)?;
    seen.sort_by(|a, b| a.kind.cmp(&b.kind));
    let code = |kind: &str| Scanned { kind: kind.to_owned(), text: slip.code.clone() };
    assert_eq!(seen, [code("CODE-128"), code("QR-Code")], "by a beam and by a camera");
    server.start()?;

    let mut bu_tini = Seller::arrive("pay_at_the_counter", &server, &BU_TINI)?;
    // A wrong code is refused aloud.
    bu_tini.browser.expect_faults();
    bu_tini.open("/counter/cash")?;
    bu_tini.browser.fill(&marked("drawer-float"), "200.000")?;
    bu_tini.browser.press(&marked("drawer-open"))?;
    bu_tini.browser.wait_for(&marked("cash-ask"))?;
    // A slip of the finger is noticed before anybody is asked whose it is.
    let mut wrong = slip.code.clone();
    wrong.replace_range(..1, if wrong.starts_with('1') { "2" } else { "1" });
    bu_tini.types_the_code(&wrong)?;
    bu_tini.browser.wait_attribute(&marked("cash-code"), "aria-invalid", "true")?;
    bu_tini.types_the_code(&slip.code)?;
    bu_tini.browser.wait_for(&marked("cash-amount"))?;
    assert_eq!(bu_tini.browser.text(&marked("cash-amount"))?, slip.amount);
    bu_tini.browser.fill(&marked("cash-given"), "1")?;
    bu_tini.browser.wait_attribute(&marked("cash-given"), "aria-invalid", "true")?;
    bu_tini.browser.fill(&marked("cash-given"), "100.000")?;
    bu_tini.browser.wait_for(&marked("cash-change"))?;
    bu_tini.browser.press(&marked("cash-take"))?;
    bu_tini.browser.wait_for(&marked("cash-accepted"))?;
    bu_tini.browser.wait_for(&marked("slip"))?;
    bu_tini.browser.press(&marked("cash-next"))?;
    bu_tini.types_the_code(&slip.code)?;
    bu_tini.browser.wait_for(&marked("cash-paid"))?;

    sari.open(&order)?;
    sari.sees_standing("provisional")?;
    sari.see_valid_receipt()?;

    // The drawer is counted, and two thousand are missing.
    bu_tini.next_launch("/counter/cash")?;
    bu_tini.browser.wait_count(&format!("{} li", marked("drawer-lines")), 2)?;
    let there = bu_tini.browser.text(&marked("drawer-expected"))?;
    let there: String = there.chars().filter(char::is_ascii_digit).collect();
    let counted = there.parse::<i64>().unwrap() - 2_000;
    bu_tini.browser.press(&marked("drawer-close"))?;
    bu_tini.browser.fill(&marked("drawer-counted"), &counted.to_string())?;
    bu_tini.browser.press(&marked("drawer-counted-yes"))?;
    bu_tini.browser.wait_for(&marked("drawer-report"))?;
    let difference = bu_tini.browser.text(&marked("drawer-difference"))?;
    assert!(difference.contains("2.000"), "{difference}");
    the_report_is_printed(&bu_tini.browser)?;
    bu_tini.picture("closed")?;
    bu_tini.browser.wait_for(&marked_as("tab-cash", "aria-current", "page"))?;
    bu_tini.leave()?;
    Ok(sari.leave()?)
}

/// Of the shift that ended, and once more when it is one of the earlier ones.
fn the_report_is_printed(browser: &Browser) -> Result<()> {
    let note = "window.print = () => {
        window.printed = document.querySelector('[data-print]').id;
    }";
    browser.js(note, &json!([]))?;
    browser.press(&marked("shift-print"))?;
    browser.wait_js("the print dialogue", "window.printed === 'shift-report'")?;
    if Engine::has_devtools()? {
        let paper = words_printed(browser)?;
        for word in ["Laporan tutup laci", "Bu Tini", "Kurang", "2.000", "Hasil hitungan"] {
            assert!(paper.contains(word), "no {word} on paper:\n{paper}");
        }
        assert!(!paper.contains("Buka laci"), "the page around it is printed as well:\n{paper}");
    }
    browser.press(&format!("{} summary", marked("earlier-shifts")))?;
    browser.press(&marked("shift-report"))?;
    browser.wait_for("#shift-report-earlier")?;
    browser.press(&format!("#shift-report-earlier + {}", marked("shift-print")))?;
    browser.wait_js("the print dialogue", "window.printed === 'shift-report-earlier'")?;
    if Engine::has_devtools()? {
        let paper = words_printed(browser)?;
        assert_eq!(paper.matches("Laporan tutup laci").count(), 1, "{paper}");
    }
    Ok(())
}

// Holds N2.
#[test]
fn two_cashiers_with_one_slip_take_the_money_once() -> Story {
    let server = Server::demo()?;
    let mut sari = Shopper::arrive("pay_at_the_counter_twice", &server)?;
    sari.sign_in(&SARI)?;
    let (_order, slip) = sari.orders_for_the_counter()?;
    let bu_tini = Seller::arrive("pay_at_the_counter_first", &server, &BU_TINI)?;
    let ani = Seller::arrive("pay_at_the_counter_second", &server, &ANI)?;
    // Both see that it is open before either has taken anything.
    for cashier in [&bu_tini, &ani] {
        cashier.open("/counter/cash")?;
        cashier.browser.press(&marked("drawer-open"))?;
        cashier.types_the_code(&slip.code)?;
        cashier.browser.wait_for(&marked("cash-take"))?;
    }
    bu_tini.browser.press(&marked("cash-take"))?;
    bu_tini.browser.wait_for(&marked("cash-accepted"))?;
    ani.browser.press(&marked("cash-take"))?;
    ani.browser.wait_for(&marked("cash-refused"))?;
    let told = ani.browser.text(&marked("cash-refused"))?;
    assert!(told.contains(&slip.amount), "the sum to give back is not named: {told}");
    ani.picture("give-it-back")?;
    ani.browser.press(&marked("cash-dismiss"))?;
    // What was refused holds up no drawer.
    ani.browser.press(&marked("drawer-close"))?;
    ani.browser.fill(&marked("drawer-counted"), "0")?;
    ani.browser.press(&marked("drawer-counted-yes"))?;
    ani.browser.wait_for(&marked("drawer-report"))?;
    ani.leave()?;
    bu_tini.leave()?;
    Ok(sari.leave()?)
}
