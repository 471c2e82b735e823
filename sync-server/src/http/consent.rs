//! A second person at the counter: PINs, and what they let a cashier undo.

use super::Http;
use super::auth::{Selling, SignedIn};
use super::endpoint::{Access, Content, Endpoint, Verb};
use super::extract::Json;
use super::problem::Problem;
use crate::service::consent;
use axum::extract::State;
use axum::http::StatusCode;
use warung_domain::protocol::{Consent, ConsentQuestion, PinChoice, ProblemKind, Witnesses};

const REFUSALS: &[ProblemKind] =
    &[ProblemKind::InvalidField, ProblemKind::TooManyAttempts, ProblemKind::WrongCredentials];

pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(Verb::Post, "/counter/pin", "Chooses one's own PIN", choose)
            .for_(Access::Seller)
            .takes("PinChoice")
            .answers(204, Content::Nothing)
            .may_refuse(REFUSALS),
        Endpoint::new(
            Verb::Get,
            "/counter/witnesses",
            "Who of the business can consent to what one has done",
            witnesses,
        )
        .for_(Access::Seller)
        .answers(200, Content::Json("Witnesses")),
        Endpoint::new(
            Verb::Post,
            "/counter/consents",
            "Somebody else's PIN, for undoing one payment in cash",
            give,
        )
        .for_(Access::Seller)
        .takes("ConsentQuestion")
        .answers(200, Content::Json("Consent"))
        .may_refuse(REFUSALS),
    ]
}

async fn choose(
    State(http): State<Http>,
    _selling: Selling,
    signed_in: SignedIn,
    Json(choice): Json<PinChoice>,
) -> Result<StatusCode, Problem> {
    consent::choose_pin(&http.shop, signed_in.account, choice).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn witnesses(
    State(http): State<Http>,
    selling: Selling,
    signed_in: SignedIn,
) -> Result<axum::Json<Witnesses>, Problem> {
    let found = consent::witnesses(&http.shop, &selling.seller, signed_in.account.id).await?;
    Ok(axum::Json(found))
}

async fn give(
    State(http): State<Http>,
    selling: Selling,
    signed_in: SignedIn,
    Json(question): Json<ConsentQuestion>,
) -> Result<axum::Json<Consent>, Problem> {
    let cashier = signed_in.account.id;
    Ok(axum::Json(consent::consent(&http.shop, &selling.seller, cashier, question).await?))
}
