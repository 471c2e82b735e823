//! Where the phone is: its own time zone, and whether the shop runs beside it.

use crate::platform::{clock, navigation};

/// Minutes east of UTC in which this person reads dates.
#[must_use]
pub fn offset_minutes() -> i32 {
    clock::offset_minutes()
}

/// Whether the shop is being tried out on this machine. Only then are the
/// simulators within reach.
#[must_use]
pub fn is_tried_out() -> bool {
    navigation::is_loopback()
}
