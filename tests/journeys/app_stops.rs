//! The app stops at a mistake of its own. The page says so, and a reload is all it takes.

use warung_tests::server::Server;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;

#[test]
fn a_stop_is_said_in_words_and_mended_by_a_reload() -> Story {
    let server = Server::demo()?;
    let sari = Shopper::arrive("app_stops", &server)?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.browser.wait_js("no word of a stop", "!document.querySelector('dialog[open]')")?;

    sari.stop_like_a_panic()?;
    sari.browser.wait_for(&marked("app-stopped"))?;
    sari.browser.wait_text_in(&marked("app-stopped"), "Something broke")?;

    sari.browser.press(&marked("reload"))?;
    sari.browser.wait_js("the page to be fresh", "!document.querySelector('dialog[open]')")?;
    assert_eq!(sari.cart_lines()?.len(), 1);
    Ok(())
}
