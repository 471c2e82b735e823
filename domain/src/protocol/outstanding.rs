//! What a business still waits for: commands that lie on devices, and money on its way.

use super::Unsent;
use crate::ids::DeviceId;
use crate::money::Money;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `GET /counter/outstanding`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outstanding {
    /// The shop's clock.
    pub at: Timestamp,
    /// Those of the business's own people, the one heard of last first.
    pub devices: Vec<CounterDevice>,
    pub shoppers: ShoppersUnsent,
    /// Where money is on its way, in the order of [`FlightState`]; nothing for a state that no
    /// order is in.
    pub money: Vec<InFlight>,
    /// There are more orders than were added up.
    pub is_cut: bool,
}

/// A device that somebody of the business signs with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterDevice {
    pub device: DeviceId,
    /// Whose it is.
    pub person: String,
    /// When it last brought or asked something that it signed for.
    pub last_seen: Timestamp,
    /// What it said then that it still held.
    pub unsent: Option<Unsent>,
    /// Sequence numbers that have not come in though later ones have, as far as they were counted.
    pub missing: u64,
    /// What should be in its drawer, where a shift is open there.
    pub drawer: Option<Money>,
}

/// What shoppers' phones said that they still hold. Only of those who have ordered here, and
/// never which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShoppersUnsent {
    pub devices: u32,
    pub commands: u64,
    /// What the orders among them come to, wherever they were ordered.
    pub value: Money,
    /// The last word of the one that has been silent longest.
    pub silent_since: Option<Timestamp>,
}

/// Where money is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlightState {
    /// The shopper was asked whether the order is right as it can be.
    Unconfirmed,
    /// A code, an account or a wallet waits for it.
    AwaitsPayment,
    /// Somebody collects it at the door.
    AwaitsCash,
    /// It is there, and the channel may take it back.
    Provisional,
    /// It goes back to the shopper.
    GoingBack,
}

/// All orders whose money is in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InFlight {
    pub state: FlightState,
    /// The business's own part of them.
    pub amount: Money,
    pub ages: Ages,
    /// Since when the oldest of them is.
    pub oldest: Timestamp,
}

/// How many are how old.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ages {
    /// Less than an hour.
    pub hour: u32,
    /// Less than a day, but an hour at least.
    pub day: u32,
    pub older: u32,
}

impl Ages {
    /// Counts one that is so many seconds old.
    pub const fn count(&mut self, seconds: i64) {
        let place = match seconds {
            ..3_600 => &mut self.hour,
            3_600..86_400 => &mut self.day,
            _ => &mut self.older,
        };
        *place = place.saturating_add(1);
    }

    /// How many in all.
    #[must_use]
    pub const fn all(self) -> u32 {
        self.hour.saturating_add(self.day).saturating_add(self.older)
    }
}
