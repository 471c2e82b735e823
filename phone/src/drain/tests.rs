//! The sender, one rule at a time.

use super::*;
use crate::memory::Trouble;
use crate::pull::{Pulled, pull};
use crate::save::SaveError;
use crate::stage::{Fate, Shop, World, account, add_key, phone, place_order, save, wish};
use crate::{memory::Memory, sample, stage};
use futures::executor::block_on;
use warung_domain::command::{CommandBody, Verdict};
use warung_domain::ids::OrderId;
use warung_domain::outbox::Obstacle;
use warung_domain::protocol::Unsent;

fn run(store: &Memory<u8>, shop: &Shop, world: &World, occasion: Occasion) -> Drained {
    block_on(drain(store, shop, world, occasion, &|| {})).unwrap()
}

fn states(store: &Memory<u8>) -> Vec<EntryState> {
    store.durable().entries.into_values().map(|entry| entry.state).collect()
}

fn sizes(shop: &Shop) -> Vec<usize> {
    shop.pushes.borrow().iter().map(|push| push.commands.len()).collect()
}

// O3, O7
#[test]
fn after_a_lost_reply_the_same_bytes_bring_the_stored_verdict() {
    let (store, shop, world) = (phone(), Shop::default(), World::default());
    save(&store, &world, place_order()).unwrap();
    shop.fates.borrow_mut().push_back(Fate::ReplyLost);
    assert_eq!(run(&store, &shop, &world, Occasion::Timer), Drained::LineTrouble);
    assert!(states(&store)[0].is_unsent());
    world.pass(300);
    assert_eq!(run(&store, &shop, &world, Occasion::Timer), Drained::Dry);
    let pushes = shop.pushes.borrow();
    assert_eq!(pushes[0].commands, pushes[1].commands);
    assert_eq!(shop.decided.borrow().len(), 1);
    assert_eq!(states(&store)[0].name(), "answered");
}

// O15
#[test]
fn a_pause_outlives_new_commands_and_restarts() {
    let (store, shop, world) = (phone(), Shop::default(), World::default());
    world.jitter.set(1_000);
    let first = save(&store, &world, place_order()).unwrap();
    shop.fates.borrow_mut().push_back(Fate::Busy);
    run(&store, &shop, &world, Occasion::Timer);
    let paused = states(&store);
    save(&store, &world, place_order()).unwrap();
    assert_eq!(states(&store)[0], paused[0]);
    let restarted = Memory::holding(store.durable());
    run(&restarted, &shop, &world, Occasion::LineMayBeBack);
    assert_eq!(states(&restarted)[0], paused[0]);
    assert_eq!(states(&restarted)[1].name(), "answered");
    assert!(shop.ledger.borrow().get(&first.id).is_none());
}

// O15
#[test]
fn one_answer_wakes_what_only_waited_for_the_line() {
    let (store, shop, world) = (phone(), Shop::default(), World::default());
    world.jitter.set(1_000);
    save(&store, &world, place_order()).unwrap();
    shop.fates.borrow_mut().push_back(Fate::RequestLost);
    run(&store, &shop, &world, Occasion::Timer);
    save(&store, &world, place_order()).unwrap();
    run(&store, &shop, &world, Occasion::Timer);
    assert_eq!(sizes(&shop), [1, 1]);
    assert!(states(&store).iter().all(|state| state.name() == "answered"));
}

// O16
#[test]
fn a_bad_line_gets_little_at_a_time_and_a_good_one_more() {
    let (store, shop, world) = (phone(), Shop::default(), World::default());
    for _ in 0..50 {
        save(&store, &world, place_order()).unwrap();
    }
    for _ in 0..4 {
        shop.fates.borrow_mut().push_back(Fate::RequestLost);
        run(&store, &shop, &world, Occasion::LineMayBeBack);
    }
    run(&store, &shop, &world, Occasion::LineMayBeBack);
    assert_eq!(sizes(&shop), [3, 6, 12, 24, 5]);
}

// O16
#[test]
fn a_command_the_shop_chokes_on_holds_up_no_other() {
    let (store, shop, world) = (phone(), Shop::default(), World::default());
    for _ in 0..7 {
        save(&store, &world, place_order()).unwrap();
    }
    shop.fates.borrow_mut().extend([Fate::TooMuch; 10]);
    assert_eq!(run(&store, &shop, &world, Occasion::Timer), Drained::Dry);
    assert_eq!(shop.decided.borrow().len(), 7);
}

// O12, V2
#[test]
fn a_cancellation_waits_for_its_order_that_waits_for_a_newer_app() {
    let (store, shop, world) = (phone(), Shop::default(), World::default());
    let order: OrderId = save(&store, &world, place_order()).unwrap().id.into();
    shop.fates.borrow_mut().push_back(Fate::TooOld);
    assert_eq!(run(&store, &shop, &world, Occasion::Timer), Drained::Refused);
    save(&store, &world, CommandBody::CancelOrder { order }).unwrap();
    let other = save(&store, &world, place_order()).unwrap();
    assert_eq!(run(&store, &shop, &world, Occasion::LineMayBeBack), Drained::Dry);
    assert_eq!(shop.decided.borrow().iter().map(|c| c.id).collect::<Vec<_>>(), [other.id]);
    assert_eq!(shop.pushes.borrow()[0].unsent, Some(Unsent { count: 2, value: 0 }));
    block_on(crate::repair::revive(&store)).unwrap();
    assert_eq!(run(&store, &shop, &world, Occasion::Timer), Drained::Dry);
    let seqs: Vec<_> = shop.decided.borrow().iter().map(|command| command.seq).collect();
    assert_eq!(seqs, [3, 1, 2]);
}

// O17
#[test]
fn two_senders_at_once_have_one_effect() {
    let (store, shop, world) = (phone(), Shop::default(), World::default());
    save(&store, &world, place_order()).unwrap();
    let other = store.clone();
    let send = |store: Memory<u8>| {
        let (shop, world) = (&shop, &world);
        async move { drain(&store, shop, world, Occasion::Timer, &|| {}).await }
    };
    let (one, two) = block_on(futures::future::join(send(store), send(other.clone())));
    assert_eq!((one, two), (Ok(Drained::Dry), Ok(Drained::Dry)));
    assert_eq!(shop.decided.borrow().len(), 1);
    assert_eq!(states(&other)[0].name(), "answered");
}

// D3, D5, O10
#[test]
fn only_bound_keys_are_sent_and_one_key_at_a_time() {
    let (store, shop, world) = (phone(), Shop::default(), World::default());
    add_key(&store, 2, Some(account(2)));
    add_key(&store, 3, None);
    for key in [1, 2, 3, 1] {
        let signer = sample::device_id(key);
        block_on(crate::save::save(&store, &world, &signer, &wish(place_order()))).unwrap();
    }
    // Nobody is signed in: a command is its own proof.
    store.sign_in(None);
    run(&store, &shop, &world, Occasion::Timer);
    let keys: Vec<_> = shop.decided.borrow().iter().map(|c| c.device.to_string()).collect();
    assert_eq!(keys, ["device-1", "device-1", "device-2"]);
    assert_eq!(sizes(&shop), [2, 1]);
    assert_eq!(states(&store)[2], EntryState::fresh());
}

// D6
#[test]
fn the_last_push_says_that_nothing_is_left() {
    let (store, shop, world) = (phone(), Shop::default(), World::default());
    for _ in 0..60 {
        save(&store, &world, place_order()).unwrap();
    }
    run(&store, &shop, &world, Occasion::Timer);
    let unsent: Vec<_> = shop.pushes.borrow().iter().map(|push| push.unsent).collect();
    assert_eq!(unsent, [10, 0].map(|count| Some(Unsent { count, value: 0 })));
}

// O2
#[test]
fn a_save_that_fails_says_why_and_changes_nothing() {
    let (store, world) = (phone(), World::default());
    for (trouble, error) in [
        (Trouble::Full, StoreError::Full),
        (Trouble::Closed, StoreError::Closed),
        (Trouble::AbortNext, StoreError::Platform("AbortError".to_owned())),
    ] {
        let before = store.durable();
        store.suffer(trouble);
        let saved = save(&store, &world, place_order());
        assert_eq!(saved, Err(SaveError::Store(error)));
        store.suffer(Trouble::None);
        assert_eq!(store.durable(), before);
    }
    assert!(save(&store, &world, place_order()).is_ok());
}

// O14
#[test]
fn a_full_phone_still_sends_and_settles() {
    let (store, shop, world) = (phone(), Shop::default(), World::default());
    save(&store, &world, place_order()).unwrap();
    store.suffer(Trouble::Full);
    assert_eq!(run(&store, &shop, &world, Occasion::Timer), Drained::Dry);
    assert!(block_on(pull(&store, &store, &shop)).is_err(), "there is no room for the order");
    assert_eq!(states(&store)[0].name(), "answered");
    store.suffer(Trouble::None);
    assert_eq!(block_on(pull(&store, &store, &shop)), Ok(Pulled::News));
    assert_eq!(states(&store), []);
}

// S5, S6
#[test]
fn a_pull_leaves_what_was_not_answered_before_it_began() {
    let (store, shop, world) = (phone(), Shop::default(), World::default());
    let order: OrderId = save(&store, &world, place_order()).unwrap().id.into();
    run(&store, &shop, &world, Occasion::Timer);
    assert_eq!(block_on(pull(&store, &store, &shop)), Ok(Pulled::News));
    let cancel = save(&store, &world, CommandBody::CancelOrder { order }).unwrap();
    assert_eq!(block_on(pull(&store, &store, &shop)), Ok(Pulled::Nothing));
    let shown = |store: &Memory<u8>| {
        let entries: Vec<_> = store.durable().entries.into_values().collect();
        crate::pending::pending(&entries, order).into_iter().map(|p| p.id).collect::<Vec<_>>()
    };
    assert_eq!(shown(&store), [cancel.id]);
    // Answered while a pull is under way: that pull may have missed it.
    let (push, late) = (drain(&store, &shop, &world, Occasion::Timer, &|| {}), store.clone());
    let pulling = async {
        let slow = stage::Slow(&shop);
        pull(&late, &late, &slow).await
    };
    let (drained, _) = block_on(futures::future::join(push, pulling));
    assert_eq!(drained, Ok(Drained::Dry));
    assert_eq!(shown(&store), [cancel.id]);
    block_on(pull(&store, &store, &shop)).unwrap();
    assert_eq!(shown(&store), []);
}

// S7
#[test]
fn a_page_of_another_person_is_dropped() {
    let (store, shop, world) = (phone(), Shop::default(), World::default());
    save(&store, &world, place_order()).unwrap();
    run(&store, &shop, &world, Occasion::Timer);
    let leaving = async {
        // The request is under way by then.
        for _ in 0..20 {
            crate::memory::breathe().await;
        }
        store.sign_in(Some(account(2)));
    };
    let slow = stage::Slow(&shop);
    let (pulled, ()) = block_on(futures::future::join(pull(&store, &store, &slow), leaving));
    assert_eq!(pulled, Ok(Pulled::Overtaken));
    assert!(store.durable().orders.is_empty());
    assert_eq!(states(&store)[0].name(), "answered");
}

#[test]
fn every_obstacle_is_kept_for_the_outbox_page() {
    for (fate, obstacle) in
        [(Fate::RequestLost, Obstacle::Unreachable), (Fate::PortalAfter, Obstacle::NotTheShop)]
    {
        let (store, shop, world) = (phone(), Shop::default(), World::default());
        save(&store, &world, place_order()).unwrap();
        shop.fates.borrow_mut().push_back(fate);
        run(&store, &shop, &world, Occasion::Timer);
        let EntryState::Queued { attempts: 1, last, .. } = states(&store)[0].clone() else {
            panic!("{:?}", states(&store));
        };
        assert_eq!(last, Some(obstacle));
        assert!(!matches!(shop.ledger.borrow().values().next(), Some(Verdict::Retry { .. })));
    }
}
