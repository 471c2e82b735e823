//! Money arrives on a code that was closed. The shopper is told, it stands on their balance, and
//! the balance pays the order; all of it can be read with no line.

use warung_domain::payment::PaymentMethod;
use warung_tests::people::SARI;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, Shopper, marked, marked_as, pay_late_at_the_bank};
use warung_tests::story::Story;

// Holds M12.
#[test]
fn late_money_is_told_of_and_pays_the_next_time() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("pay_too_late", &server)?;
    sari.keep_pictures("journeys/pay_too_late")?;
    sari.sign_in(&SARI)?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    // A channel that takes nothing back, so that its money is there at once.
    sari.check_out(Delivery::PickUp, PaymentMethod::Alfamart)?;
    let order = sari.place_order()?;
    sari.read_the_slip()?;
    sari.pays_otherwise(PaymentMethod::Qris)?;
    sari.browser.wait_for(&marked("payment-qr"))?;

    pay_late_at_the_bank(&server)?;
    let credited = marked_as("stray", "data-state", "credited");
    sari.browser.wait_for(&credited)?;
    sari.picture("told")?;
    server.stop()?;
    sari.browser.expect_outage();
    sari.next_launch(&order)?;
    sari.browser.wait_for(&credited)?;
    sari.picture("told-offline")?;

    server.start()?;
    sari.next_launch(&format!("{order}/pay"))?;
    sari.pays_otherwise(PaymentMethod::Balance)?;
    sari.browser.wait_for(&marked_as("payment-state", "data-state", "settled"))?;
    sari.open(&order)?;
    sari.sees_standing("paid")?;
    sari.see_valid_receipt()?;
    Ok(sari.leave()?)
}
