//! What a phone has heard of the catalog is spoilt on it. It finds out by itself, and hears it again.

use anyhow::{Context, Result};
use serde_json::json;
use warung_tests::browser::Browser;
use warung_tests::server::Server;
use warung_tests::shop::Shopper;
use warung_tests::story::Story;

// Holds C16.
#[test]
fn a_copy_that_differs_from_the_shop_mends_itself() -> Story {
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let list = |price: u32| -> Result<_> {
        let file = folder.path().join(format!("{price}.csv"));
        let rows = format!(
            "id,nama,kategori,harga,stok\nkopi,Kopi Gayo,Kopi,{price},10\nteh,Teh Poci,Teh,9000,10\n"
        );
        std::fs::write(&file, rows)?;
        Ok(file)
    };
    let mut server = Server::prepared(&[])?;
    server.import(&list(25_000)?, &[])?;
    server.start()?;
    let mut sari = Shopper::arrive("catalog_audit", &server)?;
    server.import(&list(26_000)?, &[])?;
    sari.next_launch("/product/kopi")?;
    sari.browser.wait_text_in("main", "Rp26.000")?;
    wait_for_a_kept_change(&sari.browser)?;

    sari.browser.js(SPOIL, &json!([26_000, 1_234]))?;
    sari.browser.wait_js("the row to be spoilt", "window.spoilt === true")?;
    server.stop()?;
    sari.browser.expect_outage();
    sari.next_launch("/product/kopi")?;
    sari.browser.wait_text_in("main", "Rp1.234")?;

    server.start()?;
    sari.next_launch("/product/kopi")?;
    sari.browser.wait_text_in("main", "Rp26.000")?;
    Ok(sari.leave()?)
}

fn wait_for_a_kept_change(browser: &Browser) -> Result<()> {
    browser.js(COUNT, &json!([]))?;
    browser.wait_js("a change to be kept", "window.kept > 0")?;
    Ok(())
}

/// Counts what is kept, again and again.
const COUNT: &str = "const look = () => {
        const request = indexedDB.open('warung-catalog');
        request.onsuccess = () => {
            const db = request.result;
            const count = db.transaction('changes').objectStore('changes').count();
            count.onsuccess = () => {
                window.kept = count.result;
                db.close();
                if (!window.kept) setTimeout(look, 100);
            };
        };
    };
    look();";

/// Writes another number into every kept change.
const SPOIL: &str = "const [from, to] = arguments;
    const request = indexedDB.open('warung-catalog');
    request.onsuccess = () => {
        const db = request.result;
        const change = db.transaction('changes', 'readwrite');
        const cursor = change.objectStore('changes').openCursor();
        cursor.onsuccess = () => {
            if (!cursor.result) return;
            cursor.result.update(cursor.result.value.replace(String(from), String(to)));
            cursor.result.continue();
        };
        change.oncomplete = () => { db.close(); window.spoilt = true; };
    };";
