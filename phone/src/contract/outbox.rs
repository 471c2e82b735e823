//! The outbox part of the contract.

use super::{Bench, Breach, both, had, killed_after, same};
use crate::device::KeyedDevice;
use crate::sample;
use crate::store::{OutboxStore, StoreError};
use warung_domain::command::Verdict;
use warung_domain::ids::{AccountId, CommandId, DeviceId};
use warung_domain::outbox::{EntryEvent, EntryState, Obstacle, OutboxEntry};
use warung_domain::time::Timestamp;

const NOW: Timestamp = Timestamp::from_millis(1_000_000);

/// Steps after which a save is cut off; the last lets every known store finish.
const CUTS: std::ops::Range<usize> = 0..6;

/// Checks everything [`OutboxStore`] promises.
pub async fn outbox<B: Bench>(bench: &B) -> Result<(), Breach> {
    keys(bench).await?;
    saving(bench).await?;
    places_taken(bench).await?;
    saving_at_once(bench).await?;
    cut_off(bench).await?;
    advancing(bench).await?;
    taking_in(bench).await?;
    removing(bench).await
}

/// A fresh store with one key in it.
async fn with_key<B: Bench>(
    bench: &B,
) -> Result<(B::Outbox, KeyedDevice<<B::Outbox as OutboxStore>::Keys>), Breach> {
    let (store, _) = bench.fresh().await;
    let keyed = bench.device(1).await;
    had("a key can be added", store.add_device(&keyed).await)?;
    Ok((store, keyed))
}

async fn stored<S: OutboxStore>(store: &S) -> Result<Vec<OutboxEntry>, Breach> {
    had("entries can be read", store.entries().await)
}

async fn ids<S: OutboxStore>(store: &S) -> Result<Vec<CommandId>, Breach> {
    Ok(stored(store).await?.iter().map(|entry| entry.id).collect())
}

/// The number a key has counted to.
async fn last_seq<S: OutboxStore>(store: &S, id: &DeviceId) -> Result<Option<u64>, Breach> {
    let devices = had("keys can be read", store.devices().await)?;
    let found = devices.into_iter().find(|keyed| keyed.device.id == *id);
    Ok(found.map(|keyed| keyed.device.last_seq))
}

async fn keys<B: Bench>(bench: &B) -> Result<(), Breach> {
    let account = |n| AccountId::mint(NOW, &[n; 10]);
    let (store, keyed) = with_key(bench).await?;
    let id = &keyed.device.id;
    let rule = "a known key is not added again";
    same(rule, &store.add_device(&keyed).await, &Err(StoreError::Taken))?;
    let rule = "a key belongs to its first account for ever";
    had(rule, store.bind(id, account(1), 7).await)?;
    had(rule, store.bind(id, account(1), 3).await)?;
    same(rule, &store.bind(id, account(2), 9).await, &Err(StoreError::Taken))?;
    let (store, _) = bench.reopened().await;
    let devices = had(rule, store.devices().await)?;
    let owners: Vec<_> = devices.iter().map(|keyed| keyed.device.account).collect();
    same(rule, &owners, &vec![Some(account(1))])?;
    let rule = "counting never goes back";
    same(rule, &last_seq(&store, id).await?, &Some(7))?;
    let rule = "only a stored key is bound";
    let stranger = sample::device_id(9);
    let bound = store.bind(&stranger, account(1), 0).await;
    same(rule, &bound, &Err(StoreError::UnknownDevice))
}

async fn saving<B: Bench>(bench: &B) -> Result<(), Breach> {
    let (store, keyed) = with_key(bench).await?;
    let id = &keyed.device.id;
    let rule = "a saved entry and its number outlive a kill";
    let mut entry = sample::entry(id, 1);
    entry.seen = Some(sample::breakdown(25_000));
    had(rule, store.save(&entry).await)?;
    let (store, _) = bench.reopened().await;
    same(rule, &stored(&store).await?, &vec![entry])?;
    same(rule, &last_seq(&store, id).await?, &Some(1))?;

    let rule = "entries stand in the order of their ids, however they came";
    let mut later = sample::entry(id, 2);
    later.id = sample::command_id(30);
    had(rule, store.save(&later).await)?;
    had(rule, store.save(&sample::entry(id, 20)).await)?;
    same(rule, &ids(&store).await?, &[1, 20, 30].map(sample::command_id).to_vec())
}

async fn places_taken<B: Bench>(bench: &B) -> Result<(), Breach> {
    let (store, keyed) = with_key(bench).await?;
    let id = &keyed.device.id;
    let entry = sample::entry(id, 5);
    had("an entry can be saved", store.save(&entry).await)?;

    let rule = "a second entry of the same id is refused and changes nothing";
    let mut second = entry.clone();
    second.seq = 6;
    second.bytes = "other.bytes.altogether".to_owned();
    same(rule, &store.save(&second).await, &Err(StoreError::Taken))?;
    same(rule, &stored(&store).await?, &vec![entry.clone()])?;
    same(rule, &last_seq(&store, id).await?, &Some(5))?;

    let rule = "a number is used up once";
    let mut again = sample::entry(id, 8);
    again.seq = 5;
    same(rule, &store.save(&again).await, &Err(StoreError::Taken))?;
    same(rule, &stored(&store).await?, &vec![entry.clone()])?;

    let rule = "only a stored key signs";
    let strange = sample::entry(&sample::device_id(9), 10);
    same(rule, &store.save(&strange).await, &Err(StoreError::UnknownDevice))?;
    same(rule, &stored(&store).await?, &vec![entry])
}

async fn saving_at_once<B: Bench>(bench: &B) -> Result<(), Breach> {
    let rule = "of two that want the same number one is saved";
    let (store, keyed) = with_key(bench).await?;
    let (other, _) = bench.reopened().await;
    let first = sample::entry(&keyed.device.id, 1);
    let mut second = sample::entry(&keyed.device.id, 2);
    second.seq = 1;
    let (one, two) = both(store.save(&first), other.save(&second)).await;
    let saved = [&one, &two].into_iter().filter(|outcome| **outcome == Some(Ok(()))).count();
    let taken = Some(Err(StoreError::Taken));
    let refused = [&one, &two].into_iter().filter(|outcome| **outcome == taken).count();
    same(rule, &(saved, refused), &(1, 1))?;
    same(rule, &stored(&store).await?.len(), &1)
}

async fn cut_off<B: Bench>(bench: &B) -> Result<(), Breach> {
    let rule = "a save that is cut off has happened whole or not at all";
    for steps in CUTS {
        let (store, keyed) = with_key(bench).await?;
        let id = &keyed.device.id;
        let entry = sample::entry(id, 1);
        killed_after(steps, store.save(&entry));
        drop(store);
        let (store, _) = bench.reopened().await;
        let found = (stored(&store).await?.len(), last_seq(&store, id).await?);
        if found != (0, Some(0)) {
            same(rule, &found, &(1, Some(1)))?;
        }
    }
    Ok(())
}

async fn advancing<B: Bench>(bench: &B) -> Result<(), Breach> {
    let (store, keyed) = with_key(bench).await?;
    for n in 1..=3 {
        had("an entry can be saved", store.save(&sample::entry(&keyed.device.id, n)).await)?;
    }
    let [one, two, three, gone] = [1, 2, 3, 9].map(sample::command_id);
    let applied = EntryEvent::Answer { verdict: Verdict::Applied, now: NOW };
    let failed = EntryEvent::Failed {
        obstacle: Obstacle::Unreachable,
        patience_seconds: 0,
        now: NOW,
        jitter: 1_000,
    };
    let rule = "events move the entries they are for, and only those";
    let began = [gone, three, one].map(|id| (id, EntryEvent::SendingBegan));
    let moved = had(rule, store.advance(&began).await)?;
    let moved: Vec<_> = moved.into_iter().map(|entry| (entry.id, entry.state)).collect();
    let sending = EntryState::Sending { attempts: 1 };
    same(rule, &moved, &vec![(three, sending.clone()), (one, sending.clone())])?;

    let rule = "a failure does not undo a verdict that was stored meanwhile";
    let answered = EntryState::Answered { verdict: Verdict::Applied, at: NOW };
    had(rule, store.advance(&[(one, applied)]).await)?;
    let (store, _) = bench.reopened().await;
    let moved = had(rule, store.advance(&[(one, failed.clone()), (two, failed)]).await)?;
    same(rule, &moved.iter().map(|entry| entry.id).collect(), &vec![two])?;
    let states: Vec<_> = stored(&store).await?.into_iter().map(|entry| entry.state).collect();
    same(rule, &states.first(), &Some(&answered))?;
    same(rule, &states.get(2), &Some(&sending))?;
    let rule = "a state keeps everything it says";
    same(rule, &states.get(1).is_some_and(EntryState::waits_for_a_line), &true)
}

async fn taking_in<B: Bench>(bench: &B) -> Result<(), Breach> {
    let (store, keyed) = with_key(bench).await?;
    let rule = "what other phones signed is taken in beside what this one did";
    had(rule, store.save(&sample::entry(&keyed.device.id, 2)).await)?;
    let stranger = sample::device_id(9);
    let carried = [1, 3].map(|n| sample::entry(&stranger, n));
    had(rule, store.take_in(&carried).await)?;
    let (store, _) = bench.reopened().await;
    same(rule, &ids(&store).await?, &[1, 2, 3].map(sample::command_id).to_vec())?;
    same(rule, &last_seq(&store, &keyed.device.id).await?, &Some(2))?;
    let rule = "commands are taken in all or none";
    let again = [4, 3].map(|n| sample::entry(&stranger, n));
    same(rule, &store.take_in(&again).await, &Err(StoreError::Taken))?;
    same(rule, &ids(&store).await?, &[1, 2, 3].map(sample::command_id).to_vec())
}

async fn removing<B: Bench>(bench: &B) -> Result<(), Breach> {
    let (store, keyed) = with_key(bench).await?;
    let rule = "what may still reach the shop is never removed";
    for n in 1..=5 {
        had(rule, store.save(&sample::entry(&keyed.device.id, n)).await)?;
    }
    let [one, two, three, four, five] = [1, 2, 3, 4, 5].map(sample::command_id);
    let answer = |verdict| EntryEvent::Answer { verdict, now: NOW };
    let code = warung_domain::command::RejectCode::NothingLeft;
    let events = [
        (one, answer(Verdict::Applied)),
        (two, answer(Verdict::Rejected { code })),
        (three, EntryEvent::SendingBegan),
        (five, EntryEvent::AppTooOld { now: NOW }),
    ];
    had(rule, store.advance(&events).await)?;
    let obstacle = Obstacle::Unreachable;
    let failed = EntryEvent::Failed { obstacle, patience_seconds: 0, now: NOW, jitter: 500 };
    had(rule, store.advance(&[(four, EntryEvent::SendingBegan)]).await)?;
    had(rule, store.advance(&[(four, failed)]).await)?;
    had(rule, store.remove(&[one, three, four, five]).await)?;
    same(rule, &ids(&store).await?, &vec![two, three, four, five])?;
    let rule = "what never left the phone can be removed";
    had(rule, store.save(&sample::entry(&keyed.device.id, 6)).await)?;
    had(rule, store.remove(&[sample::command_id(6)]).await)?;
    same(rule, &ids(&store).await?, &vec![two, three, four, five])?;
    let rule = "what was refused can be removed";
    had(rule, store.remove(&[two]).await)?;
    let (store, _) = bench.reopened().await;
    same(rule, &ids(&store).await?, &vec![three, four, five])?;
    let rule = "removing uses up nothing and frees nothing";
    same(rule, &last_seq(&store, &keyed.device.id).await?, &Some(6))
}
