//! Somebody signs out while an order has not reached the shop. They are asked; the order stays on the
//! phone, goes to the shop with nobody signed in as soon as the outage is over, and only its person
//! sees it there.

use warung_domain::payment::PaymentMethod;
use warung_tests::people::{BU_TINI, SARI};
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, Shopper, marked};
use warung_tests::story::Story;

// D3, D5, D9
#[test]
fn signing_out_with_an_unsent_order_asks_and_loses_nothing() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("sign_out_asks", &server)?;
    sari.sign_in(&SARI)?;

    server.stop()?;
    sari.browser.expect_outage();
    sari.next_launch("/")?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::PickUp, PaymentMethod::CashOnDelivery)?;
    let order = sari.place_order()?;
    sari.sees_standing("saved")?;

    // Tries enough that the pause until the next may be minutes long.
    sari.open("/outbox")?;
    for _ in 0..9 {
        sari.browser.press(&marked("outbox-retry"))?;
        sari.browser.wait_for(&format!("{}[data-state=queued]", marked("outbox-entry")))?;
    }

    sari.go_to_tab("/account")?;
    sari.browser.press(&marked("sign-out"))?;
    sari.browser.wait_for(&marked("sign-out-unsent"))?;
    sari.browser.press(&marked("sign-out-stay"))?;
    sari.browser.wait_for(&marked("account-card"))?;
    sari.browser.press(&marked("sign-out"))?;
    sari.browser.press(&marked("sign-out-anyway"))?;
    sari.browser.wait_for(&marked("to-sign-in"))?;
    sari.open("/outbox")?;
    // The file field itself is invisible; what is seen is the button around it.
    sari.browser.wait_for(".file-btn")?;
    sari.browser.wait_gone(&marked("outbox-entry"))?;

    // Nobody is signed in; the signature speaks for Sari.
    server.start()?;
    SARI.has_orders(&server, 1)?;

    sari.sign_in(&BU_TINI)?;
    sari.open(&order)?;
    sari.browser.wait_for(".empty")?;
    sari.go_to_tab("/account")?;
    sari.browser.press(&marked("sign-out"))?;
    sari.browser.wait_for(&marked("to-sign-in"))?;
    sari.sign_in(&SARI)?;
    sari.open(&order)?;
    sari.sees_standing("accepted")?;
    Ok(sari.leave()?)
}
