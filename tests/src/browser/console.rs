//! What the browser's console said. An error there is a broken page even if all looks well.
//!
//! Each engine tells it elsewhere: Chromium's driver has a call for it, Firefox writes it among
//! the driver's own words, the WebKit shell into a file of the profile.

use std::fmt;

use serde_json::Value;

use super::engine::Engine;

/// One line of the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsoleLine {
    pub level: String,
    pub source: String,
    pub message: String,
}

impl ConsoleLine {
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.level == "SEVERE"
    }

    /// A request that found nobody: what an outage looks like from inside the page.
    #[must_use]
    pub fn is_about_the_line(&self) -> bool {
        self.source == "network" && self.message.contains("net::ERR_")
            || self.message.contains("ERR_CONNECTION_REFUSED")
            || ["Failed to fetch", "Fetch API cannot load", "Load failed"]
                .iter()
                .any(|said| self.message.contains(said))
            || self.source == "NETWORK"
            || self.message.contains("due to access control checks")
    }

    /// A call that was answered, but not as one would wish.
    #[must_use]
    pub fn is_about_a_call(&self) -> bool {
        self.source.eq_ignore_ascii_case("network") || self.message.contains("EventSource")
    }
}

impl fmt::Display for ConsoleLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} {}] {}", self.level, self.source, self.message)
    }
}

/// The lines in the answer of Chromium's driver.
pub fn read(answer: &Value) -> Vec<ConsoleLine> {
    let text = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
    let lines = answer.as_array().map(Vec::as_slice).unwrap_or_default();
    lines
        .iter()
        .map(|line| ConsoleLine {
            level: text(line, "level"),
            source: text(line, "source"),
            message: text(line, "message"),
        })
        .collect()
}

/// A line of what an engine writes, if the page said it. The browser's own troubles are its own.
pub fn heard(engine: Engine, line: &str) -> Option<ConsoleLine> {
    match engine {
        Engine::Chromium => None,
        Engine::Firefox => heard_in_firefox(line),
        Engine::WebKit => heard_in_webkit(line),
    }
}

/// What a page says stands in quotes: `console.error: "…"`; what it throws names its address.
fn heard_in_firefox(line: &str) -> Option<ConsoleLine> {
    let said = [
        ("console.error: \"", "SEVERE", "console-api"),
        ("console.warn: \"", "WARNING", "console-api"),
        ("JavaScript error: http", "SEVERE", "javascript"),
    ];
    said.into_iter().find_map(|(begin, level, source)| {
        let message = line.strip_prefix(begin)?.trim_end_matches('"').to_owned();
        Some(ConsoleLine { level: level.to_owned(), source: source.to_owned(), message })
    })
}

/// `CONSOLE JS ERROR …`, `CONSOLE NETWORK ERROR …`, `CONSOLE WARN …`: source and level.
fn heard_in_webkit(line: &str) -> Option<ConsoleLine> {
    let said = line.trim_start_matches(|c| c != 'C').strip_prefix("CONSOLE ")?;
    let at = said.find("ERROR ").map(|at| (at, "ERROR ", "SEVERE"));
    let at = at.or_else(|| said.find("WARN ").map(|at| (at, "WARN ", "WARNING")));
    let (at, word, level) = at?;
    if said.contains("Unrecognized Content-Security-Policy directive") {
        // An engine that does not know a directive yet is no trouble of the page.
        return None;
    }
    Some(ConsoleLine {
        level: level.to_owned(),
        source: said[..at].trim().to_owned(),
        message: said[at + word.len()..].to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_outage_is_told_from_a_broken_page() {
        let answer = json!([
            {"level": "SEVERE", "source": "network", "timestamp": 1,
             "message": "http://127.0.0.1:1/api/v1/session - Failed to load resource: net::ERR_CONNECTION_REFUSED"},
            {"level": "SEVERE", "source": "network", "timestamp": 2,
             "message": "http://127.0.0.1:1/icons/x.svg - Failed to load resource: the server responded with a status of 404 (Not Found)"},
            {"level": "WARNING", "source": "console-api", "timestamp": 3, "message": "hm"},
        ]);
        let lines = read(&answer);
        let told: Vec<_> =
            lines.iter().map(|line| (line.is_error(), line.is_about_the_line())).collect();
        assert_eq!(told, [(true, true), (true, false), (false, false)]);
    }

    #[test]
    fn the_page_is_heard_among_the_browsers_own_words() {
        let firefox =
            |line| heard(Engine::Firefox, line).map(|line| (line.is_error(), line.message));
        assert_eq!(firefox("console.error: \"hello\""), Some((true, "hello".to_owned())));
        assert_eq!(firefox("console.warn: \"pull\""), Some((false, "pull".to_owned())));
        assert!(firefox("JavaScript error: http://127.0.0.1:4712/, line 2: Error: boom").is_some());
        assert_eq!(firefox("console.error: RSLoader: "), None);
        assert_eq!(firefox("JavaScript error: resource://gre/modules/x, line 50: y"), None);

        let webkit = heard(Engine::WebKit, "CONSOLE NETWORK ERROR Failed to load").unwrap();
        assert!(webkit.is_error() && webkit.is_about_the_line());
        let webkit = heard(Engine::WebKit, "CONSOLE ERROR hello").unwrap();
        assert!(webkit.is_error() && !webkit.is_about_the_line());
        assert_eq!(heard(Engine::WebKit, "libEGL warning"), None);
    }
}
