//! How a journey ends: well, or with what went wrong, said so that a person can read it.

use std::fmt;

/// What a journey's test function returns.
pub type Story = Result<(), Failure>;

/// An error that prints as its chain of reasons, one a line, instead of as a stack.
pub struct Failure(anyhow::Error);

impl From<anyhow::Error> for Failure {
    fn from(reason: anyhow::Error) -> Self {
        Self(reason)
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reasons: Vec<String> = self.0.chain().map(ToString::to_string).collect();
        write!(f, "\n{}", reasons.join("\n  because: "))
    }
}
