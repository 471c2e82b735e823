//! A seller looks for receipts in the archive: by number, amount, day and kind, and takes what was
//! found home as a spreadsheet and as documents that anybody can verify. With the shop gone the newest
//! are looked through on the device; another seller finds nothing of it.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use warung_domain::payment::PaymentMethod;
use warung_domain::protocol::SellerReceipts;
use warung_domain::receipt::{Receipt, read_own};
use warung_domain::receipt_log::evidence::Evidence;
use warung_tests::browser::Browser;
use warung_tests::people::{BU_TINI, SARI};
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, Seller, Shopper, marked, pay_at_the_till};
use warung_tests::story::Story;

// Holds R11.
#[test]
fn a_seller_finds_receipts_and_takes_them_home() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("sellers_archive", &server)?;
    sari.sign_in(&SARI)?;
    for goods in ["telur ayam negeri", "beras merah organik"] {
        buys(&mut sari, &server, goods)?;
    }
    sari.leave()?;
    let bu_tini = Seller::arrive("sellers_archive", &server, &BU_TINI)?;
    let browser = &bu_tini.browser;
    bu_tini.open_receipts()?;
    browser.wait_count(&marked("counter-receipt"), 2)?;
    let issued = issued(&server)?;
    let [newer, older] = issued.as_slice() else { panic!("{} receipts", issued.len()) };

    finds(browser, &[("archive-q", &older.number)], &[older])?;
    takes_it_home(browser, &server, older)?;
    finds(browser, &[("archive-q", &newer.total.minor().to_string())], &[newer])?;
    finds(browser, &[("archive-q", &older.order_number.to_lowercase())], &[older])?;
    browser.press(&marked("archive-narrow"))?;
    finds(browser, &[("archive-q", ""), ("archive-from", "2020-01-01")], &[newer, older])?;
    finds(browser, &[("archive-from", ""), ("archive-to", "2020-01-01")], &[])?;
    finds(browser, &[("archive-to", "")], &[newer, older])?;
    let refunds = "const kind = document.querySelector(arguments[0]);
        kind.value = 'refund'; kind.dispatchEvent(new Event('change'));";
    browser.js(refunds, &json!([marked("archive-kind")]))?;
    finds(browser, &[], &[])?;
    browser.press(&marked("archive-clear"))?;
    browser.wait_count(&marked("counter-receipt"), 2)?;
    bu_tini.is_kept()?;

    server.stop()?;
    browser.expect_outage();
    finds(browser, &[("archive-q", &older.number)], &[older])?;
    browser.wait_for(&marked("archive-trouble"))?;
    Ok(bu_tini.leave()?)
}

fn buys(sari: &mut Shopper, server: &Server, goods: &str) -> Result<()> {
    sari.open("/search")?;
    sari.search(goods)?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::PickUp, PaymentMethod::VaBca)?;
    let order = sari.place_order()?;
    sari.sees_standing("accepted")?;
    pay_at_the_till(server, &sari.read_the_slip()?)?;
    sari.open(&order)?;
    sari.sees_standing("paid")
}

/// What the shop has of this seller's, newest first.
fn issued(server: &Server) -> Result<Vec<Receipt>> {
    let mut client = server.client();
    BU_TINI.sign_in(&mut client)?;
    let all: SellerReceipts = client.get("/api/v1/seller/receipts")?.json()?;
    let read = all.receipts.iter().map(|kept| read_own(&kept.jws).context("not readable"));
    read.collect()
}

/// Fills the fields, looks, and sees exactly these, in this order.
fn finds(browser: &Browser, fields: &[(&str, &str)], expected: &[&Receipt]) -> Result<()> {
    for (field, text) in fields {
        // A date is typed differently in every language.
        let put = "const field = document.querySelector(arguments[0]);
            field.value = arguments[1]; field.dispatchEvent(new Event('input'));";
        browser.wait_for(&marked(field))?;
        browser.js(put, &json!([marked(field), text]))?;
    }
    browser.press(&marked("archive-find"))?;
    let numbers: Vec<&str> = expected.iter().map(|receipt| receipt.number.as_str()).collect();
    let shown = format!(
        "JSON.stringify([...document.querySelectorAll('{}')].map(row => row.textContent.trim())) \
         === JSON.stringify({})",
        marked("receipt-number"),
        json!(numbers)
    );
    browser.wait_js("the receipts that were looked for", &shown).map(drop)
}

/// The files hold what was found, and nothing else.
fn takes_it_home(browser: &Browser, server: &Server, only: &Receipt) -> Result<()> {
    let mut client = server.client();
    BU_TINI.sign_in(&mut client)?;
    let sheet = client.get(&browser.attribute(&marked("archive-csv"), "href")?)?.text();
    ensure!(sheet.lines().count() == 2, "a heading and a receipt: {sheet}");
    ensure!(sheet.lines().any(|line| line.starts_with(&only.number)), "another: {sheet}");
    let documents = client.get(&browser.attribute(&marked("archive-jsonl"), "href")?)?.text();
    ensure!(documents.lines().count() == 1, "one document: {documents}");
    let keys = client.get("/.well-known/jwks.json")?.json()?;
    let evidence = Evidence::read(documents.trim()).context("no evidence")?;
    let found = evidence.verify(&only.shop, &keys).context("it does not verify")?;
    ensure!(found.receipt == *only && found.checkpoint.is_some(), "another document");
    Ok(())
}
