//! The browser engines, and everything in which they differ before a page is open: how their
//! driver is started, what a session is asked for, and how a profile is made to be kept.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// Which engine the browsers of this run are of.
pub const CHOICE: &str = "WARUNG_ENGINE";

/// The steered shell around WebKitGTK, see its own words.
const WEBKIT_SHELL: &str = include_str!("webkit_shell.py");

/// A browser engine with its driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

/// What the page is shown on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// A small phone, touched with a finger.
    Phone,
    /// A window on a desk.
    Desktop,
}

impl Screen {
    #[must_use]
    pub const fn width(self) -> u32 {
        match self {
            Self::Phone => 360,
            Self::Desktop => 1280,
        }
    }

    #[must_use]
    pub const fn height(self) -> u32 {
        800
    }
}

impl Engine {
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// Whether this run's engine can be told what no page can ask for. What needs that is skipped in
    /// the others, and says so.
    pub fn has_devtools() -> Result<bool> {
        let engine = Self::chosen()?;
        if engine != Self::Chromium {
            println!("skipped: {} has no such tools", engine.name());
        }
        Ok(engine == Self::Chromium)
    }

    /// The engine this run was asked for; Chromium if nobody asked.
    pub fn chosen() -> Result<Self> {
        let Some(name) = std::env::var_os(CHOICE) else { return Ok(Self::Chromium) };
        let known = Self::ALL.into_iter().find(|engine| *engine.name() == *name);
        known.with_context(|| format!("{CHOICE} names no engine: {}", name.display()))
    }

    /// The driver, told to find a free port by itself and to print it, or told a port.
    #[must_use]
    pub fn driver(self, free_port: u16) -> Command {
        match self {
            Self::Chromium => {
                let mut command = Command::new("chromedriver");
                command.arg("--port=0");
                command
            }
            Self::Firefox => {
                let mut command = Command::new("geckodriver");
                command.args(["--port", "0"]);
                command
            }
            Self::WebKit => {
                let mut command = Command::new("WebKitWebDriver");
                command
                    .arg(format!("--port={free_port}"))
                    // The sandbox refuses to run as root, which is what containers are; the only
                    // pages opened here are the shop's own.
                    .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
                    // Nothing is drawn by a graphics card here.
                    .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
                    .env("LIBGL_ALWAYS_SOFTWARE", "1")
                    .env("NO_AT_BRIDGE", "1");
                command
            }
        }
    }

    /// Whether the engine only draws on a display.
    #[must_use]
    pub const fn needs_display(self) -> bool {
        matches!(self, Self::WebKit)
    }

    /// The port in a line the driver prints at its start; a driver that prints none was told one.
    #[must_use]
    pub fn port_in(self, line: &str) -> Option<u16> {
        let (_, port) = match self {
            Self::Chromium => line.split_once("started successfully on port ")?,
            Self::Firefox => line.split_once("Listening on 127.0.0.1:")?,
            Self::WebKit => return None,
        };
        port.trim_end_matches(['.', '\n']).parse().ok()
    }

    /// What a session is asked for. The same profile folder means the same browser, opened again.
    pub fn capabilities(self, screen: Screen, profile: &Path) -> Result<Value> {
        match self {
            Self::Chromium => Ok(json!({
                "browserName": "chrome",
                "goog:loggingPrefs": { "browser": "ALL" },
                "goog:chromeOptions": chromium_options(screen, profile),
            })),
            Self::Firefox => {
                std::fs::write(profile.join("user.js"), firefox_preferences())?;
                Ok(json!({
                    "moz:firefoxOptions": { "args": ["-headless", "-profile", text(profile)?] },
                }))
            }
            Self::WebKit => {
                let shell = profile.join("shell.py");
                std::fs::write(&shell, WEBKIT_SHELL)?;
                let arguments = [
                    text(&shell)?.to_owned(),
                    text(profile)?.to_owned(),
                    screen.width().to_string(),
                    screen.height().to_string(),
                ];
                Ok(json!({
                    // Not the first on the path: only the system's own knows the system's engine.
                    "webkitgtk:browserOptions": { "binary": "/usr/bin/python3", "args": arguments },
                }))
            }
        }
    }

    /// Whether a process with this command line shows a page, as opposed to the browser itself.
    #[must_use]
    pub fn is_page_process(self, command: &str) -> bool {
        match self {
            Self::Chromium => command.contains("--type=renderer"),
            Self::Firefox => {
                command.contains("-contentproc") && command.trim_end().ends_with("tab")
            }
            Self::WebKit => command.contains("WebKitWebProcess"),
        }
    }
}

fn chromium_options(screen: Screen, profile: &Path) -> Value {
    let mut arguments = vec![
        "--headless=new".to_owned(),
        // The sandbox refuses to run as root, which is what containers are; the only pages opened
        // here are the shop's own.
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--lang=id".to_owned(),
        format!("--window-size={},{}", screen.width(), screen.height()),
        format!("--user-data-dir={}", profile.display()),
    ];
    let preferences = json!({ "intl": { "accept_languages": "id,en" } });
    match screen {
        Screen::Phone => json!({
            "args": arguments,
            "prefs": preferences,
            "mobileEmulation": { "deviceMetrics": {
                "width": screen.width(),
                "height": screen.height(),
                "pixelRatio": 2,
                "touch": true,
                "mobile": true,
            } },
        }),
        Screen::Desktop => {
            arguments.push("--force-device-scale-factor=1".to_owned());
            json!({ "args": arguments, "prefs": preferences })
        }
    }
}

/// The file a profile of Firefox reads its wishes from at every start.
fn firefox_preferences() -> String {
    let preferences = [
        ("intl.accept_languages", json!("id, en")),
        // Killed many times in a row, it would offer to start without extensions.
        ("toolkit.startup.max_resumed_crashes", json!(-1)),
        ("browser.sessionstore.resume_from_crash", json!(false)),
        ("browser.shell.checkDefaultBrowser", json!(false)),
        ("datareporting.policy.dataSubmissionEnabled", json!(false)),
        ("app.normandy.enabled", json!(false)),
        // The console is read from the driver's output.
        ("devtools.console.stdout.content", json!(true)),
    ];
    preferences.iter().map(|(name, value)| format!("user_pref(\"{name}\", {value});\n")).collect()
}

fn text(path: &Path) -> Result<&str> {
    match path.to_str() {
        Some(text) => Ok(text),
        None => bail!("{} is no text", path.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_the_drivers_words() {
        for (engine, line, port) in [
            (
                Engine::Chromium,
                "ChromeDriver was started successfully on port 40123.",
                Some(40_123),
            ),
            (Engine::Chromium, "Starting ChromeDriver 156.0.1 (0123456789abcdef) on port 0", None),
            (
                Engine::Firefox,
                "1795\tgeckodriver\tINFO\tListening on 127.0.0.1:37967",
                Some(37_967),
            ),
            (Engine::Firefox, "1795\tMarionette\tINFO\tListening on port 42859", None),
        ] {
            assert_eq!(engine.port_in(line), port, "{line}");
        }
    }

    #[test]
    fn pages_are_told_from_the_browser() {
        for (engine, page, browser) in [
            (Engine::Chromium, "/usr/lib/chromium --type=renderer --x", "/usr/lib/chromium --y"),
            (
                Engine::Firefox,
                "firefox -contentproc -isForBrowser 1 tab",
                "firefox -contentproc 2 socket",
            ),
            (Engine::WebKit, "/usr/lib/WebKitWebProcess 7", "/usr/lib/WebKitNetworkProcess 8"),
        ] {
            assert!(engine.is_page_process(page));
            assert!(!engine.is_page_process(browser));
        }
    }
}
