//! The session ends while the phone is away.

use anyhow::{Context, ensure};
use warung_tests::people::SARI;
use warung_tests::story::Story;
use warung_tests::trial::{Outcome, under};

use crate::scene::Scene;

/// Authority comes from the signature: the order arrives without a session. The phone asks its
/// owner in, and goes on where it was. // D3
#[test]
fn session_expired_while_offline() -> Story {
    under("session expired while offline", |trial| {
        let scene = Scene::at_the_review("session_expired_while_offline")?;
        let secret = scene.sari.browser.cookie("warung")?;
        scene.line.cut();
        let order = scene.sari.place_order()?;
        trial.saved(&order);
        scene.sari.sees_standing("saved")?;

        let mut client = scene.server.client();
        client.carry_cookie("warung", secret);
        let answer = client.delete("/api/v1/session").context("signing out elsewhere")?;
        (|| {
            ensure!(answer.status < 300, "signing out answered {}", answer.status);
            Ok(())
        })()?;

        scene.line.mend();
        scene.asks_for_another_try()?;
        trial.arrived(&scene.server, 1)?;
        scene.sari.sign_in(&SARI)?;
        scene.is_accepted(&order)?;
        trial.settle(&scene.server)?;
        scene.sari.leave()?;
        Ok(Outcome::Held)
    })
}
