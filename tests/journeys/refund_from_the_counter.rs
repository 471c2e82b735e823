//! A seller gives money back, once the way it came and once onto the buyer's balance; the buyer
//! reads how much, by which way and why, and holds a document for each.

use warung_domain::payment::PaymentMethod;
use warung_tests::people::{BU_TINI, SARI};
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, Seller, Shopper, marked, marked_as, pay_in_the_wallet};
use warung_tests::story::Story;

// Holds M13.
#[test]
fn a_part_goes_back_by_the_wallet_and_a_part_onto_the_balance() -> Story {
    let server = Server::demo()?;
    let mut sari = Shopper::arrive("refund_from_the_counter", &server)?;
    sari.keep_pictures("journeys/refund_from_the_counter")?;
    sari.sign_in(&SARI)?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::PickUp, PaymentMethod::Gopay)?;
    let order = sari.place_order()?;
    sari.browser.press(&marked("pay-link"))?;
    sari.browser.wait_for(&marked("open-wallet"))?;
    pay_in_the_wallet(&server, &sari.browser.attribute(&marked("open-wallet"), "href")?)?;
    sari.open(&order)?;
    sari.sees_standing("paid")?;

    let bu_tini = Seller::arrive("refund_from_the_counter", &server, &BU_TINI)?;
    bu_tini.browser.press(&marked("counter-refund"))?;
    // Nothing is given back by a slip of the finger.
    bu_tini.browser.press(&marked("refund-yes"))?;
    bu_tini.browser.wait_attribute(&marked("refund-amount"), "aria-invalid", "true")?;
    bu_tini.gives_back("1.000", "channel", "Satu telur retak")?;
    bu_tini.browser.wait_for(&marked_as("refund", "data-way", "channel"))?;
    bu_tini.browser.wait_for(&marked("counter-refund"))?;
    bu_tini.browser.press(&marked("counter-refund"))?;
    bu_tini.gives_back("500", "balance", "Bungkusnya basah")?;
    bu_tini.browser.wait_for(&marked_as("refund", "data-way", "balance"))?;

    sari.browser.wait_count(&marked("refund"), 2)?;
    sari.picture("told")?;
    sari.browser.wait_text("Satu telur retak")?;
    sari.sees_standing("paid")?;
    sari.browser.press(&marked("receipt-link"))?;
    sari.browser.wait_count(&marked_as("receipt", "data-kind", "refund"), 2)?;
    sari.picture("documents")?;
    bu_tini.leave()?;
    Ok(sari.leave()?)
}
