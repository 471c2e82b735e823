//! Signing in and up, as it is done on the phone.

use anyhow::Result;

use super::{Shopper, marked};
use crate::people::{Person, code_for};

impl Shopper {
    /// Signs in on the page for it and waits until the phone leads on from there.
    pub fn sign_in(&self, person: &Person) -> Result<()> {
        self.open("/sign-in")?;
        self.browser.fill(&marked("sign-in-phone"), person.phone)?;
        self.browser.fill(&marked("sign-in-password"), person.password)?;
        self.browser.press(&marked("sign-in-submit"))?;
        self.browser
            .wait_js("the way on after signing in", "location.pathname !== '/sign-in'")
            .map(drop)
    }

    /// Asks for an account; the code is on its way.
    pub fn ask_for_account(&self, person: &Person) -> Result<()> {
        self.open("/sign-up")?;
        self.browser.fill(&marked("sign-up-name"), person.name)?;
        self.browser.fill(&marked("sign-up-phone"), person.phone)?;
        self.browser.fill(&marked("sign-up-password"), person.password)?;
        self.browser.press(&marked("sign-up-submit"))?;
        self.browser.wait_for(&marked("otp-code"))
    }

    /// Reads the text message where the practice phone network shows it.
    pub fn read_the_message(&self, number: &str) -> Result<String> {
        let shop = self.browser.new_tab(&format!("{}/simulator/sms", self.origin))?;
        self.browser.wait_text(number)?;
        let board = self.browser.page_text()?;
        self.browser.close_tab(&shop)?;
        code_for(number, &board)
    }

    /// Types the code and waits until the account is there.
    pub fn enter_code(&self, code: &str) -> Result<()> {
        self.browser.fill(&marked("otp-code"), code)?;
        self.browser.press(&marked("otp-submit"))?;
        self.browser.wait_gone(&marked("otp-code"))
    }
}
