//! Telling the shop's answer from whatever else answers on the way: by media
//! type first, by shape second. What is neither is no answer at all.

use crate::line::{LineError, Refusal};
use serde::de::DeserializeOwned;
use warung_domain::protocol::ProblemDetails;

/// What came back over HTTP, whoever sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply<'a> {
    pub status: u16,
    /// Media type without parameters, lower-case.
    pub content_type: &'a str,
    /// The `Retry-After` header, if there was one.
    pub retry_after: Option<&'a str>,
    pub body: &'a [u8],
}

/// The body if the shop answered with success and the expected type, or why not.
pub fn from_shop<'a>(reply: Reply<'a>, expected: &str) -> Result<&'a [u8], LineError> {
    if reply.content_type == "application/problem+json" {
        let problem: ProblemDetails =
            warung_domain::json::read(reply.body).map_err(|_| LineError::NotTheShop)?;
        // Dates are left to browsers; the shop writes seconds.
        let after_seconds = reply.retry_after.and_then(|text| text.trim().parse().ok());
        return Err(LineError::Refused(Box::new(Refusal { problem, after_seconds })));
    }
    let success = (200..300).contains(&reply.status);
    if success && (reply.content_type == expected || reply.status == 204) {
        Ok(reply.body)
    } else {
        Err(LineError::NotTheShop)
    }
}

/// The value the shop answered with, or why there is none.
pub fn read<T: DeserializeOwned>(reply: Reply<'_>, expected: &str) -> Result<T, LineError> {
    // Cut short on the way: as good as no answer.
    warung_domain::json::read(from_shop(reply, expected)?).map_err(|_| LineError::NotTheShop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use warung_domain::protocol::PushAnswer;

    const JSON: &str = "application/json";
    const WHOLE: &[u8] = br#"{"answers":[]}"#;

    fn push_answer(status: u16, content_type: &str, body: &[u8]) -> Result<PushAnswer, LineError> {
        read(Reply { status, content_type, retry_after: None, body }, JSON)
    }

    // S4
    #[test]
    fn whatever_is_not_the_shop_is_no_answer() {
        let portal = b"<html>Welcome to our Wi-Fi</html>";
        for (status, content_type, body) in [
            (200, "text/html", portal.as_slice()),
            (200, JSON, portal.as_slice()),
            (200, JSON, b"".as_slice()),
            (200, "", WHOLE),
            (302, "text/html", b"".as_slice()),
            (502, "text/html", b"<h1>Bad Gateway</h1>".as_slice()),
            (502, JSON, WHOLE),
            (504, "text/plain", b"".as_slice()),
            (503, "application/problem+json", portal.as_slice()),
        ] {
            let got = push_answer(status, content_type, body);
            assert_eq!(got, Err(LineError::NotTheShop), "{status} {content_type}");
        }
        assert!(push_answer(200, JSON, WHOLE).is_ok());
    }

    // S4
    #[test]
    fn an_answer_cut_anywhere_is_no_answer() {
        for end in 0..WHOLE.len() {
            assert_eq!(push_answer(200, JSON, &WHOLE[..end]), Err(LineError::NotTheShop), "{end}");
        }
    }

    // E1
    #[test]
    fn a_refusal_says_how_long_to_wait() {
        let body = br#"{"type":"urn:warung:problem:busy","title":"","status":503,
            "detail":"Later.","retryable":true,"request_id":"r"}"#;
        for (retry_after, expected) in
            [(Some("7"), Some(7)), (None, None), (Some("Fri, 31 Dec 1999 23:59:59 GMT"), None)]
        {
            let content_type = "application/problem+json";
            let reply = Reply { status: 503, content_type, retry_after, body };
            let got = read::<PushAnswer>(reply, JSON);
            let Err(LineError::Refused(refusal)) = got else { panic!("{got:?}") };
            assert_eq!(refusal.after_seconds, expected);
            assert!(refusal.problem.retryable);
        }
    }
}
