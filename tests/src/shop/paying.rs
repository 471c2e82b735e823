//! Paying: what the phone shows, and what is done with it at the till of the practice bank, whose
//! pages are real ones with real forms.

use anyhow::{Result, ensure};

use super::{Shopper, marked};
use crate::browser::{Browser, Screen};
use crate::server::Server;

/// What the phone shows to pay with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Digits only.
    pub code: String,
    /// As shown, with its currency.
    pub amount: String,
}

impl Shopper {
    /// Opens the payment page of the order on screen and reads the code, once it has come.
    pub fn read_the_slip(&self) -> Result<Slip> {
        self.browser.press(&marked("pay-link"))?;
        self.browser.wait_for(&marked("payment-code"))?;
        let shown = self.browser.text(&marked("payment-code"))?;
        let code = shown.chars().filter(char::is_ascii_digit).collect();
        Ok(Slip { code, amount: self.browser.text(&marked("pay-amount"))? })
    }
}

/// Goes to the till with a slip: the code is typed, the bill is checked, the money is handed over.
pub fn pay_at_the_till(server: &Server, slip: &Slip) -> Result<()> {
    let till = Browser::open("till", Screen::Desktop)?;
    till.go(&format!("{}/simulator", server.origin()))?;
    till.fill("#code", &slip.code)?;
    till.press("form button")?;
    let bill = till.text("main .amount")?;
    ensure!(
        digits(&bill) == digits(&slip.amount),
        "the till asks for {bill}, the phone showed {}",
        slip.amount
    );
    till.press("button.pay")?;
    till.wait_for(".stamp")?;
    till.check_console()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
