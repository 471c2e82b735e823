//! How long and how wide the line is, and how often it breaks by itself.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Fault;

/// Until when each direction is taken by bytes that are on their way; all calls share it.
static TAKEN: [Mutex<Option<Instant>>; 2] = [Mutex::new(None), Mutex::new(None)];

/// The default is a line without any length or bounds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Road {
    /// There and back.
    pub round_trip: Duration,
    /// Each way; 0 is as fast as it goes.
    pub bytes_per_second: u32,
    /// Every how many calls one is dropped; 0 is never.
    pub drop_every: u64,
}

impl Road {
    /// The two ends find each other.
    pub fn handshake(&self) {
        rest(self.round_trip);
    }

    /// A question goes up and its answer begins to come down.
    pub fn turn(&self) {
        rest(self.round_trip);
    }

    pub fn up(&self, bytes: usize) {
        self.take(0, bytes);
    }

    pub fn down(&self, bytes: usize) {
        self.take(1, bytes);
    }

    /// What happens to the call of this number by itself: in turn, it is lost on the way to the
    /// shop and on the way back.
    #[must_use]
    pub fn drops(&self, number: u64) -> Option<Fault> {
        if self.drop_every == 0 || !number.is_multiple_of(self.drop_every) {
            return None;
        }
        match number / self.drop_every % 3 {
            0 => Some(Fault::LostReply),
            1 => Some(Fault::CutRequest { quarters: 2 }),
            _ => Some(Fault::CutReply { quarters: 2 }),
        }
    }

    fn take(&self, direction: usize, bytes: usize) {
        if self.bytes_per_second == 0 {
            return;
        }
        let micros = bytes as u64 * 1_000_000 / u64::from(self.bytes_per_second);
        let until = {
            let mut taken = TAKEN[direction].lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            let from = taken.map_or(now, |until| until.max(now));
            let until = from + Duration::from_micros(micros);
            *taken = Some(until);
            until
        };
        rest(until.saturating_duration_since(Instant::now()));
    }
}

/// What a line costs is time, so here, and only here, time is what is waited for.
fn rest(time: Duration) {
    let end = Instant::now() + time;
    while let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
    {
        std::thread::park_timeout(left);
    }
}
