//! The shop makes something dearer while a phone is still in the middle of asking, and the phone is told
//! to ask again. It does so as soon as it can, and not when the clock says so.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use warung_tests::bench::catalog::goods::Row;
use warung_tests::market;
use warung_tests::proxy::{Proxy, Road};
use warung_tests::shop::Shopper;
use warung_tests::story::Story;
use warung_tests::waiting::{PATIENCE, until};

const CHANGES: &str = "/api/v1/catalog/changes";

/// There and back, so that a round is long enough to do something meanwhile.
const FAR: Road = Road { round_trip: Duration::from_secs(2), bytes_per_second: 0, drop_every: 0 };

/// Less than what is left until a phone asks by the clock, half a minute after its page was opened.
const SOON: Duration = Duration::from_secs(15);

// C19
#[test]
fn what_is_asked_for_during_a_round_is_asked_after_it() -> Story {
    let sold = market::assortment(300);
    let server = market::open(&sold.rows)?;
    let line = Proxy::before(&server)?;
    let dewi = Shopper::arrive_over("catalog_news", &line)?;
    let row = sold.rows.first().context("nothing is sold")?;
    dewi.open(&row.path())?;
    dewi.browser.wait_text_in("main", &market::rupiah(row.price))?;

    line.lead_over(FAR);
    let answers = line.heard(CHANGES).len();
    a_line_is_back(&dewi)?;
    until(PATIENCE, "an answer without news", || {
        ensure!(line.heard(CHANGES).len() > answers, "not yet");
        Ok(())
    })?;
    // Now it asks for the manifest.
    let dearer = Row { price: row.price + 10_000, ..row.clone() };
    market::take_in(&server, std::slice::from_ref(&dearer))?;
    a_line_is_back(&dewi)?;
    until(SOON, "the new price", || {
        let said = dewi.browser.text("main")?;
        ensure!(said.contains(&market::rupiah(dearer.price)), "it says {said}");
        Ok(())
    })?;
    Ok(dewi.leave()?)
}

fn a_line_is_back(dewi: &Shopper) -> Result<()> {
    dewi.browser.js("window.dispatchEvent(new Event('online'))", &json!([])).map(drop)
}
