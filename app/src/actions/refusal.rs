//! Why a form could not be sent, in a shape a page can show.

use crate::i18n;
use crate::state::AppState;
use crate::sync::api::CallError;
use leptos::prelude::*;
use warung_phone::line::LineError;

/// What to say, and beside which field if the shop named one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The member of the form, as in `phone`.
    pub field: Option<String>,
    /// One sentence in the person's language.
    pub text: String,
}

impl Refusal {
    /// The shop's own words where it gave some, otherwise ours.
    #[must_use]
    pub fn of(state: AppState, error: &CallError) -> Self {
        let words = &i18n::phrases_of(state.lang.get_untracked()).account;
        match error {
            CallError::Line(LineError::Refused(refusal)) => {
                let problem = &refusal.problem;
                Self {
                    field: problem.pointer.as_ref().map(|p| p.trim_start_matches('/').to_owned()),
                    text: problem.detail.clone(),
                }
            }
            CallError::Line(_) => Self::plain(words.unreachable),
            CallError::Signature(_) => Self::plain(words.signature_trouble),
            CallError::Phone(_) => Self::plain(words.phone_trouble),
        }
    }

    fn plain(text: &str) -> Self {
        Self { field: None, text: text.to_owned() }
    }
}
