//! A phone that has no room for the whole catalog. The shop is usable all the same, says what is the
//! matter and where to go; cart and orders are as safe as ever.

use anyhow::Context;
use warung_domain::payment::PaymentMethod;
use warung_tests::browser::Engine;
use warung_tests::market;
use warung_tests::proxy::Proxy;
use warung_tests::shop::{Delivery, HOME_IN_BANDUNG, Shopper, marked};
use warung_tests::story::Story;

/// Their blocks take some hundred thousand bytes.
const PRODUCTS: usize = 12_000;

// L2, C13
#[test]
fn a_catalog_that_does_not_fit_is_shopped_from_memory() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let sold = market::assortment(PRODUCTS);
    let server = market::open(&sold.rows)?;
    let line = Proxy::before(&server)?;
    let mut sari = Shopper::arrive_over("catalog_without_room", &line)?;
    let first = sold.rows.iter().find(|row| row.stock > 5).context("nothing is sold")?;
    sari.open(&first.path())?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::CashOnDelivery)?;
    let order = sari.place_order()?;
    sari.sees_standing("saved")?;
    sari.open(&first.path())?;
    sari.add_to_cart()?;
    sari.cart_lines()?;

    sari.has_no_room()?;
    sari.finds_nothing_fits()?;
    sari.browser.expect_faults();
    sari.open("/settings")?;
    sari.browser.press(&marked("clear-catalog"))?;
    sari.browser.wait_for(&marked("no-room"))?;

    // Everything is here while the shop is open, whatever the line does.
    sari.browser.wait_js("all products", EVERYTHING)?;
    line.cut();
    let last = sold.rows.last().context("nothing is sold")?;
    sari.search(&last.name.to_lowercase())?;
    sari.browser.wait_text(&last.name)?;
    // The words lead to where something can be done about it.
    sari.go_to_tab("/cart")?;
    sari.browser.press(&format!("{} a", marked("no-room")))?;
    sari.browser.wait_address("/settings")?;
    sari.browser.wait_for(&marked("keep-chosen"))?;

    // What was promised and what was chosen outlive all of it.
    sari.has_room()?;
    sari.next_launch(&order)?;
    sari.sees_standing("saved")?;
    line.mend();
    sari.open("/cart")?;
    sari.browser.wait_for(&marked("cart-line"))?;
    Ok(sari.leave()?)
}

const EVERYTHING: &str =
    "document.querySelector('[data-test=\"catalog-products\"]')?.innerText === '12.000'";
