//! The phone takes the browser away, whole or by the page.

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
        scene.is_accepted(&order)?;
        trial.settle(&scene.server)?;
        scene.sari.leave()?;
        Ok(Outcome::Held)
    })
}
