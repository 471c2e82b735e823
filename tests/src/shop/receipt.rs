//! The proof in the buyer's hand.

use anyhow::{Context, Result};

use super::{Shopper, marked, marked_as};

impl Shopper {
    /// Opens the receipt of the order on screen, waits until the phone has verified it, and gives
    /// back its number.
    pub fn see_valid_receipt(&self) -> Result<String> {
        self.browser.press(&marked("receipt-link"))?;
        self.browser.wait_for(&marked_as("receipt-verdict", "data-valid", "true"))?;
        self.browser.text(&marked("receipt-number"))
    }

    /// What the receipt on screen is saved as: the text of the file.
    pub fn receipt_file(&self) -> Result<String> {
        let address = self.browser.attribute(&marked("receipt-download"), "href")?;
        let (_, text) = address.split_once(',').context("the receipt is no file")?;
        let letters = [("%22", "\""), ("%7B", "{"), ("%7D", "}"), ("%5B", "["), ("%5D", "]")];
        Ok(letters.into_iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to)))
    }

    /// Chooses a file on the page for checking receipts, and waits for the verdict.
    pub fn checks(&self, text: &str, is_valid: &str) -> Result<()> {
        let folder = tempfile::tempdir().context("no temporary folder")?;
        let file = folder.path().join("receipt.json");
        std::fs::write(&file, text).context("the receipt is not written")?;
        self.browser.choose_file(&marked("verify-file"), &file)?;
        self.browser.wait_for(&marked_as("receipt-verdict", "data-valid", is_valid))
    }
}
