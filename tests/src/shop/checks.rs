//! The page with checks of the phone's databases, which is no part of the app and stands beside a
//! copy of it.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::browser::Browser;
use crate::places;
use crate::server::{Server, copy_folder};

/// A folder the worker does not take for a page of the shop.
const PLACE: &str = "/snippets/contract/index.html";

/// Puts the page into a copy of the app, which is served from now on.
pub fn offer_checks(server: &mut Server) -> Result<()> {
    let app = server.serve_copy()?;
    copy_folder(&places::contract_folder()?, &app.join("snippets/contract"))?;
    server.restart_with(&[])
}

/// Begins a check in the present tab.
pub fn begin_check(browser: &Browser, origin: &str, check: &str) -> Result<()> {
    browser.go(&format!("{origin}{PLACE}?check={check}"))
}

/// Waits until the check says that it is at some state, and gives back its words.
pub fn check_says(browser: &Browser, state: &str) -> Result<String> {
    browser.wait_for(&format!("#outcome[data-state=\"{state}\"]"))?;
    browser.text("#outcome")
}

/// Makes the present page so old that it hears nothing: a connection of its own to the outbox
/// stays open whoever needs it.
pub fn stand_in_the_way(browser: &Browser) -> Result<()> {
    browser.js(KEEP_OPEN, &json!([]))?;
    browser.wait_js("a connection that stays", "window.kept === true").map(drop)
}

/// Begins the change of version in the present tab and waits until the page names the tab that
/// stands in the way.
pub fn is_told_who_stands_in_the_way(browser: &Browser, origin: &str) -> Result<()> {
    begin_check(browser, origin, "upgrade")?;
    let words = check_says(browser, "blocked")?;
    ensure!(words.contains("Tutup tab itu"), "the words are: {words}");
    Ok(())
}

/// Waits until the version is changed; everything that was there still is: one order, one key.
pub fn everything_is_there(browser: &Browser) -> Result<()> {
    let said = check_says(browser, "done")?;
    ensure!(said == "1 unsent, 1 keys", "after the change: {said}");
    Ok(())
}

const KEEP_OPEN: &str = "const request = indexedDB.open('warung-outbox');
    request.onsuccess = () => { window.connection = request.result; window.kept = true; }";
