//! Where the person is: their time zone, whether the shop runs beside them, and
//! the field that needs them.

use crate::platform::{clock, navigation, timer};

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

/// Takes the person to the first field of a form that is not right yet.
pub fn show_first_mistake() {
    timer::spawn(async {
        // The form has to be marked before its marks can be found.
        timer::breathe().await;
        navigation::focus_on("[aria-invalid=true]");
    });
}
