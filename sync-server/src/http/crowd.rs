//! How many may be inside at once. Whoever comes when the shop is full is told at the door when to
//! come back, before anything of the request is read or done: a phone keeps its orders, and a
//! server that promises less keeps what it promises.
//!
//! The moments to come back are spread, because phones that were turned away together would
//! otherwise come back together.

use super::Http;
use super::problem::Problem;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::Semaphore;
use warung_domain::protocol::ProblemKind;

/// The writer commits a few thousand orders a second, so this many single orders are answered in a
/// fraction of one; full batches in a few seconds, which a phone still waits for.
pub const PLACES: usize = 256;

/// Seconds until the first of those who were turned away come back, and over how many more they
/// are spread.
const SOONEST: u32 = 1;
const SPREAD: u32 = 4;

/// The places inside.
pub struct Crowd {
    places: Semaphore,
    turned_away: AtomicU32,
}

impl Default for Crowd {
    fn default() -> Self {
        Self { places: Semaphore::new(PLACES), turned_away: AtomicU32::new(0) }
    }
}

/// Lets in whoever finds a place, for as long as the answer takes. A stream of events is not
/// counted once it flows: it costs nothing while nothing happens.
pub async fn admit(State(http): State<Http>, request: Request, next: Next) -> Response {
    let Ok(_place) = http.crowd.places.try_acquire() else {
        let before = http.crowd.turned_away.fetch_add(1, Ordering::Relaxed);
        return Problem::of(ProblemKind::Busy).after(SOONEST + before % SPREAD).into_response();
    };
    next.run(request).await
}

#[cfg(test)]
impl Http {
    /// Takes all places, until what comes back is dropped.
    pub(super) fn crowded(&self) -> tokio::sync::SemaphorePermit<'_> {
        let all = u32::try_from(PLACES).unwrap();
        self.crowd.places.try_acquire_many(all).unwrap()
    }
}
