//! What a self-service machine asks. It proves itself by a cookie of its own, which a seller gave
//! the browser it runs in.

use super::Http;
use super::auth::{AtKiosk, Cookie, Selling};
use super::commands::PUSH_BYTES;
use super::endpoint::{Access, Content, Endpoint, Verb};
use super::extract::Json;
use super::problem::Problem;
use crate::service::kiosk::{self, KioskError};
use crate::service::{accounts, deliveries};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse as _, Response};
use warung_domain::protocol::{
    KioskBill, KioskDelivered, KioskDelivery, KioskEnrolment, KioskQuestion, KioskStanding,
    KioskTopUp, ProblemKind,
};

pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(
            Verb::Post,
            "/kiosk",
            "This browser becomes a machine of the seller's",
            enrol,
        )
        .for_(Access::Seller)
        .takes("KioskEnrolment")
        .answers(204, Content::Nothing)
        .may_refuse(&[ProblemKind::InvalidField]),
        Endpoint::new(Verb::Delete, "/kiosk", "This browser is a machine no more", dismiss)
            .for_(Access::Seller)
            .answers(204, Content::Nothing),
        Endpoint::new(Verb::Get, "/kiosk", "Whether this browser is a machine", standing)
            .answers(200, Content::Json("KioskStanding")),
        Endpoint::new(Verb::Post, "/kiosk/inquiries", "What number and code are for", inquire)
            .for_(Access::Kiosk)
            .takes("KioskQuestion")
            .answers(200, Content::Json("KioskBill"))
            .may_refuse(&[
                ProblemKind::InvalidField,
                ProblemKind::NotFound,
                ProblemKind::TooManyAttempts,
            ]),
        Endpoint::new(Verb::Post, "/kiosk/top-ups", "Opens a top-up to be paid in cash", top_up)
            .for_(Access::Kiosk)
            .takes("KioskTopUp")
            .answers(200, Content::Json("KioskBill"))
            .may_refuse(&[
                ProblemKind::InvalidField,
                ProblemKind::NotFound,
                ProblemKind::TooManyAttempts,
            ]),
        Endpoint::new(
            Verb::Post,
            "/kiosk/deliveries",
            "Hands in what a phone without a line showed to the machine",
            deliver,
        )
        .for_(Access::Kiosk)
        .up_to(PUSH_BYTES)
        .takes("KioskDelivery")
        .answers(200, Content::Json("KioskDelivered"))
        .may_refuse(&[
            ProblemKind::InvalidField,
            ProblemKind::TooManyAttempts,
            ProblemKind::Upgrade,
        ]),
    ]
}

/// The seller's own session ends: nobody who comes to the machine finds it.
async fn enrol(
    State(http): State<Http>,
    selling: Selling,
    headers: HeaderMap,
    Json(wanted): Json<KioskEnrolment>,
) -> Result<Response, Problem> {
    let config = &http.shop.config;
    let secret = kiosk::enrol(&http.shop, &selling.seller, &wanted.name).await?;
    if let Some(session) = Cookie::Session.read(config, &headers) {
        accounts::sign_out(&http.shop, &session).await?;
    }
    let cookies = [
        (header::SET_COOKIE, Cookie::Kiosk.hand_over(config, &secret)),
        (header::SET_COOKIE, Cookie::Session.take_back(config)),
    ];
    Ok((StatusCode::NO_CONTENT, AppendHeaders(cookies)).into_response())
}

async fn dismiss(
    State(http): State<Http>,
    _selling: Selling,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let config = &http.shop.config;
    if let Some(secret) = Cookie::Kiosk.read(config, &headers) {
        kiosk::dismiss(&http.shop, &secret).await?;
    }
    let gone = [(header::SET_COOKIE, Cookie::Kiosk.take_back(config))];
    Ok((StatusCode::NO_CONTENT, gone).into_response())
}

async fn standing(
    State(http): State<Http>,
    headers: HeaderMap,
) -> Result<axum::Json<KioskStanding>, Problem> {
    let secret = Cookie::Kiosk.read(&http.shop.config, &headers);
    let machine = match kiosk::machine(&http.shop, secret).await {
        Ok(machine) => Some(kiosk::view(&http.shop, machine).await?),
        Err(KioskError::NotEnrolled) => None,
        Err(error) => return Err(error.into()),
    };
    Ok(axum::Json(KioskStanding { machine }))
}

async fn inquire(
    State(http): State<Http>,
    AtKiosk(machine): AtKiosk,
    Json(question): Json<KioskQuestion>,
) -> Result<axum::Json<KioskBill>, Problem> {
    Ok(axum::Json(kiosk::inquire(&http.shop, &machine, question).await?))
}

async fn top_up(
    State(http): State<Http>,
    AtKiosk(machine): AtKiosk,
    Json(wanted): Json<KioskTopUp>,
) -> Result<axum::Json<KioskBill>, Problem> {
    Ok(axum::Json(kiosk::top_up(&http.shop, &machine, wanted).await?))
}

async fn deliver(
    State(http): State<Http>,
    AtKiosk(machine): AtKiosk,
    Json(delivery): Json<KioskDelivery>,
) -> Result<axum::Json<KioskDelivered>, Problem> {
    let delivered = deliveries::deliver(&http.shop, &machine, delivery).await?;
    for answer in &delivered.answers {
        http.counters.verdict(&answer.verdict);
    }
    Ok(axum::Json(delivered))
}
