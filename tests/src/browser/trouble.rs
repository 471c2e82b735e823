//! What happens to browsers on phones: the system takes them away, or only the page's process; a
//! person opens the app anew.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::Browser;
use super::driver::Driver;
use super::processes::{self, Process};

impl Browser {
    /// Takes all of the browser's processes away at once, as a phone out of memory does. Nothing
    /// can be done in it until [`Browser::launch_again`].
    pub fn kill(&mut self) -> Result<()> {
        let killed = self.driver.browser_processes()?;
        processes::kill(&killed)?;
        self.session = None;
        Ok(())
    }

    /// Opens the browser again on the profile that is left.
    pub fn launch_again(&mut self) -> Result<()> {
        ensure!(self.session.is_none(), "the browser is open");
        // The old driver still waits for the browser that was taken away.
        self.driver = Driver::start(self.engine)?;
        self.launch()
    }

    /// Takes away the processes that show pages, and leaves the browser. `after` counts from now,
    /// because looking for them takes longer than what they are to be interrupted in.
    pub fn kill_pages_in(&self, after: Duration) -> Result<()> {
        let end = Instant::now() + after;
        let pages = self.page_processes()?;
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            std::thread::park_timeout(left);
        }
        processes::kill(&pages).context("no page has a process")
    }

    /// The processes that show pages.
    pub fn page_processes(&self) -> Result<Vec<Process>> {
        let mut pages = self.processes()?;
        pages.retain(|process| self.engine.is_page_process(&process.command));
        Ok(pages)
    }

    /// All of the browser's processes.
    pub fn processes(&self) -> Result<Vec<Process>> {
        self.driver.browser_processes()
    }

    /// The value of a cookie of the page's origin, one that scripts may not read included.
    pub fn cookie(&self, name: &str) -> Result<String> {
        let cookie = self.get(&format!("/cookie/{name}"))?;
        Ok(cookie["value"].as_str().context("a cookie without a value")?.to_owned())
    }

    /// Goes to another tab by its handle.
    pub fn switch_to(&self, handle: &str) -> Result<()> {
        self.post("/window", &json!({ "handle": handle })).map(drop)
    }

    /// The tab that is steered now.
    pub fn tab(&self) -> Result<String> {
        Ok(self.get("/window")?.as_str().context("no tab")?.to_owned())
    }
}
