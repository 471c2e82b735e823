//! The gateway's API from the inside.
//!
//! As with the real one, the HTTP status is 200 for almost everything and the
//! verdict stands as a text in the body; only a wrong key is told by HTTP.

use super::bill::{Bill, BillState, NotRefunded, NotWithdrawn};
use super::channel::{self, Channel};
use super::charge_form::{ChargeForm, Refusal};
use super::memory::DuplicateOrderId;
use super::repeats::answer_again;
use super::{Simulator, SimulatorError, pages};
use crate::payment::midtrans::{same_secret, sign_notification, write_jakarta};
use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::sync::Arc;

/// The town's name for the shop.
const MERCHANT_ID: &str = "G000000001";

type Town = State<Arc<Simulator>>;

pub(super) fn routes(simulator: Arc<Simulator>) -> Router<Arc<Simulator>> {
    Router::new()
        .route("/v2/charge", post(charge))
        .route("/v2/{id}/status", get(status))
        .route("/v2/{id}/cancel", post(cancel))
        .route("/v2/{id}/expire", post(expire))
        .route("/v2/{id}/refund", post(refund))
        .route("/v2/{id}/refund/online/direct", post(refund))
        .route("/v2/qris/{id}/qr-code", get(qr_code))
        .route("/v2/gopay/{id}/qr-code", get(qr_code))
        .layer(from_fn_with_state(Arc::clone(&simulator), answer_again))
        .layer(from_fn_with_state(simulator, signed_in))
}

async fn signed_in(State(simulator): Town, request: Request, next: Next) -> Response {
    if knows_the_key(request.headers(), simulator.server_key()) {
        return next.run(request).await;
    }
    let said = plain("401", "Access denied due to unauthorized transaction, check the server key");
    (StatusCode::UNAUTHORIZED, said).into_response()
}

fn knows_the_key(headers: &HeaderMap, server_key: &str) -> bool {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Basic "))
        .and_then(|encoded| STANDARD.decode(encoded).ok())
        .and_then(|decoded| String::from_utf8(decoded).ok());
    given.is_some_and(|given| same_secret(&format!("{server_key}:"), &given))
}

async fn charge(State(simulator): Town, body: Bytes) -> Result<Json<Value>, SimulatorError> {
    let Ok(body) = serde_json::from_slice::<Value>(&body) else {
        return Ok(plain("413", "The request cannot be processed due to malformed syntax"));
    };
    let form = match ChargeForm::read(&body, simulator.clock.now()) {
        Ok(form) => form,
        Err(Refusal::NotEnabled) => {
            return Ok(plain("402", "Payment channel is not activated"));
        }
        Err(Refusal::Invalid(complaints)) => {
            return Ok(Json(json!({
                "status_code": "400",
                "status_message": "One or more parameters in the payload is invalid.",
                "validation_messages": complaints,
                "id": "simulator",
            })));
        }
    };
    Ok(match simulator.aside(move |town| town.open_bill(&form)).await? {
        Ok(bill) => {
            let mut body = describe(&bill, "201", "Transaction is created");
            merge(&mut body, channel::once(&bill, &simulator.merchant, pages::BASE));
            Json(body)
        }
        Err(DuplicateOrderId) => {
            plain("406", "The request could not be completed, order_id has already been taken")
        }
    })
}

async fn status(
    State(simulator): Town,
    Path(id): Path<String>,
) -> Result<Json<Value>, SimulatorError> {
    Ok(match simulator.aside(move |town| town.bill(&id)).await? {
        None => unknown(),
        Some(bill) => {
            let code = match bill.state {
                BillState::Expired { .. } => "407",
                _ => outcome_code(&bill),
            };
            Json(sealed(&bill, code, simulator.server_key()))
        }
    })
}

async fn cancel(
    State(simulator): Town,
    Path(id): Path<String>,
) -> Result<Json<Value>, SimulatorError> {
    let done = simulator.aside(move |town| town.cancel(&id)).await?;
    Ok(withdrawn(done, "200", "Success, transaction is canceled"))
}

async fn expire(
    State(simulator): Town,
    Path(id): Path<String>,
) -> Result<Json<Value>, SimulatorError> {
    let done = simulator.aside(move |town| town.expire(&id)).await?;
    Ok(withdrawn(done, "407", "Success, transaction is expired"))
}

/// Longest name of a refund, in characters.
const MAX_REFUND_KEY: usize = 255;
const MAX_REASON: usize = 255;

async fn refund(
    State(simulator): Town,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, SimulatorError> {
    let Ok(body) = serde_json::from_slice::<Value>(&body) else {
        return Ok(plain("413", "The request cannot be processed due to malformed syntax"));
    };
    let amount = body["amount"].as_i64();
    let is_amount = body["amount"].is_null() || amount.is_some_and(|amount| amount > 0);
    let key = body["refund_key"].as_str().map_or_else(|| format!("{id}-ref1"), str::to_owned);
    let is_key = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let reason = body["reason"].as_str().unwrap_or_default().to_owned();
    if !is_amount {
        return Ok(plain("400", "amount must be a whole number above zero"));
    }
    if key.is_empty() || key.len() > MAX_REFUND_KEY || !key.bytes().all(is_key) {
        return Ok(plain("400", "refund_key has characters not allowed"));
    }
    if reason.chars().count() > MAX_REASON {
        return Ok(plain("400", "reason is too long, max 255"));
    }
    let (named, given) = (key.clone(), id.clone());
    let done = simulator.aside(move |town| town.refund(&given, named, amount, reason)).await?;
    Ok(match done {
        Ok(bill) => {
            let mut body = describe(&bill, "200", "Success, refund request is approved");
            merge(&mut body, json!({ "refund_key": key }));
            Json(body)
        }
        Err(NotRefunded::Unknown) => unknown(),
        Err(NotRefunded::Duplicate) => plain("406", "Duplicate refund key"),
        Err(NotRefunded::TooMuch) => plain("414", "Refund amount exceeds what is left"),
        Err(NotRefunded::Unsupported | NotRefunded::NotPaid) => {
            plain("412", "Transaction status cannot be updated")
        }
    })
}

/// The QR as a picture.
async fn qr_code(
    State(simulator): Town,
    Path(id): Path<String>,
) -> Result<Response, SimulatorError> {
    let bill = simulator.aside(move |town| town.bill(&id)).await?;
    let payload = bill.filter(|bill| matches!(bill.channel, Channel::Qris | Channel::Gopay));
    let payload = payload.map(|bill| channel::qr_payload(&bill, &simulator.merchant));
    let code = payload.and_then(|payload| pages::qr_svg(&payload));
    Ok(match code {
        Some(svg) => ([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response(),
        None => unknown().into_response(),
    })
}

fn withdrawn(done: Result<Bill, NotWithdrawn>, code: &str, message: &str) -> Json<Value> {
    match done {
        Ok(bill) => Json(describe(&bill, code, message)),
        Err(NotWithdrawn::Unknown) => unknown(),
        Err(NotWithdrawn::NoLongerPending) => plain("412", "Transaction status cannot be updated"),
    }
}

/// What the shop is told of a bill by itself: the status answer, signed.
pub(super) fn notification(bill: &Bill, server_key: &str) -> Value {
    sealed(bill, outcome_code(bill), server_key)
}

fn outcome_code(bill: &Bill) -> &'static str {
    match bill.state {
        BillState::Settled { .. } | BillState::Refunded { .. } => "200",
        BillState::Pending => "201",
        BillState::Expired { .. } | BillState::Cancelled { .. } | BillState::Reversed { .. } => {
            "202"
        }
    }
}

fn sealed(bill: &Bill, code: &str, server_key: &str) -> Value {
    let mut body = describe(bill, code, "Success, transaction is found");
    let amount = gross_amount(bill);
    body["signature_key"] = sign_notification(&bill.order_id, code, &amount, server_key).into();
    body
}

fn describe(bill: &Bill, code: &str, message: &str) -> Value {
    let mut body = json!({
        "status_code": code,
        "status_message": message,
        "transaction_id": bill.transaction_id,
        "order_id": bill.order_id,
        "merchant_id": MERCHANT_ID,
        "gross_amount": gross_amount(bill),
        "currency": "IDR",
        "transaction_time": write_jakarta(bill.created_at),
        "expiry_time": write_jakarta(bill.expires_at),
        "transaction_status": match bill.state {
            BillState::Pending => "pending",
            BillState::Settled { .. } => "settlement",
            BillState::Expired { .. } => "expire",
            BillState::Cancelled { .. } => "cancel",
            BillState::Reversed { .. } => "deny",
            BillState::Refunded { .. } if bill.refunded() == bill.amount => "refund",
            BillState::Refunded { .. } => "partial_refund",
        },
        "fraud_status": "accept",
    });
    merge(&mut body, channel::fields(bill));
    let settled_at = match &bill.state {
        BillState::Settled { at, .. } => Some(*at),
        _ => None,
    };
    if let Some(at) = settled_at {
        body["settlement_time"] = write_jakarta(at).into();
    }
    if let (Channel::Indomaret, BillState::Settled { approval_code, .. }, Some(fields)) =
        (bill.channel, &bill.state, body.as_object_mut())
    {
        // Indomaret's settlements are known to come without these two.
        fields.remove("fraud_status");
        fields.remove("store");
        fields.insert("approval_code".to_owned(), approval_code.as_str().into());
    }
    if matches!(bill.state, BillState::Refunded { .. }) {
        body["refund_amount"] = rupiah(bill.refunded()).into();
        let refunds = bill.refunds.iter().enumerate().map(|(at, refund)| {
            json!({
                "refund_chargeback_id": at + 1,
                "refund_key": refund.key,
                "refund_amount": rupiah(refund.amount),
                "reason": refund.reason,
                "created_at": write_jakarta(refund.at),
                "bank_confirmed_at": write_jakarta(refund.at),
                "refund_method": "online",
            })
        });
        body["refunds"] = refunds.collect::<Vec<_>>().into();
    }
    body
}

/// Puts the members of one object into another.
fn merge(into: &mut Value, more: Value) {
    if let (Some(into), Value::Object(more)) = (into.as_object_mut(), more) {
        into.extend(more);
    }
}

fn gross_amount(bill: &Bill) -> String {
    rupiah(bill.amount)
}

/// Two decimals that are always zero, as the real one writes rupiah.
fn rupiah(amount: i64) -> String {
    format!("{amount}.00")
}

fn unknown() -> Json<Value> {
    plain("404", "Transaction doesn't exist.")
}

fn plain(code: &str, message: &str) -> Json<Value> {
    Json(json!({ "status_code": code, "status_message": message, "id": "simulator" }))
}

impl IntoResponse for SimulatorError {
    fn into_response(self) -> Response {
        tracing::error!(error = %self, "the payment simulator failed");
        let said = plain("500", "Sorry. Our system is having trouble.");
        (StatusCode::INTERNAL_SERVER_ERROR, said).into_response()
    }
}
