//! Where the gateway knocks. What it says is only a hint: the service checks
//! that it is genuine and then asks the gateway itself.

use super::Http;
use super::endpoint::{Content, Endpoint, Verb};
use super::extract::JsonBytes;
use super::problem::Problem;
use crate::service::settle::{self, Refreshed};
use axum::extract::State;
use axum::http::StatusCode;
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
    JsonBytes(body): JsonBytes,
) -> Result<StatusCode, Problem> {
    match settle::notification(&http.shop, &body).await? {
        Refreshed::Changed | Refreshed::Unchanged => Ok(StatusCode::OK),
        Refreshed::Unknown => Err(ProblemKind::NotFound.into()),
    }
}
