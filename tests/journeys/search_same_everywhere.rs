//! What the phone finds is what the same code finds here: one search, compiled twice.

use anyhow::{Context, Result};
use serde_json::json;
use warung_domain::catalog::shard::Shard;
use warung_domain::catalog::{CatalogSnapshot, Directory, Manifest, Standing};
use warung_domain::jws::{split_compact, unb64};
use warung_domain::search::SearchIndex;
use warung_tests::http::Client;
use warung_tests::server::Server;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;

/// What people type into the demo shop, with slips, slang and both languages.
const WANTED: &str = include_str!("../../domain/tests/wanted.txt");

/// One question in so many is asked in the browser.
const EVERY: usize = 5;

/// So many results are on a phone's screen and a little below it.
const SHOWN: usize = 5;

// Holds C5.
#[test]
fn the_phone_finds_what_a_server_would() -> Story {
    let server = Server::demo()?;
    let mut client = server.client();
    let (snapshot, directory) = catalog(&mut client)?;
    let shelves = directory.categories.iter().map(|shelf| &shelf.category);
    let index = SearchIndex::build(&snapshot, shelves);

    let sari = Shopper::arrive("search_same_everywhere", &server)?;
    sari.search("beras")?;
    let questions = WANTED.lines().filter_map(|line| Some(line.split_once(" = ")?.0));
    for question in questions.step_by(EVERY) {
        let found = index.search(question, SHOWN);
        let expected: Vec<String> = found.iter().map(|hit| hit.id.to_string()).collect();
        sari.browser.fill(&marked("search-input"), question)?;
        sari.browser.wait_js(
            &format!("“{question}” to find {expected:?}"),
            &format!(
                "((links) => JSON.stringify([...new Set(links)].slice(0, {SHOWN})) === {:?})
                 ([...document.querySelectorAll('{} a')]
                     .map((link) => link.getAttribute('href').split('/').pop()))",
                json!(expected).to_string(),
                marked("search-result"),
            ),
        )?;
    }
    Ok(sari.leave()?)
}

/// The whole catalog, as a phone puts it together.
fn catalog(client: &mut Client) -> Result<(CatalogSnapshot, Directory)> {
    let jws = client.get("/api/v1/catalog/manifest")?.text();
    let manifest: Manifest = serde_json::from_slice(&unb64(split_compact(&jws)?.payload)?)?;
    let path = format!("/api/v1/catalog/directories/{}", manifest.directory);
    let directory = Directory::read(&client.get(&path)?.body, &manifest)?;
    let mut snapshot = CatalogSnapshot::begin(&Standing::on(&manifest, &directory));
    for shard in &directory.shards {
        let block = client.get(&format!("/api/v1/catalog/shards/{}", shard.hash))?.body;
        snapshot.add_shard(Shard::decode(&block, &shard.hash).context("a shard")?);
    }
    Ok((snapshot, directory))
}
