//! What is kept to open the shop gets damaged: the module, the page itself, or half of it is gone.
//! The shop fetches it anew by itself, once, and never touches what only this phone has.

use anyhow::Result;
use serde_json::json;
use warung_tests::browser::Engine;
use warung_tests::proxy::{Fault, Proxy};
use warung_tests::server::Server;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;

/// Replaces a kept file whose name ends so by what `damage` makes of its bytes, or takes it away.
const DAMAGE: &str = "
    const [end] = arguments;
    const change = async () => {
        for (const name of await caches.keys()) {
            if (!name.startsWith('warung-shop-')) continue;
            const cache = await caches.open(name);
            for (const request of await cache.keys()) {
                if (!new URL(request.url).pathname.endsWith(end)) continue;
                const kept = await cache.match(request);
                const bytes = new Uint8Array(await kept.arrayBuffer());
                const damaged = damage(bytes);
                if (damaged) await cache.put(request, new Response(damaged, { headers: kept.headers }));
                else await cache.delete(request);
            }
        }
        window.damaged = true;
    };
    change();";

fn damage(sari: &Shopper, end: &str, how: &str) -> Result<()> {
    let script = format!("const damage = (bytes) => {how};{DAMAGE}");
    sari.browser.js(&script, &json!([end]))?;
    sari.browser.wait_js("the damage", "window.damaged === true").map(drop)
}

/// A cart with something in it, which has to be there afterwards.
fn with_a_cart(story: &str, server: &Server) -> Result<Shopper> {
    let sari = Shopper::arrive(story, server)?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    Ok(sari)
}

/// The shop opens and the cart is as it was; with no line too, so it is all kept again.
fn is_well(mut sari: Shopper, server: &mut Server) -> Result<()> {
    sari.browser.wait_for(&marked("product-card"))?;
    sari.cart_lines()?;
    sari.browser.wait_js("the files to be kept again", ALL_KEPT)?;
    server.stop()?;
    sari.browser.expect_outage();
    sari.next_launch("/")?;
    sari.browser.wait_for(&marked("product-card"))?;
    sari.cart_lines().map(drop)
}

const ALL_KEPT: &str = "(caches.keys().then(async (names) => {
    const name = names.find((name) => name.startsWith('warung-shop-'));
    const paths = (await (await caches.open(name)).keys()).map((kept) => new URL(kept.url).pathname);
    const has = (end) => paths.some((path) => path.endsWith(end));
    window.allKept = ['.wasm', '.js', '.css', '/'].every(has);
}), window.allKept)";

// U3
#[test]
fn a_module_that_does_not_start_is_fetched_again() -> Story {
    let mut server = Server::demo()?;
    let sari = with_a_cart("worker_heals_module", &server)?;
    damage(&sari, ".wasm", "bytes.slice(0, 5000)")?;
    sari.browser.expect_outage();
    sari.open("/")?;
    Ok(is_well(sari, &mut server)?)
}

// U3
#[test]
fn a_module_that_starts_and_is_not_ours_is_replaced() -> Story {
    let mut server = Server::demo()?;
    let sari = with_a_cart("worker_heals_hash", &server)?;
    // A valid module: only an unknown section is added.
    damage(&sari, ".wasm", "new Blob([bytes, new Uint8Array([0, 2, 1, 97])])")?;
    sari.open("/")?;
    sari.browser
        .wait_js("the page to be loaded anew", "sessionStorage['warung.mended'] === '1'")?;
    Ok(is_well(sari, &mut server)?)
}

// U3
#[test]
fn a_page_that_is_not_ours_is_fetched_again() -> Story {
    let mut server = Server::demo()?;
    let sari = with_a_cart("worker_heals_page", &server)?;
    damage(&sari, "/", "'Selamat datang di Wi-Fi gratis'")?;
    sari.open("/")?;
    Ok(is_well(sari, &mut server)?)
}

// U3
#[test]
fn half_a_version_is_made_whole() -> Story {
    let mut server = Server::demo()?;
    let sari = with_a_cart("worker_heals_half", &server)?;
    damage(&sari, ".js", "null")?;
    damage(&sari, "/", "null")?;
    sari.open("/")?;
    Ok(is_well(sari, &mut server)?)
}

// U3: without a line there is nothing to heal with; the page says so and does not turn in circles.
#[test]
fn with_no_line_it_says_so_and_waits() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let mut server = Server::demo()?;
    let sari = with_a_cart("worker_heals_offline", &server)?;
    damage(&sari, ".wasm", "bytes.slice(0, 5000)")?;
    // The browser's own cache would do for healing, too.
    sari.browser.devtools("Network.clearBrowserCache", &json!({}))?;
    server.stop()?;
    sari.browser.expect_outage();
    sari.open("/")?;
    sari.browser.wait_for("#first-screen-failed")?;
    sari.browser.js("window.sameLoad = true", &json!([]))?;
    sari.browser.press("#first-screen-failed [data-reload]")?;
    sari.browser.wait_js("another load", "window.sameLoad === undefined")?;
    sari.browser.wait_for("#first-screen-failed")?;

    server.start()?;
    sari.browser.press("#first-screen-failed [data-reload]")?;
    sari.browser.wait_for(&marked("product-card"))?;
    Ok(sari.cart_lines().map(drop)?)
}

#[test]
fn a_worker_whose_line_broke_is_asked_for_again() -> Story {
    let mut server = Server::demo()?;
    let line = Proxy::before(&server)?;
    let mut sari = Shopper::before_arriving("worker_comes_later", &line)?;
    line.once("GET /sw-outbox.js", Fault::Refused);
    sari.browser.expect_faults();
    sari.open("/")?;
    line.wait_faults(1)?;
    sari.is_ready_for_offline()?;
    server.stop()?;
    sari.browser.expect_outage();
    sari.next_launch("/")?;
    sari.browser.wait_for(&marked("product-card"))?;
    Ok(sari.leave()?)
}
