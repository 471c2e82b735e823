//! What is in the cart stays there: over a reload, over closing the app, without a server.

use anyhow::{Result, ensure};
use warung_tests::server::Server;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;

#[test]
fn the_cart_is_there_the_next_morning() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("cart_survives_restart", &server)?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.search("beras merah organik")?;
    sari.open_first_found()?;
    sari.browser.press(&marked("more"))?;
    sari.browser.wait_text_in(&marked("quantity"), "2")?;
    sari.add_to_cart()?;
    let before = sari.cart_lines()?;
    two_lines(&before)?;

    server.stop()?;
    sari.browser.expect_outage();
    sari.next_launch("/")?;
    let after = sari.cart_lines()?;
    same(&before, &after)?;

    // Changed without a server, and still there the morning after.
    sari.browser.press(&marked("remove-line"))?;
    sari.browser.wait_js(
        "one line",
        "document.querySelectorAll('[data-test=\"cart-line\"]').length === 1",
    )?;
    sari.next_launch("/cart")?;
    sari.browser.wait_for(&marked("cart-line"))?;
    same(&after[1..], &sari.cart_lines()?)?;
    Ok(sari.leave()?)
}

fn two_lines(lines: &[String]) -> Result<()> {
    ensure!(lines.len() == 2, "{lines:?}");
    Ok(())
}

fn same(before: &[String], after: &[String]) -> Result<()> {
    ensure!(before == after, "the cart was {before:?} and is {after:?}");
    Ok(())
}
