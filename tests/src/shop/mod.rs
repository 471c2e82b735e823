//! The verbs of the people who use the shop: a [`Shopper`] with a phone, a [`Seller`] at the
//! counter, and whoever stands at the till of the practice bank.
//!
//! Here, and nowhere else in the tests, stands how a page is recognised: by its `data-test` marks
//! and its addresses, never by its words, which differ from language to language.

mod account;
mod carrying;
mod checkout;
mod checks;
mod counter;
mod kiosk;
mod paying;
mod receipt;
mod room;
mod update;

pub use checkout::{Delivery, HOME_IN_BANDUNG, Place};
pub use checks::{
    begin_check, check_says, everything_is_there, is_told_who_stands_in_the_way, offer_checks,
    stand_in_the_way,
};
pub use counter::Seller;
pub use kiosk::Kiosk;
pub use paying::{
    Slip, fill_in_top_up, pay_at_the_till, pay_in_the_wallet, pay_late_at_the_bank,
    take_back_at_the_bank,
};
pub use update::update_button;

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::json;

use crate::browser::{Browser, Screen};
use crate::places;
use crate::proxy::Proxy;
use crate::server::Server;

/// The selector of what a page marks for tests.
#[must_use]
pub fn marked(name: &str) -> String {
    format!("[data-test=\"{name}\"]")
}

/// The selector of something marked, in a certain state.
#[must_use]
pub fn marked_as(name: &str, attribute: &str, value: &str) -> String {
    format!("[data-test=\"{name}\"][{attribute}=\"{value}\"]")
}

/// True once nothing is missing for a start without a network: the worker keeps every file of the
/// app, and the catalog is on the phone.
const READY_FOR_OFFLINE: &str = "navigator.serviceWorker.controller !== null \
    && performance.getEntriesByName('catalog.complete').length > 0";

/// Somebody with a phone in the hand and the shop open on it.
pub struct Shopper {
    pub browser: Browser,
    pub origin: String,
    /// Where pictures of the journey go, and how many there are.
    album: Option<(PathBuf, u32)>,
}

impl Shopper {
    /// A first visit on a new phone, up to the moment from which the shop works without a network.
    pub fn arrive(story: &str, server: &Server) -> Result<Self> {
        Self::arrive_at(story, server, Screen::Phone)
    }

    /// The same on a screen of any size.
    pub fn arrive_at(story: &str, server: &Server, screen: Screen) -> Result<Self> {
        Self::arrive_by(story, server.origin(), screen)
    }

    /// The same over a line that can be made bad.
    pub fn arrive_over(story: &str, line: &Proxy) -> Result<Self> {
        Self::arrive_by(story, line.origin(), Screen::Phone)
    }

    fn arrive_by(story: &str, origin: String, screen: Screen) -> Result<Self> {
        let shopper = Self::with_new_phone(story, origin, screen)?;
        shopper.open("/")?;
        shopper.browser.wait_for(&marked("product-card"))?;
        shopper.is_ready_for_offline()?;
        Ok(shopper)
    }

    fn with_new_phone(story: &str, origin: String, screen: Screen) -> Result<Self> {
        let browser = Browser::open(story, screen)?;
        Ok(Self { browser, origin, album: None })
    }

    /// A new phone on which nothing has been opened yet.
    pub fn before_arriving(story: &str, line: &Proxy) -> Result<Self> {
        Self::with_new_phone(story, line.origin(), Screen::Phone)
    }

    /// Waits until nothing is missing for a start without a network.
    pub fn is_ready_for_offline(&self) -> Result<()> {
        self.browser.wait_js("the shop to be ready for offline", READY_FOR_OFFLINE).map(drop)
    }

    /// From now on [`Shopper::picture`] keeps numbered pictures in a folder of that name.
    pub fn keep_pictures(&mut self, folder: &str) -> Result<()> {
        self.album = Some((places::output(folder)?, 0));
        Ok(())
    }

    /// The next picture of the journey, if pictures are kept.
    pub fn picture(&mut self, name: &str) -> Result<()> {
        let Some((folder, count)) = &mut self.album else { return Ok(()) };
        *count += 1;
        let file = folder.join(format!("{count:02}-{name}.png"));
        self.browser.screenshot(&file)
    }

    /// The next picture, of what somebody else's browser shows.
    pub fn keep(&mut self, of: &Browser, name: &str) -> Result<()> {
        let Some((folder, count)) = &mut self.album else { return Ok(()) };
        *count += 1;
        of.screenshot(&folder.join(format!("{count:02}-{name}.png")))
    }

    /// Types an address, or follows a link from outside: the page is loaded anew.
    pub fn open(&self, path: &str) -> Result<()> {
        self.browser.go(&format!("{}{path}", self.origin))
    }

    /// Closes the app and opens it again, as after a night in the pocket.
    pub fn next_launch(&mut self, path: &str) -> Result<()> {
        self.browser.restart()?;
        self.open(path)
    }

    /// Leads to a page by one of the five places in the main menu.
    pub fn go_to_tab(&self, path: &str) -> Result<()> {
        self.browser.press(&format!("nav.tab-bar a[href=\"{path}\"]"))?;
        self.browser.wait_address(path)
    }

    /// The banner says that there is no line.
    pub fn sees_that_it_is_offline(&self) -> Result<()> {
        self.browser.wait_for(&format!("{} use[href$=\"#icon-wifi-off\"]", marked("banner")))
    }

    /// Types into the search box and waits for results.
    pub fn search(&self, words: &str) -> Result<()> {
        self.open_search()?;
        self.browser.fill(&marked("search-input"), words)?;
        self.browser.wait_for(&marked("search-result"))
    }

    fn open_search(&self) -> Result<()> {
        if self.browser.count(&marked("search-input"))? == 0 {
            self.go_to_tab("/search")?;
        }
        self.browser.wait_for(&marked("search-input"))
    }

    /// Names and prices of what was found, in order.
    pub fn found(&self) -> Result<Vec<String>> {
        self.browser.texts(&marked("search-result"))
    }

    /// Opens what was found first and waits for its page.
    pub fn open_first_found(&self) -> Result<()> {
        let link = format!("{} a", marked("search-result"));
        let page = self.browser.attribute(&link, "href")?;
        self.browser.press(&link)?;
        self.browser.wait_address(&page)
    }

    /// Opens the first thing found whose row says something that suits, such as its price.
    pub fn open_found(&self, suits: impl Fn(&str) -> bool) -> Result<()> {
        let found = self.found()?;
        let at = found.iter().position(|row| suits(row));
        let at = at.with_context(|| format!("nothing suits among {found:?}"))?;
        let links = format!("{} a", marked("search-result"));
        let script =
            "return document.querySelectorAll(arguments[0])[arguments[1]].getAttribute('href')";
        let page = self.browser.js(script, &json!([links, at]))?;
        let page = page.as_str().context("a row without a link")?;
        self.browser.press(&format!("{links}[href=\"{page}\"]"))?;
        self.browser.wait_address(page)
    }

    /// Puts what is on the product's page into the cart.
    pub fn add_to_cart(&self) -> Result<()> {
        let before = self.in_cart()?;
        self.browser.press(&marked("add-to-cart"))?;
        self.browser
            .wait_js("the cart to grow", &format!("Number({IN_CART}) >= {}", before.max(1)))?;
        self.browser.wait_for(&marked("in-cart"))
    }

    /// How many different things the menu says are in the cart.
    pub fn in_cart(&self) -> Result<u64> {
        let count = self.browser.js(&format!("return Number({IN_CART})"), &json!([]))?;
        count.as_u64().context("the cart's badge holds no number")
    }

    /// Opens the cart and reads its lines.
    pub fn cart_lines(&self) -> Result<Vec<String>> {
        self.go_to_tab("/cart")?;
        self.browser.wait_for(&marked("cart-line"))?;
        self.browser.texts(&marked("cart-line"))
    }

    /// A first visit on a line that loses the later part of the app and nothing else, and with a
    /// worker that does not help.
    pub fn arrive_without_later_part(story: &str, server: &Server) -> Result<Self> {
        let shopper = Self::with_new_phone(story, server.origin(), Screen::Phone)?;
        shopper.browser.expect_outage();
        shopper.browser.devtools("Network.enable", &json!({}))?;
        shopper.browser.devtools("Network.setBypassServiceWorker", &json!({ "bypass": true }))?;
        shopper.block(&["*/shop-later-*"])?;
        shopper.open("/")?;
        shopper.browser.wait_for(&marked("product-card"))?;
        Ok(shopper)
    }

    /// The line carries it again.
    pub fn find_later_part(&self) -> Result<()> {
        self.block(&[])
    }

    fn block(&self, addresses: &[&str]) -> Result<()> {
        self.browser.devtools("Network.setBlockedURLs", &json!({ "urls": addresses })).map(drop)
    }

    /// Makes code stop where a panic would stop it: a module of one function that does nothing
    /// else, called as the browser calls the app, with nobody to catch what it throws.
    pub fn stop_like_a_panic(&self) -> Result<()> {
        let script = "const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, \
            3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11]); \
            const { f } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports; \
            setTimeout(f);";
        self.browser.js(script, &json!([])).map(drop)
    }

    /// The end of a story: nothing broke on the way.
    pub fn leave(self) -> Result<()> {
        self.browser.check_console()
    }
}

/// What the badge at the cart says; an empty badge is none.
const IN_CART: &str = "document.querySelector('[data-test=\"cart-count\"]')?.textContent || 0";
