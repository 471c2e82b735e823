//! A till takes a payment back. The buyer keeps the receipt, and beside it the document that takes its
//! place; both verify with no line, and a stranger who is shown the receipt alone is told.

use anyhow::Result;
use warung_domain::payment::PaymentMethod;
use warung_tests::people::SARI;
use warung_tests::server::Server;
use warung_tests::shop::{
    Delivery, Shopper, marked, marked_as, pay_at_the_till, take_back_at_the_bank,
};
use warung_tests::story::Story;

// Holds R4.
#[test]
fn a_receipt_is_superseded_when_the_money_goes_back() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("payment_taken_back", &server)?;
    sari.sign_in(&SARI)?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::PickUp, PaymentMethod::Indomaret)?;
    let order = sari.place_order()?;
    sari.sees_standing("accepted")?;
    pay_at_the_till(&server, &sari.read_the_slip()?)?;
    sari.open(&order)?;
    sari.sees_standing("provisional")?;
    sari.see_valid_receipt()?;
    let text = sari.receipt_file()?;

    take_back_at_the_bank(&server)?;
    let reversal = marked_as("receipt", "data-kind", "reversal");
    sari.browser.wait_for(&reversal)?;
    stranger_is_told(&server, &text)?;

    server.stop()?;
    sari.browser.expect_outage();
    sari.next_launch(&format!("{order}/receipt"))?;
    sari.browser.wait_for(&reversal)?;
    sari.browser.wait_for(&marked_as("receipt", "data-kind", "receipt"))?;
    sari.browser.wait_for(&marked("receipt-superseded"))?;
    sari.browser.wait_count(&marked_as("receipt-verdict", "data-valid", "true"), 2)?;
    Ok(sari.leave()?)
}

/// Somebody who was never here before, with nothing but the file.
fn stranger_is_told(server: &Server, text: &str) -> Result<()> {
    let stranger = Shopper::arrive("payment_taken_back_stranger", server)?;
    stranger.open("/verify")?;
    stranger.checks(text, "true")?;
    stranger.browser.wait_for(&marked("receipt-superseded"))?;
    stranger.leave()
}
