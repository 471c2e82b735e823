//! The town's pages: a till, the levers behind it, and a board with the text messages.
//!
//! Plain HTML from the server, in both languages at once, without scripts. Every
//! page says at its top that no money moves here.

mod layout;
mod levers;
mod sms;
mod till;
mod writing;

use super::bill::CannotPay;
use super::mood::Mood;
use super::partner::{self, PartnerMood};
use super::{Simulator, SimulatorError};
use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
pub(super) use layout::Page;
use serde::Deserialize;
use std::sync::Arc;
use warung_domain::qris::{self, Qris};
pub(super) use writing::{both, escape, qr_svg, rupiah};

/// Where the pages live; links are written with it.
pub(super) const BASE: &str = "/simulator";
/// Bills a till lists by itself.
const LISTED_BILLS: usize = 20;

type Town = State<Arc<Simulator>>;

pub(super) fn routes() -> Router<Arc<Simulator>> {
    Router::new()
        .route("/", get(choose))
        .route("/pay", get(show).post(pay))
        .route("/levers", get(levers))
        .route("/levers/mood", post(set_mood))
        .route("/levers/reverse", post(reverse))
        .route("/levers/pay-late", post(pay_late))
        .route("/partner", get(partners))
        .route("/partner/mood", post(set_partner_mood))
        .route("/sms", get(board))
        .route("/style.css", get(style))
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    code: String,
}

impl Typed {
    /// As the till reads it: people type spaces and hyphens between digits. Of what a QR
    /// says it takes the number that the bank put in.
    fn digits(&self) -> String {
        match qris::read(self.code.trim()) {
            Ok(Qris { reference: Some(number), .. }) => number,
            _ => self.code.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '\u{a0}')).collect(),
        }
    }
}

async fn choose(State(simulator): Town) -> Response {
    let bills = simulator.aside(|town| town.open_bills(LISTED_BILLS)).await;
    answer(bills.map(|bills| till::choose(&bills)))
}

async fn show(State(simulator): Town, Query(typed): Query<Typed>) -> Response {
    let code = typed.digits();
    let bill = simulator.aside(move |town| town.bill_by_code(&code)).await;
    let merchant = simulator.merchant.as_str();
    answer(bill.map(|bill| match bill {
        None => till::turned_away(&CannotPay::Unknown, merchant),
        Some(bill) => match bill.payable() {
            Ok(()) => till::confirm(&bill, merchant),
            Err(why) => till::turned_away(&why, merchant),
        },
    }))
}

async fn pay(State(simulator): Town, headers: HeaderMap, Form(typed): Form<Typed>) -> Response {
    if !from_own_page(&headers) {
        return till::not_from_here().into_response();
    }
    let code = typed.digits();
    let paid = simulator.aside(move |town| town.pay(&code)).await;
    let merchant = simulator.merchant.as_str();
    answer(paid.map(|paid| match paid {
        Ok(bill) => till::receipt(&bill, merchant),
        Err(why) => till::turned_away(&why, merchant),
    }))
}

async fn levers(State(simulator): Town) -> Response {
    let seen = simulator.aside(|town| {
        let reversible = town.reversible_bills(LISTED_BILLS)?;
        Ok((town.mood()?, reversible, town.closed_bills(LISTED_BILLS)?))
    });
    answer(seen.await.map(|(mood, reversible, closed)| levers::page(mood, &reversible, &closed)))
}

#[derive(Deserialize)]
struct Chosen {
    mood: Mood,
}

async fn set_mood(
    State(simulator): Town,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> Response {
    if !from_own_page(&headers) {
        return till::not_from_here().into_response();
    }
    let set = simulator.aside(move |town| town.set_mood(chosen.mood)).await;
    back_to_levers(set.map(drop))
}

async fn reverse(State(simulator): Town, headers: HeaderMap, Form(typed): Form<Typed>) -> Response {
    if !from_own_page(&headers) {
        return till::not_from_here().into_response();
    }
    let code = typed.digits();
    let reversed = simulator.aside(move |town| town.reverse(&code)).await;
    match reversed {
        Ok(None) => levers::not_reversed().into_response(),
        done => back_to_levers(done.map(drop)),
    }
}

async fn pay_late(
    State(simulator): Town,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Response {
    if !from_own_page(&headers) {
        return till::not_from_here().into_response();
    }
    let code = typed.digits();
    match simulator.aside(move |town| town.pay_late(&code)).await {
        Ok(None) => levers::not_paid_late().into_response(),
        done => back_to_levers(done.map(drop)),
    }
}

/// The page is asked for again, so that loading it anew does nothing twice.
fn back_to_levers(done: Result<(), SimulatorError>) -> Response {
    match done {
        Ok(()) => Redirect::to(&format!("{BASE}/levers")).into_response(),
        Err(error) => answer(Err(error)),
    }
}

async fn partners(State(simulator): Town) -> Response {
    let seen =
        simulator.aside(|town| Ok((town.partner_mood()?, town.partner_payments(LISTED_BILLS)?)));
    answer(seen.await.map(|(mood, payments)| partner::page(mood, &payments)))
}

#[derive(Deserialize)]
struct ChosenForPartners {
    mood: PartnerMood,
}

async fn set_partner_mood(
    State(simulator): Town,
    headers: HeaderMap,
    Form(chosen): Form<ChosenForPartners>,
) -> Response {
    if !from_own_page(&headers) {
        return till::not_from_here().into_response();
    }
    match simulator.aside(move |town| town.set_partner_mood(chosen.mood)).await {
        Ok(()) => Redirect::to(&format!("{BASE}/partner")).into_response(),
        Err(error) => answer(Err(error)),
    }
}

async fn board(State(simulator): Town) -> Response {
    let messages = simulator.aside(Simulator::messages).await;
    answer(messages.map(|messages| sms::board(&messages)))
}

async fn style() -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=300")];
    (headers, include_str!("style.css"))
}

fn answer(page: Result<Page, SimulatorError>) -> Response {
    match page {
        Ok(page) => page.into_response(),
        Err(error) => {
            tracing::error!(%error, "a simulator page failed");
            let page = layout::Page::apology();
            (StatusCode::INTERNAL_SERVER_ERROR, page).into_response()
        }
    }
}

/// Another site must not press "pay" in somebody's browser. Browsers say where a
/// form comes from; on addresses without TLS some only name the origin.
fn from_own_page(headers: &HeaderMap) -> bool {
    let text =
        |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin"), text("host")) {
        (Some(site), _, _) => site == "same-origin",
        (None, Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, from)| from == host)
        }
        (None, Some(_), None) => false,
        // Not a browser.
        (None, None, _) => true,
    }
}
