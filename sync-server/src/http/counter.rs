//! What cashiers ask: whose payment a code is, and how their drawers stand.

use super::Http;
use super::auth::{Selling, SignedIn};
use super::endpoint::{Access, Content, Endpoint, TextParameter, Verb};
use super::extract::{Json, Query};
use super::problem::Problem;
use crate::service::counter;
use axum::extract::State;
use serde::Deserialize;
use warung_domain::payment::CounterCode;
use warung_domain::protocol::{CounterPayment, CounterQuestion, ProblemKind, Shifts};

pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(Verb::Post, "/counter/payments", "Whose payment a code is", payment)
            .for_(Access::Seller)
            .takes("CounterQuestion")
            .answers(200, Content::Json("CounterPayment"))
            .may_refuse(&[
                ProblemKind::InvalidField,
                ProblemKind::NotFound,
                ProblemKind::TooManyAttempts,
            ]),
        Endpoint::new(
            Verb::Get,
            "/counter/shifts",
            "The seller's newest shifts and what their drawers hold, newest first",
            shifts,
        )
        .for_(Access::Seller)
        .text_query(&[TextParameter {
            name: "drawer",
            description: "Only those at the drawer of this device.",
        }])
        .answers(200, Content::Json("Shifts"))
        .may_refuse(&[ProblemKind::InvalidField]),
    ]
}

/// The code stands in the body, because addresses are logged.
async fn payment(
    State(http): State<Http>,
    _selling: Selling,
    signed_in: SignedIn,
    Json(question): Json<CounterQuestion>,
) -> Result<axum::Json<CounterPayment>, Problem> {
    let code: CounterCode = question.code.parse()?;
    let found = counter::payment(&http.shop, signed_in.account.id, code).await?;
    Ok(axum::Json(found))
}

#[derive(Deserialize)]
struct OfDrawer {
    drawer: Option<String>,
}

async fn shifts(
    State(http): State<Http>,
    selling: Selling,
    Query(query): Query<OfDrawer>,
) -> Result<axum::Json<Shifts>, Problem> {
    let drawer = query.drawer.map(|drawer| drawer.parse()).transpose();
    let drawer = drawer.map_err(|_| Problem::field("/drawer"))?;
    Ok(axum::Json(counter::shifts(&http.shop, &selling.seller, drawer).await?))
}
