//! A balance is filled at a minimarket: wished for with no line, paid by code at the till, seen to
//! arrive on the phone, certified by the shop, and spent on an order. Money that the till may still
//! take back is arriving, and cannot be spent.

use anyhow::{Context, Result};
use serde_json::json;
use warung_domain::payment::PaymentMethod;
use warung_tests::people::{BU_TINI, SARI};
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, Seller, Shopper, marked, marked_as, pay_at_the_till};
use warung_tests::story::Story;

const AMOUNT: i64 = 100_000;

/// Remembers whether a message was shown.
const NOTE_MESSAGES: &str = "const [message] = arguments;
    const note = () => { window.told ||= document.querySelector(message) !== null; };
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true });";

/// The number in an amount such as `Rp60.000`.
fn amount(sari: &Shopper, test: &str) -> Result<i64> {
    let text = sari.browser.text(&marked(test))?;
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().with_context(|| format!("no amount in “{text}”"))
}

fn sees_stage(sari: &Shopper, stage: &str) -> Result<()> {
    sari.browser.wait_for(&marked_as("top-up-under-way", "data-stage", stage))
}

// Holds B12, B13, B14.
#[test]
fn a_balance_filled_at_a_till_pays_for_an_order() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("top_up_the_balance", &server)?;
    sari.keep_pictures("journeys/top_up_the_balance")?;
    sari.sign_in(&SARI)?;
    sari.open("/account/balance")?;
    sari.browser.wait_for(&marked("balance"))?;
    assert_eq!(amount(&sari, "balance")?, 0);
    sari.picture("nothing-yet")?;

    // With no line it is saved here, and readable.
    server.stop()?;
    sari.browser.expect_outage();
    sari.next_launch("/account/balance")?;
    sari.browser.wait_for(&marked("balance"))?;
    sari.wishes_to_fill("100.000", PaymentMethod::Alfamart)?;
    sari.picture("form")?;
    let page = sari.asks_for_the_code()?;
    sari.picture("saved-pay-page")?;
    sari.open("/account/balance")?;
    sees_stage(&sari, "saved")?;
    sari.picture("saved")?;
    sari.open(&page)?;
    sari.sees_standing("saved")?;
    sari.picture("saved-order-page")?;

    server.start()?;
    sari.open("/account/balance")?;
    sees_stage(&sari, "waiting")?;
    sari.picture("waiting")?;
    sari.open(&page)?;
    let slip = sari.read_the_slip()?;
    sari.picture("code")?;
    // Nobody touches the phone, and it tells. A message passes by, so that is noted down.
    sari.browser.js(NOTE_MESSAGES, &json!([marked("toast-action")]))?;
    pay_at_the_till(&server, &slip)?;
    sari.browser.wait_js("the arrival to be told", "window.told === true")?;
    sari.picture("told")?;
    sari.open("/account/balance")?;
    sari.browser.wait_for(&marked("balance-line"))?;
    assert_eq!(amount(&sari, "balance")?, AMOUNT);
    sari.browser.wait_gone(&marked("top-up-under-way"))?;
    sari.picture("arrived")?;
    sari.open(&page)?;
    sari.sees_standing("paid")?;
    sari.picture("order-page")?;
    sari.see_valid_receipt()?;
    sari.picture("receipt")?;

    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::PickUp, PaymentMethod::Balance)?;
    let total = amount(&sari, "total")?;
    sari.place_order()?;
    sari.sees_standing("paid")?;

    // What the till may still take back is arriving.
    sari.wishes_to_fill("20000", PaymentMethod::Indomaret)?;
    let page = sari.asks_for_the_code()?;
    sari.open(&page)?;
    let slip = sari.read_the_slip()?;
    pay_at_the_till(&server, &slip)?;
    sari.open("/account/balance")?;
    sees_stage(&sari, "arriving")?;
    assert_eq!(amount(&sari, "balance")?, AMOUNT - total);
    sari.picture("arriving")?;
    sari.open("/orders")?;
    sari.browser.wait_for(&marked("order-row"))?;
    assert_eq!(sari.browser.count(&marked("order-row"))?, 3);
    sari.picture("orders")?;

    // A seller sees the order, and nothing of the money that filled the balance.
    let bu_tini = Seller::arrive("top_up_the_balance", &server, &BU_TINI)?;
    bu_tini.browser.wait_for(&marked("counter-order"))?;
    assert_eq!(bu_tini.browser.count(&marked("counter-order"))?, 1);
    bu_tini.leave()?;
    Ok(sari.leave()?)
}
