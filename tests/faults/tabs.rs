//! Two tabs of one phone.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use warung_tests::proxy::{COMMANDS, Fault};
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;
use warung_tests::trial::{Outcome, under};

use crate::scene::Scene;

/// Enough for two drivers' calls on a busy machine.
const FROM_NOW: u64 = 3_000;

/// Both press the button at once, with no signal; then both see the signal come back at once, over
/// a line that says everything twice. // O2, O7, O13
#[test]
fn two_tabs_placing_and_sending_at_once() -> Story {
    under("two tabs placing and sending at once", |trial| {
        let scene = Scene::at_the_review("two_tabs_placing_and_sending_at_once")?;
        let sari = &scene.sari;
        let one = sari.browser.new_tab(&format!("{}/checkout/review", sari.origin))?;
        sari.browser.wait_for(&marked("place-order"))?;
        let other = sari.browser.tab()?;
        scene.line.cut();

        let moment = now()? + FROM_NOW;
        for tab in [&one, &other] {
            sari.browser.switch_to(tab)?;
            sari.browser.press_at(&marked("place-order"), moment)?;
        }
        // Each tab has an order, or says that the other one was first.
        let mut pages = Vec::new();
        for tab in [&one, &other] {
            sari.browser.switch_to(tab)?;
            pages.extend(how_it_ended(sari)?);
        }
        ensure!(!pages.is_empty(), "neither tab saved an order");
        pages.iter().for_each(|page| trial.saved(page));
        trial.note(format!("{} orders were saved", pages.len()));

        scene.line.mend();
        scene.line.whenever(COMMANDS, Fault::Doubled);
        scene.asks_for_another_try()?;
        for page in &pages {
            scene.is_accepted(page)?;
        }
        trial.settle(&scene.server)?;
        sari.browser.check_console()?;
        Ok(Outcome::Held)
    })
}

fn how_it_ended(sari: &Shopper) -> Result<Option<String>> {
    sari.browser.wait_js(
        "the order, or a reason",
        "location.pathname.startsWith('/orders/') || !!document.querySelector('main .notice-error, main .empty')",
    )?;
    let address = sari.browser.address()?;
    let page = address.trim_start_matches(&sari.origin);
    Ok(page.starts_with("/orders/").then(|| page.to_owned()))
}

fn now() -> Result<u64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).context("a clock before 1970")?;
    Ok(u64::try_from(since.as_millis())?)
}
