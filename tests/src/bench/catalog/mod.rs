//! The catalog on a phone, measured from the shopkeeper's file to the letter typed into the search
//! box, and beside it the libraries a developer would otherwise pick.
//!
//! [`goods`] are the products, from [`theirs`] or [`own`]; [`shop`] imports and serves them;
//! [`visit`] opens the real app on them, with a [`relay`] that counts bytes; [`ours`] goes through
//! everything, [`peers`] runs the others' own program; [`report`] lays it side by side. Start with
//! [`run`].

mod chance;
mod figure;
pub mod goods;
mod ours;
pub mod own;
mod peers;
mod relay;
mod report;
mod shop;
mod theirs;
mod visit;
mod words;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::{machine, shown, shown_bytes};
use crate::places;
use figure::{Figure, Seen};
use goods::Assortment;
use peers::Peers;
use relay::Asked;
use report::{Contestant, Page};
use shop::Shop;
use visit::SLOW;

/// What to measure.
#[derive(clap::Args)]
pub struct Options {
    /// Sizes of the catalog, in products.
    #[arg(long, value_delimiter = ',', default_value = "10000", value_name = "PRODUCTS")]
    n: Vec<usize>,

    /// Run the peers' own benchmark in the same run, and compare: all of them, or those named as in
    /// `--peers=idb-raw,minisearch`. Needs node and npm.
    #[arg(
        long,
        num_args = 0..=1,
        require_equals = true,
        value_delimiter = ',',
        default_missing_value = "all",
        value_name = "NAMES"
    )]
    peers: Option<Vec<String>>,

    /// Where the peers' benchmark lies [default: ../shared/bench/peers beside the repository]. Its
    /// products are taken wherever it is found; otherwise products are made here.
    #[arg(long, value_name = "FOLDER")]
    peers_folder: Option<PathBuf>,

    /// Measure the shop alone: import, one price, answers per second. Opens no browser and writes
    /// no report.
    #[arg(long)]
    shop_alone: bool,

    /// Measure first syncs on slow lines as well.
    #[arg(long)]
    throttle: bool,

    /// Where to write the report [default: reports/catalog.md].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// How many answers of a first visit are listed.
const LARGEST: usize = 15;

/// Measures every size, prints the report and writes it down.
pub fn run(options: &Options, runs: u32) -> Result<()> {
    let folder = tempfile::tempdir_in(places::output("journeys/data")?)?;
    let lying = options.peers_folder.clone().or_else(places::peers);
    let lying = lying.filter(|folder| theirs::is_there(folder));
    let peers = match (&options.peers, &lying) {
        (Some(names), Some(folder)) => Some(Peers::ready(folder, names)?),
        (Some(_), None) => bail!("the peers' benchmark is not there; say where: --peers-folder"),
        (None, _) => None,
    };
    let mut page = Page::default();
    introduce(&mut page, runs)?;
    let mut sizes = Vec::new();
    for &products in &options.n {
        eprintln!("{products} products");
        let assortment = match &lying {
            Some(peers) => theirs::assortment(peers, products)?,
            None => own::assortment(products),
        };
        if options.shop_alone {
            let shop = Shop::open(&assortment, folder.path())?;
            page.title(&format!("{products} products: the shop"));
            page.rows(&["", "seen", "goal"], &serving(&shop, &assortment)?);
            continue;
        }
        let ours = measure(options, runs, &assortment, peers.as_ref(), folder.path(), &mut page)?;
        sizes.push(Contestant { name: products.to_string(), seen: ours });
    }
    if sizes.len() > 1 {
        page.title("How it grows");
        page.sizes(&sizes);
    }
    println!("{}", page.text());
    if options.shop_alone {
        return Ok(());
    }
    let out = options.out.clone().unwrap_or_else(|| places::report("catalog.md"));
    std::fs::write(&out, page.text()).with_context(|| format!("cannot write {}", out.display()))
}

fn introduce(page: &mut Page, runs: u32) -> Result<()> {
    let line = command_line(std::env::args().skip(1));
    page.say("# The catalog on a phone");
    page.say(&format!("Made with `cargo xtask bench {}`.", line.join(" ")));
    page.say(&format!("{}.", machine::facts(&places::output("journeys/data")?)));
    page.say(&format!(
        "Medians of {runs} runs, each in a fresh profile of headless Chromium, with least and most in \
         brackets; searching once. Server, browser and driver share the machine. Times of pages are \
         from the start of the navigation; “first 24” is the first frame that shows 24 cards of the \
         category, seen from outside the app; bytes are those at the shop's socket, heads included. \
         Pictures are not loaded, because the peers load none. A goal is the goal of this size."
    ));
    Ok(())
}

/// The command as another machine would give it: where folders lie on this one is nobody's business.
fn command_line(mut arguments: impl Iterator<Item = String>) -> Vec<String> {
    let mut line: Vec<String> = Vec::new();
    while let Some(argument) = arguments.next() {
        if ["--peers-folder", "--out"].contains(&argument.as_str()) {
            arguments.next();
        } else {
            line.push(argument);
        }
    }
    line
}

fn measure(
    options: &Options,
    runs: u32,
    assortment: &Assortment,
    peers: Option<&Peers>,
    folder: &std::path::Path,
    page: &mut Page,
) -> Result<Seen> {
    let products = assortment.rows.len();
    let mut shop = Shop::open(assortment, folder)?;
    let shelf = shop.shelf(&assortment.category)?;
    page.title(&format!("{products} products"));
    page.say(&format!(
        "Made by {}; {} kinds of shelf, {} sellers, listed: {}.",
        assortment.maker,
        shop.directory.categories.len(),
        shop.directory.sellers.len(),
        assortment.category
    ));
    let serving = serving(&shop, assortment)?;
    let (mut ours, asked) = ours::everything(&mut shop, assortment, &shelf, runs)?;
    let (bytes, took) = shop.details()?;
    ours.add(Figure::DetailBytes, bytes);
    if let Some(slim) = ours.middle(Figure::CatalogBytes) {
        ours.add(Figure::WholeBytes, slim + bytes);
    }
    ours.add(Figure::DetailTime, u64::try_from(took.as_micros())?);
    let others = peers.map(|peers| peers.contest(products, runs, None)).transpose()?;
    page.contest(&ours, &others.unwrap_or_default(), &|figure| goal(figure, products));
    page.title(&format!("{products} products: what a first visit downloads"));
    page.rows(&["", "answers", "bytes"], &downloads(asked));
    page.title(&format!("{products} products: the shop"));
    page.rows(&["", "seen", "goal"], &serving);
    if options.throttle {
        for slow in SLOW {
            page.title(&format!("{products} products: {}", slow.name));
            let ours = ours::first_syncs(&shop, &shelf, runs, slow)?;
            let others =
                peers.map(|peers| peers.contest(products, runs, Some(slow))).transpose()?;
            let others: Vec<Contestant> = others.unwrap_or_default();
            let most = if slow == SLOW[0] { "≤ 2.5 s" } else { "≤ 7 s" };
            let goal = |figure| if figure == Figure::FirstPage { most } else { "" };
            page.contest(&ours, &others, &goal);
        }
    }
    shop.server.stop()?;
    Ok(ours)
}

/// What the shop itself was seen to do.
fn serving(shop: &Shop, assortment: &Assortment) -> Result<Vec<Vec<String>>> {
    let products = assortment.rows.len();
    let row = |name: &str, seen: String, goal: &str| vec![name.to_owned(), seen, goal.to_owned()];
    let goal = if products == 100_000 { "≤ 5 s" } else { "" };
    let file = format!("import of the CSV ({})", shown_bytes(shop.file_bytes));
    let mut rows = vec![row(&file, shown(shop.import), goal)];
    let mut one = assortment.rows[products / 2].clone();
    one.price += 500;
    let heard = shop.change_a_price(&one)?;
    rows.push(row("one price imported, until `changes` tells it", shown(heard), "≤ 50 ms"));
    rows.push(row("the manifest", shown_bytes(shop.manifest_bytes), ""));
    rows.push(row("the directory, brotli", shown_bytes(shop.directory_bytes), ""));
    let shards: u64 = shop.directory.shards.iter().map(|shard| u64::from(shard.bytes)).sum();
    let count = shop.directory.shards.len();
    rows.push(row(&format!("{count} shards, not packed"), shown_bytes(shards), ""));
    for (name, rate) in shop.rates()? {
        let seen = format!(
            "{}/s; {} of processor, {} each; {}/s if a core had nothing else to do",
            rate.per_second,
            shown(rate.processor),
            shown_bytes(rate.bytes),
            Duration::from_secs(1).as_nanos() / rate.processor.as_nanos().max(1)
        );
        let goal = if name.starts_with("changes") { "" } else { "≥ 10000/s" };
        rows.push(row(name, seen, goal));
    }
    Ok(rows)
}

/// Answers by their path, the largest first; shards as one.
fn downloads(asked: Vec<Asked>) -> Vec<Vec<String>> {
    let mut by_path: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for asked in asked {
        let shard = format!("{}shards/", relay::CATALOG);
        let path = if asked.path.starts_with(&shard) { shard } else { asked.path };
        let (answers, bytes) = by_path.entry(path).or_default();
        *answers += 1;
        *bytes += asked.down;
    }
    let mut by_path: Vec<_> = by_path.into_iter().collect();
    by_path.sort_by_key(|(_, (_, bytes))| std::cmp::Reverse(*bytes));
    let row = |(path, (answers, bytes)): (String, (u64, u64))| {
        vec![format!("`{path}`"), answers.to_string(), shown_bytes(bytes)]
    };
    by_path.into_iter().take(LARGEST).map(row).collect()
}

/// What was set out to reach, where it depends on nothing but the size.
fn goal(figure: Figure, products: usize) -> &'static str {
    match (figure, products) {
        (Figure::Complete, 10_000) => "≤ 0.25x idb-raw",
        (Figure::Complete, 50_000) => "≤ 0.10x idb-raw",
        (Figure::Complete, 100_000) => "≤ 0.07x idb-raw",
        (Figure::FirstPage, _) => "≤ 600 ms",
        (Figure::CatalogBytes, _) => "≤ 0.35x the best",
        (Figure::WholeBytes, _) => "≤ 0.60x the best",
        (Figure::ChangeBytes, _) => "≤ 1.2x the next line",
        (Figure::Reload, ..=10_000) => "≤ 200 ms",
        (Figure::Reload, _) => "≤ 300 ms",
        (Figure::Searchable, _) => "≤ 600 ms",
        (Figure::QueryWorst | Figure::TypoQueryWorst, ..=10_000) => "≤ 2 ms",
        (Figure::QueryWorst | Figure::TypoQueryWorst, 100_000) => "≤ 8 ms",
        (Figure::IndexBuild, _) => "≤ 100 ms",
        (Figure::KeyToPaint, _) => "≤ 32 ms",
        (Figure::Hit, _) => "1.00",
        (Figure::Precision, _) => "≥ 0.95",
        (Figure::TypoHit, _) => "≥ 0.99",
        (Figure::TypoPrecision, _) => "≥ 0.90",
        (Figure::Memory, 50_000) => "≤ 200 MB",
        (Figure::Memory, 100_000) => "≤ 260 MB",
        (Figure::Stored, 100_000) => "≤ 30 MB",
        (Figure::Change, 10_000) => "≤ 40 ms",
        (Figure::LongestSyncing | Figure::LongestSearching, _) => "≤ 50 ms",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_holds_no_paths() {
        let given = "--runs 3 catalog --peers-folder /somewhere --n 1000 --out /else";
        let line = command_line(given.split(' ').map(str::to_owned));
        assert_eq!(line.join(" "), "--runs 3 catalog --n 1000");
    }
}
