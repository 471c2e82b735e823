//! The phone's clock. A label, never an authority.

use warung_domain::time::Timestamp;

#[must_use]
pub fn now() -> Timestamp {
    // `Date.now()` is a whole number of milliseconds below 2^53.
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds fit")]
    Timestamp::from_millis(js_sys::Date::now() as i64)
}

/// Minutes east of UTC where the phone is.
#[must_use]
pub fn offset_minutes() -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "offsets are below a day")]
    let west = js_sys::Date::new_0().get_timezone_offset() as i32;
    -west
}

/// Leaves a User Timing mark, which measurements read in production too.
pub fn mark(name: &str) {
    if let Some(performance) = super::window().performance() {
        // A mark that cannot be left only loses a measurement.
        let _ = performance.mark(name);
    }
}
