//! The browser engines, and everything in which they differ: how their driver is started, and
//! what a session is asked for.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

/// A browser engine with its driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Chromium,
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
    /// The driver, told to find a free port by itself and to print it.
    #[must_use]
    pub fn driver(self) -> Command {
        match self {
            Self::Chromium => {
                let mut command = Command::new("chromedriver");
                command.arg("--port=0");
                command
            }
        }
    }

    /// The port in a line the driver prints at its start.
    #[must_use]
    pub fn port_in(self, line: &str) -> Option<u16> {
        match self {
            Self::Chromium => line
                .split_once("started successfully on port ")?
                .1
                .trim_end_matches(['.', '\n'])
                .parse()
                .ok(),
        }
    }

    /// What a session is asked for. The same profile folder means the same browser, opened again.
    #[must_use]
    pub fn capabilities(self, screen: Screen, profile: &Path) -> Value {
        match self {
            Self::Chromium => json!({
                "browserName": "chrome",
                "goog:loggingPrefs": { "browser": "ALL" },
                "goog:chromeOptions": chromium_options(screen, profile),
            }),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_the_drivers_words() {
        let line = "ChromeDriver was started successfully on port 40123.";
        assert_eq!(Engine::Chromium.port_in(line), Some(40_123));
        let before = "Starting ChromeDriver 156.0.1 (0123456789abcdef) on port 0";
        assert_eq!(Engine::Chromium.port_in(before), None);
    }
}
