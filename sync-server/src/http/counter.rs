//! What cashiers ask: whose payment a code is, and how their drawers stand.

use super::Http;
use super::auth::{Selling, SignedIn};
use super::endpoint::{Access, Content, Endpoint, TextParameter, Verb};
use super::extract::{Json, Query};
use super::problem::Problem;
use crate::service::{counter, outstanding};
use axum::extract::State;
use serde::Deserialize;
use warung_domain::payment::CounterCode;
use warung_domain::protocol::{
    CounterPayment, CounterQuestion, DrawerStanding, Outstanding, ProblemKind, Shifts,
};

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
            "/counter/drawer",
            "The newest shift at a device's drawer and what moved in it",
            drawer,
        )
        .for_(Access::Seller)
        .text_query(&[TextParameter { name: "device", description: "Whose drawer." }])
        .answers(200, Content::Json("DrawerStanding"))
        .may_refuse(&[ProblemKind::InvalidField]),
        Endpoint::new(
            Verb::Get,
            "/counter/shifts",
            "The business's newest shifts at all its drawers, newest first",
            shifts,
        )
        .for_(Access::Seller)
        .answers(200, Content::Json("Shifts")),
        Endpoint::new(
            Verb::Get,
            "/counter/outstanding",
            "What the business waits for: devices, what they have not sent, money on its way",
            still_out,
        )
        .for_(Access::Seller)
        .answers(200, Content::Json("Outstanding")),
    ]
}

/// The code stands in the body, because addresses are logged.
async fn payment(
    State(http): State<Http>,
    selling: Selling,
    signed_in: SignedIn,
    Json(question): Json<CounterQuestion>,
) -> Result<axum::Json<CounterPayment>, Problem> {
    let code: CounterCode = question.code.parse()?;
    let found = counter::payment(&http.shop, (signed_in.account.id, &selling.seller), code).await?;
    Ok(axum::Json(found))
}

#[derive(Deserialize)]
struct OfDrawer {
    #[serde(default)]
    device: String,
}

async fn drawer(
    State(http): State<Http>,
    selling: Selling,
    Query(query): Query<OfDrawer>,
) -> Result<axum::Json<DrawerStanding>, Problem> {
    let device = query.device.parse().map_err(|_| Problem::field("/device"))?;
    Ok(axum::Json(counter::drawer(&http.shop, &selling.seller, device).await?))
}

async fn shifts(State(http): State<Http>, selling: Selling) -> Result<axum::Json<Shifts>, Problem> {
    Ok(axum::Json(counter::shifts(&http.shop, &selling.seller).await?))
}

async fn still_out(
    State(http): State<Http>,
    selling: Selling,
) -> Result<axum::Json<Outstanding>, Problem> {
    Ok(axum::Json(outstanding::outstanding(&http.shop, &selling.seller).await?))
}
