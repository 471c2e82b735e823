//! A short message at the edge of the screen, with at most one thing to do.

use warung_domain::cart::CartLine;
use warung_domain::route::Route;

/// What the message's button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToastAction {
    /// Put a removed line back where it was.
    RestoreLine(CartLine),
    Open(Route),
}

/// A message, already worded in the person's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    pub text: String,
    pub action: Option<ToastAction>,
}

impl Toast {
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), action: None }
    }

    #[must_use]
    pub fn with(text: impl Into<String>, action: ToastAction) -> Self {
        Self { text: text.into(), action: Some(action) }
    }
}
