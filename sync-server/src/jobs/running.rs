//! Taking the steps for real, until the shop closes.
//!
//! The shop's own money goes step by step in one loop. Partners have another, with at most one step
//! of each on its way: whoever is slow to answer holds up nobody's money and no other partner.

use super::relaying::{self, Leased};
use super::{charge_step, later_step, notice_step, settle_step};
use crate::service::Shop;
use crate::storage::StorageError;
use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet};
use warung_domain::ids::BillerId;

/// Between rounds when nobody wakes the jobs.
const IDLE: Duration = Duration::from_secs(2);

/// Takes steps until `shutdown` resolves, and ends what is on its way then.
pub async fn run(shop: Arc<Shop>, shutdown: impl Future<Output = ()> + Send) {
    let (close, closing) = watch::channel(false);
    let closes = async {
        shutdown.await;
        close.send_replace(true);
    };
    tokio::join!(closes, money(&shop, closing.clone()), partners(&shop, closing));
}

async fn money(shop: &Arc<Shop>, mut closing: watch::Receiver<bool>) {
    loop {
        while !*closing.borrow() && work(shop).await {}
        tokio::select! {
            _ = closing.wait_for(|closes| *closes) => return,
            () = shop.jobs.money.notified() => {}
            () = tokio::time::sleep(IDLE) => {}
        }
    }
}

/// One step of each kind; whether there may be more to do.
async fn work(shop: &Arc<Shop>) -> bool {
    let mut more = false;
    for step in [
        charge_step(shop).await,
        notice_step(shop).await,
        settle_step(shop).await,
        later_step(shop).await,
    ] {
        match step {
            Ok(done) => more |= done,
            // The work is still there; the next round tries again.
            Err(error) => tracing::error!(%error, "a job stopped"),
        }
    }
    more
}

/// Steps on their way to partners.
#[derive(Default)]
struct Under {
    steps: JoinSet<Result<(), StorageError>>,
    way: HashMap<Id, BillerId>,
}

impl Under {
    fn begin(&mut self, shop: &Arc<Shop>, leased: Leased) {
        let biller = leased.biller().clone();
        let shop = Arc::clone(shop);
        let step = self.steps.spawn(async move { relaying::carry(&shop, leased).await });
        self.way.insert(step.id(), biller);
    }

    fn ended(&mut self, ended: Result<(Id, Result<(), StorageError>), JoinError>) {
        let id = match ended {
            Ok((id, said)) => {
                if let Err(error) = said {
                    tracing::error!(%error, "a job stopped");
                }
                id
            }
            Err(error) => {
                tracing::error!(%error, "a step to a partner broke off");
                error.id()
            }
        };
        self.way.remove(&id);
    }

    fn busy(&self) -> Vec<BillerId> {
        self.way.values().cloned().collect()
    }
}

async fn partners(shop: &Arc<Shop>, mut closing: watch::Receiver<bool>) {
    let mut under = Under::default();
    loop {
        while !*closing.borrow() {
            match relaying::next(shop, under.busy()).await {
                Ok(Some(leased)) => under.begin(shop, leased),
                Ok(None) => break,
                Err(error) => {
                    tracing::error!(%error, "a job stopped");
                    break;
                }
            }
        }
        tokio::select! {
            _ = closing.wait_for(|closes| *closes) => break,
            Some(ended) = under.steps.join_next_with_id() => under.ended(ended),
            () = shop.jobs.partners.notified() => {}
            () = tokio::time::sleep(IDLE) => {}
        }
    }
    while under.steps.join_next().await.is_some() {}
}
