//! The real program under real faults: killed at every named place, out of space, locked out of
//! its own database, damaged, overrun. What it said it took has to be there, once.

#![expect(clippy::unwrap_used, reason = "a helper that cannot go on ends its test")]

mod backup;
mod crash;
mod crowd;
mod line;
mod phone;
mod power;
mod program;
mod trouble;
