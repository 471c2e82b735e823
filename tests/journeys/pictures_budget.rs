//! Pictures stay under their budget: those nobody has looked at for longest leave first. Where one is
//! missing and there is no line, a quiet shape takes its place and nothing moves.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use warung_tests::browser::Engine;
use warung_tests::places;
use warung_tests::server::Server;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;

/// What the worker keeps of pictures at most.
const BUDGET: u64 = 24 * 1024 * 1024;

/// Fills the budget nearly up with large pictures, `large-00` first.
const FILL: &str = "
    const fill = async () => {
        const cache = await caches.open('warung-pictures');
        const bytes = new Uint8Array(1_000_000);
        const headers = { 'content-type': 'image/svg+xml', 'content-length': String(bytes.length) };
        for (let at = 0; at < 25; at += 1) {
            const name = `/pictures/large-${String(at).padStart(2, '0')}.svg`;
            await cache.put(name, new Response(bytes, { headers }));
        }
        window.filled = true;
    };
    fill();";

/// Looks at pictures one after the other.
const LOOK_AT: &str = "
    const look = async () => {
        for (const path of arguments[0]) await (await fetch(path)).blob();
        window.looked = true;
    };
    delete window.looked;
    look();";

/// Which of the large ones are kept, and how many bytes all take.
const KEPT: &str = "
    const tell = async () => {
        const cache = await caches.open('warung-pictures');
        const kept = { large: [], bytes: 0 };
        for (const request of await cache.keys()) {
            const name = new URL(request.url).pathname;
            if (name.includes('large-')) kept.large.push(name);
            kept.bytes += (await (await cache.match(request)).blob()).size;
        }
        window.told = kept;
    };
    delete window.told;
    tell();";

// L8
#[test]
fn what_nobody_looked_at_for_longest_leaves_first() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let server = Server::demo()?;
    let mut sari = Shopper::arrive("pictures_budget", &server)?;
    sari.browser.js(FILL, &json!([]))?;
    sari.browser.wait_js("the budget to be filled", "window.filled")?;
    // A worker counts once in its life.
    sari.next_launch("/")?;
    sari.browser.wait_for(&marked("product-card"))?;
    look_at(&sari, &["/pictures/large-00.svg".to_owned()])?;
    look_at(&sari, &real_pictures()?)?;
    sari.browser.js(KEPT, &json!([]))?;
    let kept = sari.browser.wait_js("the pictures to be told", "window.told")?;
    the_first_stayed_and_the_second_left(&kept)?;
    Ok(sari.leave()?)
}

fn real_pictures() -> Result<Vec<String>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(places::app_folder()?.join("pictures"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".svg") {
            paths.push(format!("/pictures/{name}"));
        }
    }
    Ok(paths)
}

fn look_at(sari: &Shopper, paths: &[String]) -> Result<()> {
    sari.browser.js(LOOK_AT, &json!([paths]))?;
    sari.browser.wait_js("the pictures", "window.looked").map(drop)
}

fn the_first_stayed_and_the_second_left(kept: &Value) -> Result<()> {
    let has = |name: &str| {
        let large = kept["large"].as_array().map(Vec::as_slice).unwrap_or_default();
        large.iter().any(|path| path.as_str().is_some_and(|path| path.contains(name)))
    };
    ensure!(has("large-00"), "what was just looked at is gone: {kept}");
    ensure!(!has("large-01"), "nothing has left: {kept}");
    ensure!(has("large-24"), "the newest has left: {kept}");
    let bytes = kept["bytes"].as_u64().unwrap_or(u64::MAX);
    ensure!(bytes <= BUDGET, "{bytes} bytes of pictures are kept");
    Ok(())
}

/// Where the cards on screen stand, and how high they are.
const PLACES: &str = "return [...document.querySelectorAll('[data-test=\"product-card\"]')].slice(0, 8)
    .map(card => card.getBoundingClientRect()).map(({ x, y, width, height }) => [x, y, width, height]
    .map(Math.round).join(' '))";

// L8
#[test]
fn a_missing_picture_moves_nothing() -> Story {
    if !Engine::has_devtools()? {
        return Ok(());
    }
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("pictures_missing", &server)?;
    let shelf = sari.browser.attribute(&marked("category"), "href")?;
    sari.open(&shelf)?;
    sari.browser.wait_count(&marked("product-card"), 8)?;
    sari.browser.wait_js("the pictures", EVERY_PICTURE_IS_DRAWN)?;
    let before = sari.browser.js(PLACES, &json!([]))?;

    sari.browser
        .js("caches.delete('warung-pictures').then(() => window.gone = true)", &json!([]))?;
    sari.browser.wait_js("the pictures to be gone", "window.gone")?;
    server.stop()?;
    sari.browser.expect_outage();
    // What the browser kept by itself on the way.
    sari.browser.devtools("Network.clearBrowserCache", &json!({}))?;
    sari.next_launch(&shelf)?;
    sari.sees_that_it_is_offline()?;
    sari.browser.wait_count(&marked("product-card"), 8)?;
    sari.browser.wait_js("something in the place of every picture", EVERY_PICTURE_IS_DRAWN)?;
    let after = sari.browser.js(PLACES, &json!([]))?;
    same_but_for_the_banner(&before, &after)?;
    Ok(sari.leave()?)
}

const EVERY_PICTURE_IS_DRAWN: &str =
    "[...document.querySelectorAll('[data-test=\"product-card\"] img')]
    .slice(0, 8).every(picture => picture.complete && picture.naturalWidth > 0)";

/// The banner that tells of the missing line pushes everything down, evenly.
fn same_but_for_the_banner(before: &Value, after: &Value) -> Result<()> {
    let read = |places: &Value| -> Vec<Vec<i64>> {
        let cards = places.as_array().map(Vec::as_slice).unwrap_or_default();
        let numbers = |card: &Value| {
            let words = card.as_str().unwrap_or_default().split(' ');
            words.filter_map(|word| word.parse().ok()).collect()
        };
        cards.iter().map(numbers).collect()
    };
    let (before, after) = (read(before), read(after));
    ensure!(before.len() == 8 && after.len() == 8, "{before:?} became {after:?}");
    let down = after[0][1] - before[0][1];
    for (then, now) in before.iter().zip(&after) {
        let moved = [now[0] - then[0], now[1] - then[1] - down, now[2] - then[2], now[3] - then[3]];
        ensure!(moved.iter().all(|by| by.abs() <= 1), "{then:?} became {now:?}");
    }
    Ok(())
}
