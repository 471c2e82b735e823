//! Nobody has a line: an order travels from the phone to the counter in a file, is paid there in cash as
//! far as the shop lets a device go, and is one order with one payment when the shop is back.

use std::fs;

use warung_domain::payment::PaymentMethod;
use warung_tests::people::{BU_TINI, SARI};
use warung_tests::places;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, Seller, Shopper, marked, marked_as};
use warung_tests::story::Story;

// Holds N12, O7.
#[test]
fn a_carried_order_is_paid_where_nobody_has_a_line() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("cash_without_a_line", &server)?;
    sari.sign_in(&SARI)?;
    let mut tini = Seller::arrive("cash_without_a_line", &server, &BU_TINI)?;
    tini.open("/counter/cash")?;
    tini.browser.fill(&marked("drawer-float"), "50.000")?;
    tini.browser.press(&marked("drawer-open"))?;
    tini.browser.wait_for(&marked("cash-ask"))?;

    server.stop()?;
    sari.browser.expect_outage();
    tini.browser.expect_outage();
    sari.next_launch("/")?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::PickUp, PaymentMethod::Counter)?;
    let order = sari.place_order()?;
    let file = sari.save_unsent_to_a_file()?;
    let path = places::output("journeys/files")?.join("titipan.warung.json");
    fs::write(&path, &file).map_err(anyhow::Error::from)?;
    tini.next_launch("/counter")?;
    tini.browser.choose_file(&marked("take-in"), &path)?;
    tini.browser.wait_for(&marked("carried-entry"))?;

    // The counter has been opened anew since it last heard of its drawer.
    tini.next_launch("/counter/cash")?;
    tini.browser.wait_for(&marked("cash-carried"))?;
    tini.picture("to-be-paid")?;
    tini.browser.fill(&marked("cash-given"), "500.000")?;
    tini.browser.wait_for(&marked("cash-change"))?;
    tini.browser.press(&marked("cash-take"))?;
    tini.browser.wait_for(&marked("cash-kept"))?;
    tini.browser.wait_for(&marked("slip"))?;
    tini.picture("taken")?;
    tini.browser.press(&marked("cash-next"))?;
    // What is paid is not asked for again.
    tini.browser.wait_gone(&marked("cash-carried"))?;

    server.start()?;
    tini.next_launch("/counter/cash")?;
    tini.browser.wait_count(&format!("{} li", marked("drawer-lines")), 2)?;
    tini.picture("with-the-shop")?;
    SARI.has_orders(&server, 1)?;
    sari.next_launch(&order)?;
    sari.sees_standing("provisional")?;
    sari.see_valid_receipt()?;
    SARI.has_orders(&server, 1)?;
    tini.browser.wait_for(&marked_as("tab-cash", "aria-current", "page"))?;
    tini.leave()?;
    Ok(sari.leave()?)
}
