//! The thin sync server.
//!
//! `http` speaks to phones, `service` decides, `storage` remembers, `payment`
//! reaches the gateway, `jobs` does what has to happen after a commit. Arrows
//! point that way only: http → service → storage, payment, sms.
//! Where to start: [`service::Shop`], then `service::push`.

pub mod config;
pub mod keys;
pub mod payment;
pub mod service;
pub mod sms;
pub mod storage;
