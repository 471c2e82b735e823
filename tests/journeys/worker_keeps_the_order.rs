//! The worker delivers with the shop closed, by a script of its own. Over outboxes of every kind it
//! chooses what may go: one key, nothing that nobody is bound to, nothing before what it waits for, and
//! something wherever something may go.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use warung_domain::command::{RetryReason, Verdict};
use warung_domain::ids::{CommandId, DeviceId, OrderId};
use warung_domain::outbox::{EntryState, Obstacle, OutboxEntry, WedgeReason};
use warung_domain::time::Timestamp;
use warung_tests::browser::Browser;
use warung_tests::server::Server;
use warung_tests::shop::Shopper;
use warung_tests::story::Story;

const OUTBOXES: usize = 4_000;
const NOW: i64 = 1_795_320_000_000;

/// Follows the script that the shop serves, whose listener is no business of a page's.
const CHOOSE: &str = "
    const [outboxes, now] = arguments;
    const ids = ({ entries, unbound }) =>
        nextBatch({ entries, unbound: new Set(unbound) }, now).map(({ id }) => id);
    return outboxes.map(ids);";

struct Outbox {
    entries: Vec<OutboxEntry>,
    unbound: Vec<DeviceId>,
}

/// Numbers that look like chance and are the same each time (Marsaglia's xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }

    fn state(&mut self) -> EntryState {
        let moment = Timestamp::from_millis(NOW);
        let later = Some(moment.plus_seconds(30));
        let queued = |not_before, last| EntryState::Queued { attempts: 1, not_before, last };
        match self.below(8) {
            0 => EntryState::Sending { attempts: 1 },
            1 => queued(later, Some(Obstacle::Unreachable)),
            2 => queued(later, Some(Obstacle::Asked(RetryReason::Busy))),
            3 => EntryState::Answered { verdict: Verdict::Applied, at: moment },
            4 => EntryState::Wedged { reason: WedgeReason::UpdateNeeded, at: moment },
            _ => EntryState::fresh(),
        }
    }

    /// Two or three keys, a few orders, cash and changes for them, in whatever order they were numbered.
    fn outbox(&mut self) -> Result<Outbox> {
        let keys =
            (0..3).map(|n| format!("key-{n}").parse()).collect::<Result<Vec<DeviceId>, _>>()?;
        let mut entries: Vec<OutboxEntry> = Vec::new();
        for number in 0..self.below(8) {
            let tag = u8::try_from(number)?;
            let minted = Timestamp::from_millis(NOW - i64::try_from(self.below(1_000))?);
            let id = CommandId::mint(minted, &[tag; 10]);
            let device = keys[usize::try_from(self.below(3))?].clone();
            let orders: Vec<OrderId> = entries.iter().map(|entry| entry.subject).collect();
            let known = usize::try_from(self.below(2 * orders.len() as u64 + 1))?;
            // Numbers are each key's own, and no two of its commands have the same.
            let seq = 10 * self.below(9) + number;
            entries.push(OutboxEntry {
                id,
                device,
                seq,
                bytes: String::new(),
                subject: orders.get(known).copied().unwrap_or_else(|| id.into()),
                kind: "place-order".to_owned(),
                saved_at: minted,
                seen: None,
                state: self.state(),
            });
        }
        let unbound = keys.into_iter().filter(|_| self.below(4) == 0).collect();
        Ok(Outbox { entries, unbound })
    }
}

impl Outbox {
    /// What has to be heard before `entry`.
    fn waits_for<'a>(&'a self, entry: &'a OutboxEntry) -> impl Iterator<Item = &'a OutboxEntry> {
        self.entries.iter().filter(|other| other.state.is_still_to_go()).filter(move |other| {
            let earlier = other.device == entry.device && other.seq < entry.seq;
            // Of another key only the order itself, which is carried here.
            let carried = other.device != entry.device
                && OrderId::from(other.id) == other.subject
                && !self.unbound.contains(&other.device);
            other.subject == entry.subject && other.id != entry.id && (earlier || carried)
        })
    }

    fn holds_for(&self, chosen: &[CommandId]) -> Result<()> {
        let find = |id: &CommandId| self.entries.iter().find(|entry| entry.id == *id);
        let batch: Vec<_> = chosen.iter().map(find).collect::<Option<_>>().context("unknown")?;
        for (at, entry) in batch.iter().enumerate() {
            ensure!(entry.state.is_unsent(), "{} is not to be sent", entry.id);
            ensure!(entry.device == batch[0].device, "two keys");
            ensure!(!self.unbound.contains(&entry.device), "{} is nobody's yet", entry.id);
            let first = &batch[..at];
            let overtaken =
                self.waits_for(entry).find(|other| first.iter().all(|it| it.id != other.id));
            ensure!(overtaken.is_none(), "{} overtakes {overtaken:?}", entry.id);
        }
        let at = Timestamp::from_millis(NOW);
        let ready = self.entries.iter().find(|entry| {
            let is_ready = entry.state.is_unsent() && entry.state.is_due(at);
            is_ready && !self.unbound.contains(&entry.device) && self.waits_for(entry).count() == 0
        });
        ensure!(ready.is_none() || !batch.is_empty(), "{ready:?} is left lying");
        Ok(())
    }
}

/// What the worker would send of each.
fn choose(server: &Server, browser: &Browser, all: &[Outbox]) -> Result<Vec<Vec<CommandId>>> {
    let rows = all.iter();
    let rows = rows.map(|one| json!({ "entries": one.entries, "unbound": one.unbound }));
    let rows: Vec<_> = rows.collect();
    let script = server.client().get("/sw-outbox.js")?.text();
    let script = format!("const addEventListener = () => {{}};\n{script}\n{CHOOSE}");
    Ok(serde_json::from_value(browser.js(&script, &json!([rows, NOW]))?)?)
}

// Holds N12, O3.
#[test]
fn whatever_lies_in_the_outbox() -> Story {
    let server = Server::demo()?;
    let sari = Shopper::arrive("worker_keeps_the_order", &server)?;
    let mut dice = Dice(0x5DEE_CE66);
    let outboxes = (0..OUTBOXES).map(|_| dice.outbox()).collect::<Result<Vec<_>>>()?;
    let chosen = choose(&server, &sari.browser, &outboxes)?;
    assert_eq!(chosen.len(), OUTBOXES);
    for (outbox, chosen) in outboxes.iter().zip(&chosen) {
        outbox.holds_for(chosen).with_context(|| format!("{chosen:?} of {:?}", outbox.entries))?;
    }
    let sent: usize = chosen.iter().map(Vec::len).sum();
    assert!(sent > OUTBOXES, "only {sent} would be sent");
    Ok(sari.leave()?)
}
