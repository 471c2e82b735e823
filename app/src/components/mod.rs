//! Components: signals in, callbacks out, no fetching.

pub mod shop;
pub mod ui;
