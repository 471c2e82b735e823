//! A slip of the hand at the drawer: a cashier takes cash that was never handed over, a colleague types
//! a PIN of their own, and the payment is undone, on the shelf, in the drawer and on the phone.

use warung_tests::people::{ANI, BU_TINI, SARI};
use warung_tests::server::Server;
use warung_tests::shop::{Seller, Shopper, marked, marked_as};
use warung_tests::story::Story;

const PIN: &str = "908172";

// Holds N9, N10.
#[test]
fn with_a_colleagues_pin_and_not_without() -> Story {
    let server = Server::demo()?;
    let mut sari = Shopper::arrive("undo_at_the_counter", &server)?;
    sari.keep_pictures("journeys/undo_at_the_counter")?;
    sari.sign_in(&SARI)?;
    let (order, slip) = sari.orders_for_the_counter()?;

    let bu_tini = Seller::arrive("undo_at_the_counter", &server, &BU_TINI)?;
    let counter = &bu_tini.browser;
    // A wrong PIN is refused aloud.
    counter.expect_faults();
    bu_tini.open("/counter/cash")?;
    counter.fill(&marked("drawer-float"), "100.000")?;
    counter.press(&marked("drawer-open"))?;
    bu_tini.types_the_code(&slip.code)?;
    counter.press(&marked("cash-take"))?;
    counter.wait_for(&marked("cash-accepted"))?;
    // Nobody else has a PIN yet.
    counter.press(&marked("cash-undo"))?;
    counter.wait_for("dialog[open] .notice-warn")?;
    bu_tini.picture("nobody-agrees")?;
    counter.press("dialog[open] .sheet-head button")?;

    // Ani chooses hers, on her own.
    let ani = Seller::arrive("undo_at_the_counter_ani", &server, &ANI)?;
    ani.browser.expect_faults();
    ani.open("/counter/cash")?;
    ani.browser.press("[data-test='own-pin'] summary")?;
    for (pin, password) in [("123456", ANI.password), (PIN, "bukan-ini")] {
        ani.browser.fill(&marked("own-pin-password"), password)?;
        ani.browser.fill("#own-pin", pin)?;
        ani.browser.press(&marked("own-pin-save"))?;
        let field = if pin == PIN { "#own-pin-password" } else { "#own-pin" };
        ani.browser.wait_attribute(field, "aria-invalid", "true")?;
    }
    ani.picture("own-pin")?;
    ani.browser.fill("#own-pin", PIN)?;
    ani.browser.fill("#own-pin-password", ANI.password)?;
    ani.browser.press(&marked("own-pin-save"))?;
    ani.browser.wait_for(".toast")?;

    counter.press(&marked("cash-undo"))?;
    counter.wait_for("#undo-pin")?;
    counter.fill("#undo-pin", "111222")?;
    counter.press(&marked("undo-confirm"))?;
    counter.wait_attribute("#undo-reason", "aria-invalid", "true")?;
    counter.fill("#undo-reason", "uang belum diterima")?;
    counter.press(&marked("undo-confirm"))?;
    counter.wait_attribute("#undo-pin", "aria-invalid", "true")?;
    bu_tini.picture("wrong-pin")?;
    counter.fill("#undo-pin", PIN)?;
    counter.press(&marked("undo-confirm"))?;
    counter.wait_for(&marked("undo-done"))?;
    bu_tini.picture("undone")?;
    counter.press(&marked("undo-understood"))?;
    // The slip pays nothing any more, and the drawer holds what it began with.
    bu_tini.types_the_code(&slip.code)?;
    counter.wait_for(&marked("cash-over"))?;
    counter.wait_count(&format!("{} li", marked("drawer-lines")), 3)?;
    assert_eq!(digits(&counter.text(&marked("drawer-expected"))?), "100000");
    counter.press("[data-test='earlier-shifts'] summary")?;
    counter.wait_count(&format!("{} li", marked("shift-list")), 1)?;
    bu_tini.picture("drawer-after")?;

    // The shopper's phone says so, and has another code.
    sari.open(&order)?;
    sari.sees_standing("payment-failed")?;
    sari.picture("phone-after")?;

    // What is still out there: the drawer that is open.
    bu_tini.open("/counter/outstanding")?;
    counter.wait_for(&marked("outstanding-at"))?;
    let devices = counter.text(&marked("outstanding-devices"))?;
    assert!(devices.contains("100.000"), "{devices}");
    bu_tini.picture("still-out-there")?;
    counter.wait_for(&marked_as("tab-cash", "aria-current", "page"))?;
    ani.leave()?;
    bu_tini.leave()?;
    Ok(sari.leave()?)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
