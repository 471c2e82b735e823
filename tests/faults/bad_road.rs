//! A line that is long, narrow and breaks by itself; and a train.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use warung_tests::proxy::Road;
use warung_tests::story::Story;
use warung_tests::trial::{Outcome, under};

use crate::scene::Scene;

/// How many orders wait when the line comes back.
const QUEUED: &str = "WARUNG_QUEUED_ORDERS";

/// Minutes on the train.
const MINUTES: &str = "WARUNG_TRAIN_MINUTES";

/// What is ordered on the train, in turn: ten minutes of orders would empty any one shelf.
const GOODS: [&str; 4] =
    ["mi telur kering", "permen jahe", "gula pasir putih", "telur ayam negeri"];

/// 400 ms there and back, 400 kbit/s, every tenth call dropped on its way up or down.
const ROAD: Road =
    Road { round_trip: Duration::from_millis(400), bytes_per_second: 50_000, drop_every: 10 };

/// Fifty orders wait on the phone, and go out over it: one effect each. // O4, O7
#[test]
fn fifty_orders_over_a_bad_road() -> Story {
    under("50 queued orders, 400 ms, 400 kbit/s, every 10th call dropped", |trial| {
        let queued = number(QUEUED, 50)?;
        let mut scene = Scene::at_the_review("fifty_orders_over_a_bad_road")?;
        scene.line.cut();
        for number in 0..queued {
            if number > 0 {
                scene.sari.make_ready_again("telur ayam negeri")?;
            }
            let order = scene.sari.place_order()?;
            trial.saved(&order);
        }
        let (before, pushed) = (scene.line.traffic(), scene.line.commands());
        scene.line.lead_over(ROAD);
        scene.line.mend();
        scene.asks_for_another_try()?;
        let began = Instant::now();
        trial.settle_within(&scene.server, Duration::from_secs(300))?;
        let took = began.elapsed().as_secs();
        scene.line.lead_over(Road::default());
        scene.sari.open("/outbox")?;
        scene.sari.sees_an_empty_outbox()?;
        let pushes = scene.line.commands().since(pushed);
        let all = scene.line.traffic().since(before);
        trial.note(format!(
            "{queued} orders in {took} s and {} pushes, {} calls went wrong; {} bytes up and {} down an order in pushes, {} bytes of everything",
            pushes.calls,
            all.faults,
            pushes.up / queued,
            pushes.down / queued,
            (all.up + all.down) / queued,
        ));
        scene.sari.leave()?;
        Ok(Outcome::Held)
    })
}

/// The shop comes and goes at its own time while somebody orders; at the end the page of the outbox
/// is read. Pictures of every state that was seen lie in `journey/train`.
#[test]
fn on_a_train() -> Story {
    under("on a train: the shop comes and goes while orders are placed", |trial| {
        let minutes = number(MINUTES, 1)?;
        let end = Instant::now() + Duration::from_secs(60 * minutes);
        let mut scene = Scene::at_the_review("on_a_train")?;
        scene.sari.keep_pictures("journey/train")?;
        // Repeats exactly: lengths of tunnel and open country in seconds.
        let mut chance: u64 = 0x5eed;
        let (mut orders, mut tunnels) = (0, 0);
        while Instant::now() < end {
            chance = chance
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let in_a_tunnel = chance >> 63 == 0;
            if in_a_tunnel {
                tunnels += 1;
                scene.server.kill()?;
            }
            let order = scene.sari.place_order()?;
            trial.saved(&order);
            orders += 1;
            if in_a_tunnel {
                scene.sari.sees_standing("saved")?;
                scene.sari.picture("saved-on-this-phone")?;
                if chance >> 62 & 1 == 0 {
                    scene.sari.next_launch("/outbox")?;
                    scene.sari.reads_the_outbox()?;
                    scene.sari.picture("outbox-waiting")?;
                }
                scene.server.start()?;
                scene.sari.open(&order)?;
            }
            scene.sari.sees_standing("accepted")?;
            scene.sari.picture("accepted")?;
            scene.sari.make_ready_again(GOODS[orders % GOODS.len()])?;
        }
        scene.sari.open("/outbox")?;
        scene.sari.sees_an_empty_outbox()?;
        scene.sari.picture("outbox-empty")?;
        trial.settle(&scene.server)?;
        trial.note(format!("{orders} orders, {tunnels} tunnels in {minutes} min"));
        scene.sari.leave()?;
        Ok(Outcome::Held)
    })
}

fn number(variable: &str, otherwise: u64) -> Result<u64> {
    match std::env::var(variable) {
        Ok(text) => text.parse().with_context(|| format!("{variable} is no number: {text}")),
        Err(_) => Ok(otherwise),
    }
}
