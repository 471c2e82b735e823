//! What went over the line, counted and listed, and the order to break it after so much.

use super::call::Call;
use super::{Line, Proxy, break_all};

/// What was counted since the proxy was opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    pub calls: u64,
    /// Bytes from phone to shop, heads of requests included.
    pub up: u64,
    pub down: u64,
    /// Calls something went wrong with.
    pub faults: u64,
}

impl Traffic {
    #[must_use]
    pub const fn since(self, before: Self) -> Self {
        Self {
            calls: self.calls - before.calls,
            up: self.up - before.up,
            down: self.down - before.down,
            faults: self.faults - before.faults,
        }
    }
}

/// An answer that was passed on to the phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// What was asked for, such as `/api/v1/catalog/manifest`.
    pub path: String,
    /// Bytes that came, its head included.
    pub bytes: u64,
    /// It came to its end.
    pub whole: bool,
}

/// An order to break everything that is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Breaking {
    begins: &'static str,
    /// After so many more bytes of such answers.
    left: usize,
}

impl Proxy {
    /// Once so many more bytes of answers to calls that begin so have come, the line breaks, with
    /// everything that is on it. That counts as one fault; the next call finds the line as before.
    pub fn break_after(&self, begins: &'static str, bytes: usize) {
        self.line.state().breaking = Some(Breaking { begins, left: bytes });
    }

    /// Answers that were passed on, to calls whose path begins so.
    #[must_use]
    pub fn heard(&self, path: &str) -> Vec<Heard> {
        let state = self.line.state();
        state.heard.iter().filter(|heard| heard.path.starts_with(path)).cloned().collect()
    }
}

impl Line {
    /// Whether the line breaks with these bytes of an answer.
    pub(super) fn breaks_at(&self, call: &Call, count: usize) -> bool {
        let mut state = self.state();
        let Some(breaking) = &mut state.breaking else { return false };
        if !call.begins(breaking.begins) {
            return false;
        }
        breaking.left = breaking.left.saturating_sub(count);
        if breaking.left > 0 {
            return false;
        }
        state.breaking = None;
        state.traffic.faults += 1;
        break_all(&mut state);
        true
    }

    /// Notes how far an answer came. What was broken from outside is no longer among the open.
    pub(super) fn note(&self, call: &Call, number: u64, bytes: u64) {
        let mut state = self.state();
        let whole = state.open.remove(&number).is_some();
        state.heard.push(Heard { path: call.path().to_owned(), bytes, whole });
    }
}
