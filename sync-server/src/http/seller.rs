//! A seller's own orders and statement. Which seller is decided by the session,
//! never by the request.

use super::Http;
use super::auth::Selling;
use super::endpoint::{Access, Content, Endpoint, QueryParameter, Verb};
use super::extract::Query;
use super::problem::Problem;
use crate::service::{seller, statement};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use warung_domain::protocol::{ProblemKind, SellerOrders, StockToSettle};

const CSV: &str = "text/csv";

pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(Verb::Get, "/seller/orders", "The seller's orders, newest first", orders)
            .for_(Access::Seller)
            .query(&[QueryParameter {
                name: "before",
                required: false,
                values: &[],
                description: "`next` of the last page.",
            }])
            .answers(200, Content::Json("SellerOrders"))
            .may_refuse(&[ProblemKind::InvalidField]),
        Endpoint::new(
            Verb::Get,
            "/seller/stock-to-settle",
            "What was sold over the counter and was not on the shelf",
            stock_to_settle,
        )
        .for_(Access::Seller)
        .answers(200, Content::Json("StockToSettle")),
        Endpoint::new(
            Verb::Get,
            "/seller/statement",
            "What the shop and the seller owe each other, newest first; as text/csv the whole of it, \
             oldest first",
            books,
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
                name: "format",
                required: false,
                values: &["json", "csv"],
                description: "`csv` for a spreadsheet, as `Accept: text/csv` does.",
            },
        ])
        .answers(200, Content::Json("SellerStatement"))
        .may_refuse(&[ProblemKind::InvalidField]),
    ]
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    Json,
    Csv,
}

#[derive(Deserialize)]
struct StatementQuery {
    before: Option<u64>,
    format: Option<Format>,
}

async fn books(
    State(http): State<Http>,
    selling: Selling,
    Query(query): Query<StatementQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let wants_csv = match query.format {
        Some(Format::Csv) => true,
        Some(Format::Json) => false,
        None => accept.is_some_and(|types| types.trim_start().starts_with(CSV)),
    };
    if !wants_csv {
        let page = statement::statement(&http.shop, &selling.seller, query.before).await?;
        return Ok(axum::Json(page).into_response());
    }
    let text = statement::spreadsheet(&http.shop, &selling.seller).await?;
    let name = format!("attachment; filename=\"{}.csv\"", selling.seller);
    let named = [
        (header::CONTENT_TYPE, format!("{CSV}; charset=utf-8; header=present")),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((named, text).into_response())
}

#[derive(Deserialize)]
struct Before {
    before: Option<u64>,
}

async fn orders(
    State(http): State<Http>,
    selling: Selling,
    Query(query): Query<Before>,
) -> Result<axum::Json<SellerOrders>, Problem> {
    Ok(axum::Json(seller::orders(&http.shop, &selling.seller, query.before).await?))
}

async fn stock_to_settle(
    State(http): State<Http>,
    selling: Selling,
) -> Result<axum::Json<StockToSettle>, Problem> {
    Ok(axum::Json(seller::stock_to_settle(&http.shop, &selling.seller).await?))
}
