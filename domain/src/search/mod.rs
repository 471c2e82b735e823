//! Search on the phone, without signal: every word typed must be found, any may
//! be unfinished, and slips of the finger are forgiven.
//!
//! Names, brands, keywords, shelves and summaries in all languages are lists of
//! words of the shards' dictionaries. Each dictionary word is folded ([`fold`])
//! once into the one vocabulary; each shard becomes a part of the index by
//! sorting its lists by word. A query word is looked up in the vocabulary as it
//! is and as a beginning, and if nothing is found so, as a slip; what all query
//! words share, part by part, is the result.

pub mod browse;
mod distance;
pub mod facets;
mod filing;
pub mod fold;
mod found;
mod index;
mod reading;
mod segment;
pub mod suggest;
mod synonyms;
mod vocabulary;

#[cfg(test)]
pub(crate) mod sample;

pub use filing::Filing;
pub use found::{Found, Hit};
pub use index::SearchIndex;
