//! The proof needs nobody: with the server stopped, the buyer's phone and the seller's archive each
//! verify the same receipt by the keys they keep.

use anyhow::{Context, Result, ensure};
use warung_domain::payment::PaymentMethod;
use warung_tests::people::{BU_TINI, SARI};
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, Seller, Shopper, marked, marked_as, pay_at_the_till};
use warung_tests::story::Story;

#[test]
fn buyer_and_seller_each_hold_a_proof() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("receipt_verifies_offline", &server)?;
    sari.sign_in(&SARI)?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::PickUp, PaymentMethod::VaBca)?;
    let order = sari.place_order()?;
    sari.sees_standing("accepted")?;
    pay_at_the_till(&server, &sari.read_the_slip()?)?;
    sari.open(&order)?;
    sari.sees_standing("paid")?;
    let bought = sari.see_valid_receipt()?;

    let bu_tini = Seller::arrive("receipt_verifies_offline", &server, &BU_TINI)?;
    bu_tini.open_receipts()?;
    let sold = bu_tini.browser.text(&marked("receipt-number"))?;
    bu_tini.is_kept()?;
    same_number(&bought, &sold)?;

    server.stop()?;
    sari.browser.expect_outage();
    bu_tini.browser.expect_outage();
    sari.next_launch(&format!("{order}/receipt"))?;
    sari.browser.wait_for(&marked_as("receipt-verdict", "data-valid", "true"))?;
    sari.browser.wait_text_in(&marked("receipt-number"), &bought)?;
    bu_tini.browser.reload()?;
    bu_tini.browser.wait_for(&marked_as("receipt-verdict", "data-valid", "true"))?;
    bu_tini.leave()?;
    sari.browser.wait_for(&marked_as("receipt-log", "data-logged", "true"))?;
    convinces_a_stranger(&sari)?;
    Ok(sari.leave()?)
}

/// What she hands on is checked by whoever gets it, by the same page; and not if it was touched.
fn convinces_a_stranger(sari: &Shopper) -> Result<()> {
    let text = sari.receipt_file()?;
    sari.browser.press(&marked("to-verify"))?;
    sari.browser.wait_address("/verify")?;
    sari.checks(&text, "true")?;
    sari.browser.wait_for(&marked_as("receipt-log", "data-logged", "true"))?;
    sari.checks(&text.replace("\"position\":", "\"position\":1"), "false")?;
    let (_, rest) = text.split_once("\"receipt\":\"").context("no receipt in the file")?;
    let (jws, _) = rest.split_once('"').context("the receipt has no end")?;
    sari.checks(jws, "true")?;
    sari.browser.wait_for(&marked_as("receipt-log", "data-logged", "false"))?;
    sari.checks(&jws[1..], "false")
}

fn same_number(bought: &str, sold: &str) -> Result<()> {
    ensure!(sold.contains(bought), "the buyer holds {bought}, the seller {sold}");
    Ok(())
}
