//! The shop is opened once with a signal. From the second launch on it opens without one: the
//! shelves, a product, a reload there, and back.

use warung_tests::server::Server;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;

#[test]
fn shelves_and_products_open_without_a_server() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("browse_offline", &server)?;
    let shelf = sari.browser.attribute(&marked("category"), "href")?;

    server.stop()?;
    sari.browser.expect_outage();
    sari.next_launch("/")?;
    sari.browser.wait_count(&marked("product-card"), 12)?;
    sari.sees_that_it_is_offline()?;
    let icons = "[...document.querySelectorAll('.tab-bar use')]";
    let drawn = format!("{icons}.filter((icon) => icon.getBBox().width > 0).length > 3");
    sari.browser.wait_js("its icons", &drawn)?;

    sari.browser.press(&format!("a[href=\"{shelf}\"]"))?;
    sari.browser.wait_address(&shelf)?;
    sari.browser.wait_for(&marked("product-card"))?;

    let link = format!("{} a.name", marked("product-card"));
    let product = sari.browser.attribute(&link, "href")?;
    sari.browser.press(&link)?;
    sari.browser.wait_address(&product)?;
    sari.browser.wait_for(&marked("description"))?;
    let name = sari.browser.text("h1")?;

    sari.browser.reload()?;
    sari.browser.wait_for(&marked("description"))?;
    sari.browser.wait_text_in("h1", &name)?;

    // A page nobody opened before, by its address.
    sari.next_launch("/settings")?;
    sari.browser.wait_for(&marked("lang-en"))?;

    server.start()?;
    sari.browser.wait_gone(&marked("banner"))?;
    Ok(sari.leave()?)
}

/// The page a browser opens names what a new phone will ask for; the one that is kept must not, because
/// these blocks will be gone when it is opened again. // C11
#[test]
fn the_page_that_is_kept_names_no_blocks() -> Story {
    let server = Server::demo()?;
    let sari = Shopper::arrive("kept_page", &server)?;
    sari.browser.wait_js("a kept page without links", KEPT_PAGE_HAS_NO_LINKS)?;
    Ok(sari.leave()?)
}

const KEPT_PAGE_HAS_NO_LINKS: &str = "(caches.keys().then(async (names) => {
    const name = names.find((name) => name.startsWith('warung-shop-'));
    const page = await (await caches.open(name)).match('/');
    window.hasNoLinks = page.headers.get('link') === null;
}), window.hasNoLinks)";
