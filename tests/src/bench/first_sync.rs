//! The first visit: how long until there is something to look at, how long until the whole catalog
//! is on the phone, and what that takes on the wire.
//!
//! Each run is a fresh profile. Times are the page's own marks, counted from the start of the
//! navigation; bytes are what the page's resource timing says was transferred.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

use super::{Table, median, shown, shown_bytes};
use crate::browser::{Browser, Screen};
use crate::device::Offer;
use crate::furniture;
use crate::server::Server;

/// Asked of the page once the catalog is complete.
const FACTS: &str = "
    const mark = name => Math.round(1000 * performance.getEntriesByName(name)[0].startTime);
    const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    const sum = entries => entries.reduce((bytes, entry) => bytes + entry.transferSize, 0);
    const of = part => all.filter(entry => new URL(entry.name).pathname.startsWith(part));
    return {
        first_page: mark('catalog.first-page'),
        complete: mark('catalog.complete'),
        all: sum(all),
        catalog: sum(of('/api/v1/catalog/')),
        pictures: sum(of('/pictures/')),
    };";

#[derive(Deserialize)]
struct Visit {
    /// Microseconds.
    first_page: u64,
    complete: u64,
    /// Bytes.
    all: u64,
    catalog: u64,
    pictures: u64,
}

/// Measures the demo catalog and the furniture one.
pub fn run(runs: u32) -> Result<()> {
    let mut table = Table::new(&[
        "first visit",
        "products",
        "first page",
        "complete",
        "catalog",
        "pictures",
        "all bytes",
    ]);
    let mut demo = Server::demo()?;
    table.row(measure("demo catalog", &demo, runs)?);
    demo.stop()?;
    let folder = tempfile::tempdir()?;
    let furniture = furniture_shop(folder.path())?;
    table.row(measure("furniture catalog", &furniture, runs)?);
    println!("{table}(medians of {runs} runs in fresh profiles, no throttling)\n");
    Ok(())
}

/// A shop that sells the furniture export, or its twin.
pub fn furniture_shop(folder: &Path) -> Result<Server> {
    let file = furniture::export(folder)?;
    let file = file.to_str().context("a path that is no text")?;
    let mut arguments = vec!["--catalog", file];
    arguments.extend(furniture::SELLING);
    Server::with(&arguments)
}

fn measure(name: &str, server: &Server, runs: u32) -> Result<Vec<String>> {
    let products = Offer::read(&mut server.client())?.products();
    let mut visits = Vec::new();
    for _ in 0..runs {
        let browser = Browser::open("bench-first-sync", Screen::Phone)?;
        browser.go(&server.origin())?;
        browser.wait_js(
            "the whole catalog",
            "performance.getEntriesByName('catalog.complete').length > 0",
        )?;
        visits.push(serde_json::from_value::<Visit>(browser.js(FACTS, &json!([]))?)?);
    }
    let middle = |part: fn(&Visit) -> u64| median(&visits.iter().map(part).collect::<Vec<_>>());
    let time = |part| shown(Duration::from_micros(middle(part)));
    Ok(vec![
        name.to_owned(),
        products.to_string(),
        time(|visit| visit.first_page),
        time(|visit| visit.complete),
        shown_bytes(middle(|visit| visit.catalog)),
        shown_bytes(middle(|visit| visit.pictures)),
        shown_bytes(middle(|visit| visit.all)),
    ])
}
