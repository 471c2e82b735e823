//! Searching as one types, with slips of the finger and in the other language, without a server.

use anyhow::ensure;
use warung_tests::server::Server;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;

#[test]
fn the_whole_catalog_is_searched_without_a_server() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("search_offline", &server)?;
    server.stop()?;
    sari.browser.expect_outage();
    sari.next_launch("/")?;
    sari.browser.wait_for(&marked("product-card"))?;

    // A beginning of a word, a slip, an English word for an Indonesian thing.
    for words in ["beras", "telu ayam", "beraz", "rice"] {
        sari.search(words)?;
        let found = sari.found()?;
        let wanted = if words.contains("ayam") { "Telur" } else { "Beras" };
        let hits = found.iter().filter(|name| name.contains(wanted)).count();
        (|| {
            ensure!(hits > 0, "“{words}” found no {wanted}: {found:?}");
            Ok(())
        })()?;
    }

    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.browser.wait_text_in("h1", "Telur Ayam Negeri")?;
    Ok(sari.leave()?)
}
