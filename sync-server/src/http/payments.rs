//! Where the gateway knocks. What it says is only a hint: the service checks
//! that it is genuine, keeps it, and asks the gateway itself afterwards.

use super::Http;
use super::endpoint::{Content, Endpoint, Verb};
use super::extract::JsonBytes;
use super::problem::Problem;
use crate::service::Notification;
use crate::service::notices::{self, Received};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use warung_domain::protocol::ProblemKind;

/// Proves itself by signature instead of by where it comes from.
pub const NOTIFICATION_PATH: &str = "/payments/midtrans/notification";

pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(Verb::Post, NOTIFICATION_PATH, "The gateway reports a payment", receive)
            .takes("Notification")
            .answers(200, Content::Nothing)
            .may_refuse(&[ProblemKind::BadNotification, ProblemKind::NotFound]),
    ]
}

/// 200 tells the gateway to stop repeating itself, so only what was taken in
/// gets it.
async fn receive(
    State(http): State<Http>,
    headers: HeaderMap,
    JsonBytes(body): JsonBytes,
) -> Result<StatusCode, Problem> {
    match notices::receive(
        &http.shop,
        Notification { headers: named(&headers), body: body.to_vec() },
    )
    .await?
    {
        Received::Kept => Ok(StatusCode::OK),
        Received::Unknown => Err(ProblemKind::NotFound.into()),
    }
}

/// Headers of readable text; a gateway's proof is one.
fn named(headers: &HeaderMap) -> Vec<(String, String)> {
    let readable = headers.iter().filter_map(|(name, value)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    });
    readable.collect()
}
