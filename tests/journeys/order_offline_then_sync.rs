//! An order is placed with no signal. It is saved on the phone, survives the app being closed, and
//! reaches the shop by itself when the server is there again: once.

use anyhow::{Result, ensure};
use warung_domain::payment::PaymentMethod;
use warung_domain::protocol::MyChanges;
use warung_tests::people::SARI;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, HOME_IN_BANDUNG, Shopper, marked};
use warung_tests::story::Story;

#[test]
fn an_order_saved_offline_arrives_once() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("order_offline_then_sync", &server)?;
    sari.sign_in(&SARI)?;

    server.stop()?;
    sari.browser.expect_outage();
    sari.next_launch("/")?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::CashOnDelivery)?;
    let order = sari.place_order()?;
    sari.sees_standing("saved")?;
    sari.sees_that_it_is_offline()?;

    // The app is closed right away; the order is in no memory but the phone's.
    sari.next_launch("/outbox")?;
    sari.browser.wait_for(&marked("outbox-entry"))?;
    sari.open(&order)?;
    sari.sees_standing("saved")?;

    server.start()?;
    sari.sees_standing("accepted")?;
    sari.next_launch("/outbox")?;
    sari.browser.wait_gone(&marked("outbox-entry"))?;
    the_shop_has_one_order(&server)?;
    Ok(sari.leave()?)
}

fn the_shop_has_one_order(server: &Server) -> Result<()> {
    let mut client = server.client();
    SARI.sign_in(&mut client)?;
    let mine: MyChanges = client.get("/api/v1/me/changes?since=0")?.json()?;
    ensure!(mine.orders.len() == 1, "the shop has {} orders", mine.orders.len());
    Ok(())
}
