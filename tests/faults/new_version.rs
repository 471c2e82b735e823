//! The shop releases a new version of the app while an order is on its way. What waits and how it is
//! sent is the same as without; the journeys `storage_upgrade` and `worker_updates` have the rest.

use anyhow::ensure;
use warung_tests::proxy::{COMMANDS, Fault};
use warung_tests::server::Server;
use warung_tests::shop::{
    begin_check, check_says, everything_is_there, marked, offer_checks, stand_in_the_way,
};
use warung_tests::story::Story;
use warung_tests::trial::{Outcome, under};

use crate::scene::Scene;

/// An order waits; one old tab shows the shop, another hears nothing any more. The new version
/// changes the database, finds the order in it, and sends it. // L4, L5, O7
#[test]
fn upgrade_with_pending_rows_and_an_old_tab_open() -> Story {
    under("upgrade with pending rows and an old tab open", |trial| {
        let mut server = Server::demo()?;
        offer_checks(&mut server)?;
        let mut scene = Scene::before("upgrade_with_pending_rows", server)?;
        scene.sari.make_ready()?;
        scene.line.whenever(COMMANDS, Fault::Refused);
        let order = scene.sari.place_order()?;
        trial.saved(&order);
        scene.sari.sees_standing("saved")?;

        let browser = &scene.sari.browser;
        let old = browser.new_tab(&format!("{}{order}", scene.sari.origin))?;
        browser.wait_for(&marked("order-standing"))?;
        stand_in_the_way(browser)?;
        let deaf = browser.new_tab("about:blank")?;
        begin_check(browser, &scene.sari.origin, "upgrade")?;
        let new = browser.switch_tab(&old)?;
        browser.wait_for(&format!("{} button", marked("storage-outdated")))?;
        browser.switch_to(&new)?;
        // That a tab stands in the way Firefox does not always say; it waits for it all the same.
        let done = browser.count("#outcome[data-state=\"done\"]")?;
        ensure!(done == 0, "changed under an open connection");
        browser.switch_to(&deaf)?;
        browser.close_tab(&new)?;
        everything_is_there(browser)?;
        trial.nothing_arrived(&scene.server)?;

        scene.line.mend();
        browser.switch_to(&new)?;
        begin_check(browser, &scene.sari.origin, "deliver")?;
        let said = check_says(browser, "done")?;
        ensure!(said == "1 of 1 applied, Dry", "the new version says: {said}");
        trial.settle(&scene.server)?;
        Ok(Outcome::Held)
    })
}

/// In mid-checkout a new version is wanted; it comes when the order is saved and not yet sent, and
/// sends it. // U2, O2
#[test]
fn worker_updated_in_mid_checkout() -> Story {
    under("worker updated in mid-checkout", |trial| {
        let mut server = Server::demo()?;
        let app = server.serve_copy()?;
        server.restart_with(&[])?;
        let mut scene = Scene::before("worker_updated_in_mid_checkout", server)?;
        scene.sari.make_ready()?;
        scene.sari.wants_the_update_in_mid_checkout(&scene.server, &app)?;
        scene.line.whenever(COMMANDS, Fault::Refused);
        let order = scene.sari.place_order()?;
        trial.saved(&order);
        scene.sari.is_led_to_the_update_at(&order)?;
        trial.nothing_arrived(&scene.server)?;
        scene.line.mend();
        scene.asks_for_another_try()?;
        scene.is_accepted(&order)?;
        trial.settle(&scene.server)?;
        scene.sari.leave()?;
        Ok(Outcome::Held)
    })
}
