//! Calls that carry an `Idempotency-Key`: for five minutes the same key gets the same
//! answer, whatever is asked under it. As at the real gateway only successes are kept,
//! all addresses share the keys, and two channels know nothing of them. A restart
//! forgets.

use super::Simulator;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use warung_domain::time::Timestamp;

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Longer keys are not looked at.
const LONGEST_KEY: usize = 46;

const KEPT_SECONDS: i64 = 300;

/// No request or answer is longer.
const LONGEST_BODY: usize = 256 * 1024;

/// What was answered under which key, and when.
#[derive(Debug, Default)]
pub(super) struct Repeats(Mutex<BTreeMap<String, (Timestamp, Bytes)>>);

impl Repeats {
    fn find(&self, key: &str, now: Timestamp) -> Option<Bytes> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, (at, _)| now.seconds_since(*at) < KEPT_SECONDS);
        kept.get(key).map(|(_, answer)| answer.clone())
    }

    fn keep(&self, key: String, now: Timestamp, answer: Bytes) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.entry(key).or_insert((now, answer));
    }
}

/// Answers a repeated call as the first time.
pub(super) async fn answer_again(
    State(simulator): State<Arc<Simulator>>,
    request: Request,
    next: Next,
) -> Response {
    let key = request.headers().get(HEADER).and_then(|key| key.to_str().ok());
    let Some(key) = key.filter(|key| key.len() <= LONGEST_KEY).map(str::to_owned) else {
        return next.run(request).await;
    };
    if let Some(answer) = simulator.repeats.find(&key, simulator.clock.now()) {
        return json(answer);
    }
    let (parts, body) = request.into_parts();
    let Ok(asked) = to_bytes(body, LONGEST_BODY).await else {
        return axum::http::StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let knows_keys = knows_keys(&asked);
    let answer = next.run(Request::from_parts(parts, Body::from(asked))).await;
    if !answer.status().is_success() {
        return answer;
    }
    let Ok(answer) = to_bytes(answer.into_body(), LONGEST_BODY).await else {
        return axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if knows_keys && is_success(&answer) {
        simulator.repeats.keep(key, simulator.clock.now(), answer.clone());
    }
    json(answer)
}

fn json(answer: Bytes) -> Response {
    ([(CONTENT_TYPE, JSON)], answer).into_response()
}

fn knows_keys(asked: &[u8]) -> bool {
    let asked: Value = serde_json::from_slice(asked).unwrap_or_default();
    asked["cstore"]["store"] != "indomaret" && asked["bank_transfer"]["bank"] != "permata"
}

fn is_success(answer: &[u8]) -> bool {
    let answer: Value = serde_json::from_slice(answer).unwrap_or_default();
    answer["status_code"].as_str().is_some_and(|code| code.starts_with('2'))
}
