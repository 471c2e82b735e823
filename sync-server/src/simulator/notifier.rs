//! Tells the shop what happened, and tells it again when nobody listened.
//!
//! The gateway's timetable: how often a call is repeated depends on how it
//! failed. What has not arrived is remembered, so a restart goes on where the
//! last run stopped. What never arrives, the shop finds out by asking.

use super::bill::{Bill, Notice};
use super::{Simulator, SimulatorError, api};
use reqwest::{Client, redirect};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use warung_domain::time::Timestamp;

/// How long the shop may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// Seconds from one attempt to the next.
const PAUSES: [i64; 5] = [2 * 60, 10 * 60, 30 * 60, 90 * 60, 210 * 60];
/// How often bills that ran out are looked for when nothing else happens.
const ROUND: Duration = Duration::from_secs(60);
/// What somebody signs with who does not know the key.
const FORGED_KEY: &str = "SB-Mid-server-guessed";
/// At most this many calls in one round; the rest waits for the next.
const MOST_CALLS: usize = 50;

pub(super) fn client() -> Result<Client, SimulatorError> {
    Client::builder()
        .timeout(PATIENCE)
        .no_proxy()
        .redirect(redirect::Policy::none())
        .build()
        .map_err(|error| SimulatorError::Client(error.to_string()))
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Status(u16),
    NoAnswer,
}

impl Simulator {
    /// Keeps telling the shop, until the task is dropped. Run it once per town.
    pub async fn run(self: Arc<Self>) {
        loop {
            if let Err(error) = self.deliver_due().await {
                tracing::error!(%error, "notifications could not be delivered");
            }
            // Either there is news, or it is time to look again.
            let _ = timeout(ROUND, self.news.notified()).await;
        }
    }

    /// Sends every notification that is due, one after the other, and says how
    /// many arrived.
    pub async fn deliver_due(self: &Arc<Self>) -> Result<usize, SimulatorError> {
        let due = self.aside(Self::due).await?;
        let mut arrived = 0;
        for (bill, notice) in due {
            let outcome = self.call(&bill, &notice).await;
            let told = matches!(outcome, Outcome::Status(200..=299));
            arrived += usize::from(told);
            self.aside(move |town| town.note(&bill, &notice, outcome)).await?;
        }
        Ok(arrived)
    }

    fn due(&self) -> Result<Vec<(Bill, Notice)>, SimulatorError> {
        let now = self.clock.now();
        self.change(|memory| {
            let of = |bill: &Bill| {
                let due = bill.notices.iter().filter(|notice| notice.next_at <= now);
                due.map(|notice| (bill.clone(), notice.clone())).collect::<Vec<_>>()
            };
            memory.bills.iter().flat_map(of).take(MOST_CALLS).collect()
        })
    }

    async fn call(&self, bill: &Bill, notice: &Notice) -> Outcome {
        let told = Bill { state: notice.tells.clone(), ..bill.clone() };
        let key = if notice.forged { FORGED_KEY } else { self.server_key.as_str() };
        let body = api::notification(&told, key);
        match self.client.post(&self.notification_url).json(&body).send().await {
            Ok(response) => Outcome::Status(response.status().as_u16()),
            Err(_) => Outcome::NoAnswer,
        }
    }

    /// Remembers how a call ended. A forged one is not tried again.
    fn note(&self, told: &Bill, notice: &Notice, outcome: Outcome) -> Result<(), SimulatorError> {
        let now = self.clock.now();
        self.change(|memory| {
            let same = |bill: &&mut Bill| bill.transaction_id == told.transaction_id;
            let Some(bill) = memory.bills.iter_mut().find(same) else { return };
            let Some(place) = bill.notices.iter().position(|known| known == notice) else {
                return;
            };
            let again = after(notice, outcome, now).filter(|_| !notice.forged);
            bill.notices.splice(place..=place, again);
        })
    }
}

/// The next attempt, if the timetable knows one.
fn after(notice: &Notice, outcome: Outcome, now: Timestamp) -> Option<Notice> {
    let repeats = match outcome {
        Outcome::Status(200..=299 | 301..=303) => 0,
        Outcome::Status(500) => 1,
        Outcome::Status(400 | 404) => 2,
        Outcome::Status(503) => 4,
        Outcome::Status(_) | Outcome::NoAnswer => PAUSES.len(),
    };
    let attempt = usize::try_from(notice.attempts).unwrap_or(usize::MAX);
    let pause = PAUSES.iter().take(repeats).nth(attempt)?;
    let next_at = now.plus_seconds(*pause);
    Some(Notice { attempts: notice.attempts + 1, next_at, ..notice.clone() })
}

#[cfg(test)]
mod tests {
    use super::super::bill::BillState;
    use super::*;

    /// The pauses in seconds until the gateway gives up.
    fn timetable(outcome: Outcome) -> Vec<i64> {
        let start = Timestamp::from_millis(0);
        let tells = BillState::Expired { at: start };
        let first = Notice { tells, attempts: 0, next_at: start, forged: false };
        std::iter::successors(after(&first, outcome, start), |notice| after(notice, outcome, start))
            .map(|notice| notice.next_at.seconds_since(start))
            .collect()
    }

    #[test]
    fn repeats_as_often_as_documented() {
        assert_eq!(timetable(Outcome::Status(200)), Vec::<i64>::new());
        assert_eq!(timetable(Outcome::Status(302)), Vec::<i64>::new());
        assert_eq!(timetable(Outcome::Status(500)), [120]);
        assert_eq!(timetable(Outcome::Status(404)), [120, 600]);
        assert_eq!(timetable(Outcome::Status(503)), [120, 600, 1_800, 5_400]);
        assert_eq!(timetable(Outcome::NoAnswer), PAUSES);
    }
}
