//! What the phone and the server agree on.
//!
//! The shop's story, in the order the modules are listed: a seller offers
//! *products* that travel to the phone in *shards*; the shopper *searches* them
//! and fills a *cart*; *pricing* turns the cart into a breakdown that both sides
//! compute alike; placing it makes a signed *command* that waits in the *outbox*
//! until the server answers with a *verdict*; the *order* goes its commercial
//! way, its *payment* goes its own, the *books* note whose the money is, and when
//! it has arrived both parties hold a signed *receipt*.
//!
//! Nothing here performs I/O, reads a clock, draws randomness, awaits, or knows
//! JavaScript, HTTP or SQL. Whatever of that a rule needs enters as an argument.
//! Where to start: [`command`] for what a shopper wants, [`order`] for what
//! becomes of it, [`protocol`] for how the two sides talk.

pub mod ids;
pub mod lang;
pub mod locale;
pub mod money;
pub mod time;

pub mod address;
pub mod phone;

pub mod catalog;
pub mod search;
pub mod shift;

pub mod cart;
pub mod pricing;

pub mod answer;
pub mod carry;
pub mod command;
pub mod outbox;

pub mod books;
pub mod order;
pub mod partner;
pub mod payment;

pub mod code128;
pub mod qris;

pub mod canonical;
pub mod deflate;
pub mod digits;
pub mod escpos;
pub mod fountain;
pub mod json;
pub mod jws;
pub mod packed_jws;
pub mod receipt;
pub mod receipt_log;

pub mod protocol;
pub mod route;
