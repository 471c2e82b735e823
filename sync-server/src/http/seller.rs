//! A seller's own orders and receipts. Which seller is decided by the session,
//! never by the request.

use super::Http;
use super::auth::Selling;
use super::endpoint::{Access, Content, Endpoint, QueryParameter, Verb};
use super::extract::Query;
use super::problem::Problem;
use crate::service::seller;
use axum::extract::State;
use serde::Deserialize;
use warung_domain::protocol::{ProblemKind, SellerOrders, SellerReceipts, StockToSettle};

pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(Verb::Get, "/seller/orders", "The seller's orders, newest first", orders)
            .for_(Access::Seller)
            .query(&[QueryParameter {
                name: "before",
                required: false,
                description: "`next` of the last page.",
            }])
            .answers(200, Content::Json("SellerOrders"))
            .may_refuse(&[ProblemKind::InvalidField]),
        Endpoint::new(
            Verb::Get,
            "/seller/receipts",
            "The seller's receipts, newest first",
            receipts,
        )
        .for_(Access::Seller)
        .answers(200, Content::Json("SellerReceipts")),
        Endpoint::new(
            Verb::Get,
            "/seller/stock-to-settle",
            "What was sold over the counter and was not on the shelf",
            stock_to_settle,
        )
        .for_(Access::Seller)
        .answers(200, Content::Json("StockToSettle")),
    ]
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

async fn receipts(
    State(http): State<Http>,
    selling: Selling,
) -> Result<axum::Json<SellerReceipts>, Problem> {
    Ok(axum::Json(seller::receipts(&http.shop, &selling.seller).await?))
}

async fn stock_to_settle(
    State(http): State<Http>,
    selling: Selling,
) -> Result<axum::Json<StockToSettle>, Problem> {
    Ok(axum::Json(seller::stock_to_settle(&http.shop, &selling.seller).await?))
}
