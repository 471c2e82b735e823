//! The seller at the counter: a second browser, the other bundle.

use anyhow::Result;
use serde_json::json;

use super::{marked, marked_as};
use crate::browser::{Browser, Screen};
use crate::film::Film;
use crate::people::Person;
use crate::places;
use crate::server::Server;

/// Somebody who sells here, at a desk.
pub struct Seller {
    pub browser: Browser,
    pub origin: String,
    story: String,
}

impl Seller {
    /// Opens the counter and signs in.
    pub fn arrive(story: &str, server: &Server, person: &Person) -> Result<Self> {
        Self::arrive_with(story, server, person, &[])
    }

    /// The same before a camera that sees a film.
    pub fn arrive_before(
        story: &str,
        server: &Server,
        person: &Person,
        film: &Film,
    ) -> Result<Self> {
        let arguments = film.arguments();
        Self::arrive_with(story, server, person, &arguments.each_ref().map(String::as_str))
    }

    fn arrive_with(
        story: &str,
        server: &Server,
        person: &Person,
        arguments: &[&str],
    ) -> Result<Self> {
        let name = format!("{story}-seller");
        let browser = Browser::open_with(&name, Screen::Desktop, arguments)?;
        let seller = Self { browser, origin: server.origin(), story: story.to_owned() };
        seller.open("/counter/")?;
        seller.browser.fill(&marked("sign-in-phone"), person.phone)?;
        seller.browser.fill(&marked("sign-in-password"), person.password)?;
        seller.browser.press(&marked("sign-in-submit"))?;
        seller.browser.wait_gone(&marked("sign-in-submit"))?;
        Ok(seller)
    }

    /// A picture of what is on the desk, beside those of the story.
    pub fn picture(&self, name: &str) -> Result<()> {
        let folder = places::output(&format!("journeys/{}", self.story))?;
        self.browser.screenshot(&folder.join(format!("{name}.png")))
    }

    pub fn open(&self, path: &str) -> Result<()> {
        self.browser.go(&format!("{}{path}", self.origin))
    }

    /// Closes the app and opens it again on the same device.
    pub fn next_launch(&mut self, path: &str) -> Result<()> {
        self.browser.restart()?;
        self.open(path)
    }

    /// Looks something up at the till and puts the topmost on it, by the Enter key.
    pub fn ring_up(&self, words: &str) -> Result<()> {
        self.browser.fill(&marked("sale-search"), words)?;
        self.browser.wait_for(&marked("sale-found"))?;
        let enter = "document.querySelector(arguments[0]).form.requestSubmit()";
        self.browser.js(enter, &json!([marked("sale-search")]))?;
        self.browser.wait_for(&marked("sale-line"))
    }

    /// Waits until the newest sale on the list stands so: `saved`, `accepted`, `stuck`.
    pub fn sees_the_sale(&self, standing: &str) -> Result<()> {
        self.browser.wait_for(&marked_as("sale-standing", "data-standing", standing))
    }

    /// Records the cash for the newest order and waits until it counts as paid.
    pub fn take_the_cash(&self) -> Result<()> {
        self.browser.wait_for(&marked("counter-order"))?;
        self.browser.press(&marked("counter-cash"))?;
        self.browser.press(&marked("counter-cash-yes"))?;
        self.browser.wait_for(&marked_as("order-standing", "data-standing", "paid"))
    }

    /// Fills in the form for giving money back, and sends it.
    pub fn gives_back(&self, amount: &str, way: &str, why: &str) -> Result<()> {
        self.browser.fill(&marked("refund-amount"), amount)?;
        self.browser.press(&marked(&format!("refund-way-{way}")))?;
        self.browser.fill(&marked("refund-reason"), why)?;
        self.browser.press(&marked("refund-yes"))
    }

    /// Types a payment code as a scanner does, and presses Enter.
    pub fn types_the_code(&self, code: &str) -> Result<()> {
        self.browser.fill(&marked("cash-code"), code)?;
        self.browser.press(&marked("cash-look-up"))
    }

    /// Opens the archive of receipts and waits until the newest is verified.
    pub fn open_receipts(&self) -> Result<()> {
        self.open("/counter/receipts")?;
        self.browser.wait_for(&marked_as("receipt-verdict", "data-valid", "true"))
    }

    /// Waits until the worker has kept the counter's page and the device its receipts.
    pub fn is_kept(&self) -> Result<()> {
        // The cache answers later than the script returns; what it said is read the next time.
        let kept = "(caches.match('/counter/').then(page => { window.counterKept = !!page; }), \
                    window.counterKept === true && navigator.serviceWorker.controller !== null)";
        self.browser.wait_js("the counter to be kept for a day without a line", kept).map(drop)
    }

    pub fn leave(self) -> Result<()> {
        self.browser.check_console()
    }
}
