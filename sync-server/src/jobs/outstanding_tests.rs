//! What a business sees of what is still out there.

use super::attempt_tests::work;
use super::counter_tests::{at_counter, by_counter, rp};
use super::tests::command;
use crate::service::outstanding::outstanding;
use crate::service::push::push;
use crate::service::testing::{START, TestShop, test_shop, wish};
use warung_domain::command::CommandBody;
use warung_domain::payment::PaymentMethod;
use warung_domain::protocol::{Ages, FlightState, InFlight, Outstanding, Push, Unsent};

async fn seen_by(test: &TestShop, seller: &str) -> Outstanding {
    outstanding(&test.shop, &seller.parse().unwrap()).await.unwrap()
}

async fn orders(test: &TestShop, lines: &[(&str, u32, i64)], method: PaymentMethod) {
    command(test, CommandBody::PlaceOrder(Box::new(wish(lines, method)))).await;
}

// Holds N10.
#[tokio::test]
async fn money_on_its_way_is_added_up_by_state_and_age() {
    let test = test_shop().await;
    assert_eq!(seen_by(&test, "gudang").await.money, []);
    orders(&test, &[("beras", 1, 15_000)], PaymentMethod::CashOnDelivery).await;
    test.clock.advance(3_600);
    let both = [("beras", 2, 15_000), ("lampu", 1, 120_000)];
    orders(&test, &both, PaymentMethod::CashOnDelivery).await;
    test.clock.advance(82_800);
    let paid = by_counter(&test).await;
    at_counter(&test, CommandBody::OpenShift { float: rp(10_000) }).await;
    at_counter(&test, CommandBody::RecordCash { order: paid, amount: rp(120_000) }).await;
    test.clock.advance(60);
    let own = test.order(paid).await.breakdown.total;
    // Each sees its own part, however the order is shared.
    let gudang = seen_by(&test, "gudang").await;
    let states: Vec<_> = gudang.money.iter().map(|sum| (sum.state, sum.ages)).collect();
    let day = Ages { day: 1, ..Ages::default() };
    let hour = Ages { hour: 1, ..Ages::default() };
    assert_eq!(states, [(FlightState::AwaitsCash, day), (FlightState::Provisional, hour)]);
    assert_eq!((gudang.money[1].amount, gudang.is_cut), (own, false));
    let dapur = seen_by(&test, "dapur").await;
    let InFlight { state, ages, oldest, .. } = dapur.money[0];
    assert_eq!((state, oldest), (FlightState::AwaitsCash, START));
    assert_eq!(ages, Ages { day: 1, older: 1, ..Ages::default() });
    assert_eq!(dapur.money.len(), 1, "what was only taken at their counter is not theirs");
    // Who waits for a code because the gateway is away is owing already.
    let waits = wish(&[("lampu", 1, 120_000)], PaymentMethod::Qris);
    command(&test, CommandBody::PlaceOrder(Box::new(waits))).await;
    let without_code = seen_by(&test, "gudang").await.money;
    let waits = without_code.iter().find(|sum| sum.state == FlightState::AwaitsPayment).unwrap();
    assert_eq!(waits.amount, rp(120_000));
    // Whatever is over is on its way no more.
    test.clock.advance(240);
    work(&test).await;
    let left: Vec<_> = seen_by(&test, "gudang").await.money.iter().map(|sum| sum.state).collect();
    assert_eq!(left, [FlightState::AwaitsPayment, FlightState::AwaitsCash]);
}

// Holds N10.
#[tokio::test]
async fn devices_tell_when_they_were_heard_of_and_what_they_hold() {
    let test = test_shop().await;
    let none = seen_by(&test, "dapur").await;
    assert_eq!((none.shoppers.devices, none.shoppers.silent_since), (0, None));
    at_counter(&test, CommandBody::OpenShift { float: rp(10_000) }).await;
    test.clock.advance(60);
    // One number is lost, and something is held back, by Tini's counter and by Sari's phone.
    let _lost = test.counter.command(CommandBody::OpenShift { float: rp(1) });
    let told = |device: &crate::service::testing::TestDevice, body, value| Push {
        v: 1,
        commands: vec![device.sign(&device.command(body))],
        unsent: Some(Unsent { count: 2, value }),
    };
    let shift = CommandBody::OpenShift { float: rp(1) };
    push(&test.shop, told(&test.counter, shift, 7_000)).await.unwrap();
    let wish = wish(&[("beras", 1, 15_000)], PaymentMethod::CashOnDelivery);
    let order = CommandBody::PlaceOrder(Box::new(wish));
    push(&test.shop, told(&test.phone, order, 90_000)).await.unwrap();
    let dapur = seen_by(&test, "dapur").await;
    let device = &dapur.devices[0];
    assert_eq!((&device.device, device.person.as_str()), (&test.counter.id, "Orang 11"));
    assert_eq!(device.unsent, Some(Unsent { count: 2, value: 7_000 }));
    assert_eq!((device.missing, device.drawer), (1, Some(rp(10_000))));
    assert_eq!(device.last_seen, START.plus_seconds(60));
    let shoppers = dapur.shoppers;
    assert_eq!((shoppers.devices, shoppers.commands, shoppers.value), (1, 2, rp(90_000)));
    assert_eq!(shoppers.silent_since, Some(START.plus_seconds(60)));
    // Who has never ordered there is none of their business.
    let gudang = seen_by(&test, "gudang").await;
    assert_eq!((gudang.devices.len(), gudang.shoppers.devices), (0, 0));
}
