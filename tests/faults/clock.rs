//! A phone that does not know what day it is.

use anyhow::{Result, ensure};
use serde_json::json;
use warung_tests::skew::Skew;
use warung_tests::story::Story;
use warung_tests::trial::{Outcome, Trial, under};

use crate::scene::Scene;

/// The phone's clock is a label and decides nothing: not whether the order is taken, not at what
/// price. // O13, P2
#[test]
fn clock_a_year_behind() -> Story {
    under("phone's clock a year behind the shop's", |trial| {
        with_a_clock(trial, "clock_a_year_behind", Skew::PhoneYearBehind)
    })
}

#[test]
fn clock_a_year_ahead() -> Story {
    under("phone's clock a year ahead of the shop's", |trial| {
        with_a_clock(trial, "clock_a_year_ahead", Skew::PhoneYearAhead)
    })
}

fn with_a_clock(trial: &mut Trial, story: &str, skew: Skew) -> Result<Outcome> {
    if let Some(why) = skew.cannot_be_made() {
        return Ok(Outcome::CannotBeMade(why));
    }
    let mut scene = Scene::with_clock(story, skew)?;
    scene.sari.make_ready()?;
    scene.line.cut();
    let order = scene.sari.place_order()?;
    trial.saved(&order);
    scene.sari.sees_standing("saved")?;
    scene.line.mend();
    scene.asks_for_another_try()?;
    scene.is_accepted(&order)?;
    trial.settle(&scene.server)?;

    let accepted = trial.accepted_at(&scene.server)?;
    let phone =
        scene.sari.browser.js("return Date.now()", &json!([]))?.as_i64().unwrap_or_default();
    let days = (accepted.millis() - phone).abs() / 86_400_000;
    ensure!((364..=366).contains(&days), "the clocks are {days} days apart");
    scene.sari.leave()?;
    Ok(Outcome::Held)
}
