//! Points in time, as they enter from outside.
//!
//! The domain never asks what time it is. On the phone a timestamp is a label;
//! whatever expires, expires by the server's.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This moment `seconds` later, stopping at the end of time.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000)))
    }

    /// Whole seconds from `earlier` to this moment, negative if it lies ahead.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).div_euclid(1_000)
    }

    /// Year, month, day, hour, minute, second at an offset from UTC in minutes.
    /// Proleptic Gregorian, after Howard Hinnant's `civil_from_days`.
    #[must_use]
    pub const fn civil(self, offset_minutes: i32) -> Civil {
        let seconds = self.0.div_euclid(1_000).saturating_add(offset_minutes as i64 * 60);
        let days = seconds.div_euclid(86_400);
        let of_day = seconds.rem_euclid(86_400);
        let z = days + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = yoe + era * 400 + if month <= 2 { 1 } else { 0 };
        Civil {
            year,
            month: month as u8,
            day: (doy - (153 * mp + 2) / 5 + 1) as u8,
            hour: (of_day / 3_600) as u8,
            minute: (of_day / 60 % 60) as u8,
            second: (of_day % 60) as u8,
        }
    }
}

/// The moment a day begins, `2026-11-23`, at an offset from UTC in minutes; none if
/// there is no such day.
#[must_use]
pub fn day_begins(date: &str, offset_minutes: i32) -> Option<Timestamp> {
    let mut parts = date.splitn(3, '-');
    let mut number = |digits: usize| {
        let part = parts.next().filter(|part| part.len() == digits)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u16>().ok())?
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    let civil = Civil { year: year.into(), month, day, hour: 0, minute: 0, second: 0 };
    let begins = civil.timestamp(offset_minutes);
    // A day that is none, such as the 31st of June, is read back as another.
    (begins.civil(offset_minutes) == civil).then_some(begins)
}

/// A wall-clock reading, always made from a [`Timestamp`] and an offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
}

impl Civil {
    /// The moment this wall-clock reading names at an offset from UTC in minutes.
    #[must_use]
    pub const fn timestamp(self, offset_minutes: i32) -> Timestamp {
        let year = self.year - if self.month <= 2 { 1 } else { 0 };
        let era = year.div_euclid(400);
        let yoe = year.rem_euclid(400);
        let mp = (self.month as i64 + 9) % 12;
        let doy = (153 * mp + 2) / 5 + self.day as i64 - 1;
        let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
        let days = era * 146_097 + doe - 719_468;
        let seconds =
            days * 86_400 + self.hour as i64 * 3_600 + self.minute as i64 * 60 + self.second as i64
                - offset_minutes as i64 * 60;
        Timestamp(seconds * 1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_day_begins_at_midnight_there() {
        let begins = day_begins("2026-11-23", 420).unwrap();
        assert_eq!(begins.civil(420).hour, 0);
        assert_eq!(begins, day_begins("2026-11-23", 0).unwrap().plus_seconds(-7 * 3_600));
        for none in ["2026-06-31", "2026-13-01", "2026-1-1", "", "2026-11-23T00", "+026-11-23"] {
            assert_eq!(day_begins(none, 420), None, "{none}");
        }
        assert!(day_begins("2028-02-29", 420).is_some());
    }

    #[test]
    fn reads_jakarta_time() {
        // 2026-11-22T04:00:00Z is eleven in the morning in Jakarta (UTC+7).
        let civil = Timestamp::from_millis(1_795_320_000_000).civil(7 * 60);
        assert_eq!((civil.year, civil.month, civil.day), (2026, 11, 22));
        assert_eq!((civil.hour, civil.minute, civil.second), (11, 0, 0));
    }

    proptest! {
        #[test]
        fn civil_and_back(seconds in -50_000_000_000_i64..50_000_000_000, offset in -720..=840_i32) {
            let at = Timestamp::from_millis(seconds * 1_000);
            prop_assert_eq!(at.civil(offset).timestamp(offset), at);
        }
    }
}
