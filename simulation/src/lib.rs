//! Phones, network, shop and bank in one process, with everything that goes wrong.
//!
//! A *schedule* is what people do and what goes wrong, drawn from one seed
//! ([`plan`]). A [`world`] lives through it: phones run `warung-phone` over its
//! in-memory store, the shop is the real server with its router, services, jobs
//! and SQLite file, and between them lie a network that cannot be trusted
//! ([`wire`]), a bank that answers badly ([`bank`]), and a partner who does no better
//! ([`partner`]). Time is a number
//! ([`time`]); whoever may run next is drawn ([`tasks`]), so that a phone or a
//! server can die at any await. Afterwards everything heals, everybody catches
//! up, and the promises are checked by name ([`promises`]).
//!
//! The same seed does the same again. A seed that breaks a promise is made short
//! ([`shrink`]) and told as a story.
//!
//! A [`storm`] is about money alone, and about thousands of payments at once.

pub mod bank;
pub mod cast;
pub mod chance;
pub mod coverage;
pub mod machines;
pub mod partner;
pub mod phones;
pub mod plan;
pub mod promises;
pub mod runs;
pub mod server;
pub mod shrink;
pub mod storm;
pub mod tasks;
pub mod time;
pub mod wire;
pub mod witness;
pub mod world;
