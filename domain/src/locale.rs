//! Amounts, numbers, dates and ages the way a reader of each language writes
//! them. Integers all the way; whatever time it is enters as an argument.
//!
//! A sign or a code never parts from its number at a line's end: the space
//! between them does not break, and the minus is the real one, since a hyphen
//! may be left behind alone on the line above.

use crate::lang::Lang;
use crate::money::{Currency, DecimalStyle, Money, parse_decimal};
use crate::time::{Civil, Timestamp};

const NO_BREAK_SPACE: char = '\u{a0}';
const MINUS: char = '\u{2212}';

/// Signs that mean one currency only. Others are written by their code.
const SIGNS: &[(&str, &str)] = &[
    ("IDR", "Rp"),
    ("USD", "US$"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("JPY", "JP¥"),
    ("CNY", "CN¥"),
    ("KRW", "₩"),
    ("INR", "₹"),
    ("SGD", "S$"),
    ("MYR", "RM"),
    ("AUD", "A$"),
    ("PHP", "₱"),
    ("THB", "฿"),
    ("VND", "₫"),
];

const MONTHS_ID: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];
const MONTHS_EN: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

const fn group_sign(lang: Lang) -> char {
    match lang {
        Lang::Id => '.',
        Lang::En => ',',
    }
}

const fn decimal_sign(lang: Lang) -> char {
    match lang {
        Lang::Id => ',',
        Lang::En => '.',
    }
}

/// `Rp68.000` and `SAR 265,00` in Indonesian, `Rp68,000` and `SAR 265.00` in
/// English.
#[must_use]
pub fn format_money(amount: Money, lang: Lang) -> String {
    let currency = amount.currency();
    let minus = if amount.minor() < 0 { String::from(MINUS) } else { String::new() };
    format!("{minus}{}{}", currency_prefix(currency), major_units(amount, lang))
}

/// What somebody typed as an amount, in the writing of their language, with or without the
/// currency's sign; nothing if it is not one.
#[must_use]
pub fn read_money(text: &str, currency: Currency, lang: Lang) -> Option<Money> {
    let style = match lang {
        Lang::Id => DecimalStyle::Comma,
        Lang::En => DecimalStyle::Point,
    };
    let prefix = currency_prefix(currency);
    let bare = text.trim().trim_start_matches(prefix.trim()).trim();
    parse_decimal(bare, style, currency).ok()
}

fn currency_prefix(currency: Currency) -> String {
    let code = currency.code();
    match SIGNS.iter().find(|(known, _)| *known == code) {
        Some((_, sign)) => (*sign).to_owned(),
        None => format!("{code}{NO_BREAK_SPACE}"),
    }
}

/// The size of an amount in major units, with all its decimals, without sign.
fn major_units(amount: Money, lang: Lang) -> String {
    let size = amount.minor().unsigned_abs();
    let scale = amount.currency().scale().unsigned_abs();
    let whole = grouped(size / scale, lang);
    match usize::from(amount.currency().exponent()) {
        0 => whole,
        decimals => {
            let rest = size % scale;
            format!("{whole}{}{rest:0decimals$}", decimal_sign(lang))
        }
    }
}

/// `12.345` or `12,345`.
#[must_use]
pub fn format_count(count: i64, lang: Lang) -> String {
    let digits = grouped(count.unsigned_abs(), lang);
    if count < 0 { format!("{MINUS}{digits}") } else { digits }
}

fn grouped(number: u64, lang: Lang) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(group_sign(lang));
        }
        text.push(digit);
    }
    text
}

/// `22 Nov 2026`.
#[must_use]
pub fn format_date(at: Timestamp, offset_minutes: i32, lang: Lang) -> String {
    let Civil { year, month, day, .. } = at.civil(offset_minutes);
    let months = match lang {
        Lang::Id => MONTHS_ID,
        Lang::En => MONTHS_EN,
    };
    let name = months.get(usize::from(month).saturating_sub(1)).copied().unwrap_or_default();
    format!("{day} {name} {year}")
}

/// `11.00` in Indonesian, `11:00` in English; the clock of 24 hours in both.
#[must_use]
pub fn format_time(at: Timestamp, offset_minutes: i32, lang: Lang) -> String {
    let Civil { hour, minute, .. } = at.civil(offset_minutes);
    let sign = match lang {
        Lang::Id => '.',
        Lang::En => ':',
    };
    format!("{hour:02}{sign}{minute:02}")
}

/// `22 Nov 2026, 11.00`.
#[must_use]
pub fn format_date_time(at: Timestamp, offset_minutes: i32, lang: Lang) -> String {
    let date = format_date(at, offset_minutes, lang);
    format!("{date}, {}", format_time(at, offset_minutes, lang))
}

/// The zone a time is read in: `WIB` where that is what people call it, else `UTC+7`,
/// `UTC-3:30`.
#[must_use]
pub fn format_zone(offset_minutes: i32, lang: Lang) -> String {
    match (lang, offset_minutes) {
        (Lang::Id, 420) => return "WIB".to_owned(),
        (Lang::Id, 480) => return "WITA".to_owned(),
        (Lang::Id, 540) => return "WIT".to_owned(),
        _ => {}
    }
    let (sign, minutes) = (if offset_minutes < 0 { '-' } else { '+' }, offset_minutes.abs());
    match (minutes / 60, minutes % 60) {
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, rest) => format!("UTC{sign}{hours}:{rest:02}"),
    }
}

/// How long ago something was: `baru saja`, `5 menit lalu`. A negative age,
/// from a clock that was moved, is `baru saja` too.
#[must_use]
pub fn format_age(seconds: i64, lang: Lang) -> String {
    let age = u64::try_from(seconds).unwrap_or(0);
    let (count, id, en) = match age {
        0..MINUTE => {
            return match lang {
                Lang::Id => "baru saja",
                Lang::En => "just now",
            }
            .to_owned();
        }
        MINUTE..HOUR => (age / MINUTE, "menit", "minute"),
        HOUR..DAY => (age / HOUR, "jam", "hour"),
        _ => (age / DAY, "hari", "day"),
    };
    let number = grouped(count, lang);
    match (lang, count) {
        (Lang::Id, _) => format!("{number} {id} lalu"),
        (Lang::En, 1) => format!("{number} {en} ago"),
        (Lang::En, _) => format!("{number} {en}s ago"),
    }
}

/// `950 B`, `12,3 kB`, `4,0 MB`: powers of a thousand, as shops and storage
/// settings of phones count.
#[must_use]
pub fn format_bytes(bytes: u64, lang: Lang) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1_000 {
        return format!("{bytes}{NO_BREAK_SPACE}B");
    }
    // In tenths of the unit, so that 999.96 kB rounds up into the next unit.
    let mut scale = 1_000_u128;
    let mut unit = 0;
    let tenths = |scale: u128| (u128::from(bytes) * 10 + scale / 2) / scale;
    while tenths(scale) >= 10_000 && unit + 1 < UNITS.len() {
        scale *= 1_000;
        unit += 1;
    }
    let size = u64::try_from(tenths(scale)).unwrap_or(u64::MAX);
    let (whole, tenth) = (grouped(size / 10, lang), size % 10);
    format!("{whole}{}{tenth}{NO_BREAK_SPACE}{}", decimal_sign(lang), UNITS[unit])
}

/// Time left, for countdowns: `04:59` in the last hour, `23 j 59 mnt` before
/// it, `2 hari 3 j` when it is two days or more. Never below zero.
#[must_use]
pub fn format_duration(seconds: i64, lang: Lang) -> String {
    let left = u64::try_from(seconds).unwrap_or(0);
    let s = NO_BREAK_SPACE;
    let (days, hours, minutes) = (left / DAY, left / HOUR, left % HOUR / MINUTE);
    match (lang, left) {
        (_, ..HOUR) => format!("{minutes:02}:{:02}", left % MINUTE),
        (Lang::Id, _) if days < 2 && minutes == 0 => format!("{hours}{s}jam"),
        (Lang::En, _) if days < 2 && minutes == 0 => format!("{hours}{s}h"),
        (Lang::Id, _) if days < 2 => format!("{hours}{s}j {minutes}{s}mnt"),
        (Lang::En, _) if days < 2 => format!("{hours}{s}h {minutes}{s}min"),
        (Lang::Id, _) => format!("{days}{s}hari {}{s}j", hours % 24),
        (Lang::En, _) => format!("{days}{s}d {}{s}h", hours % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With ordinary spaces and hyphens, to be readable here.
    fn plain(text: &str) -> String {
        text.replace(NO_BREAK_SPACE, " ").replace(MINUS, "-")
    }

    fn money(minor: i64, code: &str, lang: Lang) -> String {
        plain(&format_money(Money::new(minor, code.parse().unwrap()), lang))
    }

    #[test]
    fn amounts_are_read_as_they_are_written() {
        for lang in Lang::ALL {
            for currency in [Currency::IDR, Currency::SAR] {
                let amount = Money::new(6_850_000, currency);
                let written = format_money(amount, lang);
                assert_eq!(read_money(&written, currency, lang), Some(amount), "{written}");
            }
        }
        assert_eq!(
            read_money(" 8000 ", Currency::IDR, Lang::Id),
            Some(Money::new(8_000, Currency::IDR))
        );
        for text in ["", "Rp", "8.00", "delapan", "8,5"] {
            assert_eq!(read_money(text, Currency::IDR, Lang::Id), None, "{text}");
        }
    }

    #[test]
    fn money_reads_as_in_the_country() {
        assert_eq!(money(68_000, "IDR", Lang::Id), "Rp68.000");
        assert_eq!(money(68_000, "IDR", Lang::En), "Rp68,000");
        assert_eq!(money(26_500, "SAR", Lang::Id), "SAR 265,00");
        assert_eq!(money(26_500, "SAR", Lang::En), "SAR 265.00");
        assert_eq!(money(123_456_705, "USD", Lang::En), "US$1,234,567.05");
        assert_eq!(money(1_005, "KWD", Lang::Id), "KWD 1,005");
        assert_eq!(money(0, "IDR", Lang::Id), "Rp0");
    }

    #[test]
    fn what_is_owed_back_keeps_its_sign() {
        assert_eq!(money(-5_000, "IDR", Lang::Id), "-Rp5.000");
        assert_eq!(money(-5, "EUR", Lang::En), "-€0.05");
        assert_eq!(money(i64::MIN, "IDR", Lang::En), "-Rp9,223,372,036,854,775,808");
        assert_eq!(plain(&format_count(-1_234, Lang::Id)), "-1.234");
        assert_eq!(format_count(999, Lang::Id), "999");
    }

    #[test]
    fn dates_and_times() {
        let at = Timestamp::from_millis(1_795_320_000_000);
        assert_eq!(format_date(at, 420, Lang::Id), "22 Nov 2026");
        assert_eq!(format_time(at, 420, Lang::Id), "11.00");
        assert_eq!(format_date_time(at, 0, Lang::En), "22 Nov 2026, 04:00");
        let may = at.plus_seconds(-190 * 86_400);
        assert_eq!(format_date(may, 420, Lang::Id), "16 Mei 2026");
    }

    #[test]
    fn ages() {
        for (seconds, id, en) in [
            (-3_600, "baru saja", "just now"),
            (59, "baru saja", "just now"),
            (60, "1 menit lalu", "1 minute ago"),
            (7_300, "2 jam lalu", "2 hours ago"),
            (3 * 86_400, "3 hari lalu", "3 days ago"),
        ] {
            assert_eq!(format_age(seconds, Lang::Id), id);
            assert_eq!(format_age(seconds, Lang::En), en);
        }
    }

    #[test]
    fn sizes_round_into_the_next_unit() {
        assert_eq!(plain(&format_bytes(950, Lang::Id)), "950 B");
        assert_eq!(plain(&format_bytes(12_345, Lang::Id)), "12,3 kB");
        assert_eq!(plain(&format_bytes(999_960, Lang::En)), "1.0 MB");
        assert_eq!(plain(&format_bytes(u64::MAX, Lang::En)), "18,446,744.1 TB");
    }

    #[test]
    fn countdowns_grow_finer_towards_the_end() {
        assert_eq!(format_duration(-1, Lang::Id), "00:00");
        assert_eq!(format_duration(299, Lang::En), "04:59");
        assert_eq!(plain(&format_duration(86_399, Lang::Id)), "23 j 59 mnt");
        assert_eq!(plain(&format_duration(86_400, Lang::En)), "24 h");
        assert_eq!(plain(&format_duration(51 * 3_600, Lang::Id)), "2 hari 3 j");
    }

    #[test]
    fn zones_have_the_name_people_use() {
        assert_eq!(format_zone(420, Lang::Id), "WIB");
        assert_eq!(format_zone(480, Lang::Id), "WITA");
        assert_eq!(format_zone(420, Lang::En), "UTC+7");
        assert_eq!(format_zone(-210, Lang::Id), "UTC-3:30");
        assert_eq!(format_zone(0, Lang::En), "UTC+0");
    }
}
