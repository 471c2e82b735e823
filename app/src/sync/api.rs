//! Calls to the server, typed. The one place that decides whether an answer
//! came from the shop at all: a captive portal's page or a proxy's apology has
//! the wrong content type and counts as no answer.

use crate::platform::PlatformError;
use crate::platform::http::{Answer, Ask, Silence};
use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;
use warung_domain::cart::Cart;
use warung_domain::ids::ProductId;
use warung_domain::jws::{JwsError, KeySet};
use warung_domain::protocol::{
    CartPush, DeviceAnswer, DeviceRegistration, MyChanges, ProblemDetails, ProblemKind, Push,
    PushAnswer, SellerOrders, SellerReceipts, SessionView, SignIn, SignUp, SignUpAnswer,
    VerifyPhone,
};
use warung_domain::{catalog, lang::Lang};

/// Why a call has no result.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CallError {
    /// No connection, it broke, or it took too long.
    #[error("no answer")]
    Unreachable,
    /// Something answered that was not the shop.
    #[error("not the shop's answer")]
    NotTheShop,
    /// The shop refused and says why.
    #[error("{}", .0.detail)]
    Problem(Box<ProblemDetails>),
    /// The shop's signature does not verify.
    #[error(transparent)]
    Signature(#[from] JwsError),
    /// The phone could not store or read what belongs to the call.
    #[error(transparent)]
    Phone(#[from] PlatformError),
}

impl From<Silence> for CallError {
    fn from(_: Silence) -> Self {
        Self::Unreachable
    }
}

impl CallError {
    /// The stable name of the problem, if the shop gave one we know.
    #[must_use]
    pub fn kind(&self) -> Option<ProblemKind> {
        match self {
            Self::Problem(problem) => ProblemKind::from_uri(&problem.kind),
            _ => None,
        }
    }

    /// Whether it says anything about the line to the shop.
    #[must_use]
    pub const fn is_line_trouble(&self) -> bool {
        matches!(self, Self::Unreachable | Self::NotTheShop)
    }
}

/// The answer if the shop gave it with the expected type, or why not.
fn from_shop(answer: Answer, expected: &str) -> Result<Answer, CallError> {
    if answer.content_type == "application/problem+json" {
        return match warung_domain::json::read(&answer.body) {
            Ok(problem) => Err(CallError::Problem(Box::new(problem))),
            Err(_) => Err(CallError::NotTheShop),
        };
    }
    let success = (200..300).contains(&answer.status);
    if success && (answer.content_type == expected || answer.status == 204) {
        Ok(answer)
    } else {
        Err(CallError::NotTheShop)
    }
}

async fn json<T: DeserializeOwned>(ask: Ask) -> Result<T, CallError> {
    read_as(ask, "application/json").await
}

async fn read_as<T: DeserializeOwned>(ask: Ask, media_type: &str) -> Result<T, CallError> {
    let answer = from_shop(ask.send().await?, media_type)?;
    // Cut short on the way: as good as no answer.
    warung_domain::json::read(&answer.body).map_err(|_| CallError::NotTheShop)
}

fn body<T: Serialize>(value: &T) -> Result<String, CallError> {
    serde_json::to_string(value).map_err(|e| CallError::Phone(PlatformError::Codec(e.to_string())))
}

async fn post<B: Serialize, T: DeserializeOwned>(
    path: &str,
    value: &B,
    lang: Lang,
) -> Result<T, CallError> {
    json(Ask::post_json(path, body(value)?).header("accept-language", lang.tag())).await
}

/// What the server said about the manifest.
pub enum ManifestAnswer {
    Unchanged,
    New { jws: String, etag: Option<String> },
}

pub async fn manifest(etag: Option<&str>) -> Result<ManifestAnswer, CallError> {
    let mut ask = Ask::get("/api/v1/catalog/manifest");
    if let Some(etag) = etag {
        ask = ask.header("if-none-match", etag);
    }
    let answer = ask.send().await?;
    if answer.status == 304 {
        return Ok(ManifestAnswer::Unchanged);
    }
    let answer = from_shop(answer, "application/jose")?;
    let jws = String::from_utf8(answer.body).map_err(|_| CallError::NotTheShop)?;
    Ok(ManifestAnswer::New { jws, etag: answer.etag })
}

/// The bytes of a shard; the caller verifies their hash.
pub async fn shard(hash: &str) -> Result<Vec<u8>, CallError> {
    let ask = Ask::get(format!("/api/v1/catalog/shards/{hash}"));
    Ok(from_shop(ask.send().await?, "application/octet-stream")?.body)
}

pub async fn changes(since: u64) -> Result<catalog::Changes, CallError> {
    json(Ask::get(format!("/api/v1/catalog/changes?since={since}"))).await
}

pub async fn product_detail(id: &ProductId) -> Result<catalog::ProductDetail, CallError> {
    json(Ask::get(format!("/api/v1/catalog/products/{id}"))).await
}

pub async fn keys() -> Result<KeySet, CallError> {
    read_as(Ask::get("/.well-known/jwks.json"), "application/jwk-set+json").await
}

pub async fn sign_up(form: &SignUp, lang: Lang) -> Result<SignUpAnswer, CallError> {
    post("/api/v1/accounts", form, lang).await
}

pub async fn verify_phone(form: &VerifyPhone, lang: Lang) -> Result<SessionView, CallError> {
    post("/api/v1/accounts/verify", form, lang).await
}

pub async fn sign_in(form: &SignIn, lang: Lang) -> Result<SessionView, CallError> {
    post("/api/v1/session", form, lang).await
}

pub async fn sign_out() -> Result<(), CallError> {
    from_shop(Ask::delete("/api/v1/session").send().await?, "application/json").map(|_| ())
}

pub async fn session() -> Result<SessionView, CallError> {
    json(Ask::get("/api/v1/session")).await
}

pub async fn register_device(device: &DeviceRegistration) -> Result<DeviceAnswer, CallError> {
    post("/api/v1/devices", device, Lang::default()).await
}

pub async fn push(commands: &Push) -> Result<PushAnswer, CallError> {
    post("/api/v1/commands", commands, Lang::default()).await
}

/// Tells the account what is in the cart here; answers what is in it everywhere.
pub async fn cart(push: &CartPush) -> Result<Cart, CallError> {
    post("/api/v1/me/cart", push, Lang::default()).await
}

pub async fn my_changes(since: u64) -> Result<MyChanges, CallError> {
    json(Ask::get(format!("/api/v1/me/changes?since={since}"))).await
}

pub async fn seller_orders(before: Option<u64>) -> Result<SellerOrders, CallError> {
    let page = before.map(|rev| format!("?before={rev}")).unwrap_or_default();
    json(Ask::get(format!("/api/v1/seller/orders{page}"))).await
}

pub async fn seller_receipts() -> Result<SellerReceipts, CallError> {
    json(Ask::get("/api/v1/seller/receipts")).await
}
