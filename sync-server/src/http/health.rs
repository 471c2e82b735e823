//! For whoever runs the shop: is it alive, can it serve, how is it doing.

use super::Http;
use crate::service::vitals;
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use warung_domain::command::Verdict;

pub fn router() -> Router<Http> {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

/// Ready means that the database answers.
async fn ready(State(http): State<Http>) -> Response {
    match vitals::answers(&http.shop).await {
        Ok(()) => "ready\n".into_response(),
        Err(cause) => {
            tracing::error!(%cause, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

const KNOWN_METHODS: [Method; 7] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
];

/// What is counted since the start.
pub struct Counters {
    started: Instant,
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    /// By method, route and status.
    requests: BTreeMap<(String, String, u16), u64>,
    verdicts: BTreeMap<&'static str, u64>,
}

impl Default for Counters {
    fn default() -> Self {
        Self { started: Instant::now(), counts: Mutex::default() }
    }
}

impl Counters {
    /// Counts what a command came to.
    pub fn verdict(&self, verdict: &Verdict) {
        let name = match verdict {
            Verdict::Applied => "applied",
            Verdict::Adjusted { .. } => "adjusted",
            Verdict::Rejected { .. } => "rejected",
            Verdict::Retry { .. } => "retry",
        };
        *self.lock().verdicts.entry(name).or_default() += 1;
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts every request under the route it matched; paths themselves would grow
/// without bound.
pub async fn count(State(http): State<Http>, request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "file or page".to_owned(), |path| path.as_str().to_owned());
    // Anybody can make up methods; they share one line.
    let is_known = KNOWN_METHODS.contains(request.method());
    let method = if is_known { request.method().as_str() } else { "other" }.to_owned();
    let response = next.run(request).await;
    let key = (method, route, response.status().as_u16());
    *http.counters.lock().requests.entry(key).or_default() += 1;
    response
}

/// The text format of Prometheus, version 0.0.4.
async fn metrics(State(http): State<Http>) -> Response {
    let open_charges = vitals::open_charges(&http.shop).await;
    let devices = vitals::devices(&http.shop).await;
    let mut text = String::new();
    let uptime = http.counters.started.elapsed().as_secs();
    let _ = writeln!(text, "# TYPE warung_uptime_seconds gauge\nwarung_uptime_seconds {uptime}");
    if let Ok(open) = open_charges {
        let _ = writeln!(text, "# TYPE warung_charges_open gauge\nwarung_charges_open {open}");
    }
    if let Ok(devices) = devices {
        for (name, value) in [
            ("devices", u64::from(devices.devices)),
            ("commands_declared_unsent", devices.unsent),
            ("sequence_numbers_missing", devices.missing),
            ("sequence_numbers_repeated", devices.repeated),
        ] {
            let _ = writeln!(text, "# TYPE warung_{name} gauge\nwarung_{name} {value}");
        }
    }
    let counts = http.counters.lock();
    let _ = writeln!(text, "# TYPE warung_requests_total counter");
    for ((method, route, status), count) in &counts.requests {
        let _ = writeln!(
            text,
            "warung_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {count}"
        );
    }
    let _ = writeln!(text, "# TYPE warung_commands_total counter");
    for (verdict, count) in &counts.verdicts {
        let _ = writeln!(text, "warung_commands_total{{verdict=\"{verdict}\"}} {count}");
    }
    drop(counts);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
