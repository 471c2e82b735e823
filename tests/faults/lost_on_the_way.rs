//! Bytes that do not arrive: requests cut short, answers that never come, and strangers who answer
//! instead of the shop.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::json;
use warung_tests::proxy::{COMMANDS, Fault};
use warung_tests::shop::marked;
use warung_tests::story::Story;
use warung_tests::trial::{Outcome, Trial, under};
use warung_tests::waiting::until;

use crate::scene::Scene;

/// The shop has committed, the phone hears nothing, twice; the third answer is a replay. // O6, O7
#[test]
fn reply_dropped_after_commit() -> Story {
    under("reply dropped after commit", |trial| {
        let scene = Scene::at_the_review("reply_dropped_after_commit")?;
        scene.line.once(COMMANDS, Fault::LostReply);
        scene.line.once(COMMANDS, Fault::LostReply);
        let order = scene.sari.place_order()?;
        trial.saved(&order);
        scene.line.wait_faults(1)?;
        trial.arrived(&scene.server, 1)?;
        scene.line.wait_faults(2)?;
        scene.is_accepted(&order)?;
        trial.settle(&scene.server)?;
        scene.sari.leave()?;
        Ok(Outcome::Held)
    })
}

/// The request breaks after every quarter; nothing of it is applied until it is whole. // O5
#[test]
fn request_cut_at_every_quarter() -> Story {
    under("request cut at every quarter", |trial| {
        let scene = Scene::at_the_review("request_cut_at_every_quarter")?;
        for quarters in 0..=4 {
            scene.line.once(COMMANDS, Fault::CutRequest { quarters });
        }
        let order = scene.sari.place_order()?;
        trial.saved(&order);
        scene.line.wait_faults(4)?;
        trial.nothing_arrived(&scene.server)?;
        scene.line.wait_faults(5)?;
        scene.is_accepted(&order)?;
        trial.settle(&scene.server)?;
        scene.sari.leave()?;
        Ok(Outcome::Held)
    })
}

/// Half an answer is no answer. // S4
#[test]
fn reply_cut_at_every_quarter() -> Story {
    under("reply cut at every quarter", |trial| {
        let scene = Scene::at_the_review("reply_cut_at_every_quarter")?;
        for quarters in 0..=4 {
            scene.line.once(COMMANDS, Fault::CutReply { quarters });
        }
        let order = scene.sari.place_order()?;
        trial.saved(&order);
        scene.line.wait_faults(5)?;
        scene.is_accepted(&order)?;
        trial.settle(&scene.server)?;
        scene.sari.leave()?;
        Ok(Outcome::Held)
    })
}

/// The same push over two connections at once. // O7
#[test]
fn request_doubled() -> Story {
    under("request doubled on the way", |trial| {
        let scene = Scene::at_the_review("request_doubled")?;
        scene.line.whenever(COMMANDS, Fault::Doubled);
        let order = scene.sari.place_order()?;
        trial.saved(&order);
        scene.line.wait_faults(1)?;
        scene.is_accepted(&order)?;
        trial.settle(&scene.server)?;
        scene.sari.leave()?;
        Ok(Outcome::Held)
    })
}

/// Two pushes that hang until their deadlines, one after the other, and a pause.
const TWO_DEADLINES: Duration = Duration::from_secs(75);

/// Nothing comes and nothing ends; the phone gives up by its own clock and tries again. // S4, O18
#[test]
fn hung_socket() -> Story {
    under("hung socket", |trial| {
        let scene = Scene::at_the_review("hung_socket")?;
        scene.line.once(COMMANDS, Fault::Hung);
        scene.line.once(COMMANDS, Fault::HungReply);
        let order = scene.sari.place_order()?;
        trial.saved(&order);
        // Nobody mends the line: the second try begins only because the first was given up.
        scene.line.wait_faults(2)?;
        trial.arrived(&scene.server, 1)?;
        // Where the worker sends, it has the lock until it gives up as well.
        scene.sari.reads_the_outbox()?;
        until(TWO_DEADLINES, "an empty outbox", || {
            let waiting = scene.sari.browser.count(&marked("outbox-entry"))?;
            ensure!(waiting == 0, "{waiting} entries are left");
            Ok(())
        })?;
        scene.is_accepted(&order)?;
        trial.settle(&scene.server)?;
        scene.sari.leave()?;
        Ok(Outcome::Held)
    })
}

/// Well below the deadline of the catalog's calls.
const AT_ONCE: Duration = Duration::from_secs(15);

/// The catalog comes over its own calls; an order does not wait for them to end.
#[test]
fn catalog_hangs_while_an_order_is_placed() -> Story {
    under("catalog hangs while an order is placed", |trial| {
        let scene = Scene::at_the_review("catalog_hangs_while_an_order_is_placed")?;
        scene.line.whenever("GET /api/v1/catalog", Fault::Hung);
        scene.leaves_the_worker_alone()?;
        // A person looks at the page again: the phone looks for news.
        scene.sari.browser.js("window.dispatchEvent(new Event('pageshow'))", &json!([]))?;
        scene.line.wait_faults(1)?;
        let order = scene.sari.place_order()?;
        trial.saved(&order);
        let began = Instant::now();
        trial.arrived(&scene.server, 1)?;
        let took = began.elapsed();
        ensure!(took < AT_ONCE, "the order waited {} s for the catalog", took.as_secs());
        scene.line.mend();
        scene.is_accepted(&order)?;
        trial.settle(&scene.server)?;
        scene.sari.leave()?;
        Ok(Outcome::Held)
    })
}

/// A hotel's page answers every call as a success, over a restart of the app. // S4
#[test]
fn captive_portal() -> Story {
    under("captive portal", |trial| behind_a_stranger(trial, "captive_portal", Fault::Portal))
}

/// A machine in between answers for the shop that it cannot. // S4
#[test]
fn bad_gateway() -> Story {
    under("bad gateway", |trial| behind_a_stranger(trial, "bad_gateway", Fault::BadGateway))
}

fn behind_a_stranger(trial: &mut Trial, story: &str, stranger: Fault) -> Result<Outcome> {
    let mut scene = Scene::at_the_review(story)?;
    scene.line.whenever("", stranger);
    let order = scene.sari.place_order()?;
    trial.saved(&order);
    let before = scene.line.traffic().faults;
    scene.line.wait_faults(before + 3)?;
    scene.sari.sees_standing("saved")?;

    // The app opens from what it keeps, not with the stranger's page.
    scene.sari.next_launch("/outbox")?;
    let entry = format!("{}[data-state]", marked("outbox-entry"));
    let state = scene.sari.browser.attribute(&entry, "data-state").context("no entry is left")?;
    ensure!(["queued", "sending"].contains(&state.as_str()), "the entry is {state}");
    trial.nothing_arrived(&scene.server)?;

    scene.line.mend();
    scene.asks_for_another_try()?;
    scene.is_accepted(&order)?;
    trial.settle(&scene.server)?;
    scene.sari.leave()?;
    Ok(Outcome::Held)
}
