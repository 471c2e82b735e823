//! Workers that die between any two steps, and workers that come back too late.
//! What the order says, what the gateway has and what is still to be done agree in
//! the end, whoever died when.

use super::tests::{awaiting, command, milestones, ordered, receipts, told};
use super::{charge_step, settle_step};
use crate::payment::GatewayState;
use crate::service::settle::{Refreshed, refresh};
use crate::service::testing::{Fault, TestShop, test_shop};
use futures::poll;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use tokio::task::yield_now;
use warung_domain::catalog::Stock;
use warung_domain::command::CommandBody;
use warung_domain::ids::OrderId;
use warung_domain::order::{Milestone, OrderState, Standing};
use warung_domain::payment::PaymentState;

/// More awaits than any step has.
const MOST_STOPS: usize = 30;

/// Runs `work` until it has waited `stops` times, then drops it where it stands:
/// the machine died. What it came to if it was done before.
pub(super) async fn killed_at<F: Future>(stops: usize, work: F) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut waited = 0;
    poll_fn(move |context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if waited == stops => Poll::Ready(None),
        Poll::Pending => {
            waited += 1;
            Poll::Pending
        }
    })
    .await
}

/// Lets `work` go on until something is true, and leaves it there.
async fn stalled<F: Future>(mut work: Pin<&mut F>, until: impl Fn() -> bool) {
    while !until() {
        assert!(poll!(work.as_mut()).is_pending(), "it was to wait for the gateway");
        yield_now().await;
    }
}

/// What a server does after its start, when the leases of the dead have run out.
async fn catch_up(test: &TestShop) {
    test.clock.advance(60);
    while charge_step(&test.shop).await.unwrap() || settle_step(&test.shop).await.unwrap() {}
}

async fn open_charges(test: &TestShop) -> u32 {
    test.shop.storage.read(|txn| txn.open_charges()).await.unwrap()
}

fn called(test: &TestShop, what: &str) -> usize {
    test.gateway.calls().iter().filter(|call| call.starts_with(what)).count()
}

// Holds M2.
#[tokio::test]
async fn a_charge_survives_a_crash_at_every_step() {
    for stops in 0..MOST_STOPS {
        let test = test_shop().await;
        let id = ordered(&test).await;
        let done = killed_at(stops, charge_step(&test.shop)).await;
        catch_up(&test).await;
        let order = test.order(id).await;
        assert!(matches!(order.payment, PaymentState::Pending { .. }), "killed at {stops}");
        assert_eq!(milestones(&order), [Milestone::Accepted, Milestone::PaymentRequested]);
        assert_eq!((test.gateway.opened(), open_charges(&test).await), (1, 0), "killed at {stops}");
        if done.is_some() {
            assert!(stops >= 3, "lease, gateway and outcome are waited for");
            return;
        }
    }
    panic!("the step never ended");
}

// Holds M3, M5, R1.
#[tokio::test]
async fn a_settlement_survives_a_crash_at_every_step() {
    for stops in 0..MOST_STOPS {
        let test = test_shop().await;
        let (id, payment) = awaiting(&test).await;
        test.gateway.set(&payment, GatewayState::Settled);
        test.clock.advance(60);
        let done = killed_at(stops, settle_step(&test.shop)).await;
        catch_up(&test).await;
        assert!(test.order(id).await.payment.is_paid(), "killed at {stops}");
        test.clock.advance(300);
        let closed = killed_at(stops, settle_step(&test.shop)).await;
        catch_up(&test).await;
        assert_eq!(Standing::of_order(&test.order(id).await), Standing::Paid, "killed at {stops}");
        assert_eq!(receipts(&test).await.len(), 1, "killed at {stops}");
        if done.is_some() && closed.is_some() {
            assert!(stops >= 3, "lease, gateway and outcome are waited for");
            return;
        }
    }
    panic!("the step never ended");
}

// Holds M2, P5.
#[tokio::test]
async fn closing_a_cancelled_payment_survives_a_crash_at_every_step() {
    for stops in 0..MOST_STOPS {
        let test = test_shop().await;
        let (id, payment) = awaiting(&test).await;
        command(&test, CommandBody::CancelOrder { order: id }).await;
        let done = killed_at(stops, charge_step(&test.shop)).await;
        catch_up(&test).await;
        let order = test.order(id).await;
        assert!(matches!(order.payment, PaymentState::Cancelled { .. }), "killed at {stops}");
        assert_eq!(test.gateway.state(&payment), Some(GatewayState::Cancelled));
        assert_eq!(test.stock("kopi").await, Stock::Units(10), "killed at {stops}");
        assert_eq!(open_charges(&test).await, 0);
        if done.is_some() {
            assert!(stops >= 3, "lease, gateway and outcome are waited for");
            return;
        }
    }
    panic!("the step never ended");
}

// Holds P4, P5.
#[tokio::test]
async fn an_unanswered_question_lapses_once_whenever_the_worker_dies() {
    for stops in 0..MOST_STOPS {
        let test = test_shop().await;
        let wish = crate::service::testing::wish(
            &[("kopi", 99, 68_000)],
            warung_domain::payment::PaymentMethod::Indomaret,
        );
        let id = command(&test, CommandBody::PlaceOrder(Box::new(wish))).await;
        test.clock.advance(48 * 3_600);
        let done = killed_at(stops, settle_step(&test.shop)).await;
        catch_up(&test).await;
        assert_eq!(test.order(id).await.state, OrderState::Cancelled, "killed at {stops}");
        assert_eq!(test.stock("kopi").await, Stock::Units(10), "killed at {stops}");
        if done.is_some() {
            return;
        }
    }
    panic!("the step never ended");
}

// Holds M7.
#[tokio::test]
async fn a_late_refusal_does_not_end_a_payment_that_another_worker_opened() {
    let test = test_shop().await;
    let id = ordered(&test).await;
    test.gateway.fail_next(Fault::Refused);
    let mut first = pin!(charge_step(&test.shop));
    stalled(first.as_mut(), || called(&test, "charge") == 1).await;
    test.clock.advance(30);
    assert!(charge_step(&test.shop).await.unwrap(), "the lease ran out");
    let before = test.order(id).await;
    assert!(matches!(before.payment, PaymentState::Pending { .. }));
    assert!(first.await.unwrap());
    assert_eq!(test.order(id).await, before, "the late worker wrote nothing");
    assert_eq!((test.gateway.opened(), open_charges(&test).await), (1, 0));
}

// Holds M7.
#[tokio::test]
async fn a_late_worker_does_not_take_the_job_out_of_anothers_hands() {
    let test = test_shop().await;
    let id = ordered(&test).await;
    let mut first = pin!(charge_step(&test.shop));
    stalled(first.as_mut(), || test.gateway.opened() == 1).await;
    test.clock.advance(30);
    let mut second = pin!(charge_step(&test.shop));
    stalled(second.as_mut(), || called(&test, "status") == 1).await;
    assert!(first.await.unwrap());
    assert_eq!(test.order(id).await.payment, PaymentState::None, "the second one has the job");
    assert_eq!(open_charges(&test).await, 1);
    assert!(second.await.unwrap());
    let order = test.order(id).await;
    assert_eq!(milestones(&order), [Milestone::Accepted, Milestone::PaymentRequested]);
    assert_eq!((test.gateway.opened(), open_charges(&test).await), (1, 0));
}

// Holds M7.
#[tokio::test]
async fn a_code_opened_too_late_for_a_cancelled_order_is_closed() {
    let test = test_shop().await;
    let id: OrderId = ordered(&test).await;
    let mut first = pin!(charge_step(&test.shop));
    stalled(first.as_mut(), || called(&test, "charge") == 1).await;
    command(&test, CommandBody::CancelOrder { order: id }).await;
    // Another worker looks before the charge has reached the gateway.
    assert!(charge_step(&test.shop).await.unwrap());
    assert!(matches!(test.order(id).await.payment, PaymentState::Cancelled { .. }));
    assert!(first.await.unwrap());
    let payment = format!("{id}-1");
    assert_eq!(test.gateway.state(&payment), Some(GatewayState::Pending), "it stands open");
    catch_up(&test).await;
    assert_eq!(test.gateway.state(&payment), Some(GatewayState::Cancelled));
    assert_eq!((test.stock("kopi").await, open_charges(&test).await), (Stock::Units(10), 0));
}

// Holds M7.
#[tokio::test]
async fn a_code_opened_by_a_worker_that_died_for_a_cancelled_order_is_looked_for() {
    let test = test_shop().await;
    let id: OrderId = ordered(&test).await;
    let mut first = Box::pin(charge_step(&test.shop));
    stalled(first.as_mut(), || called(&test, "charge") == 1).await;
    command(&test, CommandBody::CancelOrder { order: id }).await;
    assert!(charge_step(&test.shop).await.unwrap(), "the gateway knows nothing yet");
    assert!(matches!(test.order(id).await.payment, PaymentState::Cancelled { .. }));
    stalled(first.as_mut(), || test.gateway.opened() == 1).await;
    drop(first);
    catch_up(&test).await;
    let payment = format!("{id}-1");
    assert_eq!(test.gateway.state(&payment), Some(GatewayState::Cancelled), "nobody told of it");
    assert_eq!((test.stock("kopi").await, open_charges(&test).await), (Stock::Units(10), 0));
}

// Holds M7.
#[tokio::test]
async fn a_code_opened_after_every_look_for_it_is_closed_once_heard_of() {
    let test = test_shop().await;
    let id: OrderId = ordered(&test).await;
    let mut first = Box::pin(charge_step(&test.shop));
    stalled(first.as_mut(), || called(&test, "charge") == 1).await;
    command(&test, CommandBody::CancelOrder { order: id }).await;
    // No look is put off for longer than five minutes, or the last would not come.
    let mut looks = 0;
    while open_charges(&test).await > 0 {
        assert!(looks < 12, "the looks never end");
        test.clock.advance(300);
        catch_up(&test).await;
        looks += 1;
    }
    stalled(first.as_mut(), || test.gateway.opened() == 1).await;
    drop(first);
    catch_up(&test).await;
    let payment = format!("{id}-1");
    assert_eq!(test.gateway.state(&payment), Some(GatewayState::Pending), "nobody knows of it");
    assert_eq!(told(&test, &payment).await, Refreshed::Unchanged);
    catch_up(&test).await;
    assert_eq!(test.gateway.state(&payment), Some(GatewayState::Cancelled));
    assert!(matches!(test.order(id).await.payment, PaymentState::Cancelled { .. }));
    assert_eq!((test.stock("kopi").await, open_charges(&test).await), (Stock::Units(10), 0));
}

// Holds M7.
#[tokio::test]
async fn an_old_answer_is_not_written_over_a_newer_one() {
    let test = test_shop().await;
    let (id, payment) = awaiting(&test).await;
    test.gateway.set(&payment, GatewayState::Denied);
    let mut slow = pin!(refresh(&test.shop, &payment));
    stalled(slow.as_mut(), || called(&test, "status") == 1).await;
    test.gateway.set(&payment, GatewayState::Settled);
    assert_eq!(told(&test, &payment).await, Refreshed::Changed);
    assert_eq!(slow.await, Ok(Refreshed::Unchanged), "it asked again");
    assert!(test.order(id).await.payment.is_paid());
    assert_eq!(receipts(&test).await.len(), 1);
}
