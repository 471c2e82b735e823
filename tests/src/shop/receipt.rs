//! The proof in the buyer's hand.

use anyhow::Result;

use super::{Shopper, marked, marked_as};

impl Shopper {
    /// Opens the receipt of the order on screen, waits until the phone has verified it, and gives
    /// back its number.
    pub fn see_valid_receipt(&self) -> Result<String> {
        self.browser.press(&marked("receipt-link"))?;
        self.browser.wait_for(&marked_as("receipt-verdict", "data-valid", "true"))?;
        self.browser.text(&marked("receipt-number"))
    }
}
