//! The shop releases a new version while somebody is checking out. The new worker waits, the old
//! version's files stay within reach, and the change-over comes when nothing is being filled in or
//! sent any more.

use serde_json::json;
use warung_domain::payment::PaymentMethod;
use warung_tests::people::SARI;
use warung_tests::release::release_another_version;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, HOME_IN_BANDUNG, Shopper, marked, update_button};
use warung_tests::story::Story;

// U2
#[test]
fn a_new_version_waits_for_the_checkout_to_end() -> Story {
    let mut server = Server::demo()?;
    let app = server.serve_copy()?;
    server.restart_with(&[])?;
    let mut sari = Shopper::arrive("worker_updates", &server)?;
    sari.sign_in(&SARI)?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::CashOnDelivery)?;
    sari.wants_the_update_in_mid_checkout(&server, &app)?;
    let order = sari.place_order()?;
    sari.is_led_to_the_update_at(&order)?;
    sari.sees_standing("accepted")?;
    Ok(sari.leave()?)
}

// U1: the phone asks for 30 bytes and learns that there is a newer version.
#[test]
fn a_page_that_comes_back_hears_of_a_new_version() -> Story {
    let mut server = Server::demo()?;
    let app = server.serve_copy()?;
    server.restart_with(&[])?;
    let sari = Shopper::arrive("worker_updates_heard", &server)?;
    release_another_version(&app)?;
    // A phone's browser looks for a new worker itself when a page is opened; an app that stays open
    // for days is told by its own look.
    sari.browser.js("window.dispatchEvent(new Event('pageshow'))", &json!([]))?;
    sari.browser.press(&update_button())?;
    sari.browser.wait_for(&marked("product-card"))?;
    sari.keeps_only_the_update()?;
    Ok(sari.leave()?)
}
