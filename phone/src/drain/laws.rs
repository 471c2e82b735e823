//! The laws of delivery, under any interleaving of saving, sending, pulling, dying
//! and a line that does what it likes.

use super::*;
use crate::memory::{Memory, Trouble};
use crate::pull::pull;
use crate::repair::revive;
use crate::stage::{Fate, Shop, World, phone, place_order, save};
use futures::executor::block_on;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use warung_domain::command::{CommandBody, envelope};
use warung_domain::ids::CommandId;

#[derive(Debug, Clone)]
enum Step {
    Place,
    /// Cancels one of the orders placed so far.
    Cancel(usize),
    /// Sends; the phone dies after so many steps, or not at all.
    Drain(Option<usize>, Occasion),
    /// Two tabs send, taking turns as told.
    TwoTabs(Vec<bool>),
    Pull(Option<usize>),
    /// The app is opened anew, and may be a newer one.
    Start,
    /// The clock goes on, or is set back.
    Clock(i64),
    Line(Vec<Fate>),
    Storage(Trouble),
}

fn step() -> impl Strategy<Value = Step> {
    let cut = || prop::option::of(0..40_usize);
    let occasion = prop_oneof![Just(Occasion::Timer), Just(Occasion::LineMayBeBack)];
    let fate = prop::sample::select(vec![
        Fate::Arrives,
        Fate::RequestLost,
        Fate::ReplyLost,
        Fate::PortalBefore,
        Fate::PortalAfter,
        Fate::Busy,
        Fate::TooOld,
        Fate::TooMuch,
        Fate::HalfAnswered,
    ]);
    let trouble = prop::sample::select(vec![
        Trouble::None,
        Trouble::None,
        Trouble::Full,
        Trouble::Closed,
        Trouble::AbortNext,
    ]);
    prop_oneof![
        4 => Just(Step::Place),
        2 => any::<usize>().prop_map(Step::Cancel),
        4 => (cut(), occasion).prop_map(|(cut, occasion)| Step::Drain(cut, occasion)),
        2 => prop::collection::vec(any::<bool>(), 0..60).prop_map(Step::TwoTabs),
        2 => cut().prop_map(Step::Pull),
        1 => Just(Step::Start),
        2 => prop_oneof![0..400_i64, -100_000..0_i64].prop_map(Step::Clock),
        3 => prop::collection::vec(fate, 0..4).prop_map(Step::Line),
        1 => trouble.prop_map(Step::Storage),
    ]
}

/// Polls until it is done, or so often; then it is dropped, as a phone dies.
fn run<T>(cut: Option<usize>, future: impl Future<Output = T>) -> Option<T> {
    let Some(steps) = cut else { return Some(block_on(future)) };
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    (0..steps).find_map(|_| match future.as_mut().poll(&mut context) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    })
}

fn two_tabs(store: &Memory<u8>, shop: &Shop, world: &World, turns: &[bool]) {
    let other = store.clone();
    let mut left = pin!(drain(store, shop, world, Occasion::LineMayBeBack, &|| {}));
    let mut right = pin!(drain(&other, shop, world, Occasion::LineMayBeBack, &|| {}));
    let mut context = Context::from_waker(Waker::noop());
    let mut is_done = [false; 2];
    for turn in turns {
        if is_done[usize::from(*turn)] {
            continue;
        }
        let polled = if *turn {
            right.as_mut().poll(&mut context)
        } else {
            left.as_mut().poll(&mut context)
        };
        is_done[usize::from(*turn)] = polled.is_ready();
    }
}

#[derive(Default)]
struct Played {
    store: Memory<u8>,
    shop: Shop,
    world: World,
    saved: Vec<CommandId>,
    placed: Vec<CommandId>,
}

impl Played {
    fn play(&mut self, step: &Step) {
        let Self { store, shop, world, .. } = &*self;
        match step {
            Step::Place => {
                if let Ok(entry) = save(store, world, place_order()) {
                    self.saved.push(entry.id);
                    self.placed.push(entry.id);
                }
            }
            Step::Cancel(which) => {
                if let Some(placed) = self.placed.get(which % self.placed.len().max(1)) {
                    let cancel = CommandBody::CancelOrder { order: (*placed).into() };
                    if let Ok(entry) = save(store, world, cancel) {
                        self.saved.push(entry.id);
                    }
                }
            }
            Step::Drain(cut, occasion) => {
                run(*cut, drain(store, shop, world, *occasion, &|| {}));
            }
            Step::TwoTabs(turns) => two_tabs(store, shop, world, turns),
            Step::Pull(cut) => {
                run(*cut, pull(store, store, shop));
            }
            Step::Start => {
                // Where the storage is in trouble, the next start tries again.
                let _ = block_on(revive(store));
            }
            Step::Clock(seconds) => world.pass(*seconds),
            Step::Line(fates) => shop.fates.borrow_mut().extend(fates),
            Step::Storage(trouble) => store.suffer(*trouble),
        }
    }

    /// Every command that was saved is on the phone, or came back from the shop.
    fn nothing_is_lost(&self) -> Result<(), TestCaseError> {
        let durable = self.store.durable();
        let ledger = self.shop.ledger.borrow();
        for id in &self.saved {
            let is_back = ledger.contains_key(id);
            prop_assert!(durable.entries.contains_key(id) || is_back, "{} is lost", id);
            let is_settled = !durable.entries.contains_key(id);
            let order = (*id).into();
            let is_placing = self.placed.contains(id);
            prop_assert!(!is_settled || !is_placing || durable.orders.contains_key(&order));
        }
        for entry in durable.entries.values() {
            let is_answered = matches!(entry.state, EntryState::Answered { .. });
            prop_assert!(!is_answered || ledger.contains_key(&entry.id));
        }
        Ok(())
    }

    /// One effect each, and those about one order as they were written.
    fn nothing_is_doubled_or_overtaken(&self) -> Result<(), TestCaseError> {
        let decided = self.shop.decided.borrow();
        let ids: BTreeSet<_> = decided.iter().map(|command| command.id).collect();
        prop_assert_eq!(ids.len(), decided.len());
        for (at, later) in decided.iter().enumerate() {
            let subject = later.body.subject(later.id);
            let earlier = decided[..at].iter().filter(|c| c.body.subject(c.id) == subject);
            prop_assert!(earlier.into_iter().all(|command| command.seq < later.seq));
        }
        for push in self.shop.pushes.borrow().iter() {
            prop_assert!((1..=MAX_BATCH).contains(&push.commands.len()));
            let commands = push.commands.iter().map(|bytes| envelope::open(bytes).unwrap().command);
            let seqs: Vec<_> = commands.map(|command| command.seq).collect();
            prop_assert!(seqs.is_sorted_by(|a, b| a < b), "{:?}", seqs);
        }
        Ok(())
    }
}

proptest! {
    // O12, O14, O17
    #[test]
    fn every_saved_command_is_delivered_once_and_in_order(
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut played = Played { store: phone(), ..Played::default() };
        for step in &steps {
            played.play(step);
            played.nothing_is_lost()?;
            played.nothing_is_doubled_or_overtaken()?;
        }
        // The line and the storage recover, and time passes.
        played.shop.fates.borrow_mut().clear();
        played.store.suffer(Trouble::None);
        played.play(&Step::Start);
        for _ in 0..4 {
            played.world.pass(4_000);
            played.play(&Step::Drain(None, Occasion::Timer));
        }
        played.play(&Step::Pull(None));
        played.nothing_is_lost()?;
        played.nothing_is_doubled_or_overtaken()?;
        prop_assert!(played.store.durable().entries.is_empty(), "{:?}", played.store.durable());
        prop_assert!(played.saved.iter().all(|id| played.shop.ledger.borrow().contains_key(id)));
    }

    // O15
    #[test]
    fn pauses_are_bounded_whatever_fails(
        fates in prop::collection::vec(prop::sample::select(vec![
            Fate::RequestLost, Fate::ReplyLost, Fate::PortalBefore, Fate::Busy,
        ]), 1..30),
        jitter in 0..=1_000_u16,
    ) {
        let (store, shop, world) = (phone(), Shop::default(), World::default());
        world.jitter.set(jitter);
        save(&store, &world, place_order()).unwrap();
        for fate in fates {
            shop.fates.borrow_mut().push_back(fate);
            let began = world.now.get();
            block_on(drain(&store, &shop, &world, Occasion::Timer, &|| {})).unwrap();
            let entries: Vec<_> = store.durable().entries.into_values().collect();
            let unbound = unbound(&block_on(store.devices()).unwrap());
            let next = crate::watch::next_try(&entries, &unbound, began);
            let Some(next) = next else { return Err(TestCaseError::fail("no timer is set")) };
            let pause = next.seconds_since(began);
            prop_assert!((1..=303).contains(&pause), "{} seconds", pause);
            world.now.set(next);
        }
    }
}
