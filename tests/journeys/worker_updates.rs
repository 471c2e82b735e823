//! The shop releases a new version while somebody is checking out. The new worker waits, the old
//! version's files stay within reach, and the change-over comes when nothing is being filled in or
//! sent any more.

use anyhow::{Result, ensure};
use serde_json::json;
use warung_domain::payment::PaymentMethod;
use warung_tests::people::SARI;
use warung_tests::release::release_another_version;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, HOME_IN_BANDUNG, Shopper, marked};
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
    sari.browser.js("window.sameLoad = true", &json!([]))?;

    let old_script = release_another_version(&app)?;
    is_gone(&server, &old_script)?;
    sari.browser.js(LOOK_FOR_UPDATE, &json!([]))?;
    sari.browser.press(&format!("{} button", marked("update-banner")))?;

    // Wanted, and yet nothing happens to the order under review.
    sari.browser.wait_gone(&format!("{} button", marked("update-banner")))?;
    sari.browser.wait_js("the same page", "window.sameLoad === true")?;
    let still_there = format!(
        "(fetch('/{old_script}').then((answer) => {{ window.oldScript = answer.ok }}), window.oldScript)"
    );
    sari.browser.wait_js("the old version's script", &still_there)?;

    let order = sari.place_order()?;
    sari.browser.wait_js("the new version's load", "window.sameLoad === undefined")?;
    sari.browser.wait_address(&order)?;
    sari.sees_standing("accepted")?;
    sari.browser.wait_js("only the new version to be kept", ONE_SHOP_CACHE)?;
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
    sari.browser.press(&format!("{} button", marked("update-banner")))?;
    sari.browser.wait_for(&marked("product-card"))?;
    sari.browser.wait_js("only the new version to be kept", ONE_SHOP_CACHE)?;
    Ok(sari.leave()?)
}

fn is_gone(server: &Server, file: &str) -> Result<()> {
    let answer = server.client().get(&format!("/{file}"))?;
    ensure!(answer.status == 404, "{file} is still served: {}", answer.status);
    Ok(())
}

const LOOK_FOR_UPDATE: &str =
    "navigator.serviceWorker.getRegistration().then((registration) => registration.update())";

const ONE_SHOP_CACHE: &str = "(caches.keys().then((names) => {
    window.shopCaches = names.filter((name) => name.startsWith('warung-shop-')).join()
}), window.shopCaches === 'warung-shop-0000000000000002')";
