//! Reading requests: JSON that is exactly what was agreed on, and queries. What
//! does not fit is answered with a pointer to the place.

use super::problem::Problem;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};
use std::time::Duration;
use warung_domain::protocol::ProblemKind;

/// A body that trickles in keeps a connection and a buffer occupied.
const BODY_PATIENCE: Duration = Duration::from_secs(30);

/// A JSON body. Unknown members are refused where the type says so, which all
/// request types of the protocol do.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let JsonBytes(body) = JsonBytes::from_request(request, state).await?;
        parse(&body).map(Self)
    }
}

/// A JSON body as it came, for what has to be verified before it is read.
pub struct JsonBytes(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for JsonBytes {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_plain_json(request.headers()) {
            return Err(ProblemKind::UnsupportedMediaType.into());
        }
        match tokio::time::timeout(BODY_PATIENCE, Bytes::from_request(request, state)).await {
            Ok(Ok(bytes)) => Ok(Self(bytes)),
            Ok(Err(rejection)) => Err(too_large_or_cut(rejection)),
            Err(_) => Err(ProblemKind::MalformedRequest.into()),
        }
    }
}

fn too_large_or_cut(rejection: BytesRejection) -> Problem {
    match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => ProblemKind::TooLarge.into(),
        _ => ProblemKind::MalformedRequest.into(),
    }
}

/// `application/json`, with or without parameters, not compressed. HTML forms
/// cannot send it across sites.
fn is_plain_json(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let essence = text(header::CONTENT_TYPE).and_then(|value| value.split(';').next());
    let is_json = essence.is_some_and(|e| e.trim().eq_ignore_ascii_case("application/json"));
    let is_plain = match headers.get(header::CONTENT_ENCODING) {
        None => true,
        Some(encoding) => encoding.as_bytes().eq_ignore_ascii_case(b"identity"),
    };
    is_json && is_plain
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let malformed = || Problem::of(ProblemKind::MalformedRequest);
    let text = std::str::from_utf8(body).map_err(|_| malformed())?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let at = pointer(error.path());
        if error.inner().is_data() { Problem::field(at) } else { malformed().at(at) }
    })?;
    reader.end().map_err(|_| malformed())?;
    Ok(value)
}

/// RFC 6901.
fn pointer(path: &Path) -> String {
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", escape(key)),
            // Tagged variants are not a level of the document, and what is unknown has no name.
            Segment::Enum { .. } | Segment::Unknown => String::new(),
        })
        .collect()
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The query string.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        axum::extract::Query::try_from_uri(&parts.uri).map(|query| Self(query.0)).map_err(|_| {
            Problem::of(ProblemKind::InvalidField).saying(
                "Parameter pada alamat ini tidak terbaca. Periksa tautannya.",
                "A parameter of this address cannot be read. Check the link.",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warung_domain::protocol::Push;

    fn kind_and_pointer(body: &str) -> (String, Option<String>) {
        let problem = parse::<Push>(body.as_bytes()).map(|_| ()).unwrap_err();
        let shown = format!("{problem:?}");
        let kind = shown.split("kind: ").nth(1).unwrap().split(',').next().unwrap().to_owned();
        let pointer = shown
            .split("pointer: Some(\"")
            .nth(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned());
        (kind, pointer)
    }

    #[test]
    fn the_pointer_leads_to_the_place() {
        let invalid = |at: &str| ("InvalidField".to_owned(), Some(at.to_owned()));
        assert_eq!(kind_and_pointer(r#"{"v":1,"commands":["a",7]}"#), invalid("/commands/1"));
        assert_eq!(kind_and_pointer(r#"{"v":-1,"commands":[]}"#), invalid("/v"));
        assert_eq!(kind_and_pointer(r#"{"v":1,"commands":[],"a/b":1}"#), invalid("/a~1b"));
    }

    #[test]
    fn broken_json_is_malformed() {
        for body in
            ["", "{", "{\"v\":1,\"commands\":[]} x", "{\"v\":NaN,\"commands\":[]}", "\u{feff}{}"]
        {
            assert_eq!(kind_and_pointer(body).0, "MalformedRequest", "{body:?}");
        }
        let deep = format!("{{\"v\":1,\"commands\":{}", "[".repeat(1_000));
        assert!(parse::<Push>(deep.as_bytes()).is_err());
        assert!(parse::<serde_json::Value>("[".repeat(1_000).as_bytes()).is_err());
        assert!(parse::<Push>(&[b'"', 0xff, b'"']).is_err());
    }

    #[test]
    fn only_plain_json_is_json() {
        let with = |content_type: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, content_type.parse().unwrap());
            headers
        };
        assert!(is_plain_json(&with("application/json; charset=utf-8")));
        assert!(!is_plain_json(&with("text/plain")));
        assert!(!is_plain_json(&with("application/jsonp")));
        assert!(!is_plain_json(&HeaderMap::new()));
        let mut packed = with("application/json");
        packed.insert(header::CONTENT_ENCODING, "gzip".parse().unwrap());
        assert!(!is_plain_json(&packed));
    }
}
