//! The first visit, on a slow line that breaks five times in the middle of the catalog: it goes on by
//! itself where it stopped, and fetches nothing twice that was whole.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Result, ensure};
use warung_tests::market;
use warung_tests::proxy::{Proxy, Road};
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;

const SHARDS: &str = "/api/v1/catalog/shards/";
const ASKS_FOR_SHARDS: &str = "GET /api/v1/catalog/shards/";

const BREAKS: usize = 5;

/// A shard of this shop takes about 15,000 on the way: the line carries one, and breaks in the next.
const BYTES_BETWEEN: usize = 24_000;

const SLOW: Road =
    Road { round_trip: Duration::from_millis(100), bytes_per_second: 100_000, drop_every: 0 };

const COMPLETE: &str = "performance.getEntriesByName('catalog.complete').length > 0";

// C13, C4
#[test]
fn a_first_visit_that_is_cut_five_times_fetches_nothing_twice() -> Story {
    let sold = market::assortment(12_000);
    let server = market::open(&sold.rows)?;
    let line = Proxy::before(&server)?;
    line.lead_over(SLOW);
    let sari = Shopper::before_arriving("catalog_on_a_bad_line", &line)?;
    sari.browser.expect_faults();
    line.break_after(ASKS_FOR_SHARDS, BYTES_BETWEEN);
    sari.open("/")?;
    // What came first can be bought from long before the rest is here.
    sari.browser.wait_for(&marked("product-card"))?;
    for broken in 1..=BREAKS {
        line.wait_faults(broken as u64)?;
        if broken < BREAKS {
            line.break_after(ASKS_FOR_SHARDS, BYTES_BETWEEN);
        }
    }
    sari.browser.wait_js("the whole catalog", COMPLETE)?;
    nothing_came_twice(&line)?;
    line.lead_over(Road::default());
    sari.open("/settings")?;
    sari.browser.wait_text("12.000")?;
    Ok(sari.leave()?)
}

/// Every shard came whole once, and on so bad a line few others were begun beside it.
fn nothing_came_twice(line: &Proxy) -> Result<()> {
    let heard = line.heard(SHARDS);
    let mut whole: BTreeMap<&str, u32> = BTreeMap::new();
    for shard in heard.iter().filter(|shard| shard.whole) {
        *whole.entry(&shard.path).or_default() += 1;
    }
    ensure!(whole.len() > BREAKS, "{} shards are too few to be cut in between", whole.len());
    ensure!(whole.values().all(|times| *times == 1), "fetched twice: {whole:?}");
    let bytes = |is_whole| {
        heard.iter().filter(|shard| shard.whole == is_whole).map(|shard| shard.bytes).sum::<u64>()
    };
    let lost = (BREAKS * BYTES_BETWEEN) as u64;
    println!("{} bytes came whole, {} were lost on the way", bytes(true), bytes(false));
    ensure!(bytes(false) < lost * 3 / 4, "{} of {lost} bytes were lost", bytes(false));
    Ok(())
}
