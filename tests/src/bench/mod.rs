//! What `cargo xtask bench` measures: what a phone downloads, how long the first visit takes, how
//! many orders a second the server makes durable, what a crowd comes to, and what a large catalog
//! does to all of it.
//!
//! Every number is a median of several runs, whole numbers of microseconds and bytes underneath.
//! A measurement prints how it was made, so that another machine's can be put beside it.

pub mod bundle;
pub mod carry;
pub mod catalog;
pub mod crowd;
pub mod first_sync;
pub mod machine;
pub mod orders;
mod parts;
mod process;
mod table;
mod wire;

pub use table::Table;

use std::time::Duration;

/// The value of which so many in a hundred are below; the middle one for 50.
#[must_use]
pub fn percentile(sorted: &[Duration], hundredths: usize) -> Duration {
    let last = sorted.len().saturating_sub(1);
    sorted.get(last * hundredths / 100).copied().unwrap_or_default()
}

/// The middle of some measurements, in whatever they count.
#[must_use]
pub fn median<T: Copy + Ord + Default>(values: &[T]) -> T {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// `1.25 ms`, `840 µs`, `2.10 s`: three digits are all that a measurement is worth.
#[must_use]
pub fn shown(time: Duration) -> String {
    let micros = time.as_micros();
    match micros {
        0..1_000 => format!("{micros} µs"),
        1_000..1_000_000 => format!("{}.{:02} ms", micros / 1_000, micros % 1_000 / 10),
        _ => format!("{}.{:02} s", micros / 1_000_000, micros % 1_000_000 / 10_000),
    }
}

/// `93.4 KB`, in thousands as networks count.
#[must_use]
pub fn shown_bytes(bytes: u64) -> String {
    format!("{}.{} KB", bytes / 1_000, bytes % 1_000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_in_the_middle() {
        assert_eq!(median(&[3, 1, 2]), 2);
        assert_eq!(median::<u64>(&[]), 0);
        let times: Vec<_> = (1..=100).map(Duration::from_millis).collect();
        assert_eq!(percentile(&times, 99), Duration::from_millis(99));
        assert_eq!(percentile(&times, 50), Duration::from_millis(50));
    }

    #[test]
    fn numbers_are_shown_as_people_say_them() {
        assert_eq!(shown(Duration::from_micros(840)), "840 µs");
        assert_eq!(shown(Duration::from_micros(1_250)), "1.25 ms");
        assert_eq!(shown(Duration::from_millis(2_104)), "2.10 s");
        assert_eq!(shown_bytes(93_450), "93.4 KB");
    }
}
