//! What the caller already has, and how it wants the rest packed.

use axum::http::{HeaderMap, header};

/// Ways of packing a body, the most thorough first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Br,
    Zstd,
    Gzip,
}

impl Encoding {
    pub const ALL: [Self; 3] = [Self::Br, Self::Zstd, Self::Gzip];

    /// Its name in `Content-Encoding`.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Br => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }

    /// The ending of a file packed this way.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Br => "br",
            Self::Zstd => "zst",
            Self::Gzip => "gz",
        }
    }
}

/// The first of `available` that the caller accepts; none for the plain body.
/// Weights other than zero do not matter: all of these beat the plain body.
#[must_use]
pub fn preferred(headers: &HeaderMap, available: &[Encoding]) -> Option<Encoding> {
    available.iter().copied().find(|encoding| accepts(headers, encoding.token()))
}

fn accepts(headers: &HeaderMap, token: &str) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .any(|part| {
            let mut words = part.split(';').map(str::trim);
            let is_named = words.next().is_some_and(|name| name.eq_ignore_ascii_case(token));
            is_named && !words.any(is_refusal)
        })
}

/// `q=0`, `q=0.0`…
fn is_refusal(parameter: &str) -> bool {
    parameter
        .strip_prefix("q=")
        .is_some_and(|weight| weight.bytes().all(|byte| matches!(byte, b'0' | b'.')))
}

/// Whether the caller's copy has this `ETag`. A cache may have weakened it.
#[must_use]
pub fn is_current(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(|tag| tag.trim())
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(accept: &str) -> Option<Encoding> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, accept.parse().unwrap());
        preferred(&headers, &Encoding::ALL)
    }

    #[test]
    fn the_best_that_is_accepted() {
        assert_eq!(choice("gzip, deflate, br, zstd"), Some(Encoding::Br));
        assert_eq!(choice("br;q=0, GZIP;q=0.5"), Some(Encoding::Gzip));
        assert_eq!(choice("zstd"), Some(Encoding::Zstd));
        assert_eq!(choice("identity"), None);
        assert_eq!(preferred(&HeaderMap::new(), &Encoding::ALL), None);
    }

    #[test]
    fn a_weakened_tag_is_still_the_same() {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, "\"a\", W/\"b\"".parse().unwrap());
        assert!(is_current(&headers, "\"b\""));
        assert!(!is_current(&headers, "\"c\""));
    }
}
