//! A page is left in mid-round and kept frozen for the way back. It answers nobody from then on, so
//! it must hold nothing that a later page needs.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;
use warung_tests::story::Story;
use warung_tests::trial::{Outcome, under};

use crate::scene::Scene;

/// After this long from the moment an order is saved its page is left: while it is sent, while the
/// answer is stored, while orders are pulled.
const MOMENTS: [u64; 6] = [0, 5, 15, 40, 100, 250];

/// A page of the shop's origin that the app has no hand in.
const BESIDE_THE_APP: &str = "/healthz";

/// Later pages find every database open and every lock free; the way back leads to a page that goes
/// on. // L7, O18
#[test]
fn page_left_in_mid_round() -> Story {
    under("page left in mid-round and kept for the way back", |trial| {
        let mut scene = Scene::at_the_review("page_left_in_mid_round")?;
        for (number, moment) in MOMENTS.into_iter().enumerate() {
            if number > 0 {
                scene.sari.make_ready_again("telur ayam negeri")?;
            }
            let order = scene.sari.place_order()?;
            trial.saved(&order);
            leave_in(&scene, Duration::from_millis(moment))?;
            scene.is_accepted(&order)?;
        }
        scene.sari.make_ready_again("gula pasir")?;
        scene.line.cut();
        let order = scene.sari.place_order()?;
        trial.saved(&order);
        scene.line.mend();
        leave_in(&scene, Duration::ZERO)?;
        scene.sari.browser.back()?;
        scene.sari.browser.wait_address(&order)?;
        scene.sari.sees_standing("accepted")?;
        trial.settle(&scene.server)?;
        scene.sari.leave()?;
        Ok(Outcome::Held)
    })
}

fn leave_in(scene: &Scene, after: Duration) -> Result<()> {
    let script =
        "const [page, millis] = arguments; setTimeout(() => location.assign(page), millis);";
    let millis = u64::try_from(after.as_millis())?;
    scene.sari.browser.js(script, &json!([BESIDE_THE_APP, millis]))?;
    scene.sari.browser.wait_address(BESIDE_THE_APP)
}
