//! Orders carried by hand, in a file.

use anyhow::{Context, Result};
use serde_json::json;

use super::{Shopper, marked};

/// Keeps the text of what the page gives away, as the person would find it in the downloads.
const KEEP_WHAT_IS_GIVEN: &str = "const make = URL.createObjectURL.bind(URL);
    URL.createObjectURL = file => {
        file.text().then(text => { window.givenAway = text; });
        return make(file);
    };";

impl Shopper {
    /// Saves to a file what waits to be sent, and reads the file.
    pub fn save_unsent_to_a_file(&self) -> Result<String> {
        self.open("/outbox")?;
        self.browser.wait_for(&marked("outbox-entry"))?;
        self.browser.js(KEEP_WHAT_IS_GIVEN, &json!([]))?;
        self.browser.press(&marked("give-away"))?;
        let file = self.browser.wait_js("the file", "window.givenAway")?;
        Ok(file.as_str().context("the file is no text")?.to_owned())
    }
}
