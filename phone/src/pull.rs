//! Pulling orders and receipts, after pushing. An entry leaves the outbox only
//! here: when it was answered and its order has come back.

use crate::line::{Line, LineError};
use crate::store::{Adopted, OrderStore, OutboxStore, StoreError};
use thiserror::Error;
use warung_domain::command::is_sellers;
use warung_domain::ids::CommandId;
use warung_domain::outbox::{EntryState, OutboxEntry};

/// Why a pull did not come to its end. What it stored stays.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PullError {
    #[error(transparent)]
    Line(#[from] LineError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a pull brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pulled {
    Nothing,
    /// Orders came, or entries left the outbox.
    News,
    /// Another pull, or another person, came between; nothing was settled.
    Overtaken,
}

/// Pulls until nothing is new, then removes what has been answered and heard
/// back.
pub async fn pull<S, O, L>(outbox: &S, orders: &O, line: &L) -> Result<Pulled, PullError>
where
    S: OutboxStore,
    O: OrderStore,
    L: Line,
{
    // Only what was answered before the pull began is surely in it.
    let answered = outbox.entries().await?.into_iter().filter(is_answered).collect::<Vec<_>>();
    let mut pulled = Pulled::Nothing;
    loop {
        let since = orders.checkpoint().await?;
        let page = line.my_changes(since.cursor).await?;
        if page.cursor == since.cursor {
            break;
        }
        if orders.adopt(since, &page.orders, page.cursor).await? == Adopted::Overtaken {
            return Ok(Pulled::Overtaken);
        }
        if !page.orders.is_empty() {
            pulled = Pulled::News;
        }
        if !page.more {
            break;
        }
    }
    let is_settled = settle(outbox, orders, answered).await?;
    Ok(if is_settled { Pulled::News } else { pulled })
}

const fn is_answered(entry: &OutboxEntry) -> bool {
    matches!(entry.state, EntryState::Answered { .. })
}

/// Removes answered entries whose order is on the phone, and says whether any was. What a seller told the
/// shop is about other people's orders, which never come here.
async fn settle<S: OutboxStore, O: OrderStore>(
    outbox: &S,
    orders: &O,
    answered: Vec<OutboxEntry>,
) -> Result<bool, StoreError> {
    let mut done: Vec<CommandId> = Vec::new();
    for entry in answered {
        if is_sellers(&entry.kind) || orders.has_order(entry.subject).await? {
            done.push(entry.id);
        }
    }
    if done.is_empty() {
        return Ok(false);
    }
    outbox.remove(&done).await?;
    Ok(true)
}
