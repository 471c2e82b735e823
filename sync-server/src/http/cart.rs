//! The cart that follows its account from phone to phone.

use super::Http;
use super::auth::SignedIn;
use super::endpoint::{Access, Content, Endpoint, Verb};
use super::extract::Json;
use super::problem::Problem;
use crate::service::cart;
use axum::extract::State;
use warung_domain::cart::Cart;
use warung_domain::protocol::{CartPush, ProblemKind};

/// The largest cart with the longest names.
const CART_BYTES: usize = 256 * 1024;

pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(Verb::Get, "/me/cart", "What is in the account's cart", read)
            .for_(Access::SignedIn)
            .answers(200, Content::Json("Cart")),
        Endpoint::new(Verb::Post, "/me/cart", "Merge a phone's cart with the account's", exchange)
            .up_to(CART_BYTES)
            .for_(Access::SignedIn)
            .takes("CartPush")
            .answers(200, Content::Json("Cart"))
            .may_refuse(&[
                ProblemKind::InvalidField,
                ProblemKind::TooLarge,
                ProblemKind::NotAllowed,
                ProblemKind::Upgrade,
            ]),
    ]
}

async fn read(State(http): State<Http>, signed_in: SignedIn) -> Result<axum::Json<Cart>, Problem> {
    Ok(axum::Json(cart::of(&http.shop, signed_in.account.id).await?))
}

async fn exchange(
    State(http): State<Http>,
    signed_in: SignedIn,
    Json(push): Json<CartPush>,
) -> Result<axum::Json<Cart>, Problem> {
    Ok(axum::Json(cart::exchange(&http.shop, signed_in.account.id, push).await?))
}
