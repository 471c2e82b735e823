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

/// Does a piece of work and leaves a User Timing measure of how long it took.
pub fn measured<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let Some(performance) = super::window().performance() else { return work() };
    let _ = performance.mark(name);
    let done = work();
    // From the latest mark of that name until now.
    let _ = performance.measure_with_start_mark(name, name);
    performance.clear_marks_with_mark_name(name);
    done
}
