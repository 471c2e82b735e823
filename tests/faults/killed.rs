//! The phone takes the browser away, whole or by the page.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use warung_tests::shop::marked;
use warung_tests::story::Story;
use warung_tests::trial::{Outcome, under};

use crate::scene::Scene;

/// All of the browser's processes go at the moment the page says *saved*; nothing was sent. // O2, O3
#[test]
fn browser_killed_right_after_saved() -> Story {
    under("browser killed right after saved", |trial| {
        let mut scene = Scene::at_the_review("browser_killed_right_after_saved")?;
        scene.line.cut();
        let order = scene.sari.place_order()?;
        scene.sari.browser.kill()?;
        trial.saved(&order);

        scene.sari.browser.launch_again()?;
        scene.sari.open("/outbox")?;
        scene.sari.browser.wait_for(&marked("outbox-entry"))?;
        trial.nothing_arrived(&scene.server)?;
        scene.line.mend();
        scene.sign_in_if_forgotten()?;
        scene.asks_for_another_try()?;
        scene.is_accepted(&order)?;
        trial.settle(&scene.server)?;
        scene.sari.leave()?;
        Ok(Outcome::Held)
    })
}

/// After this long from pressing the button the page's process is gone. An order is signed and
/// stored within the first ten milliseconds or so; the rounds lie before, in and after that.
const MOMENTS: [u64; 6] = [0, 3, 6, 12, 25, 60];

/// What is ordered next, each time something else.
const GOODS: [&str; 6] = [
    "beras merah organik",
    "telur ayam negeri",
    "minyak goreng",
    "gula pasir",
    "kecap",
    "teh celup",
];

/// Only the page's process goes, at several moments while an order is signed and stored. Each time
/// the order is in the outbox whole or not at all, and with it the cart. // O2
#[test]
fn tab_killed_in_mid_transaction() -> Story {
    under("tab killed in mid-transaction", |trial| {
        let mut scene = Scene::at_the_review("tab_killed_in_mid_transaction")?;
        scene.line.cut();
        let mut known: Vec<String> = Vec::new();
        let mut survived = 0;
        for (moment, goods) in MOMENTS.into_iter().zip(GOODS) {
            place_and_die(&scene, Duration::from_millis(moment))?;
            // Some drivers lose their way with a page that died; a person opens the app anew.
            scene.sari.browser.kill()?;
            scene.sari.browser.launch_again()?;
            let waiting = scene.sari.reads_the_outbox()?;
            let fresh: Vec<&String> = waiting.iter().filter(|page| !known.contains(page)).collect();
            ensure!(
                known.iter().all(|page| waiting.contains(page)),
                "{known:?} became {waiting:?}"
            );
            ensure!(fresh.len() <= 1, "one order became {fresh:?}");
            survived += fresh.len();
            let in_cart = scene.sari.in_cart()?;
            let wanted = if fresh.is_empty() { 1 } else { 0 };
            ensure!(in_cart == wanted, "{} saved, {in_cart} still in the cart", fresh.len());
            known = waiting;
            if wanted == 0 {
                scene.sari.make_ready_again(goods)?;
            } else {
                scene.sari.open("/checkout/review")?;
                scene.sari.browser.wait_for(&marked("place-order"))?;
            }
        }
        trial.note(format!("{survived} of {} kills left the order saved", MOMENTS.len()));
        known.iter().for_each(|page| trial.saved(page));
        trial.nothing_arrived(&scene.server)?;
        scene.line.mend();
        scene.sign_in_if_forgotten()?;
        scene.asks_for_another_try()?;
        scene.sari.open("/outbox")?;
        scene.sari.sees_an_empty_outbox()?;
        trial.settle(&scene.server)?;
        scene.sari.leave()?;
        Ok(Outcome::Held)
    })
}

fn place_and_die(scene: &Scene, after: Duration) -> Result<()> {
    let press = "document.querySelector(arguments[0]).click()";
    scene.sari.browser.js(press, &json!([marked("place-order")])).context("nothing to press")?;
    scene.sari.browser.kill_pages_in(after)
}
