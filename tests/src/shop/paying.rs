//! Paying: what the phone shows, and what is done with it at the till of the practice bank, whose
//! pages are real ones with real forms.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use warung_domain::payment::PaymentMethod;

use super::{Delivery, Shopper, marked};
use crate::browser::{Browser, Screen};
use crate::scanner::{Scanned, scan};
use crate::server::Server;

/// What the phone shows to pay with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Digits only; what the QR says where there is one.
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

    /// Orders something to be paid in cash at a counter: where the order is, and what is to be
    /// brought there.
    pub fn orders_for_the_counter(&mut self) -> Result<(String, Slip)> {
        self.search("telur ayam negeri")?;
        self.open_first_found()?;
        self.add_to_cart()?;
        self.check_out(Delivery::PickUp, PaymentMethod::Counter)?;
        let order = self.place_order()?;
        self.sees_standing("accepted")?;
        Ok((order, self.read_the_slip()?))
    }

    /// Chooses another way to pay, on the payment page.
    pub fn pays_otherwise(&self, method: PaymentMethod) -> Result<()> {
        self.browser.press(&marked("pay-otherwise"))?;
        self.browser.press(&marked(&format!("another-{}", method.code())))?;
        self.browser.press(&marked("another-yes"))
    }

    /// Opens the form that fills the balance, and fills it in: `amount` as it is typed.
    pub fn wishes_to_fill(&self, amount: &str, way: PaymentMethod) -> Result<()> {
        self.open("/account/balance")?;
        fill_in_top_up(&self.browser, amount, way)
    }

    /// Asks for the code of the form on screen; gives back the page of what is to be paid.
    pub fn asks_for_the_code(&self) -> Result<String> {
        self.browser.press(&marked("top-up-save"))?;
        self.browser.wait_js("the page to pay", "location.pathname.endsWith('/pay')")?;
        let address = self.browser.address()?;
        Ok(address.trim_start_matches(&self.origin).trim_end_matches("/pay").to_owned())
    }

    /// What a scanner sees when the phone is held out with a code in the middle of its page.
    pub fn hold_out(&self, css: &str) -> Result<Scanned> {
        let into_view = "document.querySelector(arguments[0])
            .scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.browser.wait_for(css)?;
        self.browser.js(into_view, &json!([css]))?;
        let mut seen = scan(&self.browser)?;
        let code = seen.pop().with_context(|| format!("a scanner sees nothing of `{css}`"))?;
        ensure!(seen.is_empty(), "a scanner sees more than `{css}`: {seen:?}");
        Ok(code)
    }
}

/// Fills in the form that fills the balance, on its page.
pub fn fill_in_top_up(browser: &Browser, amount: &str, way: PaymentMethod) -> Result<()> {
    browser.press(&marked("top-up"))?;
    browser.fill(&marked("top-up-amount"), amount)?;
    browser.press(&marked(&format!("top-up-way-{}", way.code())))?;
    browser.wait_for(&marked("top-up-bill"))
}

/// Confirms the payment that a wallet's button leads to.
pub fn pay_in_the_wallet(server: &Server, link: &str) -> Result<()> {
    let wallet = Browser::open("wallet", Screen::Phone)?;
    wallet.go(&format!("{}{link}", server.origin()))?;
    wallet.press("button.pay")?;
    wallet.wait_for(".stamp")?;
    wallet.check_console()
}

/// Goes to the till with a slip: the code is typed, the bill is checked, the money is handed over.
pub fn pay_at_the_till(server: &Server, slip: &Slip) -> Result<()> {
    let till = Browser::open("till", Screen::Desktop)?;
    till.go(&format!("{}/simulator", server.origin()))?;
    till.fill("#code", &slip.code)?;
    till.press("form button")?;
    till.wait_for("button.pay")?;
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

/// Takes back, at the practice bank's levers, what was paid last.
pub fn take_back_at_the_bank(server: &Server) -> Result<()> {
    let bank = Browser::open("bank", Screen::Desktop)?;
    bank.go(&format!("{}/simulator/levers", server.origin()))?;
    bank.press("form[action$=\"/levers/reverse\"] button")?;
    bank.wait_gone("form[action$=\"/levers/reverse\"] button")?;
    bank.check_console()
}

/// Pays, at the practice bank's levers, the code that was closed last.
pub fn pay_late_at_the_bank(server: &Server) -> Result<()> {
    let bank = Browser::open("bank", Screen::Desktop)?;
    bank.go(&format!("{}/simulator/levers", server.origin()))?;
    bank.press("form[action$=\"/levers/pay-late\"] button")?;
    bank.wait_gone("form[action$=\"/levers/pay-late\"] button")?;
    bank.check_console()
}
