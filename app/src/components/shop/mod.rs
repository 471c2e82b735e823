//! Components that show the shop's own values.
