//! The shop has moved on and takes nothing from the app on the phone any more. The phone says so in
//! words and keeps what it promised; the newer app is looked for at once and offered, and what
//! waited goes to the shop from there: once, and in order.

use anyhow::{Result, ensure};
use serde_json::json;
use warung_domain::payment::PaymentMethod;
use warung_domain::protocol::MyChanges;
use warung_tests::people::SARI;
use warung_tests::proxy::{COMMANDS, Fault, Proxy};
use warung_tests::release::release_another_version;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, HOME_IN_BANDUNG, Shopper, marked, marked_as};
use warung_tests::story::Story;

// V2, O12
#[test]
fn what_the_shop_takes_from_newer_apps_only_waits_for_one() -> Story {
    let mut server = Server::demo()?;
    let app = server.serve_copy()?;
    server.restart_with(&[])?;
    let line = Proxy::before(&server)?;
    let mut sari = Shopper::arrive_over("update_needed", &line)?;
    sari.sign_in(&SARI)?;
    sari.browser.expect_faults();
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::CashOnDelivery)?;

    // No newer app is there yet.
    line.whenever(COMMANDS, Fault::AppTooOld);
    let order = sari.place_order()?;
    sari.browser.wait_for(&marked("update-needed"))?;
    sari.picture("needed")?;
    sari.next_launch("/outbox")?;
    sari.browser.wait_for(&marked_as("outbox-entry", "data-state", "wedged"))?;
    sari.browser.wait_for(&marked("update-needed"))?;
    it_cannot_be_dropped(&sari)?;

    // Now there is: the next refusal has it looked for, which is long before the app would by itself.
    release_another_version(&app)?;
    let retry = marked("outbox-retry");
    sari.browser.wait_for(&retry)?;
    let before = line.traffic().faults;
    sari.browser.press(&retry)?;
    line.wait_faults(before + 1)?;
    sari.browser.wait_for(&marked("update-banner"))?;

    // The newer app is understood.
    line.mend();
    sari.browser.js("window.sameLoad = true", &json!([]))?;
    sari.browser.press(&format!("{} button", marked("update-banner")))?;
    sari.browser.wait_js("the new version's load", "window.sameLoad === undefined")?;
    sari.open(&order)?;
    sari.sees_standing("accepted")?;
    sari.open("/outbox")?;
    sari.sees_an_empty_outbox()?;
    sari.browser.wait_gone(&marked("update-needed"))?;
    the_shop_has_one_order(&server)?;
    Ok(sari.leave()?)
}

fn it_cannot_be_dropped(sari: &Shopper) -> Result<()> {
    ensure!(sari.browser.count(&marked("drop-order"))? == 0, "it can be dropped");
    Ok(())
}

fn the_shop_has_one_order(server: &Server) -> Result<()> {
    let mut client = server.client();
    SARI.sign_in(&mut client)?;
    let mine: MyChanges = client.get("/api/v1/me/changes?since=0")?.json()?;
    ensure!(mine.orders.len() == 1, "the shop has {} orders", mine.orders.len());
    Ok(())
}
