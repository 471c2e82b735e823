//! One person, two phones, and two tabs on one of them: the cart is the same everywhere, and what was
//! taken out anywhere stays out.

use anyhow::{Result, ensure};
use warung_tests::people::SARI;
use warung_tests::server::Server;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;

// Holds K2, K5, K6.
#[test]
fn the_cart_is_the_same_on_both_phones_and_in_both_tabs() -> Story {
    let server = Server::demo()?;
    let first = Shopper::arrive("cart_follows_the_account", &server)?;
    for words in ["telur ayam negeri", "beras merah organik"] {
        first.search(words)?;
        first.open_first_found()?;
        first.add_to_cart()?;
    }
    let filled = first.cart_lines()?;
    // What was put in before signing in goes along.
    first.sign_in(&SARI)?;
    let second = Shopper::arrive("cart_follows_the_account", &server)?;
    second.sign_in(&SARI)?;
    second.go_to_tab("/cart")?;
    holds(&second, 2)?;
    shows(&second, &filled)?;

    // Taken out on the second phone while the first one looks at it.
    first.go_to_tab("/cart")?;
    holds(&first, 2)?;
    second.browser.press(&marked("remove-line"))?;
    holds(&second, 1)?;
    holds(&first, 1)?;
    shows(&first, &filled[1..])?;

    // More of the other in one tab, seen in the other tab and on the other phone.
    let tab = first.browser.new_tab(&format!("{}/cart", first.origin))?;
    holds(&first, 1)?;
    first.browser.press(&marked("more"))?;
    second.browser.wait_text_in(&marked("quantity"), "2")?;
    first.browser.close_tab(&tab)?;
    first.browser.wait_text_in(&marked("quantity"), "2")?;
    first.leave()?;
    Ok(second.leave()?)
}

fn holds(phone: &Shopper, lines: u32) -> Result<()> {
    let count = "document.querySelectorAll('[data-test=\"cart-line\"]').length";
    phone.browser.wait_js(&format!("{lines} lines"), &format!("{count} === {lines}")).map(drop)
}

fn shows(phone: &Shopper, wanted: &[String]) -> Result<()> {
    let lines = phone.cart_lines()?;
    ensure!(lines == wanted, "the cart is to hold {wanted:?} and holds {lines:?}");
    Ok(())
}
