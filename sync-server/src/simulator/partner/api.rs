//! The partners' API from the inside: every question is read only if its signature holds, and
//! every answer is signed for its question. What cannot be believed is answered 401, what cannot
//! be read 400, both without a signature, so that no shop takes it for a word about a payment.

use super::ledger::{PartnerMood, Stand, TakenReference, Wanted};
use super::sells::{NotFound, Sells};
use crate::biller::signature::{
    AnswerParts, DIGEST, INPUT, Moment, RequestParts, SIGNATURE, SignatureError, WINDOW_SECONDS,
    check_request, sign_answer,
};
use crate::biller::signed_http::signed;
use crate::biller::wire::{
    InquiryAnswer, InquiryBody, PaymentAnswer, PaymentBody, PaymentStatus, ReferenceBody,
};
use crate::simulator::{Simulator, SimulatorError};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{OriginalUri, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;
use warung_domain::jws::b64;
use warung_domain::money::Money;

type Town = State<Arc<Simulator>>;

/// No question is longer.
const LONGEST_BODY: usize = 64 * 1024;

pub(in super::super) fn routes(simulator: Arc<Simulator>) -> Router<Arc<Simulator>> {
    Router::new()
        .route("/partner/{sells}/v1/inquiries", post(inquire))
        .route("/partner/{sells}/v1/payments", post(pay))
        .route("/partner/{sells}/v1/advices", post(advise))
        .route("/partner/{sells}/v1/reversals", post(reverse))
        .layer(from_fn_with_state(simulator, signed_both_ways))
}

/// Why there is no answer about a payment.
enum Mute {
    NotFound,
    Unreadable,
    Conflict,
    /// The answer, or the question, gets lost.
    Lost,
    Broken(SimulatorError),
}

impl From<SimulatorError> for Mute {
    fn from(error: SimulatorError) -> Self {
        Self::Broken(error)
    }
}

impl IntoResponse for Mute {
    fn into_response(self) -> Response {
        let (status, error) = match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "there is no such partner"),
            Self::Unreadable => (StatusCode::BAD_REQUEST, "the body cannot be read"),
            Self::Conflict => (StatusCode::CONFLICT, "the reference stands for something else"),
            Self::Lost => (StatusCode::GATEWAY_TIMEOUT, "lost on the way"),
            Self::Broken(error) => return error.into_response(),
        };
        (status, Json(json!({ "error": error }))).into_response()
    }
}

type Answer<T> = Result<Json<T>, Mute>;

fn partner(code: &str) -> Result<Sells, Mute> {
    Sells::of_code(code).ok_or(Mute::NotFound)
}

fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Mute> {
    serde_json::from_slice(body).map_err(|_| Mute::Unreadable)
}

async fn inquire(
    State(town): Town,
    Path(code): Path<String>,
    body: Bytes,
) -> Answer<InquiryAnswer> {
    let (sells, asked) = (partner(&code)?, read::<InquiryBody>(&body)?);
    let currency = asked.amount.map(|amount| amount.currency());
    let mood = town.aside(|town| town.partner_mood()).await?;
    if mood == PartnerMood::Deaf {
        return Err(Mute::Lost);
    }
    let money = |minor| Money::new(minor, currency.unwrap_or(warung_domain::money::Currency::IDR));
    let found = sells.look_up(&asked.customer, asked.amount.map(Money::minor));
    Ok(Json(match found {
        Ok(found) => InquiryAnswer::Found {
            name: found.name,
            description: found.description,
            amount: money(found.amount),
            fee: money(found.fee),
            inquiry: format!("Q-{}", asked.reference),
        },
        Err(NotFound::Customer) => {
            InquiryAnswer::UnknownCustomer { reason: "Nomor tidak dikenal".to_owned() }
        }
        Err(NotFound::Amount) => {
            InquiryAnswer::Refused { reason: "Nominal tidak tersedia".to_owned() }
        }
    }))
}

async fn pay(State(town): Town, Path(code): Path<String>, body: Bytes) -> Answer<PaymentAnswer> {
    let (sells, asked) = (partner(&code)?, read::<PaymentBody>(&body)?);
    let PaymentBody { reference, customer, amount, .. } = asked;
    let wanted = Wanted { reference: reference.clone(), customer, amount };
    let done = town.aside(move |town| {
        let now = town.clock.now();
        town.change(|memory| {
            let mood = memory.partners.mood;
            // What gets lost on the way is done by nobody.
            let done =
                (mood != PartnerMood::Deaf).then(|| memory.partners.pay(sells, &wanted, now));
            (mood, done)
        })
    });
    match done.await? {
        (PartnerMood::Deaf | PartnerMood::AnswerLost, _) | (_, None) => Err(Mute::Lost),
        (_, Some(Err(TakenReference))) => Err(Mute::Conflict),
        (_, Some(Ok(stand))) => Ok(Json(PaymentAnswer { reference, status: status(stand) })),
    }
}

async fn advise(State(town): Town, Path(code): Path<String>, body: Bytes) -> Answer<PaymentAnswer> {
    let (sells, asked) = (partner(&code)?, read::<ReferenceBody>(&body)?);
    let reference = asked.reference.clone();
    let found = town.aside(move |town| {
        town.change(|memory| {
            let found = memory.partners.find(sells, &asked.reference);
            (memory.partners.mood, found.map(|asked| asked.stand.clone()))
        })
    });
    match found.await? {
        (PartnerMood::Deaf, _) => Err(Mute::Lost),
        (_, stand) => {
            let status = stand.map_or(PaymentStatus::Unknown, status);
            Ok(Json(PaymentAnswer { reference, status }))
        }
    }
}

async fn reverse(
    State(town): Town,
    Path(code): Path<String>,
    body: Bytes,
) -> Answer<PaymentAnswer> {
    let (sells, asked) = (partner(&code)?, read::<ReferenceBody>(&body)?);
    let reference = asked.reference.clone();
    let ended = town.aside(move |town| {
        town.change(|memory| {
            let mood = memory.partners.mood;
            (mood != PartnerMood::Deaf).then(|| memory.partners.reverse(sells, &asked.reference))
        })
    });
    let stand = ended.await?.ok_or(Mute::Lost)?;
    Ok(Json(PaymentAnswer { reference, status: status(stand) }))
}

fn status(stand: Stand) -> PaymentStatus {
    match stand {
        Stand::Pending { .. } => PaymentStatus::Pending,
        Stand::Paid { at, serial, token } => PaymentStatus::Paid { at: at.millis(), serial, token },
        Stand::Refused { reason } => PaymentStatus::Refused { reason },
        Stand::Reversed => PaymentStatus::Reversed,
    }
}

/// Lets in what is signed, and signs what goes out.
async fn signed_both_ways(State(town): Town, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LONGEST_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    // Routes are nested; what was signed is the whole path.
    let path = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |uri| &uri.0).path();
    let authority = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let asked = RequestParts {
        method: parts.method.as_str(),
        authority: authority.unwrap_or_default(),
        path,
        body: &body,
    };
    let (key, now) = (town.partner_key(), town.clock.now().millis() / 1_000);
    let believed = signed(&parts.headers).ok_or(SignatureError::Missing).and_then(|signed| {
        let at = check_request(&key, &asked, &signed, now)?;
        let until = at.created.saturating_add(WINDOW_SECONDS);
        let is_new = town.nonces.is_new(&at.nonce, until, now);
        if is_new { Ok(signed.signature) } else { Err(SignatureError::Replayed) }
    });
    let to = match believed {
        Ok(to) => to,
        Err(error) => {
            let said: Value = json!({ "error": error.to_string() });
            return (StatusCode::UNAUTHORIZED, Json(said)).into_response();
        }
    };
    let answer = next.run(Request::from_parts(parts, Body::from(body))).await;
    if answer.status() != StatusCode::OK {
        return answer;
    }
    let Ok(body) = to_bytes(answer.into_body(), LONGEST_BODY).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut nonce = [0; 15];
    town.entropy.fill(&mut nonce);
    let at = Moment { created: now, nonce: b64(&nonce) };
    let told = AnswerParts { status: StatusCode::OK.as_u16(), body: &body, to: &to };
    let Some(signed) = sign_answer(&key, &told, &at) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE.as_str(), "application/json".to_owned()),
        (DIGEST, signed.digest),
        (INPUT, signed.input),
        (SIGNATURE, signed.signature),
    ];
    (headers, body).into_response()
}
