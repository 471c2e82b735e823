//! The shop on the phone, and the counter beside it.
//!
//! `platform` is the browser's side of things and the only place that knows
//! JavaScript. `sync` speaks the two protocols over it. `state` holds what is on
//! screen as signals over domain values. `actions` are what a person can do, one
//! use case a file. `pages` compose `components`, which fetch nothing.
//! Where to start: [`shop::mount`], then `actions::boot`.

pub mod actions;
mod catalog_notice;
pub mod components;
pub mod counter;
pub mod i18n;
pub mod later;
mod notices;
pub mod pages;
pub mod platform;
pub mod shop;
pub mod state;
pub mod sync;
