//! A phone on which nothing more fits, when an order is saved and when it is sent.

use anyhow::{Result, ensure};
use serde_json::json;
use warung_tests::browser::Engine;
use warung_tests::shop::marked;
use warung_tests::story::Story;
use warung_tests::trial::{Outcome, under};

use crate::scene::Scene;

/// Nothing more fits, and nothing that could give way is enough: the phone says plainly that the
/// order is not saved and keeps the cart. With room again it is saved. // L2, O2
#[test]
fn quota_exhausted() -> Story {
    under("quota exhausted", |trial| {
        let scene = Scene::at_the_review("quota_exhausted")?;
        if scene.sari.browser.engine() != Engine::Chromium {
            let why = "this engine has no switch for the room of one origin while it runs";
            return Ok(Outcome::CannotBeMade(why.to_owned()));
        }
        scene.line.cut();
        scene.sari.has_no_room()?;
        scene.sari.finds_nothing_fits()?;
        scene.sari.browser.press(&marked("place-order"))?;
        let ended = "location.pathname.startsWith('/orders/') || !!document.querySelector('main .notice-error')";
        scene.sari.browser.wait_js("the order, or a plain no", ended)?;
        let address = scene.sari.browser.address()?;
        ensure!(address.ends_with("/checkout/review"), "saved on a full phone? {address}");
        ensure!(scene.sari.in_cart()? == 1, "the cart is gone");
        trial.note("said to be full, then placed again".to_owned());

        scene.sari.has_room()?;
        let order = scene.sari.place_order()?;
        trial.saved(&order);
        scene.sari.sees_standing("saved")?;
        scene.line.mend();
        scene.asks_for_another_try()?;
        scene.is_accepted(&order)?;
        trial.settle(&scene.server)?;
        Ok(Outcome::Held)
    })
}

/// The order is saved, and from then on its row cannot be changed: first not to say that it is being
/// sent, so nothing is; then not to keep the shop's answer, so it is asked again and again and says
/// the same. Made by a script, in every engine alike. // O6, O7, O18, L2
#[test]
fn no_room_to_note_what_was_sent() -> Story {
    under("no room to note what was sent", |trial| {
        let scene = Scene::at_the_review("no_room_to_note_what_was_sent")?;
        scene.leaves_the_worker_alone()?;
        scene.sari.browser.js(REFUSING_STORE, &json!([]))?;
        refuse(&scene, "\"sending\"")?;
        let order = scene.sari.place_order()?;
        trial.saved(&order);
        is_refused_in_two_rounds(&scene)?;
        scene.sari.sees_standing("saved")?;
        trial.nothing_arrived(&scene.server)?;

        refuse(&scene, "\"answered\"")?;
        trial.arrived(&scene.server, 1)?;
        is_refused_in_two_rounds(&scene)?;
        trial.arrived(&scene.server, 1)?;

        refuse(&scene, "nothing any more")?;
        scene.is_accepted(&order)?;
        trial.settle(&scene.server)?;
        scene.sari.leave()?;
        Ok(Outcome::Held)
    })
}

/// From now on rows of the outbox that hold these words do not fit.
fn refuse(scene: &Scene, words: &str) -> Result<()> {
    let script = "window.refusedWords = arguments[0]; window.refusals = 0;";
    scene.sari.browser.js(script, &json!([words])).map(drop)
}

/// A write that does not fit is tried three times: as it is, without the pictures, without the
/// catalog. So a fourth refusal is of another round.
fn is_refused_in_two_rounds(scene: &Scene) -> Result<()> {
    scene.sari.browser.wait_js("two rounds without room", "window.refusals >= 4").map(drop)
}

/// Ends a transaction the way a browser does that finds no room when it writes it down. The worker
/// has a store of its own that refuses nothing.
const REFUSING_STORE: &str = "
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...row) {
        const request = put.apply(this, row);
        const change = this.transaction;
        if (change.db.name === 'warung-outbox' && String(row[0]).includes(window.refusedWords)) {
            window.refusals += 1;
            const full = new DOMException('full', 'QuotaExceededError');
            Object.defineProperty(change, 'error', { value: full });
            change.abort();
        }
        return request;
    };";
