//! A released worker turns out to be broken. The shop calls it back: phones take it off, load the
//! open page anew, once, and lose nothing but the files they had kept.

use serde_json::json;
use warung_domain::payment::PaymentMethod;
use warung_tests::people::SARI;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, HOME_IN_BANDUNG, Shopper, marked};
use warung_tests::story::Story;

// U4
#[test]
fn a_worker_is_called_back_and_nothing_is_lost() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("worker_retires", &server)?;
    // A guest's order waits on the phone, whatever the line is like.
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::CashOnDelivery)?;
    let order = sari.place_order()?;
    sari.sees_standing("saved")?;

    sari.browser.expect_outage();
    // Before the shop is back: browsers look for a new worker on their own account, too.
    sari.browser.js("window.sameLoad = true", &json!([]))?;
    server.restart_with(&["--retire-worker"])?;
    sari.browser.js(LOOK_FOR_UPDATE, &json!([]))?;
    sari.browser.wait_js("a new load", "window.sameLoad === undefined")?;
    sari.browser.wait_address(&order)?;
    sari.browser.wait_js("no worker and no cache", NOTHING_KEPT)?;
    sari.browser.js("window.sameLoad = true", &json!([]))?;
    // The page registers what it finds, which takes itself off again and leaves the page alone.
    sari.browser.js(LOOK_FOR_UPDATE, &json!([]))?;
    sari.browser.wait_for(&marked("order-standing"))?;
    sari.sees_standing("saved")?;
    sari.browser.wait_js("the same load", "window.sameLoad === true")?;

    sari.sign_in(&SARI)?;
    sari.open(&order)?;
    sari.sees_standing("accepted")?;
    Ok(sari.leave()?)
}

const LOOK_FOR_UPDATE: &str =
    "navigator.serviceWorker.getRegistration().then((registration) => registration?.update())";

const NOTHING_KEPT: &str = "(Promise.all([navigator.serviceWorker.getRegistrations(), caches.keys()])
    .then(([workers, names]) => { window.kept = workers.length + names.length }), window.kept === 0)";
