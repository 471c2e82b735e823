//! How the world reaches the shop.
//!
//! One file per resource, each listing its [`endpoint::Endpoint`]s; [`router`]
//! makes routes of them and [`openapi`] a document. Around everything lie, from
//! the outside in: the security headers ([`protect`]), the request id and the
//! words of every problem ([`problem`]), the counting ([`health`]) and, for the
//! API, the door ([`crowd`]), the refusal of other sites' writes ([`guard`]) and the packing of large
//! answers ([`slim`]).

mod archive;
pub mod assets;
mod auth;
mod cart;
mod catalog;
mod commands;
mod consent;
mod counter;
mod crowd;
pub mod endpoint;
mod extract;
mod guard;
pub mod health;
mod keys;
mod kiosk;
mod me;
mod negotiate;
pub mod openapi;
mod partner;
mod payments;
mod people;
mod preload;
pub mod problem;
mod protect;
mod range;
mod receipts;
mod refusals;
mod seller;
mod shell;
mod slim;

#[cfg(test)]
mod tests;

use crate::service::Shop;
use crate::service::catalog::CatalogDesk;
use assets::Assets;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use crowd::Crowd;
use endpoint::Endpoint;
use health::Counters;
use problem::Problem;
use std::sync::Arc;
use tokio::sync::watch;
use warung_domain::protocol::ProblemKind;

/// What every handler can reach.
#[derive(Clone)]
pub struct Http {
    pub shop: Arc<Shop>,
    desk: Arc<CatalogDesk>,
    assets: Arc<Assets>,
    counters: Arc<Counters>,
    crowd: Arc<Crowd>,
    openapi: Arc<str>,
    /// Whether a proxy of ours stands in front and appends `X-Forwarded-For`.
    behind_proxy: bool,
    /// The file that is served as the app's service worker.
    worker: &'static str,
    closing: Arc<watch::Sender<bool>>,
}

impl Http {
    #[must_use]
    pub fn new(shop: Arc<Shop>, assets: Assets) -> Self {
        Self {
            shop,
            desk: Arc::default(),
            assets: Arc::new(assets),
            counters: Arc::default(),
            crowd: Arc::default(),
            openapi: Arc::clone(&openapi::TEXT),
            behind_proxy: false,
            worker: assets::WORKER,
            closing: Arc::new(watch::Sender::new(false)),
        }
    }

    /// Believes the address that the proxy in front appends.
    #[must_use]
    pub fn behind_proxy(self) -> Self {
        Self { behind_proxy: true, ..self }
    }

    /// Serves the worker that ends all workers in place of the app's own.
    #[must_use]
    pub fn retiring_the_worker(self) -> Self {
        Self { worker: assets::RETIRING_WORKER, ..self }
    }

    /// Gets ready what every phone asks for first, so that not even the first
    /// one waits while a large catalog is counted.
    pub async fn warm_up(&self) {
        if let Err(error) = self.desk.manifest(&self.shop).await {
            tracing::error!(%error, "the manifest could not be made");
        }
    }

    /// Ends the open event streams, so that a shutdown does not wait for them.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }
}

/// Every route under `/api/v1`.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let mut all = catalog::endpoints();
    all.extend(people::endpoints());
    all.extend(commands::endpoints());
    all.extend(me::endpoints());
    all.extend(cart::endpoints());
    all.extend(seller::endpoints());
    all.extend(archive::endpoints());
    all.extend(consent::endpoints());
    all.extend(counter::endpoints());
    all.extend(kiosk::endpoints());
    all.extend(partner::endpoints());
    all.extend(payments::endpoints());
    all.extend(receipts::endpoints());
    all.push(openapi::endpoint());
    all
}

/// The whole server. `simulator` is the bank on its own path, if there is one.
pub fn router(http: Http, simulator: Option<Router>) -> Router {
    let mut api = Router::new();
    for endpoint in endpoints() {
        api = api.route(endpoint.path, endpoint.handler);
    }
    let api = api
        .fallback(|| async { Problem::of(ProblemKind::NotFound) })
        .method_not_allowed_fallback(|| async { Problem::of(ProblemKind::MethodNotAllowed) })
        .layer(from_fn(slim::slim))
        .layer(from_fn_with_state(http.clone(), guard::same_origin))
        .layer(from_fn_with_state(http.clone(), crowd::admit));
    let mut whole = Router::new()
        .nest("/api/v1", api)
        .merge(health::router())
        .merge(keys::router())
        .merge(receipts::router())
        .fallback(assets::serve)
        .method_not_allowed_fallback(|| async { Problem::of(ProblemKind::MethodNotAllowed) });
    if let Some(simulator) = simulator {
        whole = whole.nest_service("/simulator", simulator);
    }
    whole
        .layer(from_fn_with_state(http.clone(), health::count))
        .layer(from_fn_with_state(http.clone(), problem::describe))
        .layer(from_fn_with_state(http.clone(), protect::protect))
        .with_state(http)
}
