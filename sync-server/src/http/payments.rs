//! Where the gateway knocks. What it says is only a hint: the service checks
//! that it is genuine, keeps it, and asks the gateway itself afterwards.

use super::Http;
use super::endpoint::{Content, Endpoint, Verb};
use super::extract::JsonBytes;
use super::problem::Problem;
use crate::service::notices::{self, Received};
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
    match notices::receive(&http.shop, &body).await? {
        Received::Kept => Ok(StatusCode::OK),
        Received::Unknown => Err(ProblemKind::NotFound.into()),
    }
}
