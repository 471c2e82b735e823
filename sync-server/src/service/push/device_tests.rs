//! What a push tells of its device: how much it still holds, and whether everything
//! it counted has come in.

use super::push;
use crate::service::devices;
use crate::service::testing::{TestDevice, TestShop, test_shop, wish};
use crate::storage::SequenceGap;
use warung_domain::command::{Command, CommandBody, Verdict};
use warung_domain::ids::CommandId;
use warung_domain::payment::PaymentMethod::CashOnDelivery;
use warung_domain::protocol::{DeviceRegistration, Push, Unsent};

fn order(device: &TestDevice) -> Command {
    device.command(CommandBody::PlaceOrder(Box::new(wish(&[("beras", 1, 15_000)], CashOnDelivery))))
}

async fn send(test: &TestShop, commands: Vec<String>, count: u32) -> Vec<Verdict> {
    let unsent = Some(Unsent { count, value: i64::from(count) * 15_000 });
    let answer = push(&test.shop, Push { v: 1, commands, unsent }).await.unwrap();
    answer.answers.into_iter().map(|answer| answer.verdict).collect()
}

async fn declared(test: &TestShop) -> Option<u32> {
    let mine = devices::mine(&test.shop, test.sari.id).await.unwrap();
    mine.devices[0].unsent.map(|unsent| unsent.count)
}

#[tokio::test]
async fn a_push_leaves_word_of_what_stays_behind() {
    // D6
    let test = test_shop().await;
    assert_eq!(declared(&test).await, None);
    let (first, second) = (order(&test.phone), order(&test.phone));
    let (first, second) = (test.phone.sign(&first), test.phone.sign(&second));
    send(&test, vec![first.clone()], 1).await;
    assert_eq!(declared(&test).await, Some(1));
    test.clock.advance(60);
    send(&test, vec![second.clone()], 0).await;
    let mine = devices::mine(&test.shop, test.sari.id).await.unwrap();
    assert_eq!(mine.devices.len(), 1);
    assert_eq!((mine.devices[0].last_seq, mine.devices[0].last_seen), (2, test.shop.clock.now()));
    assert_eq!(mine.devices[0].unsent, Some(Unsent { count: 0, value: 0 }));
    // Also where there is nothing new but the word itself.
    send(&test, vec![first, second], 3).await;
    assert_eq!(declared(&test).await, Some(3));
}

#[tokio::test]
async fn nobody_speaks_for_another_device() {
    // D6
    let test = test_shop().await;
    let phone = test.phone.sign(&order(&test.phone));
    send(&test, vec![phone.clone()], 2).await;
    // Somebody carries commands of two devices.
    let counter = test.counter.sign(&order(&test.counter));
    send(&test, vec![phone.clone(), counter], 7).await;
    assert_eq!(declared(&test).await, Some(2));
    // Somebody knows the bytes of the past but changed them.
    let (head, _) = phone.rsplit_once('.').unwrap();
    send(&test, vec![format!("{head}.AAAA")], 9).await;
    assert_eq!(declared(&test).await, Some(2));
    let unbound = TestDevice::new(9);
    send(&test, vec![unbound.sign(&order(&unbound))], 9).await;
    let all = test.shop.storage.read(|txn| txn.devices(None)).await.unwrap();
    assert_eq!(all.iter().filter(|standing| standing.unsent.is_some()).count(), 1);
}

#[tokio::test]
async fn a_person_hears_of_their_other_devices() {
    // D8
    let test = test_shop().await;
    send(&test, vec![test.phone.sign(&order(&test.phone))], 2).await;
    let second = TestDevice::new(5);
    let wanted = DeviceRegistration { public_key: second.key.clone() };
    let answer = devices::register(&test.shop, test.sari.id, wanted).await.unwrap();
    assert_eq!((answer.device, answer.last_seq), (second.id, 0));
    assert_eq!(answer.others.len(), 1);
    assert_eq!(answer.others[0].device, test.phone.id);
    assert_eq!(answer.others[0].unsent, Some(Unsent { count: 2, value: 30_000 }));
}

#[tokio::test]
async fn gaps_and_repetitions_are_taken_and_reported() {
    // D7, O13
    let test = test_shop().await;
    let under = |seq: u64, tag: u8| {
        let mut command = order(&test.phone);
        command.seq = seq;
        command.id = CommandId::mint(command.at, &[tag; 10]);
        test.phone.sign(&command)
    };
    for (seq, tag) in [(7, 1), (3, 2), (7, 3), (4, 4)] {
        assert_eq!(send(&test, vec![under(seq, tag)], 0).await, [Verdict::Applied]);
    }
    let id = test.phone.id.clone();
    let (gaps, repeated, totals) = test
        .shop
        .storage
        .read(move |txn| {
            let gaps = txn.sequence_gaps(&id, 9)?;
            Ok::<_, crate::storage::StorageError>((
                gaps,
                txn.repeated_sequences(&id, 9)?,
                txn.device_totals()?,
            ))
        })
        .await
        .unwrap();
    let gap = |first, last| SequenceGap { first, last };
    assert_eq!(gaps, [gap(1, 2), gap(5, 6)]);
    assert_eq!(repeated, [7]);
    assert_eq!((totals.devices, totals.missing, totals.repeated), (2, 4, 1));
    // One odd number does not drown the others.
    send(&test, vec![under(u64::MAX, 5)], 0).await;
    let totals = test.shop.storage.read(|txn| txn.device_totals()).await.unwrap();
    assert_eq!(totals.missing, 1_000_000);
}
