//! What the browser keeps for the shop: thrown away or damaged.

use serde_json::json;
use warung_tests::people::SARI;
use warung_tests::shop::marked;
use warung_tests::story::Story;
use warung_tests::trial::{Outcome, under};

use crate::scene::Scene;

/// A page of the shop's origin that neither the app nor its worker has a hand in.
const BESIDE_THE_APP: &str = "/healthz";

/// Databases and caches go, cookies stay: what a browser does that needs the room.
const WIPE: &str = "
    const all = async () => {
        for (const name of await caches.keys()) await caches.delete(name);
        for (const { name } of await indexedDB.databases()) {
            await new Promise((done, failed) => {
                const request = indexedDB.deleteDatabase(name);
                request.onsuccess = done;
                request.onerror = failed;
            });
        }
        window.wiped = (await indexedDB.databases()).length === 0;
    };
    all();";

/// What the shop has comes back with the account, and the next order is no replay of an old one,
/// although the phone begins to count anew. // D2, D4
#[test]
fn storage_wiped() -> Story {
    under("storage wiped", |trial| {
        let mut scene = Scene::at_the_review("storage_wiped")?;
        let before = scene.sari.place_order()?;
        trial.saved(&before);
        scene.is_accepted(&before)?;

        scene.sari.open(BESIDE_THE_APP)?;
        scene.sari.browser.js(WIPE, &json!([]))?;
        scene.sari.browser.wait_js("the storage to be gone", "window.wiped === true")?;
        scene.sari.next_launch("/")?;
        scene.sari.browser.wait_for(&marked("product-card"))?;
        scene.sari.sign_in(&SARI)?;
        scene.sari.open(&before)?;
        scene.sari.sees_standing("accepted")?;

        scene.sari.make_ready()?;
        let after = scene.sari.place_order()?;
        trial.saved(&after);
        scene.is_accepted(&after)?;
        trial.settle(&scene.server)?;
        scene.sari.leave()?;
        Ok(Outcome::Held)
    })
}

/// Cuts the kept module to its first bytes.
const POISON: &str = "
    const all = async () => {
        for (const name of await caches.keys()) {
            if (!name.startsWith('warung-shop-')) continue;
            const cache = await caches.open(name);
            for (const request of await cache.keys()) {
                if (!new URL(request.url).pathname.endsWith('.wasm')) continue;
                const kept = await cache.match(request);
                const bytes = (await kept.arrayBuffer()).slice(0, 5000);
                await cache.put(request, new Response(bytes, { headers: kept.headers }));
                window.poisoned = true;
            }
        }
    };
    all();";

/// The app's own code is damaged while an order waits: the shop mends itself, the order arrives.
#[test]
fn poisoned_cache() -> Story {
    under("poisoned cache", |trial| {
        let mut scene = Scene::at_the_review("poisoned_cache")?;
        scene.line.cut();
        let order = scene.sari.place_order()?;
        trial.saved(&order);
        scene.sari.sees_standing("saved")?;
        scene.sari.browser.js(POISON, &json!([]))?;
        scene.sari.browser.wait_js("the poison", "window.poisoned === true")?;

        scene.line.mend();
        scene.sari.next_launch("/")?;
        scene.sari.browser.wait_for(&marked("product-card"))?;
        scene.asks_for_another_try()?;
        scene.is_accepted(&order)?;
        trial.settle(&scene.server)?;
        // That the damage was noticed is written in the console, as an error of the first load.
        Ok(Outcome::Held)
    })
}
