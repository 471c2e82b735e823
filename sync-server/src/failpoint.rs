//! Named places where a server can be made to die, so that a test can see what is left behind.
//!
//! The places are compiled into every build: what is tested is what is shipped. Nothing happens at
//! them until one is armed, and reaching one costs a single relaxed load until then. The program
//! arms one through `WARUNG_FAILPOINT=name[:nth]`, which a shop in production refuses; it then dies
//! by `abort`, which runs no destructor and answers nobody, as a power cut would have it.
//! A simulation that holds many servers in one process arms [`Action::Break`] instead: the place
//! fails with [`Crashed`], and from then on nothing of that server is stored or read any more,
//! until it is dropped and its file is opened anew.
//!
//! Every server has a [`Failpoints`] of its own, inside its storage.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use thiserror::Error;

macro_rules! places {
    ($($(#[$story:meta])* $place:ident = $name:literal,)+) => {
        /// A place where a server can die.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Failpoint {
            $($(#[$story])* $place,)+
        }

        impl Failpoint {
            /// Every place there is, in the order of an order's life.
            pub const ALL: &[Self] = &[$(Self::$place),+];

            /// As it is armed: `part.moment`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$place => $name,)+
                }
            }
        }
    };
}

places! {
    /// A device is bound, and the phone has not heard of it.
    DeviceAfterCommit = "device.after-commit-before-answer",
    /// A command is genuine, and nothing of it is written.
    PushBeforeWrite = "push.before-write",
    /// Order, stock and charge are written, the ledger line is not.
    PushBeforeLedger = "push.before-ledger",
    /// Everything a command does is written and not committed.
    PushBeforeCommit = "push.before-commit",
    /// A command is durable, and the phone has not heard of it.
    PushAfterCommit = "push.after-commit-before-answer",
    /// The writer is about to commit what a group of jobs wrote.
    CommitBefore = "commit.before",
    /// The writer's commit is durable, and none of the group's jobs is answered.
    CommitAfter = "commit.after-before-answer",
    /// A charge is leased, and the gateway is not asked.
    ChargeBeforeCall = "charge.before-call",
    /// The gateway has answered, and nobody has written down what.
    ChargeAfterCall = "charge.after-call-before-write",
    /// What the gateway said is written and not committed.
    ChargeBeforeCommit = "charge.before-commit",
    /// What the gateway said is durable, and no phone is told.
    ChargeAfterCommit = "charge.after-commit",
    /// A payment to a partner is marked as sent, and is not.
    RelayBeforeCall = "relay.before-call",
    /// The partner has answered, and nobody has written down what.
    RelayAfterCall = "relay.after-call-before-write",
    /// What the partner said is written and not committed.
    RelayBeforeCommit = "relay.before-commit",
    /// What the partner said is durable, and nobody is told.
    RelayAfterCommit = "relay.after-commit",
    /// A notification is kept, and the gateway has not heard that it is.
    NoticeAfterCommit = "notice.after-commit-before-answer",
    /// There is reason to ask where the money is, and nobody has asked.
    SettleBeforeCall = "settle.before-call",
    /// The gateway has said where the money is, and nobody has written it down.
    SettleBeforeWrite = "settle.before-write",
    /// Payment and receipts are written and not committed.
    SettleBeforeCommit = "settle.before-commit",
    /// Payment and receipts are durable, and no phone is told.
    SettleAfterCommit = "settle.after-commit",
    /// An order is let go because its buyer did not answer, not committed.
    LapseBeforeCommit = "lapse.before-commit",
    /// A machine's top-up is written and not committed.
    KioskBeforeCommit = "kiosk.before-commit",
    /// A machine's top-up is durable, and the machine has not heard of it.
    KioskAfterCommit = "kiosk.after-commit-before-answer",
    /// The catalog wants packing, and nothing is packed.
    CatalogBeforeShards = "catalog.before-shards",
    /// The new shards are written and not committed.
    CatalogBeforeCommit = "catalog.before-commit",
}

impl fmt::Display for Failpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Not `name` or `name:nth` of a place that exists.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0} is no failpoint; `warung-server doctor --failpoints` lists them")]
pub struct NoSuchPlace(pub String);

impl FromStr for Failpoint {
    type Err = NoSuchPlace;

    fn from_str(text: &str) -> Result<Self, NoSuchPlace> {
        let found = Self::ALL.iter().find(|place| place.name() == text);
        found.copied().ok_or_else(|| NoSuchPlace(text.to_owned()))
    }
}

/// Where to die, and at which visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aim {
    pub place: Failpoint,
    /// 1 for the first visit from now on.
    pub nth: u64,
}

impl FromStr for Aim {
    type Err = NoSuchPlace;

    /// `push.before-commit` or `push.before-commit:3`.
    fn from_str(text: &str) -> Result<Self, NoSuchPlace> {
        let (name, nth) = text.split_once(':').unwrap_or((text, "1"));
        let nth = nth.parse().ok().filter(|nth| *nth > 0);
        let nth = nth.ok_or_else(|| NoSuchPlace(text.to_owned()))?;
        Ok(Self { place: name.parse()?, nth })
    }
}

/// How to die.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The whole process, at once.
    Abort,
    /// This server only: the place and everything after it fails with [`Crashed`].
    Break,
}

/// The server is dead. Whoever called it will never know what became of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the server died")]
pub struct Crashed;

/// The armed places of one server. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Failpoints(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// Whether anything is to be done at all; the only thing an unarmed server looks at.
    is_watched: AtomicBool,
    has_crashed: AtomicBool,
    armed: Mutex<Vec<Armed>>,
}

#[derive(Debug)]
struct Armed {
    place: Failpoint,
    /// Visits left until it happens.
    left: u64,
    action: Action,
}

impl Failpoints {
    /// Makes the server die at a place. Several may be armed; the first that is reached counts.
    pub fn arm(&self, aim: Aim, action: Action) {
        self.armed().push(Armed { place: aim.place, left: aim.nth.max(1), action });
        self.0.is_watched.store(true, Ordering::Release);
    }

    /// Forgets what is armed. A server that has died stays dead.
    pub fn disarm(&self) {
        self.armed().clear();
    }

    /// Lets the server die here and now, wherever its work stands.
    pub fn crash(&self) {
        self.0.has_crashed.store(true, Ordering::Release);
        self.0.is_watched.store(true, Ordering::Release);
    }

    /// Says that the work has come to a place.
    pub fn reached(&self, place: Failpoint) -> Result<(), Crashed> {
        if !self.0.is_watched.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.alive()?;
        match self.count(place) {
            None => Ok(()),
            Some(Action::Abort) => {
                eprintln!("died at {place}");
                std::process::abort()
            }
            Some(Action::Break) => {
                self.crash();
                Err(Crashed)
            }
        }
    }

    /// Whether the server still does anything.
    pub fn alive(&self) -> Result<(), Crashed> {
        if self.0.has_crashed.load(Ordering::Acquire) { Err(Crashed) } else { Ok(()) }
    }

    fn count(&self, place: Failpoint) -> Option<Action> {
        let mut armed = self.armed();
        let due = armed.iter_mut().filter(|armed| armed.place == place).fold(None, |due, armed| {
            armed.left -= 1;
            due.or((armed.left == 0).then_some(armed.action))
        });
        armed.retain(|armed| armed.left > 0);
        due
    }

    fn armed(&self) -> MutexGuard<'_, Vec<Armed>> {
        self.0.armed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_aimed_at_and_come_back() {
        for place in Failpoint::ALL {
            assert_eq!(place.name().parse(), Ok(*place));
            let aim: Aim = format!("{place}:7").parse().unwrap();
            assert_eq!(aim, Aim { place: *place, nth: 7 });
        }
        for text in ["", "push", "push.before-commit:0", "push.before-commit:x", ":1"] {
            assert!(text.parse::<Aim>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_server_dies_at_the_visit_it_was_told_and_stays_dead() {
        let points = Failpoints::default();
        let (here, there) = (Failpoint::PushBeforeCommit, Failpoint::PushAfterCommit);
        assert_eq!(points.reached(here), Ok(()));
        points.arm(Aim { place: here, nth: 2 }, Action::Break);
        assert_eq!((points.reached(there), points.reached(here)), (Ok(()), Ok(())));
        assert_eq!(points.clone().reached(here), Err(Crashed));
        assert_eq!((points.reached(there), points.alive()), (Err(Crashed), Err(Crashed)));
        assert_eq!(Failpoints::default().alive(), Ok(()), "another server lives on");
    }
}
