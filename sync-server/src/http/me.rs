//! Orders, receipts and balance down to the person they belong to, and the hint
//! that there is something new.

use super::Http;
use super::auth::SignedIn;
use super::endpoint::{Access, Content, Endpoint, QueryParameter, Verb};
use super::extract::Query;
use super::problem::Problem;
use crate::service::{balance, pull};
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::stream::{Stream, unfold};
use serde::Deserialize;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use warung_domain::ids::AccountId;
use warung_domain::protocol::{BalanceHistory, MyChanges, ProblemKind};

/// Below the half minute after which phone networks forget a quiet connection.
const KEEP_ALIVE: Duration = Duration::from_secs(25);

/// A stream ends by itself now and then, so that an ended session does not
/// listen on for ever. The browser connects again.
const LONGEST: Duration = Duration::from_secs(1_800);

pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::new(Verb::Get, "/me/changes", "One's own orders touched since a cursor", changes)
            .for_(Access::SignedIn)
            .query(&[QueryParameter {
                name: "since",
                required: false,
                values: &[],
                description: "The cursor of the last answer; nothing for all orders.",
            }])
            .answers(200, Content::Json("MyChanges"))
            .may_refuse(&[ProblemKind::InvalidField]),
        Endpoint::new(
            Verb::Get,
            "/me/balance",
            "One's own balance, newest movement first",
            history,
        )
        .for_(Access::SignedIn)
        .query(&[QueryParameter {
            name: "before",
            required: false,
            values: &[],
            description: "`next` of the last page.",
        }])
        .answers(200, Content::Json("BalanceHistory"))
        .may_refuse(&[ProblemKind::InvalidField]),
        Endpoint::new(Verb::Get, "/me/events", "A stream that only says: pull now", events)
            .for_(Access::SignedIn)
            .answers(200, Content::Other("text/event-stream")),
    ]
}

#[derive(Deserialize)]
struct Since {
    #[serde(default)]
    since: u64,
}

async fn changes(
    State(http): State<Http>,
    signed_in: SignedIn,
    Query(query): Query<Since>,
) -> Result<axum::Json<MyChanges>, Problem> {
    let changes = pull::my_changes(&http.shop, signed_in.account.id, query.since).await?;
    Ok(axum::Json(changes))
}

#[derive(Deserialize)]
struct Before {
    before: Option<u64>,
}

async fn history(
    State(http): State<Http>,
    signed_in: SignedIn,
    Query(query): Query<Before>,
) -> Result<axum::Json<BalanceHistory>, Problem> {
    Ok(axum::Json(balance::history(&http.shop, signed_in.account.id, query.before).await?))
}

/// What a stream waits on.
struct Listening {
    me: AccountId,
    pulls: Receiver<AccountId>,
    closing: watch::Receiver<bool>,
    until: Instant,
    /// Whatever happened before the connection stood is news as well.
    greeted: bool,
}

async fn events(
    State(http): State<Http>,
    signed_in: SignedIn,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let listening = Listening {
        me: signed_in.account.id,
        pulls: http.shop.pulls.subscribe(),
        closing: http.closing.subscribe(),
        until: Instant::now() + LONGEST,
        greeted: false,
    };
    let stream = unfold(listening, |mut listening| async move {
        let heard = listening.next().await;
        heard.then(|| (Ok(Event::default().event("pull").data("now")), listening))
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

impl Listening {
    /// Waits for the next reason to pull; `false` when the stream ends.
    async fn next(&mut self) -> bool {
        if !std::mem::replace(&mut self.greeted, true) {
            return true;
        }
        loop {
            let heard = tokio::select! {
                heard = self.pulls.recv() => heard,
                _ = self.closing.changed() => return false,
                () = sleep_until(self.until) => return false,
            };
            match heard {
                Ok(account) if account == self.me => return true,
                Ok(_) => {}
                // Some were missed; one of them may have been ours.
                Err(RecvError::Lagged(_)) => return true,
                Err(RecvError::Closed) => return false,
            }
        }
    }
}
