//! The public log of receipts, which is hashes and signatures for anybody, and a
//! receipt for whoever shows to have seen it.

use super::Http;
use super::endpoint::{Content, Endpoint, QueryParameter, Verb};
use super::extract::{Json, Query};
use super::problem::Problem;
use crate::service::receipt_log;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use warung_domain::ids::ReceiptId;
use warung_domain::protocol::ProblemKind;
use warung_domain::receipt_log::{Document, DocumentQuestion, Proven};

pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(
            Verb::Get,
            "/receipts/log/consistency",
            "What shows that the log of receipts was only added to",
            consistency,
        )
        .query(&[
            QueryParameter {
                name: "from",
                required: true,
                values: &[],
                description: "How many leaves the earlier checkpoint covers.",
            },
            QueryParameter {
                name: "to",
                required: true,
                values: &[],
                description: "How many leaves the later checkpoint covers.",
            },
        ])
        .answers(200, Content::Json("Consistency"))
        .may_refuse(&[ProblemKind::InvalidField]),
        Endpoint::new(
            Verb::Get,
            "/receipts/{id}/proof",
            "Where a receipt stands in the log, and what took its place",
            proof,
        )
        .answers(200, Content::Json("Proven"))
        .may_refuse(&[ProblemKind::NotFound]),
        // The hash opens the document: it travels in the body, which no log of addresses holds.
        Endpoint::new(
            Verb::Post,
            "/receipts/{id}/document",
            "A receipt for whoever knows the hash of its words, from its QR",
            document,
        )
        .takes("DocumentQuestion")
        .answers(200, Content::Json("Document"))
        .may_refuse(&[ProblemKind::NotFound]),
    ]
}

pub fn router() -> Router<Http> {
    Router::new().route("/.well-known/receipt-log/checkpoint", get(checkpoint))
}

async fn checkpoint(State(http): State<Http>) -> Result<Response, Problem> {
    let Some(jws) = receipt_log::checkpoint(&http.shop).await? else {
        return Err(ProblemKind::NotFound.into());
    };
    let headers = [(header::CONTENT_TYPE, "application/jose"), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, jws).into_response())
}

#[derive(Deserialize)]
struct Stretch {
    from: u64,
    to: u64,
}

async fn consistency(
    State(http): State<Http>,
    Query(Stretch { from, to }): Query<Stretch>,
) -> Result<Response, Problem> {
    let Some(found) = receipt_log::consistency(&http.shop, from, to).await? else {
        return Err(Problem::of(ProblemKind::InvalidField).saying(
            "Catatan struk toko ini tidak pernah sepanjang itu.",
            "This shop's log of receipts was never that long.",
        ));
    };
    // The proof between two sizes never changes; but a shop that forgot has to be caught unable to
    // show it, and a copy out of a cache would speak for it.
    Ok(([(header::CACHE_CONTROL, "no-store")], axum::Json(found)).into_response())
}

async fn proof(
    State(http): State<Http>,
    Path(id): Path<String>,
) -> Result<axum::Json<Proven>, Problem> {
    let id: ReceiptId = id.parse().map_err(|_| Problem::of(ProblemKind::NotFound))?;
    match receipt_log::proof(&http.shop, id).await? {
        Some(found) => Ok(axum::Json(found)),
        None => Err(ProblemKind::NotFound.into()),
    }
}

async fn document(
    State(http): State<Http>,
    Path(id): Path<String>,
    Json(question): Json<DocumentQuestion>,
) -> Result<axum::Json<Document>, Problem> {
    let id: ReceiptId = id.parse().map_err(|_| Problem::of(ProblemKind::NotFound))?;
    match receipt_log::document(&http.shop, id, question.hash).await? {
        Some(found) => Ok(axum::Json(found)),
        // A wrong hash learns no more than a wrong id.
        None => Err(ProblemKind::NotFound.into()),
    }
}
