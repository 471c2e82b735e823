//! A small shop's long descriptions are on the phone with its catalog: a product nobody has looked at
//! is described without a server, and what was rewritten is read anew.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use warung_tests::proxy::{Fault, Proxy};
use warung_tests::server::Server;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;
use warung_tests::waiting::{PATIENCE, until};

const NEVER_LOOKED_AT: &str = "beras-merah-organik";
const ALONE: &str = "GET /api/v1/catalog/products/";

// C18
#[test]
fn a_product_nobody_has_looked_at_is_described_without_a_server() -> Story {
    let mut server = Server::demo()?;
    let line = Proxy::before(&server)?;
    let mut sari = Shopper::arrive_over("catalog_described", &line)?;
    let described = description(&server)?;
    keeps_descriptions(&sari)?;
    // Not even with a line are they fetched one by one.
    line.whenever(ALONE, Fault::BadGateway);
    sari.open(&format!("/product/{NEVER_LOOKED_AT}"))?;
    sari.browser.wait_text_in(&marked("description"), &described)?;

    // Between hearing that it was rewritten and having it anew, its page asks for it alone.
    sari.browser.expect_faults();
    rewrite(&server, "Dipanen kemarin di Garut.")?;
    until(2 * PATIENCE, "the new description", || {
        keeps_descriptions(&sari)?;
        sari.open(&format!("/product/{NEVER_LOOKED_AT}"))?;
        sari.browser.wait_text_in(&marked("description"), "Dipanen kemarin di Garut.")
    })?;

    server.stop()?;
    sari.next_launch(&format!("/product/{NEVER_LOOKED_AT}"))?;
    sari.browser.wait_text_in(&marked("description"), "Dipanen kemarin di Garut.")?;
    Ok(sari.leave()?)
}

/// Waits until the settings say so; a round with the shop brings them once the catalog is whole.
fn keeps_descriptions(sari: &Shopper) -> Result<()> {
    sari.browser.js("window.dispatchEvent(new Event('online'))", &json!([]))?;
    until(2 * PATIENCE, "descriptions to be kept", || {
        sari.open("/settings")?;
        sari.browser.wait_for(&marked("descriptions"))?;
        let said = sari.browser.text(&marked("descriptions"))?;
        ensure!(said == "Ikut tersimpan", "the settings say {said}");
        Ok(())
    })
}

/// What the shop says about the product, its first paragraph.
fn description(server: &Server) -> Result<String> {
    let path = format!("/api/v1/catalog/products/{NEVER_LOOKED_AT}");
    let detail: Value = serde_json::from_slice(&server.client().get(&path)?.body)?;
    let text = detail["description"]["id"].as_str().context("no description")?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

/// The seller describes it anew, while the shop is open.
fn rewrite(server: &Server, text: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("new.csv");
    let row = format!("{NEVER_LOOKED_AT},Beras Merah Organik 1 kg,sembako,38500,{text}");
    std::fs::write(&file, format!("id,name,category,price,description\n{row}\n"))?;
    server.import(&file, &["--lang", "id"]).map(drop)
}
