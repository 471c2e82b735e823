//! The page with checks of the phone's databases, which is no part of the app and stands beside a
//! copy of it.

use anyhow::Result;

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
