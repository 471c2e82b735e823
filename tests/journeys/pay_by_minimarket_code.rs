//! Paying at a minimarket: the phone shows a code, the till takes it, the phone hears of it. The
//! channel may take the money back for some minutes, and the phone says so.

use warung_domain::payment::PaymentMethod;
use warung_tests::people::SARI;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, Shopper, pay_at_the_till};
use warung_tests::story::Story;

#[test]
fn a_code_is_paid_at_the_till() -> Story {
    let server = Server::demo()?;
    let mut sari = Shopper::arrive("pay_by_minimarket_code", &server)?;
    sari.sign_in(&SARI)?;
    for (method, standing) in
        [(PaymentMethod::Indomaret, "provisional"), (PaymentMethod::Alfamart, "paid")]
    {
        sari.search("beras merah organik")?;
        sari.open_first_found()?;
        sari.add_to_cart()?;
        sari.check_out(Delivery::PickUp, method)?;
        let order = sari.place_order()?;
        sari.sees_standing("accepted")?;
        let slip = sari.read_the_slip()?;
        pay_at_the_till(&server, &slip)?;
        sari.open(&order)?;
        sari.sees_standing(standing)?;
        sari.see_valid_receipt()?;
    }
    Ok(sari.leave()?)
}
