//! The shop on the phone.
