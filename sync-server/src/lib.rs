//! The thin sync server.
//!
//! `http` speaks to phones, `service` decides, `storage` remembers, `payment`
//! reaches the gateway, `jobs` does what has to happen after a commit. Arrows
//! point that way only: http → service → storage, payment, sms.
//! `simulator` stands opposite: a practice bank, till and phone network.
//! Where to start: [`service::Shop`], then `service::push`.

pub mod biller;
pub mod cli;
pub mod config;
pub mod export;
pub mod failpoint;
pub mod http;
pub mod import;
pub mod jobs;
pub mod keys;
pub mod payment;
pub mod service;
pub mod simulator;
pub mod sms;
pub mod storage;
