//! The browser: one small file per effect, and the only owner of JavaScript.
//!
//! Nothing here knows what an order is. Values come in and go out as Rust
//! types; handles and `JsValue`s never leave this folder.

pub mod aside;
pub mod broadcast;
pub mod clipboard;
pub mod clock;
pub mod db;
pub mod device_key;
pub mod events;
pub mod file;
pub mod http;
pub mod locks;
pub mod log;
pub mod motion;
pub mod navigation;
pub mod network;
pub mod paper;
mod pixels;
pub mod prefs;
pub mod printer;
pub mod random;
pub mod scanner;
pub mod service_worker;
pub mod share;
pub mod storage;
pub mod surroundings;
pub mod timer;
pub mod tone;
pub mod wake;

use thiserror::Error;
use warung_phone::save::SaveError;
use warung_phone::store::StoreError;
use wasm_bindgen::{JsCast, JsValue};

/// What the browser refused, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlatformError {
    /// The disk, or our share of it, is full.
    #[error("the phone's storage is full")]
    Quota,
    /// A database handle died, as WebKit's do after resume. Open it again.
    #[error("the database connection was closed")]
    ConnectionLost,
    /// Another tab has brought a database to a version this page is too old for.
    #[error("a newer version of the app uses the database")]
    Outdated,
    /// Another row holds that unique key.
    #[error("the key is taken")]
    Constraint,
    #[error("stored data cannot be read: {0}")]
    Codec(String),
    #[error("this browser lacks {0}")]
    Missing(&'static str),
    #[error("{0}")]
    Browser(String),
}

impl PlatformError {
    /// Whether making room on the phone would help.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        matches!(self, Self::Quota)
    }
}

/// What a missing signing key is called here.
const SIGNING_KEY: &str = "the signing key";

impl From<StoreError> for PlatformError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::Quota,
            StoreError::Closed => Self::ConnectionLost,
            StoreError::Taken => Self::Constraint,
            StoreError::UnknownDevice => Self::Missing(SIGNING_KEY),
            StoreError::Unreadable(what) => Self::Codec(what),
            StoreError::Platform(what) => Self::Browser(what),
        }
    }
}

impl From<PlatformError> for StoreError {
    fn from(error: PlatformError) -> Self {
        match error {
            PlatformError::Quota => Self::Full,
            PlatformError::ConnectionLost => Self::Closed,
            PlatformError::Constraint => Self::Taken,
            PlatformError::Missing(SIGNING_KEY) => Self::UnknownDevice,
            PlatformError::Codec(what) => Self::Unreadable(what),
            PlatformError::Missing(_) | PlatformError::Outdated | PlatformError::Browser(_) => {
                Self::Platform(error.to_string())
            }
        }
    }
}

impl From<SaveError> for PlatformError {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Store(error) => error.into(),
            SaveError::Signing(error) => Self::Browser(error.to_string()),
        }
    }
}

impl From<JsValue> for PlatformError {
    fn from(value: JsValue) -> Self {
        let Some(exception) = value.dyn_ref::<web_sys::DomException>() else {
            let error = value.dyn_ref::<js_sys::Error>().map(|error| error.to_string().into());
            return Self::Browser(error.or_else(|| value.as_string()).unwrap_or_default());
        };
        match exception.name().as_str() {
            "QuotaExceededError" => Self::Quota,
            "InvalidStateError" | "UnknownError" => Self::ConnectionLost,
            "VersionError" => Self::Outdated,
            "ConstraintError" => Self::Constraint,
            name => Self::Browser(format!("{name}: {}", exception.message())),
        }
    }
}

impl From<rexie::Error> for PlatformError {
    fn from(error: rexie::Error) -> Self {
        Self::Browser(error.to_string())
    }
}

/// The page's window. Without one nothing here could have been started.
fn window() -> web_sys::Window {
    web_sys::window().expect("the app runs in a window")
}
