//! What the shop keeps for a shopper pays for an order that is made while the shop is gone: the
//! phone offers it by the last word it heard, the shop takes it when it is back, and what does not
//! suffice any more is not offered.

use anyhow::{Context, Result};
use warung_domain::payment::PaymentMethod;
use warung_tests::people::SARI;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, HOME_IN_BANDUNG, Shopper, marked};
use warung_tests::story::Story;

const PAID_IN: i64 = 60_000;

/// The number in an amount such as `Rp60.000`.
fn amount(sari: &Shopper, test: &str) -> Result<i64> {
    let text = sari.browser.text(&marked(test))?;
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().with_context(|| format!("no amount in “{text}”"))
}

#[test]
fn a_balance_pays_for_an_order_made_without_the_shop() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("pay_by_balance", &server)?;
    sari.keep_pictures("journeys/pay_by_balance")?;
    sari.sign_in(&SARI)?;
    sari.open("/account/balance")?;
    sari.browser.wait_for("main .empty")?;
    sari.picture("nothing-yet")?;
    server.credit(&SARI, PAID_IN, "BCA 4711")?;
    sari.open("/account/balance")?;
    sari.browser.wait_for(&marked("balance-line"))?;
    assert_eq!(amount(&sari, "balance")?, PAID_IN);

    server.stop()?;
    sari.browser.expect_outage();
    sari.next_launch("/account/balance")?;
    sari.browser.wait_for(&marked("balance-line"))?;
    assert_eq!(amount(&sari, "balance")?, PAID_IN, "the last word stays");
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::Balance)?;
    sari.picture("review")?;
    let total = amount(&sari, "total")?;
    assert!(total * 2 > PAID_IN, "the demo's eggs are too cheap for this story");
    let order = sari.place_order()?;
    sari.sees_standing("saved")?;

    // What is on its way is not offered again.
    sari.open("/account/balance")?;
    assert_eq!(amount(&sari, "balance-usable")?, PAID_IN - total);
    sari.picture("on-its-way")?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.open("/checkout/payment")?;
    sari.browser.wait_for(&format!("{} input:disabled", marked("payment-balance")))?;
    sari.picture("too-small")?;

    server.start()?;
    sari.open(&order)?;
    sari.sees_standing("paid")?;
    sari.see_valid_receipt()?;
    sari.open("/account/balance")?;
    sari.browser.wait_js(
        "the order among the movements",
        &format!("document.querySelectorAll('{}').length === 2", marked("balance-line")),
    )?;
    assert_eq!(amount(&sari, "balance")?, PAID_IN - total);
    sari.picture("paid")?;
    Ok(sari.leave()?)
}
