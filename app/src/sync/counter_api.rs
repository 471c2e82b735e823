//! What a cashier's browser asks the shop.

use super::api::{CallError, body, json, nothing, post};
use crate::platform::http::Ask;
use warung_domain::ids::DeviceId;
use warung_domain::lang::Lang;
use warung_domain::protocol::{
    Consent, ConsentQuestion, CounterPayment, CounterQuestion, DrawerStanding, Outstanding,
    PinChoice, Shifts, Witnesses,
};

/// Whose payment a code is, as it was typed or scanned.
pub async fn payment(code: String, lang: Lang) -> Result<CounterPayment, CallError> {
    post("/api/v1/counter/payments", &CounterQuestion { code }, lang).await
}

/// How the drawer beside a device stands.
pub async fn drawer(device: &DeviceId) -> Result<DrawerStanding, CallError> {
    json(Ask::get(format!("/api/v1/counter/drawer?device={device}"))).await
}

/// The business's newest shifts, at all its drawers.
pub async fn shifts() -> Result<Shifts, CallError> {
    json(Ask::get("/api/v1/counter/shifts")).await
}

/// Who could consent to undoing a payment.
pub async fn witnesses() -> Result<Witnesses, CallError> {
    json(Ask::get("/api/v1/counter/witnesses")).await
}

pub async fn choose_pin(choice: &PinChoice, lang: Lang) -> Result<(), CallError> {
    let ask = Ask::post_json("/api/v1/counter/pin", body(choice)?);
    nothing(ask.header("accept-language", lang.tag())).await
}

pub async fn consent(question: &ConsentQuestion, lang: Lang) -> Result<Consent, CallError> {
    post("/api/v1/counter/consents", question, lang).await
}

/// What the business still waits for.
pub async fn outstanding() -> Result<Outstanding, CallError> {
    json(Ask::get("/api/v1/counter/outstanding")).await
}
