//! The peers' own program, run on this machine in the same run: copied, because it installs what it
//! needs beside itself, and then left to do what it always does.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Number, Value};

use super::figure::{Figure, Seen};
use super::report::Contestant;
use super::visit::Slow;
use crate::places;
use crate::server::copy_folder;

/// Who keeps a catalog, and up to how many products it is worth waiting for.
const STORES: [(&str, usize); 5] = [
    ("idb-raw", usize::MAX),
    ("dexie", usize::MAX),
    ("rxdb", 50_000),
    ("pouchdb-indexeddb", 10_000),
    ("localforage", 10_000),
];

/// Who finds something in it.
const SEARCHES: [(&str, usize); 3] =
    [("minisearch", 50_000), ("flexsearch", 50_000), ("orama", 50_000)];

/// Who is tried on slow lines.
const SLOW_STORES: [&str; 2] = ["dexie", "rxdb"];

/// What their program calls a figure, and how many of ours it counts as one.
const STORE_FIGURES: [(&str, Figure, u64); 14] = [
    ("first_sync_ms", Figure::Complete, 1_000),
    ("first24_ms", Figure::FirstPage, 1_000),
    ("wire_bytes", Figure::WireDown, 1),
    ("wire_up_bytes", Figure::WireUp, 1),
    ("delta_sync_ms", Figure::Change, 1_000),
    ("delta_bytes", Figure::ChangeBytes, 1),
    ("cold_reload_ms", Figure::Reload, 1_000),
    ("cold_restart_ms", Figure::Restart, 1_000),
    ("renderer_hwm_mb", Figure::Memory, 1_048_576),
    ("usage_bytes", Figure::Stored, 1),
    ("cpu_renderer_ms", Figure::PagesProcessor, 1_000),
    ("cpu_browser_ms", Figure::BrowserProcessor, 1_000),
    ("cpu_other_ms", Figure::OthersProcessor, 1_000),
    ("cpu_server_ms", Figure::ShopProcessor, 1_000),
];

const SEARCH_FIGURES: [(&str, Figure, u64); 10] = [
    ("cold_ready_ms", Figure::Searchable, 1_000),
    ("index_build_ms", Figure::IndexBuild, 1_000),
    ("q_p50", Figure::Query, 1_000),
    ("q_p95", Figure::QueryWorst, 1_000),
    ("fz_p95", Figure::TypoQueryWorst, 1_000),
    ("q_hit24", Figure::Hit, 1_000),
    ("q_prec24", Figure::Precision, 1_000),
    ("fz_hit24", Figure::TypoHit, 1_000),
    ("fz_prec24", Figure::TypoPrecision, 1_000),
    ("renderer_hwm_mb", Figure::MemoryAfterSearch, 1_048_576),
];

/// Their program, with everything it needs.
pub struct Peers {
    folder: PathBuf,
    /// Who takes part; `all` for everybody.
    names: Vec<String>,
}

impl Peers {
    /// Copies it beside the build and installs what it needs, unless that is done.
    pub fn ready(from: &Path, names: &[String]) -> Result<Self> {
        let known: Vec<&str> = STORES.iter().chain(&SEARCHES).map(|(name, _)| *name).collect();
        let unknown = names.iter().find(|name| *name != "all" && !known.contains(&name.as_str()));
        if let Some(name) = unknown {
            bail!("there is no peer {name}; there are all, {}", known.join(", "));
        }
        let folder = places::output("peers")?;
        copy_folder(from, &folder)?;
        let peers = Self { folder, names: names.to_vec() };
        if !peers.folder.join("node_modules").is_dir() {
            peers.run("npm", &["install", "--no-audit", "--no-fund"])?;
        }
        peers.run("node", &["build.mjs"])?;
        Ok(peers)
    }

    /// Everybody who can be waited for at that size.
    pub fn contest(
        &self,
        products: usize,
        runs: u32,
        slow: Option<Slow>,
    ) -> Result<Vec<Contestant>> {
        let takes_part = |(name, most): &&(&str, usize)| {
            let is_asked = self.names.iter().any(|asked| asked == "all" || asked == name);
            products <= *most && is_asked
        };
        let mut contestants = Vec::new();
        for (name, _) in STORES.iter().filter(takes_part) {
            if slow.is_none() || SLOW_STORES.contains(name) {
                contestants.push(self.one("store", name, products, runs, slow)?);
            }
        }
        if slow.is_none() {
            for (name, _) in SEARCHES.iter().filter(takes_part) {
                contestants.push(self.one("search", name, products, runs, None)?);
            }
        }
        Ok(contestants)
    }

    fn one(
        &self,
        kind: &str,
        name: &str,
        products: usize,
        runs: u32,
        slow: Option<Slow>,
    ) -> Result<Contestant> {
        eprintln!("{name}, {products} products");
        let out = self.folder.join("row.ndjson");
        // One that does not exist yet is as good as one that is taken away.
        let _ = std::fs::remove_file(&out);
        let (products, runs) = (products.to_string(), runs.to_string());
        let mut arguments =
            vec!["run.mjs", kind, "--peer", name, "--n", &products, "--runs", &runs];
        if let Some(slow) = slow {
            arguments.extend(["--net", slow.peers_name]);
        }
        let ended = self.command("node", &arguments).env("OUT", &out).status()?;
        let mut text = String::new();
        File::open(&out).context("the peers' program wrote nothing")?.read_to_string(&mut text)?;
        let row: Value = serde_json::from_str(text.lines().last().context("an empty row")?)?;
        if !ended.success() {
            eprintln!("{name} failed: {}", row["error"]);
        }
        let figures = if kind == "store" { &STORE_FIGURES[..] } else { &SEARCH_FIGURES[..] };
        let mut seen = Seen::default();
        for run in row["runs"].as_array().into_iter().flatten().filter_map(Value::as_object) {
            read(run, figures, &mut seen)?;
        }
        if let (true, Value::Number(packed)) = (kind == "store", &row["sizes"]["pages_br"]) {
            // They carry everything at once, so it stands beside both of ours.
            for figure in [Figure::CatalogBytes, Figure::WholeBytes] {
                seen.add(figure, scaled(packed, 1)?);
            }
        }
        Ok(Contestant { name: name.to_owned(), seen })
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let ended = self.command(program, arguments).status();
        let ended = ended.with_context(|| format!("{program} does not start"))?;
        ensure!(ended.success(), "{program} {} failed", arguments.join(" "));
        Ok(())
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            // Ours alone is the report.
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }
}

fn read(run: &Map<String, Value>, figures: &[(&str, Figure, u64)], seen: &mut Seen) -> Result<()> {
    for (name, figure, scale) in figures {
        if let Some(Value::Number(number)) = run.get(*name) {
            seen.add(*figure, scaled(number, *scale)?);
        }
    }
    Ok(())
}

/// `2156.399` milliseconds as so many microseconds, without going through fractions.
fn scaled(number: &Number, scale: u64) -> Result<u64> {
    let text = number.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
    let digits: String = part.chars().take(6).collect();
    let (whole, part): (u64, u64) = (whole.parse()?, format!("{digits:0<6}").parse()?);
    Ok(whole * scale + part * scale / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_become_whole_numbers() {
        let number = |text: &str| serde_json::from_str::<Number>(text).unwrap();
        assert_eq!(scaled(&number("2156.399999999907"), 1_000).unwrap(), 2_156_399);
        assert_eq!(scaled(&number("160.71875"), 1_048_576).unwrap(), 168_525_824);
        assert_eq!(scaled(&number("7"), 1).unwrap(), 7);
    }
}
