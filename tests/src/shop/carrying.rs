//! Orders carried by hand, in a file or before a camera.

use anyhow::{Context, Result};
use serde_json::json;

use super::{Shopper, marked};
use crate::film::Film;

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

    /// Holds the phone's camera before a film, on the page where it scans.
    pub fn looks_at(&mut self, film: &Film) -> Result<()> {
        self.browser.restart_with(&film.arguments())?;
        self.open("/outbox")?;
        self.browser.press(&marked("carry-scan"))
    }

    /// The page in English and white on black, from the next one on.
    pub fn speaks_english_in_the_dark(&self) -> Result<()> {
        let keep = "localStorage.setItem('warung.theme', JSON.stringify('dark'));
            localStorage.setItem('warung.lang', JSON.stringify('en'));";
        self.browser.js(keep, &json!([])).map(drop)
    }
}
