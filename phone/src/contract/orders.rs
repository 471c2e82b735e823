//! The part of the contract about the shop's orders.

use super::{Bench, Breach, had, killed_after, same};
use crate::sample;
use crate::store::{Adopted, Checkpoint, OrderStore};
use warung_domain::ids::{AccountId, OrderId};
use warung_domain::time::Timestamp;

/// Checks everything [`OrderStore`] promises.
pub async fn orders<B: Bench>(bench: &B) -> Result<(), Breach> {
    pages(bench).await?;
    overtaken(bench).await?;
    cut_off(bench).await
}

fn account(n: u8) -> AccountId {
    AccountId::mint(Timestamp::from_millis(1), &[n; 10])
}

fn id(n: u64) -> OrderId {
    sample::command_id(n).into()
}

async fn pages<B: Bench>(bench: &B) -> Result<(), Breach> {
    let rule = "a page and how far it leads are stored together";
    let (_, store) = bench.fresh().await;
    same(rule, &had(rule, store.checkpoint().await)?, &Checkpoint { account: None, cursor: 0 })?;
    bench.sign_in(Some(account(1))).await;
    let start = Checkpoint { account: Some(account(1)), cursor: 0 };
    same(rule, &had(rule, store.checkpoint().await)?, &start)?;
    let page = [sample::order(id(1), 4), sample::order(id(2), 5)];
    same(rule, &had(rule, store.adopt(start, &page, 5).await)?, &Adopted::Stored)?;
    let (_, store) = bench.reopened().await;
    let next = Checkpoint { cursor: 5, ..start };
    same(rule, &had(rule, store.checkpoint().await)?, &next)?;
    let rule = "an order is there once it has come back";
    same(rule, &had(rule, store.has_order(id(2)).await)?, &true)?;
    same(rule, &had(rule, store.has_order(id(3)).await)?, &false)
}

async fn overtaken<B: Bench>(bench: &B) -> Result<(), Breach> {
    let rule = "a page asked for with an older cursor is not stored";
    let (_, store) = bench.fresh().await;
    bench.sign_in(Some(account(1))).await;
    let start = Checkpoint { account: Some(account(1)), cursor: 0 };
    had(rule, store.adopt(start, &[sample::order(id(1), 9)], 9).await)?;
    let late = store.adopt(start, &[sample::order(id(2), 4)], 4).await;
    same(rule, &had(rule, late)?, &Adopted::Overtaken)?;
    same(rule, &had(rule, store.has_order(id(2)).await)?, &false)?;
    let now = Checkpoint { cursor: 9, ..start };
    same(rule, &had(rule, store.checkpoint().await)?, &now)?;

    let rule = "another person's page is not stored";
    bench.sign_in(Some(account(2))).await;
    let start = Checkpoint { account: Some(account(2)), cursor: 0 };
    same(rule, &had(rule, store.checkpoint().await)?, &start)?;
    same(rule, &had(rule, store.has_order(id(1)).await)?, &false)?;
    let theirs = Checkpoint { account: Some(account(1)), cursor: 0 };
    let late = store.adopt(theirs, &[sample::order(id(3), 4)], 4).await;
    same(rule, &had(rule, late)?, &Adopted::Overtaken)?;
    same(rule, &had(rule, store.has_order(id(3)).await)?, &false)
}

async fn cut_off<B: Bench>(bench: &B) -> Result<(), Breach> {
    let rule = "a page that is cut off is stored whole or not at all";
    for steps in 0..6 {
        let (_, store) = bench.fresh().await;
        bench.sign_in(Some(account(1))).await;
        let start = Checkpoint { account: Some(account(1)), cursor: 0 };
        killed_after(steps, store.adopt(start, &[sample::order(id(1), 4)], 4));
        drop(store);
        let (_, store) = bench.reopened().await;
        let cursor = had(rule, store.checkpoint().await)?.cursor;
        let found = (had(rule, store.has_order(id(1)).await)?, cursor);
        if found != (false, 0) {
            same(rule, &found, &(true, 4))?;
        }
    }
    Ok(())
}
