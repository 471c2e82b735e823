//! Calls to the server, typed. Whether an answer came from the shop at all is
//! decided in `warung_phone::reply`: a captive portal's page or a proxy's apology
//! counts as no answer.

use crate::platform::PlatformError;
use crate::platform::http::{Answer, Ask, Silence};
use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;
use warung_domain::answer::{AnswerQuestion, SignedAnswer};
use warung_domain::cart::Cart;
use warung_domain::ids::{CommandId, ProductId, ReceiptId};
use warung_domain::jws::{JwsError, KeySet};
use warung_domain::protocol::{
    BalanceHistory, CartPush, DeviceAnswer, DeviceRegistration, KioskBill, KioskDelivered,
    KioskDelivery, KioskEnrolment, KioskQuestion, KioskStanding, KioskTopUp, MyChanges,
    PartnerBillView, PartnerQuestion, PartnerResultQuestion, PartnerWish, ProblemKind, Push,
    PushAnswer, SellerOrders, SellerReceipts, SellerStatement, SessionView, SignIn, SignUp,
    SignUpAnswer, StockToSettle, VerifyPhone,
};
use warung_domain::receipt::on_paper::{DocumentHash, Named};
use warung_domain::receipt_log::{Consistency, Document, DocumentQuestion, Proven};
use warung_domain::{catalog, lang::Lang};
use warung_phone::line::{Line, LineError};
use warung_phone::pull::PullError;
use warung_phone::reply::{self, Reply};

/// Why a call has no result.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CallError {
    /// No answer, or a refusal.
    #[error(transparent)]
    Line(#[from] LineError),
    /// The shop's signature does not verify.
    #[error(transparent)]
    Signature(#[from] JwsError),
    /// The phone could not store or read what belongs to the call.
    #[error(transparent)]
    Phone(#[from] PlatformError),
}

impl From<Silence> for CallError {
    fn from(_: Silence) -> Self {
        Self::Line(LineError::Unreachable)
    }
}

impl From<PullError> for CallError {
    fn from(error: PullError) -> Self {
        match error {
            PullError::Line(error) => Self::Line(error),
            PullError::Store(error) => Self::Phone(error.into()),
        }
    }
}

impl CallError {
    /// The stable name of the problem, if the shop gave one we know.
    #[must_use]
    pub fn kind(&self) -> Option<ProblemKind> {
        match self {
            Self::Line(LineError::Refused(refusal)) => ProblemKind::from_uri(&refusal.problem.kind),
            _ => None,
        }
    }

    /// Whether it says anything about the line to the shop.
    #[must_use]
    pub const fn is_line_trouble(&self) -> bool {
        matches!(self, Self::Line(LineError::Unreachable | LineError::NotTheShop))
    }

    /// Whether the shop refused for a trouble of its own: nobody knows what became of the call,
    /// and the very same may be asked again.
    #[must_use]
    pub fn is_shop_trouble(&self) -> bool {
        matches!(self, Self::Line(LineError::Refused(refusal)) if refusal.problem.status >= 500)
    }
}

/// Bytes the shop did not give, or not as it gives them.
const NOT_THE_SHOP: CallError = CallError::Line(LineError::NotTheShop);

const fn reply(answer: &Answer) -> Reply<'_> {
    Reply {
        status: answer.status,
        content_type: answer.content_type.as_str(),
        retry_after: match &answer.retry_after {
            Some(text) => Some(text.as_str()),
            None => None,
        },
        body: answer.body.as_slice(),
    }
}

pub(super) async fn json<T: DeserializeOwned>(ask: Ask) -> Result<T, CallError> {
    read_as(ask, "application/json").await
}

async fn read_as<T: DeserializeOwned>(ask: Ask, media_type: &str) -> Result<T, CallError> {
    Ok(reply::read(reply(&ask.send().await?), media_type)?)
}

pub(super) fn body<T: Serialize>(value: &T) -> Result<String, CallError> {
    serde_json::to_string(value).map_err(|e| CallError::Phone(PlatformError::Codec(e.to_string())))
}

pub(super) async fn post<B: Serialize, T: DeserializeOwned>(
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
    let jws = reply::from_shop(reply(&answer), "application/jose")?.to_vec();
    let jws = String::from_utf8(jws).map_err(|_| NOT_THE_SHOP)?;
    Ok(ManifestAnswer::New { jws, etag: answer.etag })
}

/// The bytes of a directory; the caller verifies their hash.
pub async fn directory(hash: &str) -> Result<Vec<u8>, CallError> {
    block(format!("/api/v1/catalog/directories/{hash}"), "application/json").await
}

/// The bytes of a shard; the caller verifies their hash.
pub async fn shard(hash: &str) -> Result<Vec<u8>, CallError> {
    block(format!("/api/v1/catalog/shards/{hash}"), "application/octet-stream").await
}

/// The long descriptions of a shard's products, as JSON.
pub async fn shard_details(hash: &str) -> Result<Vec<u8>, CallError> {
    block(format!("/api/v1/catalog/shards/{hash}/details"), "application/json").await
}

async fn block(path: String, content_type: &str) -> Result<Vec<u8>, CallError> {
    let answer = Ask::get(path).send().await?;
    reply::from_shop(reply(&answer), content_type)?;
    Ok(answer.body)
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
    nothing(Ask::delete("/api/v1/session")).await
}

/// Sends what is answered with nothing.
pub(super) async fn nothing(ask: Ask) -> Result<(), CallError> {
    let answer = ask.send().await?;
    reply::from_shop(reply(&answer), "application/json")?;
    Ok(())
}

pub async fn session() -> Result<SessionView, CallError> {
    json(Ask::get("/api/v1/session")).await
}

pub async fn register_device(device: &DeviceRegistration) -> Result<DeviceAnswer, CallError> {
    post("/api/v1/devices", device, Lang::default()).await
}

/// The newest checkpoint of the receipt log.
pub async fn log_checkpoint() -> Result<String, CallError> {
    let answer = Ask::get("/.well-known/receipt-log/checkpoint").send().await?;
    let jws = reply::from_shop(reply(&answer), "application/jose")?.to_vec();
    String::from_utf8(jws).map_err(|_| NOT_THE_SHOP)
}

/// What connects two sizes of the receipt log.
pub async fn log_consistency(from: u64, to: u64) -> Result<Consistency, CallError> {
    json(Ask::get(format!("/api/v1/receipts/log/consistency?from={from}&to={to}"))).await
}

/// Where a receipt stands in the log, and what took its place.
pub async fn receipt_proof(id: ReceiptId) -> Result<Proven, CallError> {
    json(Ask::get(format!("/api/v1/receipts/{id}/proof"))).await
}

/// The document that somebody else's QR names.
pub async fn document(named: Named) -> Result<Document, CallError> {
    let path = format!("/api/v1/receipts/{}/document", named.id);
    post(&path, &DocumentQuestion { hash: named.hash }, Lang::default()).await
}

/// The signed answer to a command that was carried, for whoever holds its bytes.
pub async fn answer(id: CommandId, hash: DocumentHash) -> Result<SignedAnswer, CallError> {
    let path = format!("/api/v1/commands/{id}/answer");
    post(&path, &AnswerQuestion { hash }, Lang::default()).await
}

/// The shop over HTTP.
#[derive(Debug, Clone, Copy, Default)]
pub struct Server;

impl Line for Server {
    async fn push(&self, commands: &Push) -> Result<PushAnswer, LineError> {
        post("/api/v1/commands", commands, Lang::default()).await.map_err(of_the_line)
    }

    async fn my_changes(&self, since: u64) -> Result<MyChanges, LineError> {
        json(Ask::get(format!("/api/v1/me/changes?since={since}"))).await.map_err(of_the_line)
    }
}

/// Tells the account what is in the cart here; answers what is in it everywhere.
pub async fn cart(push: &CartPush) -> Result<Cart, CallError> {
    post("/api/v1/me/cart", push, Lang::default()).await
}

/// `before` is where the last page ended.
pub async fn my_balance(before: Option<u64>) -> Result<BalanceHistory, CallError> {
    let page = before.map(|seq| format!("?before={seq}")).unwrap_or_default();
    json(Ask::get(format!("/api/v1/me/balance{page}"))).await
}

/// Neither call touches the phone's storage or a signature of the shop.
fn of_the_line(error: CallError) -> LineError {
    match error {
        CallError::Line(error) => error,
        CallError::Signature(_) | CallError::Phone(_) => LineError::NotTheShop,
    }
}

pub async fn seller_orders(before: Option<u64>) -> Result<SellerOrders, CallError> {
    let page = before.map(|rev| format!("?before={rev}")).unwrap_or_default();
    json(Ask::get(format!("/api/v1/seller/orders{page}"))).await
}

pub async fn stock_to_settle() -> Result<StockToSettle, CallError> {
    json(Ask::get("/api/v1/seller/stock-to-settle")).await
}

/// Whether this browser is a machine.
pub async fn kiosk() -> Result<KioskStanding, CallError> {
    json(Ask::get("/api/v1/kiosk")).await
}

pub async fn enrol_kiosk(wanted: &KioskEnrolment, lang: Lang) -> Result<(), CallError> {
    let ask = Ask::post_json("/api/v1/kiosk", body(wanted)?);
    nothing(ask.header("accept-language", lang.tag())).await
}

pub async fn dismiss_kiosk() -> Result<(), CallError> {
    nothing(Ask::delete("/api/v1/kiosk")).await
}

pub async fn kiosk_inquiry(question: &KioskQuestion, lang: Lang) -> Result<KioskBill, CallError> {
    post("/api/v1/kiosk/inquiries", question, lang).await
}

pub async fn kiosk_deliver(
    delivery: &KioskDelivery,
    lang: Lang,
) -> Result<KioskDelivered, CallError> {
    post("/api/v1/kiosk/deliveries", delivery, lang).await
}

pub async fn kiosk_top_up(wanted: &KioskTopUp, lang: Lang) -> Result<KioskBill, CallError> {
    post("/api/v1/kiosk/top-ups", wanted, lang).await
}

pub async fn partner_inquiry(
    question: &PartnerQuestion,
    lang: Lang,
) -> Result<PartnerBillView, CallError> {
    post("/api/v1/kiosk/partner-inquiries", question, lang).await
}

pub async fn partner_bill(wish: &PartnerWish, lang: Lang) -> Result<PartnerBillView, CallError> {
    post("/api/v1/kiosk/partner-bills", wish, lang).await
}

pub async fn partner_result(
    question: &PartnerResultQuestion,
    lang: Lang,
) -> Result<PartnerBillView, CallError> {
    post("/api/v1/kiosk/partner-results", question, lang).await
}

/// `before` is where the last page ended.
pub async fn seller_statement(before: Option<u64>) -> Result<SellerStatement, CallError> {
    let page = before.map(|seq| format!("?before={seq}")).unwrap_or_default();
    json(Ask::get(format!("/api/v1/seller/statement{page}"))).await
}

/// `query` is what is looked for, `?q=…`, or nothing.
pub async fn seller_receipts(query: &str) -> Result<SellerReceipts, CallError> {
    json(Ask::get(format!("/api/v1/seller/receipts{query}"))).await
}
