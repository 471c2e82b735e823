//! Parts of a body, for whoever was cut off in the middle of it (RFC 9110, 14).
//!
//! One range in bytes is understood. Anything else is answered with the whole
//! body, which the standard allows everywhere.

use axum::http::{HeaderMap, header};
use std::ops::Range;

/// What of a body is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Whole,
    Of(Range<usize>),
    /// There is nothing at that place.
    Beyond,
}

/// The part of a body of so many bytes that is asked for. A range that was meant
/// for another body (`If-Range`) is no range.
#[must_use]
pub fn asked_for(headers: &HeaderMap, etag: &str, length: usize) -> Part {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let meant_for = text(header::IF_RANGE);
    match text(header::RANGE).and_then(|range| read(range, length)) {
        Some(part) if meant_for.is_none_or(|meant| meant == etag) => part,
        _ => Part::Whole,
    }
}

fn read(range: &str, length: usize) -> Option<Part> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let (first, last) = (first.trim(), last.trim());
    if first.is_empty() {
        let from_the_end: usize = last.parse().ok()?;
        let begin = length.saturating_sub(from_the_end);
        return Some(if begin == length { Part::Beyond } else { Part::Of(begin..length) });
    }
    let begin: usize = first.parse().ok()?;
    let end = match last {
        "" => length,
        last => last.parse::<usize>().ok()?.checked_add(1)?.min(length),
    };
    if begin >= length {
        return Some(Part::Beyond);
    }
    (begin < end).then_some(Part::Of(begin..end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(range: &str) -> Part {
        let headers = HeaderMap::from_iter([(header::RANGE, range.parse().unwrap())]);
        asked_for(&headers, "\"a\"", 100)
    }

    #[test]
    fn one_range_is_understood() {
        assert_eq!(part("bytes=0-9"), Part::Of(0..10));
        assert_eq!(part("bytes=90-"), Part::Of(90..100));
        assert_eq!(part("bytes=90-1000"), Part::Of(90..100));
        assert_eq!(part("bytes=-10"), Part::Of(90..100));
        assert_eq!(part("bytes=-1000"), Part::Of(0..100));
        assert_eq!(part("bytes=99-99"), Part::Of(99..100));
    }

    #[test]
    fn what_is_beyond_the_end_is_said_to_be() {
        assert_eq!(part("bytes=100-"), Part::Beyond);
        assert_eq!(part("bytes=-0"), Part::Beyond);
    }

    #[test]
    fn anything_else_is_the_whole() {
        for other in ["", "bytes", "bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,4-5", "lines=1-2"] {
            assert_eq!(part(other), Part::Whole, "{other}");
        }
        assert_eq!(part(&format!("bytes=0-{}", u128::MAX)), Part::Whole);
        assert_eq!(asked_for(&HeaderMap::new(), "\"a\"", 100), Part::Whole);
    }

    #[test]
    fn a_range_of_another_body_is_no_range() {
        let with = |meant: &str| {
            let range = (header::RANGE, "bytes=0-9".parse().unwrap());
            let meant = (header::IF_RANGE, meant.parse().unwrap());
            asked_for(&HeaderMap::from_iter([range, meant]), "\"a\"", 100)
        };
        assert_eq!(with("\"a\""), Part::Of(0..10));
        assert_eq!(with("\"b\""), Part::Whole);
    }
}
