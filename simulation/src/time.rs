//! Time as a number, and waiting for it.

use crate::chance::Chance;
use std::future::poll_fn;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use warung_domain::time::Timestamp;
use warung_server::service::effects::{Clock, Entropy};

/// The moment every schedule begins at.
pub const START: Timestamp = Timestamp::from_millis(1_795_320_000_000);

/// The world's clock. Clones are the same.
#[derive(Debug, Clone)]
pub struct WorldClock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    now: AtomicI64,
    waiting: Mutex<Vec<(i64, Waker)>>,
}

impl Default for WorldClock {
    fn default() -> Self {
        let now = AtomicI64::new(START.millis());
        Self(Arc::new(Inner { now, waiting: Mutex::default() }))
    }
}

/// No thread but one ever touches a world.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl WorldClock {
    /// Milliseconds since 1970.
    #[must_use]
    pub fn millis(&self) -> i64 {
        self.0.now.load(Ordering::Relaxed)
    }

    /// Moves on to a moment, never back, and wakes who waited for it.
    pub fn move_to(&self, millis: i64) {
        let now = self.millis().max(millis);
        self.0.now.store(now, Ordering::Relaxed);
        lock(&self.0.waiting).retain(|(at, waker)| {
            if *at <= now {
                waker.wake_by_ref();
            }
            *at > now
        });
    }

    /// When the next of those who wait is to be woken.
    #[must_use]
    pub fn next(&self) -> Option<i64> {
        lock(&self.0.waiting).iter().map(|(at, _)| *at).min()
    }

    /// Waits until so many milliseconds from now.
    pub async fn sleep(&self, millis: i64) {
        let until = self.millis().saturating_add(millis);
        poll_fn(|context| {
            if self.millis() >= until {
                return Poll::Ready(());
            }
            lock(&self.0.waiting).push((until, context.waker().clone()));
            Poll::Pending
        })
        .await;
    }
}

/// Lets whoever polls do something else first, once.
pub async fn breathe() {
    let mut waited = false;
    poll_fn(|context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// The clock on the shop's wall, which may be wrong. Clones are the same.
#[derive(Debug, Clone)]
pub struct ShopClock {
    world: WorldClock,
    /// Milliseconds it is ahead.
    skew: Arc<AtomicI64>,
}

impl ShopClock {
    #[must_use]
    pub fn new(world: WorldClock) -> Self {
        Self { world, skew: Arc::default() }
    }

    pub fn jump(&self, millis: i64) {
        self.skew.fetch_add(millis, Ordering::Relaxed);
    }

    /// Somebody looks at another clock and puts this one right.
    pub fn put_right(&self) {
        self.skew.store(0, Ordering::Relaxed);
    }
}

impl Clock for ShopClock {
    fn now(&self) -> Timestamp {
        let skew = self.skew.load(Ordering::Relaxed);
        Timestamp::from_millis(self.world.millis().saturating_add(skew))
    }
}

/// The shop's dice.
#[derive(Debug)]
pub struct Dice(Mutex<Chance>);

impl Dice {
    #[must_use]
    pub const fn new(chance: Chance) -> Self {
        Self(Mutex::new(chance))
    }
}

impl Entropy for Dice {
    fn fill(&self, buffer: &mut [u8]) {
        lock(&self.0).fill(buffer);
    }
}
