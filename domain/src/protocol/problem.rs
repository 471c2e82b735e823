//! Problem details (RFC 9457): what went wrong, for machines and for people.

use serde::{Deserialize, Serialize};

/// Stable names of everything that can be wrong with a request. On the wire
/// they are `urn:warung:problem:{name}`; clients word them by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    MalformedRequest,
    InvalidField,
    UnsupportedMediaType,
    TooLarge,
    NotFound,
    MethodNotAllowed,
    NotSignedIn,
    NotAllowed,
    CrossSite,
    /// Wrong phone number or password; which one is not told.
    WrongCredentials,
    WrongCode,
    CodeExpired,
    PhoneTaken,
    DeviceTaken,
    TooManyAttempts,
    /// The app is older than the shop still understands.
    Upgrade,
    BadNotification,
    StorageFull,
    StorageReadOnly,
    StorageDamaged,
    Busy,
    Internal,
}

impl ProblemKind {
    pub const ALL: [Self; 22] = [
        Self::MalformedRequest,
        Self::InvalidField,
        Self::UnsupportedMediaType,
        Self::TooLarge,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::NotSignedIn,
        Self::NotAllowed,
        Self::CrossSite,
        Self::WrongCredentials,
        Self::WrongCode,
        Self::CodeExpired,
        Self::PhoneTaken,
        Self::DeviceTaken,
        Self::TooManyAttempts,
        Self::Upgrade,
        Self::BadNotification,
        Self::StorageFull,
        Self::StorageReadOnly,
        Self::StorageDamaged,
        Self::Busy,
        Self::Internal,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MalformedRequest => "malformed-request",
            Self::InvalidField => "invalid-field",
            Self::UnsupportedMediaType => "unsupported-media-type",
            Self::TooLarge => "too-large",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::NotSignedIn => "not-signed-in",
            Self::NotAllowed => "not-allowed",
            Self::CrossSite => "cross-site",
            Self::WrongCredentials => "wrong-credentials",
            Self::WrongCode => "wrong-code",
            Self::CodeExpired => "code-expired",
            Self::PhoneTaken => "phone-taken",
            Self::DeviceTaken => "device-taken",
            Self::TooManyAttempts => "too-many-attempts",
            Self::Upgrade => "upgrade",
            Self::BadNotification => "bad-notification",
            Self::StorageFull => "storage-full",
            Self::StorageReadOnly => "storage-read-only",
            Self::StorageDamaged => "storage-damaged",
            Self::Busy => "busy",
            Self::Internal => "internal",
        }
    }

    #[must_use]
    pub fn uri(self) -> String {
        format!("urn:warung:problem:{}", self.name())
    }

    /// The kind a `type` member names, if we know it.
    #[must_use]
    pub fn from_uri(uri: &str) -> Option<Self> {
        let name = uri.strip_prefix("urn:warung:problem:")?;
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The body of every error answer, `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemDetails {
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// One plain sentence with the next step, in the caller's language.
    pub detail: String,
    /// JSON pointer (RFC 6901) to the member that is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The same request may succeed later.
    pub retryable: bool,
    pub request_id: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    // Holds E1.
    #[test]
    fn names_are_stable_and_come_back() {
        for kind in ProblemKind::ALL {
            assert_eq!(ProblemKind::from_uri(&kind.uri()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
        assert_eq!(ProblemKind::from_uri("about:blank"), None);
    }
}
