//! Somebody changes their mind about how to pay, first with no line: the old code is not shown any
//! more, is closed at the bank before the new one comes, and only the new one pays.

use anyhow::{Result, ensure};
use warung_domain::payment::PaymentMethod;
use warung_tests::people::SARI;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, Shopper, marked, pay_at_the_till};
use warung_tests::story::Story;

// Holds M11.
#[test]
fn the_old_code_is_closed_and_the_new_one_pays() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("pay_another_way", &server)?;
    sari.keep_pictures("journeys/pay_another_way")?;
    sari.sign_in(&SARI)?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::PickUp, PaymentMethod::Indomaret)?;
    let order = sari.place_order()?;
    let old = sari.read_the_slip()?;

    server.stop()?;
    sari.browser.expect_outage();
    sari.next_launch(&format!("{order}/pay"))?;
    sari.browser.wait_for(&marked("payment-code"))?;
    sari.pays_otherwise(PaymentMethod::VaBni)?;
    sari.browser.wait_for(&marked("changing-payment"))?;
    sari.browser.wait_gone(&marked("payment-code"))?;
    sari.picture("changing")?;
    // It waits in the outbox like everything else.
    sari.next_launch(&format!("{order}/pay"))?;
    sari.browser.wait_for(&marked("changing-payment"))?;

    server.start()?;
    sari.browser.wait_for(&marked("payment-code"))?;
    sari.picture("new-code")?;
    let code = sari.browser.text(&marked("payment-code"))?;
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    assert_ne!(code, old.code, "the old code stands there again");
    till_turns_away(&server, &old.code)?;
    let amount = sari.browser.text(&marked("pay-amount"))?;
    pay_at_the_till(&server, &warung_tests::shop::Slip { code, amount })?;
    sari.open(&order)?;
    sari.sees_standing("paid")?;
    sari.see_valid_receipt()?;
    Ok(sari.leave()?)
}

fn till_turns_away(server: &Server, code: &str) -> Result<()> {
    let asked = server.client().get(&format!("/simulator/pay?code={code}"))?;
    ensure!(asked.text().contains("Dibatalkan"), "the till would still take money for {code}");
    Ok(())
}
