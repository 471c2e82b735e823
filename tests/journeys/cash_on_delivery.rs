//! Cash: the order is accepted unpaid, the seller takes the money and records it at the counter,
//! and the shopper's phone shows that it is paid, with a receipt.

use warung_domain::payment::PaymentMethod;
use warung_tests::people::{BU_TINI, SARI};
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, HOME_IN_BANDUNG, Seller, Shopper};
use warung_tests::story::Story;

#[test]
fn the_seller_records_the_cash_and_the_shopper_sees_it() -> Story {
    let server = Server::demo()?;
    let mut sari = Shopper::arrive("cash_on_delivery", &server)?;
    sari.sign_in(&SARI)?;
    // Sold by Bu Tini, whose order it becomes.
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::CashOnDelivery)?;
    let order = sari.place_order()?;
    sari.sees_standing("accepted")?;

    let bu_tini = Seller::arrive("cash_on_delivery", &server, &BU_TINI)?;
    bu_tini.take_the_cash()?;

    sari.open(&order)?;
    sari.sees_standing("paid")?;
    sari.see_valid_receipt()?;
    bu_tini.leave()?;
    Ok(sari.leave()?)
}
