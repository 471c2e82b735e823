//! Search on the phone, without signal: every word typed must be found, the
//! last may be unfinished, and one slip of the finger is forgiven.
//!
//! Names, brands, keywords, shelves and summaries in all languages are folded
//! ([`fold`]) into one dictionary of words; each word lists the products it
//! stands in and the best place it has there. A query word is looked up as it
//! is, as a beginning, and as a slip; what all query words share is the result.

pub mod browse;
mod distance;
pub mod fold;
mod index;
mod synonyms;

#[cfg(test)]
pub(crate) mod sample;

pub use index::{Hit, SearchIndex};
