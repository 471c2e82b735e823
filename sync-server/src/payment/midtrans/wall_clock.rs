//! The gateway's clock: Jakarta's wall clock, written without saying so.

use warung_domain::time::{Civil, Timestamp};

/// Western Indonesian Time, minutes east of UTC. It knows no daylight saving.
const JAKARTA_MINUTES: i32 = 7 * 60;

/// `2026-11-22 11:00:00`, read on a clock in Jakarta.
pub(crate) fn write_jakarta(at: Timestamp) -> String {
    let c = at.civil(JAKARTA_MINUTES);
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        c.year, c.month, c.day, c.hour, c.minute, c.second
    )
}

/// The same with its zone, as `custom_expiry` wants it.
pub(super) fn write_jakarta_with_zone(at: Timestamp) -> String {
    format!("{} +0700", write_jakarta(at))
}

/// The moment a reading such as `2026-11-22 11:00:00` names, if it names one.
pub(super) fn read_jakarta(text: &str) -> Option<Timestamp> {
    read(text, JAKARTA_MINUTES)
}

/// The moment a reading with its offset names: `2026-11-22 11:00:00 +0700`.
pub(crate) fn read_jakarta_with_zone(text: &str) -> Option<Timestamp> {
    let (reading, zone) = text.rsplit_once(' ')?;
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    if digits.len() != 4 {
        return None;
    }
    let (hours, minutes) = (number(digits.get(..2)?)?, number(digits.get(2..)?)?);
    if hours > 14 || minutes > 59 {
        return None;
    }
    read(reading, sign * i32::try_from(hours * 60 + minutes).ok()?)
}

fn read(text: &str, offset_minutes: i32) -> Option<Timestamp> {
    let (date, time) = text.trim().split_once(' ')?;
    let mut date = date.split('-');
    let mut time = time.split(':');
    let civil = Civil {
        year: number(date.next()?)?,
        month: small(date.next()?)?,
        day: small(date.next()?)?,
        hour: small(time.next()?)?,
        minute: small(time.next()?)?,
        second: small(time.next()?)?,
    };
    if date.next().is_some() || time.next().is_some() {
        return None;
    }
    // The 31st of February would silently become March: read it back and compare.
    let at = (civil.year <= 9_999 && (1..=12).contains(&civil.month))
        .then(|| civil.timestamp(offset_minutes))?;
    (at.civil(offset_minutes) == civil).then_some(at)
}

fn number(digits: &str) -> Option<i64> {
    let plain = (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

fn small(digits: &str) -> Option<u8> {
    u8::try_from(number(digits)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ELEVEN: Timestamp = Timestamp::from_millis(1_795_320_000_000);

    #[test]
    fn reads_and_writes_jakarta_time() {
        assert_eq!(write_jakarta(ELEVEN), "2026-11-22 11:00:00");
        assert_eq!(write_jakarta_with_zone(ELEVEN), "2026-11-22 11:00:00 +0700");
        assert_eq!(read_jakarta("2026-11-22 11:00:00"), Some(ELEVEN));
        assert_eq!(read_jakarta_with_zone("2026-11-22 04:00:00 +0000"), Some(ELEVEN));
        assert_eq!(read_jakarta_with_zone("2026-11-22 11:00:00 +0700"), Some(ELEVEN));
    }

    #[test]
    fn refuses_what_no_clock_shows() {
        for text in ["", "2026-11-22", "2026-02-31 00:00:00", "2026-13-01 00:00:00", "x y"] {
            assert_eq!(read_jakarta(text), None, "{text}");
        }
        assert_eq!(read_jakarta_with_zone("2026-11-22 11:00:00"), None);
        assert_eq!(read_jakarta_with_zone("2026-11-22 11:00:00 WIB"), None);
    }

    proptest! {
        #[test]
        fn never_panics(text in ".{0,30}") {
            let _ = (read_jakarta(&text), read_jakarta_with_zone(&text));
        }
    }
}
