//! Journeys and rules.
//!
//! The journeys (`tests/journeys`, one story a file) drive the built server and the built app in a
//! real browser; this library is what they are told with: [`server`] starts and stops the shop,
//! [`browser`] opens it, [`shop`] has the verbs of the people who use it. [`bench`] measures, the
//! screenshots look at every page. The rules of the house are in `tidy`.

pub mod bench;
pub mod browser;
pub mod device;
pub mod film;
pub mod furniture;
pub mod http;
pub mod market;
pub mod paper;
pub mod people;
pub mod places;
pub mod proxy;
pub mod release;
pub mod scanner;
pub mod screenshots;
pub mod server;
pub mod shop;
pub mod skew;
pub mod small_disk;
pub mod story;
pub mod trial;
pub mod waiting;

#[cfg(test)]
mod tidy;
