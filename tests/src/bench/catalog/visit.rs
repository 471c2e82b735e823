//! Visits of the real app in a real browser: the first one on an empty profile, and those after it
//! without a shop to ask.
//!
//! What counts is what is painted, seen from outside by [`PROBE`]; the app's own marks are read
//! beside it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::relay::Relay;
use crate::bench::process;
use crate::browser::{Browser, Screen};

const PROBE: &str = include_str!("probe.js");

/// The products' pictures are names only, and the peers load none.
const NO_PICTURES: &str = "--blink-settings=imagesEnabled=false";

/// Longest a visit may take, on the slowest line too.
const PATIENCE: Duration = Duration::from_secs(300);

/// How long one call to the browser waits; the driver's own patience is longer.
const SLICE: u64 = 20_000;

/// Longest that one call to the browser may take before its driver is given up.
const LONGEST_CALL: u64 = 50_000;

/// A line as bad as this, emulated by the browser, as the peers' runs do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slow {
    pub name: &'static str,
    /// What the peers' program calls it.
    pub peers_name: &'static str,
    bits_per_second: u32,
    up_bits_per_second: u32,
    latency_millis: u32,
    /// How many times slower the processor is.
    processor: u32,
}

pub const SLOW: [Slow; 2] = [
    Slow {
        name: "1.6 Mbit/s, 150 ms, processor 4x slower",
        peers_name: "fast3g",
        bits_per_second: 1_600_000,
        up_bits_per_second: 750_000,
        latency_millis: 150,
        processor: 4,
    },
    Slow {
        name: "400 kbit/s, 400 ms",
        peers_name: "slow3g",
        bits_per_second: 400_000,
        up_bits_per_second: 400_000,
        latency_millis: 400,
        processor: 1,
    },
];

/// What the page tells of itself. Times are microseconds since the navigation began.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// When 24 products of the category were painted.
    pub first_page: u64,
    /// When the wanted product was painted among the results.
    pub found: u64,
    pub marks: Marks,
    pub indexed_db: u64,
    /// The longest task of the main thread, if above 50 ms.
    pub longest: u64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Marks {
    #[serde(rename = "catalog.first-page")]
    pub first_page: u64,
    #[serde(rename = "catalog.complete")]
    pub complete: u64,
    #[serde(rename = "catalog.open")]
    pub open: u64,
}

/// What came of typing one text.
#[derive(Debug, Deserialize)]
pub struct Typed {
    /// For every letter: the query alone, and from the letter to painted results.
    pub keys: Vec<(u64, u64)>,
    /// The best 24.
    pub names: Vec<String>,
    pub longest: u64,
}

/// Processor time by what a process is for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Processor {
    /// What shows pages: scripts, layout, workers.
    pub pages: Duration,
    /// The browser itself, which keeps IndexedDB too.
    pub browser: Duration,
    /// Network, drawing.
    pub others: Duration,
}

/// A browser that is looked at.
pub struct Visitor {
    browser: Browser,
    origin: String,
}

impl Visitor {
    /// A phone nobody has used before.
    pub fn new(relay: &Relay, slow: Option<Slow>) -> Result<Self> {
        let browser = Browser::open_with("bench-catalog", Screen::Phone, &[NO_PICTURES])?;
        let visitor = Self { browser, origin: relay.origin() };
        visitor.look_on()?;
        if let Some(slow) = slow {
            visitor.slow_down(slow)?;
        }
        Ok(visitor)
    }

    fn look_on(&self) -> Result<()> {
        self.browser.devtools("Page.enable", &json!({}))?;
        let script = json!({ "source": PROBE });
        self.browser.devtools("Page.addScriptToEvaluateOnNewDocument", &script).map(drop)
    }

    fn slow_down(&self, slow: Slow) -> Result<()> {
        // Nothing is kept of what was fetched, or the page would be measured with it.
        let keep_nothing = json!({ "maxTotalBufferSize": 0, "maxResourceBufferSize": 0 });
        self.browser.devtools("Network.enable", &keep_nothing)?;
        let line = json!({
            "offline": false,
            "latency": slow.latency_millis,
            "downloadThroughput": slow.bits_per_second / 8,
            "uploadThroughput": slow.up_bits_per_second / 8,
        });
        self.browser.devtools("Network.emulateNetworkConditions", &line)?;
        let rate = json!({ "rate": slow.processor });
        self.browser.devtools("Emulation.setCPUThrottlingRate", &rate).map(drop)
    }

    pub fn go(&self, path: &str) -> Result<()> {
        self.browser.go(&format!("{}{path}", self.origin))
    }

    /// Opens a page of products and waits until the whole catalog is on the phone.
    pub fn first_sync(&self, path: &str) -> Result<Facts> {
        self.go(path)?;
        self.wait(&["catalog.complete"], "firstPage")?;
        self.ask("warungProbe.facts('catalog.complete')")
    }

    /// Opens a page of products again and waits until everything is back.
    pub fn reopen(&self, path: &str) -> Result<Facts> {
        self.go(path)?;
        self.wait(&["catalog.open"], "firstPage")?;
        self.ask("warungProbe.facts('catalog.open')")
    }

    /// Opens the search with a question about this product and waits until it is found, in the
    /// whole catalog.
    pub fn search_for(&self, name: &str) -> Result<Facts> {
        let keep = "sessionStorage.setItem('wanted', arguments[0])";
        self.browser.js(keep, &json!([name]))?;
        self.go(&format!("/search?q={}", name.replace(' ', "%20")))?;
        self.wait(&["catalog.open"], "found")?;
        self.ask("warungProbe.facts('')")
    }

    /// Waits until the app would start without a network.
    pub fn wait_worker(&self) -> Result<()> {
        self.until(
            "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)",
            "no worker keeps the app",
        )
    }

    /// Waits until the open page has asked the shop what is new, and will not hear of what comes next
    /// by that.
    pub fn wait_asked(&self) -> Result<()> {
        self.until(
            "performance.getEntriesByType('resource').some((asked) => \
             asked.initiatorType === 'fetch' && asked.name.endsWith('/catalog/manifest'))",
            "the page does not ask for the manifest",
        )
    }

    fn until(&self, holds: &str, otherwise: &'static str) -> Result<()> {
        let begun = Instant::now();
        while !self.ask::<bool>(holds)? {
            ensure!(begun.elapsed() < PATIENCE, otherwise);
            std::thread::park_timeout(Duration::from_millis(100));
        }
        Ok(())
    }

    /// Opens the search, and waits until there is something to search and a box to type in.
    pub fn open_search(&self) -> Result<()> {
        self.go("/search")?;
        self.wait(&["catalog.open"], "box")
    }

    pub fn type_in(&self, text: &str) -> Result<Typed> {
        self.ask(&format!("warungProbe.type({})", json!(text)))
    }

    /// Lets the open page hear of changes; gives back how long it took to show this number.
    pub fn hear(&self, digits: &str) -> Result<u64> {
        self.ask(&format!("warungProbe.hear({}, {LONGEST_CALL})", json!(digits)))
    }

    /// The next launch: the browser's process ends and starts again.
    pub fn restart(&mut self) -> Result<()> {
        self.browser.restart()?;
        self.look_on()
    }

    /// The most memory any page's process ever had, in bytes.
    pub fn memory(&self) -> Result<u64> {
        let pages = self.browser.page_processes()?;
        let peaks = pages.iter().filter_map(|page| process::memory(page.id).ok());
        peaks.map(|(_, peak)| peak).max().context("no page has a process")
    }

    /// Processor time of the browser so far.
    pub fn processor(&self) -> Result<Processor> {
        let mut spent = Processor::default();
        for one in self.browser.processes()? {
            // One that has just ended is none any more.
            let Ok(threads) = process::threads(one.id) else { continue };
            let time: Duration = threads.values().sum();
            if one.command.contains("chromedriver") {
                continue;
            } else if one.command.contains("--type=renderer") {
                spent.pages += time;
            } else if one.command.contains("--type=") {
                spent.others += time;
            } else {
                spent.browser += time;
            }
        }
        Ok(spent)
    }

    /// In slices, so that no call to the driver has to wait longer than it can.
    fn wait(&self, marks: &[&str], seen: &str) -> Result<()> {
        let wait = format!("warungProbe.wait({}, {}, {SLICE})", json!(marks), json!(seen));
        let begun = Instant::now();
        while self.ask::<Value>(&wait)? != true {
            if begun.elapsed() > PATIENCE {
                let picture = crate::places::output("journeys/failures")?.join("bench-catalog.png");
                self.browser.screenshot(&picture)?;
                bail!("waited for {marks:?} {seen}; the page is in {}", picture.display());
            }
        }
        Ok(())
    }

    /// What an expression, or the promise it makes, comes to.
    fn ask<T: DeserializeOwned>(&self, expression: &str) -> Result<T> {
        let asked = json!({
            "expression": expression,
            "awaitPromise": true,
            "returnByValue": true,
        });
        let mut answer = self.browser.devtools("Runtime.evaluate", &asked)?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            bail!("{expression}: {}", thrown["exception"]["description"]);
        }
        Ok(serde_json::from_value(answer["result"]["value"].take())?)
    }
}
