//! A seller's archive of receipts: searched, paged, and handed out whole.

use super::Http;
use super::auth::Selling;
use super::endpoint::{Access, Content, Endpoint, QueryParameter, TextParameter, Verb};
use super::extract::Query;
use super::problem::Problem;
use crate::service::archive::{self, Form, LONGEST_WORDS, Sought};
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use std::sync::Arc;
use warung_domain::protocol::ProblemKind;
use warung_domain::receipt::Kind;
use warung_domain::time::{Timestamp, day_begins};

/// Seconds of a day.
const DAY: i64 = 86_400;

pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(
            Verb::Get,
            "/seller/receipts",
            "The seller's receipts, newest first; whole as text/csv, or as signed documents with \
             their proofs, one a line, oldest first",
            receipts,
        )
        .for_(Access::Seller)
        .query(&[
            QueryParameter {
                name: "before",
                required: false,
                values: &[],
                description: "`next` of the last page.",
            },
            QueryParameter {
                name: "kind",
                required: false,
                values: &["receipt", "reversal", "refund", "charge-back"],
                description: "Only documents of this kind.",
            },
            QueryParameter {
                name: "format",
                required: false,
                values: &["json", "csv", "jsonl"],
                description: "`csv` for a spreadsheet, `jsonl` for the documents.",
            },
        ])
        .text_query(&[
            TextParameter {
                name: "q",
                description: "Part of a number, an order's number, a buyer's name or a payment's \
                              reference; or a total.",
            },
            TextParameter {
                name: "from",
                description: "Issued on this day or later, `2026-11-23` in the shop's zone.",
            },
            TextParameter { name: "to", description: "Issued on this day or earlier." },
        ])
        .answers(200, Content::Json("SellerReceipts"))
        .may_refuse(&[ProblemKind::InvalidField]),
    ]
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    Json,
    Csv,
    Jsonl,
}

#[derive(Deserialize)]
struct Wanted {
    before: Option<u64>,
    kind: Option<Kind>,
    format: Option<Format>,
    q: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

async fn receipts(
    State(http): State<Http>,
    selling: Selling,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let offset = http.shop.config.offset_minutes;
    if wanted.q.as_ref().is_some_and(|words| words.len() > LONGEST_WORDS) {
        return Err(Problem::of(ProblemKind::InvalidField).saying(
            "Kata yang dicari terlalu panjang. Pakai sebagian nomornya saja.",
            "What is looked for is too long. Use a part of the number.",
        ));
    }
    let day = |text: Option<String>| -> Result<Option<Timestamp>, Problem> {
        let text = text.filter(|text| !text.is_empty());
        text.map(|text| day_begins(&text, offset).ok_or_else(no_day)).transpose()
    };
    let sought = Sought {
        words: wanted.q,
        kind: wanted.kind,
        from: day(wanted.from)?,
        until: day(wanted.to)?.map(|last| last.plus_seconds(DAY)),
    };
    let (form, kind, ending) = match wanted.format {
        None | Some(Format::Json) => {
            let page = archive::page(&http.shop, &selling.seller, sought, wanted.before).await?;
            return Ok(axum::Json(page).into_response());
        }
        Some(Format::Csv) => (Form::Spreadsheet, "text/csv; charset=utf-8; header=present", "csv"),
        Some(Format::Jsonl) => (Form::Documents, "application/x-ndjson", "jsonl"),
    };
    let named = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}-receipts.{ending}\"", selling.seller),
        ),
    ];
    let pieces = archive::whole(Arc::clone(&http.shop), &selling.seller, sought, form);
    Ok((named, Body::from_stream(pieces)).into_response())
}

fn no_day() -> Problem {
    Problem::of(ProblemKind::InvalidField).saying(
        "Tanggal ditulis seperti 2026-11-23. Periksa tanggalnya.",
        "A date is written like 2026-11-23. Check the date.",
    )
}
