//! A real browser: opened on a profile of its own, closed, and opened again on the same one, as a
//! person does with the app on a phone.
//!
//! Everything waits for a condition, and a wait that fails says what the page showed, what the
//! console said, and where the picture of it is. [`page`] has what is done on a page; start there.

mod console;
mod display;
mod driver;
mod engine;
mod page;
mod processes;
mod trouble;

pub use console::ConsoleLine;
pub use driver::Refusal;
pub use engine::{CHOICE, Engine, Screen};
pub use page::Key;

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::places;
use driver::Driver;

/// Characters of the page's text that a failure shows.
const SHOWN_TEXT: usize = 1_500;

/// Longer than a picture takes on a busy machine.
const PICTURE: Duration = Duration::from_secs(15);

/// A browser with one profile, which outlives the browser's process.
pub struct Browser {
    name: String,
    engine: Engine,
    screen: Screen,
    /// Further words on Chromium's command line.
    arguments: Vec<String>,
    // Before the profile, so that the process is gone before its folder is.
    driver: Driver,
    session: Option<String>,
    profile: TempDir,
    console: RefCell<Vec<ConsoleLine>>,
    expected: Cell<Expected>,
}

/// Which errors of the console are part of the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Nothing,
    /// Calls that find nobody.
    Outage,
    /// Calls that go wrong in any way.
    Faults,
}

impl Browser {
    /// Opens a browser of the chosen engine with a fresh profile. The name is for pictures of
    /// failures.
    pub fn open(name: &str, screen: Screen) -> Result<Self> {
        Self::open_with(name, screen, &[])
    }

    /// The same with further words on Chromium's command line, which other engines do not hear.
    pub fn open_with(name: &str, screen: Screen, arguments: &[&str]) -> Result<Self> {
        let engine = Engine::chosen()?;
        let mut browser = Self {
            name: name.to_owned(),
            engine,
            screen,
            arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
            driver: Driver::start(engine)?,
            session: None,
            // Beside the build, not in a temporary folder that may be memory.
            profile: tempfile::tempdir_in(places::output("journeys/profiles")?)?,
            console: RefCell::default(),
            expected: Cell::new(Expected::Nothing),
        };
        browser.launch()?;
        Ok(browser)
    }

    /// Closes the browser's process and opens it anew with the same profile: the next launch.
    pub fn restart(&mut self) -> Result<()> {
        self.close()?;
        self.launch()
    }

    /// The same with other further words on Chromium's command line.
    pub fn restart_with(&mut self, arguments: &[String]) -> Result<()> {
        self.arguments = arguments.to_vec();
        self.restart()
    }

    /// From now on calls that find nobody are expected, and do not count as console errors.
    pub fn expect_outage(&self) {
        self.expected.set(Expected::Outage);
    }

    /// From now on calls that go wrong in any way are expected; what the page itself does wrong
    /// still counts.
    pub fn expect_faults(&self) {
        self.expected.set(Expected::Faults);
    }

    /// The picture of the page as it is.
    pub fn screenshot(&self, file: &Path) -> Result<()> {
        let path = self.path("/screenshot")?;
        let shot = match self.driver.get_within(PICTURE, &path) {
            // WebKit's driver never comes back with some pictures. A page that answers meanwhile
            // does not hang, and has it taken again.
            Err(lost) if self.engine == Engine::WebKit => {
                self.js("return true", &json!([])).context(lost)?;
                self.driver.get(&path)?
            }
            taken => taken?,
        };
        let png = STANDARD.decode(shot.as_str().context("no picture")?)?;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, png).with_context(|| format!("cannot write {}", file.display()))
    }

    /// Everything the console said so far, over all launches.
    pub fn console(&self) -> Result<Vec<ConsoleLine>> {
        let fresh = match self.engine {
            Engine::Chromium => {
                console::read(&self.post("/se/log", &json!({ "type": "browser" }))?)
            }
            Engine::Firefox => self.heard(self.driver.take_lines().iter().map(String::as_str)),
            Engine::WebKit => self.heard(self.take_console_file()?.lines()),
        };
        self.console.borrow_mut().extend(fresh);
        Ok(self.console.borrow().clone())
    }

    fn heard<'a>(&self, lines: impl Iterator<Item = &'a str>) -> Vec<ConsoleLine> {
        lines.filter_map(|line| console::heard(self.engine, line)).collect()
    }

    /// What the shell wrote since the last time.
    fn take_console_file(&self) -> Result<String> {
        let file = self.profile.path().join("console.log");
        let text = std::fs::read(&file).unwrap_or_default();
        // The shell appends, so what is cut off here does not come back.
        std::fs::write(&file, "")?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// Which engine it is.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Fails if the console held an error that nobody was to expect.
    pub fn check_console(&self) -> Result<()> {
        let expected = self.expected.get();
        let is_expected = |line: &ConsoleLine| match expected {
            Expected::Nothing => false,
            Expected::Outage => line.is_about_the_line(),
            Expected::Faults => line.is_about_the_line() || line.is_about_a_call(),
        };
        let errors: Vec<String> = self
            .console()?
            .iter()
            .filter(|line| line.is_error() && !is_expected(line))
            .map(ToString::to_string)
            .collect();
        if errors.is_empty() {
            return Ok(());
        }
        bail!("{}: the console holds errors:\n{}", self.name, errors.join("\n"))
    }

    /// Talks to Chromium below WebDriver (Chrome DevTools Protocol).
    pub fn devtools(&self, command: &str, parameters: &Value) -> Result<Value> {
        ensure!(self.engine == Engine::Chromium, "{command} is said to Chromium only");
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// Adds to a failure what a person would look at next.
    fn explain<T>(&self, outcome: Result<T>) -> Result<T> {
        let Err(reason) = outcome else { return outcome };
        let picture = places::output("journeys/failures")
            .map(|folder| folder.join(format!("{}.png", self.name)))
            .and_then(|file| self.screenshot(&file).map(|()| file.display().to_string()))
            .unwrap_or_else(|error| format!("none: {error:#}"));
        let address = self.address().unwrap_or_default();
        let text: String = self.page_text().unwrap_or_default().chars().take(SHOWN_TEXT).collect();
        let console = self.console().unwrap_or_default();
        let said: Vec<String> = console.iter().map(ToString::to_string).collect();
        Err(reason.context(format!(
            "{} at {address}\n--- picture: {picture}\n--- the page says:\n{text}\n--- the console says:\n{}\n---",
            self.name,
            said.join("\n")
        )))
    }

    fn launch(&mut self) -> Result<()> {
        let profile = self.profile.path();
        let mut wanted = self.engine.capabilities(self.screen, profile)?;
        if let Some(words) =
            wanted.pointer_mut("/goog:chromeOptions/args").and_then(Value::as_array_mut)
        {
            words.extend(self.arguments.iter().map(|argument| json!(argument)));
        }
        let asked = json!({ "capabilities": { "alwaysMatch": wanted } });
        let begun = self.driver.post("/session", &asked).context("the browser does not open")?;
        let id = begun["sessionId"].as_str().context("a session without an id")?;
        self.session = Some(id.to_owned());
        if self.engine == Engine::Firefox {
            // A window there has no size at its start, and none below 500 points.
            let (width, height) = (self.screen.width(), self.screen.height());
            self.post("/window/rect", &json!({ "width": width, "height": height }))?;
        }
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        // The console's lines go with the process.
        self.console()?;
        let path = self.path("")?;
        self.session = None;
        self.driver.delete(&path)?;
        Ok(())
    }

    fn get(&self, path: &str) -> Result<Value> {
        self.driver.get(&self.path(path)?)
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.driver.post(&self.path(path)?, body)
    }

    fn path(&self, path: &str) -> Result<String> {
        let session = self.session.as_ref().context("the browser is closed")?;
        Ok(format!("/session/{session}{path}"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A driver that is killed leaves its browser behind, so the session ends first.
        if let Ok(path) = self.path("") {
            let _ = self.driver.delete(&path);
        }
    }
}
