//! Paying to a bank account number that exists for this payment only.

use warung_domain::payment::PaymentMethod;
use warung_tests::people::SARI;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, HOME_IN_BANDUNG, Shopper, pay_at_the_till};
use warung_tests::story::Story;

#[test]
fn a_virtual_account_is_paid_and_the_order_is_paid() -> Story {
    let server = Server::demo()?;
    let mut sari = Shopper::arrive("pay_by_virtual_account", &server)?;
    sari.sign_in(&SARI)?;
    sari.search("beras merah organik")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::VaBca)?;
    let order = sari.place_order()?;
    sari.sees_standing("accepted")?;
    let slip = sari.read_the_slip()?;
    pay_at_the_till(&server, &slip)?;
    sari.open(&order)?;
    sari.sees_standing("paid")?;
    sari.see_valid_receipt()?;
    Ok(sari.leave()?)
}
