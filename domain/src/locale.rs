//! Locale.
