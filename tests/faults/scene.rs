//! Where every fault begins: a shop, a line that can be made bad, and a shopper who is signed in.

use std::path::Path;

use anyhow::Result;
use serde_json::json;
use warung_tests::people::SARI;
use warung_tests::proxy::Proxy;
use warung_tests::server::Server;
use warung_tests::shop::{Shopper, marked};
use warung_tests::skew::Skew;

pub struct Scene {
    pub sari: Shopper,
    pub line: Proxy,
    pub server: Server,
}

impl Scene {
    /// Everything is well, and everything is on the phone.
    pub fn set(story: &str) -> Result<Self> {
        Self::before(story, Server::demo()?)
    }

    /// The same, with a shop that keeps its data on a certain disk.
    pub fn on_disk(story: &str, disk: &Path) -> Result<Self> {
        Self::before(story, Server::on_disk(disk)?)
    }

    /// The same, with a shop whose clock disagrees with the phone's.
    pub fn with_clock(story: &str, skew: Skew) -> Result<Self> {
        Self::before(story, Server::with_clock(skew)?)
    }

    /// The same, with a shop that stands already.
    pub fn before(story: &str, server: Server) -> Result<Self> {
        let line = Proxy::before(&server)?;
        let sari = Shopper::arrive_over(story, &line)?;
        sari.browser.expect_faults();
        sari.sign_in(&SARI)?;
        Ok(Self { sari, line, server })
    }

    /// The same, with an order under review.
    pub fn at_the_review(story: &str) -> Result<Self> {
        let mut scene = Self::set(story)?;
        scene.sari.make_ready()?;
        Ok(scene)
    }

    /// Waits until the phone knows that the shop has the order; then nothing is left in the outbox.
    pub fn is_accepted(&self, order: &str) -> Result<()> {
        self.sari.open(order)?;
        self.sari.sees_standing("accepted")?;
        self.sari.open("/outbox")?;
        self.sari.sees_an_empty_outbox()
    }

    /// After a long time without an answer the phone makes longer and longer pauses, up to minutes.
    /// A person who knows better presses the button on the page of the outbox.
    pub fn asks_for_another_try(&self) -> Result<()> {
        self.sari.reads_the_outbox()?;
        let script = "document.querySelectorAll(arguments[0]).forEach(button => button.click())";
        self.sari.browser.js(script, &json!([marked("outbox-retry")]))?;
        // Left at once, the page would take the wish with it.
        self.sari.browser.wait_gone(&marked("outbox-retry"))
    }

    /// The page on screen sends by itself; the worker, where the browser would wake one, is not asked.
    pub fn leaves_the_worker_alone(&self) -> Result<()> {
        let script = "if (window.SyncManager) SyncManager.prototype.register = async () => {};";
        self.sari.browser.js(script, &json!([])).map(drop)
    }

    /// Signs in again if the browser died before it had written its cookies down: they are no part
    /// of what was promised.
    pub fn sign_in_if_forgotten(&self) -> Result<()> {
        if self.sari.browser.cookie("warung").is_err() {
            self.sari.sign_in(&SARI)?;
        }
        Ok(())
    }
}
