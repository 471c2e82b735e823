//! A partner that does not answer holds up nobody but those who wait for it.

use super::counter_tests::{at_counter, rp};
use super::kiosk_tests::put_up;
use super::relay_tests::{question, take};
use super::run;
use super::tests::ordered;
use crate::biller::{Biller, BillerFuture, Inquiry, Outcome, Purchase, Quote};
use crate::service::partner::{inquire, open};
use crate::service::testing::{FakeBiller, TestShop, test_shop};
use crate::storage::RelayRecord;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::sync::oneshot;
use warung_domain::command::{CommandBody, Verdict};
use warung_domain::ids::OrderId;
use warung_domain::partner::RelayState;
use warung_domain::payment::PaymentState;
use warung_domain::protocol::{PartnerQuestion, PartnerWish};

/// Does as it is asked, but only once it is let to.
struct Slow {
    behind: Arc<FakeBiller>,
    door: Semaphore,
}

impl Biller for Slow {
    fn inquire<'a>(&'a self, inquiry: &'a Inquiry) -> BillerFuture<'a, Quote> {
        self.behind.inquire(inquiry)
    }

    fn pay<'a>(&'a self, purchase: &'a Purchase) -> BillerFuture<'a, Outcome> {
        Box::pin(async move {
            let _let_in = self.door.acquire().await;
            self.behind.pay(purchase).await
        })
    }

    fn advise<'a>(&'a self, reference: &'a str) -> BillerFuture<'a, Outcome> {
        self.behind.advise(reference)
    }

    fn reverse<'a>(&'a self, reference: &'a str) -> BillerFuture<'a, Outcome> {
        self.behind.reverse(reference)
    }
}

/// A bill of a partner's, paid in cash.
async fn paid(test: &TestShop, number: u8, partner: &str) -> OrderId {
    let kiosk = put_up(test).await;
    let asked = PartnerQuestion {
        biller: partner.parse().unwrap(),
        amount: Some(50_000),
        ..question(test, number, "")
    };
    let shown = inquire(&test.shop, &kiosk, asked).await.unwrap();
    let wish = PartnerWish { id: shown.id, total: shown.total.minor() };
    open(&test.shop, &kiosk, wish).await.unwrap();
    assert_eq!(take(test, shown.id, shown.total.minor()).await, Verdict::Applied);
    shown.id
}

async fn relay(test: &TestShop, id: OrderId) -> RelayRecord {
    let name = id.to_string();
    test.shop.storage.read(move |txn| txn.relay(&name)).await.unwrap().unwrap()
}

/// Waits until it is so.
async fn until<F: AsyncFn() -> bool>(what: &str, is_so: F) {
    let looks = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), looks).await.unwrap_or_else(|_| panic!("{what}"));
}

// Holds T3.
#[tokio::test]
async fn others_go_on_while_one_does_not_answer() {
    let mut test = test_shop().await;
    let slow = Arc::new(Slow { behind: Arc::clone(&test.biller), door: Semaphore::new(0) });
    let shop = Arc::get_mut(&mut test.shop).unwrap();
    let stuck = Arc::clone(&slow) as Arc<dyn Biller>;
    shop.billers = std::mem::take(&mut shop.billers).with("listrik".parse().unwrap(), stuck);
    at_counter(&test, CommandBody::OpenShift { float: rp(0) }).await;
    let (held, behind) = (paid(&test, 1, "listrik").await, paid(&test, 2, "listrik").await);
    let (close, closed) = oneshot::channel::<()>();
    let jobs = run(Arc::clone(&test.shop), async { drop(closed.await) });
    let jobs = tokio::spawn(jobs);
    until("the first is asked", async || {
        matches!(relay(&test, held).await.relay.state, RelayState::Asked { .. })
    })
    .await;
    // Another partner's customer, and somebody who waits for a code of the gateway's.
    let other = paid(&test, 3, "pulsa").await;
    let order = ordered(&test).await;
    until("another partner does it", async || relay(&test, other).await.relay.state.is_over())
        .await;
    until("the shop's own money goes on", async || {
        matches!(test.order(order).await.payment, PaymentState::Pending { .. })
    })
    .await;
    assert_eq!(relay(&test, behind).await.relay.state, RelayState::Waiting, "one at a time");
    slow.door.add_permits(2);
    for stuck in [held, behind] {
        until("it is done after all", async || relay(&test, stuck).await.relay.state.is_over())
            .await;
    }
    drop(close);
    jobs.await.unwrap();
}
