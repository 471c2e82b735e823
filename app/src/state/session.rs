//! Who is using the phone.

use warung_domain::protocol::{AccountView, Role, SessionView};

/// The session as the phone knows it; it survives offline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum SessionState {
    /// The phone's database has not been read yet.
    #[default]
    Unknown,
    Guest,
    SignedIn(SessionView),
    /// The server no longer accepts the session; the same person signs in again
    /// and everything goes on.
    Expired(SessionView),
}

impl SessionState {
    #[must_use]
    pub const fn account(&self) -> Option<&AccountView> {
        match self {
            Self::SignedIn(view) | Self::Expired(view) => Some(&view.account),
            Self::Unknown | Self::Guest => None,
        }
    }

    #[must_use]
    pub const fn is_signed_in(&self) -> bool {
        matches!(self, Self::SignedIn(_))
    }

    /// The server no longer knows the session: the person is told, and keeps
    /// everything.
    pub fn expire(&mut self) {
        if let Self::SignedIn(view) = self {
            *self = Self::Expired(view.clone());
        }
    }

    #[must_use]
    pub fn is_seller(&self) -> bool {
        self.account().is_some_and(|account| matches!(account.role, Role::Seller { .. }))
    }
}
