//! The whole of it, in Indonesian, with a picture of every step: the shop is opened on a phone, the
//! server goes, browsing, searching, the cart and an order go on; the server returns, the order is
//! accepted, a code comes, it is paid at the till, and buyer and seller hold a receipt that needs
//! no server.

use warung_domain::payment::PaymentMethod;
use warung_tests::people::{BU_TINI, SARI};
use warung_tests::places;
use warung_tests::server::Server;
use warung_tests::shop::{
    Delivery, HOME_IN_BANDUNG, Seller, Shopper, marked, marked_as, pay_at_the_till,
};
use warung_tests::story::Story;

const ALBUM: &str = "journey/main_job";

#[test]
fn browse_and_order_with_no_signal_sync_pay_and_hold_a_receipt() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("main_job", &server)?;
    sari.keep_pictures(ALBUM)?;
    sari.picture("first-visit")?;
    sari.sign_in(&SARI)?;
    sari.picture("signed-in")?;

    server.stop()?;
    sari.browser.expect_outage();
    sari.next_launch("/")?;
    sari.browser.wait_for(&marked("product-card"))?;
    sari.sees_that_it_is_offline()?;
    sari.picture("offline-home")?;
    sari.search("telur ayam")?;
    sari.picture("offline-search")?;
    sari.open_first_found()?;
    sari.picture("offline-product")?;
    sari.add_to_cart()?;
    sari.search("beras merah organik")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.cart_lines()?;
    sari.picture("cart")?;
    sari.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::Indomaret)?;
    sari.picture("review")?;
    let order = sari.place_order()?;
    sari.sees_standing("saved")?;
    sari.sees_that_it_is_offline()?;
    sari.picture("saved-on-this-phone")?;

    server.start()?;
    sari.sees_standing("accepted")?;
    sari.picture("accepted-by-the-shop")?;
    let slip = sari.read_the_slip()?;
    sari.picture("payment-code")?;
    pay_at_the_till(&server, &slip)?;
    sari.open(&order)?;
    sari.sees_standing("provisional")?;
    sari.picture("paid")?;
    sari.see_valid_receipt()?;
    sari.picture("receipt")?;

    let bu_tini = Seller::arrive("main_job", &server, &BU_TINI)?;
    bu_tini.browser.screenshot(&places::output(ALBUM)?.join("90-counter-orders.png"))?;
    bu_tini.open_receipts()?;
    bu_tini.browser.screenshot(&places::output(ALBUM)?.join("91-counter-receipts.png"))?;

    server.stop()?;
    bu_tini.browser.expect_outage();
    sari.next_launch(&format!("{order}/receipt"))?;
    sari.browser.wait_for(&marked_as("receipt-verdict", "data-valid", "true"))?;
    sari.picture("receipt-offline")?;
    bu_tini.leave()?;
    Ok(sari.leave()?)
}
