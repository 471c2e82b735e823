//! A shop that goes back behind what it signed is found out: its data are put back as they were before
//! the last receipt, and the buyer's phone says so, and goes on saying so.

use anyhow::{Context, Result};
use warung_domain::payment::PaymentMethod;
use warung_tests::people::SARI;
use warung_tests::server::{Server, copy_folder};
use warung_tests::shop::{Delivery, Shopper, marked, marked_as, pay_at_the_till};
use warung_tests::story::Story;

// Holds R7.
#[test]
fn a_history_that_was_rewritten_is_noticed() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("receipt_log_rewritten", &server)?;
    sari.sign_in(&SARI)?;
    let first = buys(&mut sari, &server)?;
    server.stop()?;
    sari.browser.expect_outage();
    let before = server.data().with_extension("before");
    copy_folder(&server.data(), &before)?;
    server.start()?;

    buys(&mut sari, &server)?;
    sari.next_launch(&first)?;
    sari.sees_standing("paid")?;
    server.stop()?;
    std::fs::remove_dir_all(server.data()).context("the data stay")?;
    copy_folder(&before, &server.data())?;
    server.start()?;

    // The shop cannot show what it is asked for.
    sari.browser.expect_faults();
    sari.next_launch("/")?;
    sari.browser.wait_for(&marked("log-rewritten"))?;
    server.stop()?;
    sari.next_launch(&format!("{first}/receipt"))?;
    sari.browser.wait_for(&marked("log-rewritten"))?;
    // What was signed goes on verifying.
    sari.browser.wait_for(&marked_as("receipt-verdict", "data-valid", "true"))?;
    sari.browser.press(&format!("{} a", marked("log-rewritten")))?;
    sari.browser.wait_for(&marked("log-rewritten-details"))?;
    Ok(sari.leave()?)
}

/// Whether the phone remembers a checkpoint. The database answers later than the script
/// returns; what it said is read the next time.
const KEPT: &str = "(() => {
    const open = indexedDB.open('warung-shop');
    open.onsuccess = () => {
        const found = open.result.transaction('facts').objectStore('facts').get('receipt-log');
        found.onsuccess = () => { window.logKept = found.result !== undefined; };
        open.result.close();
    };
    return window.logKept === true;
})()";

/// Nobody is signed in on that phone; it only checks what it is shown.
// Holds R7.
#[test]
fn a_phone_that_only_checks_receipts_notices_too() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("receipt_log_rewritten_shown", &server)?;
    sari.sign_in(&SARI)?;
    buys(&mut sari, &server)?;
    let first = sari.receipt_file()?;
    server.stop()?;
    sari.browser.expect_outage();
    let before = server.data().with_extension("before");
    copy_folder(&server.data(), &before)?;
    server.start()?;
    sari.open("/")?;
    buys(&mut sari, &server)?;
    let second = sari.receipt_file()?;
    sari.leave()?;

    let mut stranger = Shopper::arrive("receipt_log_rewritten_stranger", &server)?;
    stranger.open("/verify")?;
    stranger.checks(&second, "true")?;
    stranger.browser.wait_js("the checkpoint to be kept", KEPT)?;
    server.stop()?;
    stranger.browser.expect_faults();
    std::fs::remove_dir_all(server.data()).context("the data stay")?;
    copy_folder(&before, &server.data())?;
    server.start()?;

    stranger.next_launch("/verify")?;
    stranger.checks(&first, "true")?;
    stranger.browser.wait_for(&marked("log-rewritten-details"))?;
    Ok(stranger.leave()?)
}

/// Buys a tray of eggs and holds the receipt.
fn buys(sari: &mut Shopper, server: &Server) -> Result<String> {
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::PickUp, PaymentMethod::VaBca)?;
    let order = sari.place_order()?;
    sari.sees_standing("accepted")?;
    pay_at_the_till(server, &sari.read_the_slip()?)?;
    sari.open(&order)?;
    sari.sees_standing("paid")?;
    sari.see_valid_receipt()?;
    sari.browser.wait_for(&marked_as("receipt-log", "data-logged", "true"))?;
    Ok(order)
}
