//! What the browser's console said. An error there is a broken page even if all looks well.

use std::fmt;

use serde_json::Value;

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
            || self.message.contains("Failed to fetch")
    }
}

impl fmt::Display for ConsoleLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} {}] {}", self.level, self.source, self.message)
    }
}

/// The lines in the driver's answer.
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
}
