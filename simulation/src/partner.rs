//! A partner who does something for the shop's customers, and answers badly: questions get lost on
//! the way there or back, take long, arrive when nobody waits for them any more; it refuses, and it
//! decides later.
//!
//! What it does it does once under a reference, and it remembers everything: what it was asked to do
//! how often, and what it did, so that it can testify afterwards.

use crate::coverage::Coverage;
use crate::plan::PartnerFault;
use crate::time::{WorldClock, breathe, lock};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use warung_domain::money::Money;
use warung_domain::partner::Proof;
use warung_domain::time::Timestamp;
use warung_server::biller::{Biller, BillerError, BillerFuture, Inquiry, Outcome, Purchase, Quote};

/// What became of what it was asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    Done,
    /// It decides at that moment, and does it if it says so.
    Undecided {
        until: i64,
        does_it: bool,
    },
    Refused,
    Reversed,
}

/// Something it was asked to do.
#[derive(Debug, Clone)]
pub struct Asked {
    pub errand: Errand,
    pub amount: Money,
    /// How often it did it.
    pub done: u32,
}

#[derive(Default)]
struct Desk {
    errands: BTreeMap<String, Asked>,
    /// How often the shop sent a payment on its way, by its reference.
    sent: BTreeMap<String, u32>,
    /// Payments that arrive at a moment, when nobody waits for an answer any more.
    late: Vec<(i64, Purchase)>,
    faults: VecDeque<PartnerFault>,
    struck: Coverage,
}

/// The partner. Clones are the same.
#[derive(Clone)]
pub struct Partner {
    desk: Arc<Mutex<Desk>>,
    clock: WorldClock,
}

fn lost() -> BillerError {
    BillerError::Unknown("the line went dead".into())
}

impl Asked {
    fn outcome(&self, reference: &str, now: i64) -> Outcome {
        match self.errand {
            Errand::Done => Outcome::Paid {
                at: Timestamp::from_millis(now),
                proof: Proof { serial: format!("s-{reference}"), token: Some("1234 5678".into()) },
            },
            Errand::Undecided { .. } => Outcome::Pending,
            Errand::Refused => Outcome::Refused { reason: "tidak bisa".into() },
            Errand::Reversed => Outcome::Reversed,
        }
    }
}

impl Desk {
    /// What has arrived and what was to be decided until now is done.
    fn catch_up(&mut self, now: i64) {
        let (here, late) =
            std::mem::take(&mut self.late).into_iter().partition(|(at, _)| *at <= now);
        self.late = late;
        let here: Vec<(i64, Purchase)> = here;
        for (_, purchase) in here {
            self.take(&purchase, Errand::Done);
        }
        for asked in self.errands.values_mut() {
            if let Errand::Undecided { until, does_it } = asked.errand
                && until <= now
            {
                asked.errand = if does_it { Errand::Done } else { Errand::Refused };
                asked.done += u32::from(does_it);
            }
        }
    }

    /// Takes what it is asked to do for the first time; afterwards it is known.
    fn take(&mut self, purchase: &Purchase, errand: Errand) {
        self.errands.entry(purchase.reference.clone()).or_insert_with(|| Asked {
            errand,
            amount: purchase.amount,
            done: u32::from(errand == Errand::Done),
        });
    }

    fn known(&self, reference: &str, now: i64) -> Outcome {
        self.errands.get(reference).map_or(Outcome::Unheard, |asked| asked.outcome(reference, now))
    }
}

impl Partner {
    #[must_use]
    pub fn new(clock: WorldClock) -> Self {
        Self { desk: Arc::default(), clock }
    }

    pub fn suffer(&self, fault: PartnerFault) {
        lock(&self.desk).faults.push_back(fault);
    }

    /// No faults any more. What is on its way still arrives.
    pub fn heal(&self) {
        lock(&self.desk).faults.clear();
    }

    /// What went wrong since the last question.
    pub fn struck(&self) -> Coverage {
        std::mem::take(&mut lock(&self.desk).struck)
    }

    /// Everything it was ever asked, once all that is on its way has arrived, and how often it was
    /// asked to do it.
    #[must_use]
    pub fn testify(&self) -> (BTreeMap<String, Asked>, BTreeMap<String, u32>) {
        let mut desk = lock(&self.desk);
        desk.catch_up(i64::MAX);
        (desk.errands.clone(), desk.sent.clone())
    }

    /// Takes the next fault of a kind, if one is waiting.
    fn fault(&self, kind: fn(&PartnerFault) -> bool) -> Option<PartnerFault> {
        let mut desk = lock(&self.desk);
        let place = desk.faults.iter().position(kind)?;
        let fault = desk.faults.remove(place)?;
        desk.struck.fault(fault.name());
        Some(fault)
    }

    async fn does(&self, purchase: &Purchase) -> Result<Outcome, BillerError> {
        breathe().await;
        let fault = self.fault(PartnerFault::is_of_payments);
        if fault == Some(PartnerFault::NotThere) {
            return Err(BillerError::Unreachable("nobody answers".into()));
        }
        *lock(&self.desk).sent.entry(purchase.reference.clone()).or_default() += 1;
        let now = self.clock.millis();
        let errand = match fault {
            Some(PartnerFault::PaymentLost) => return Err(lost()),
            Some(PartnerFault::PaymentLate(millis)) => {
                lock(&self.desk).late.push((now + millis, purchase.clone()));
                return Err(lost());
            }
            Some(PartnerFault::PaymentSlow(millis)) => {
                self.clock.sleep(millis).await;
                Errand::Done
            }
            Some(PartnerFault::Refuses) => Errand::Refused,
            Some(PartnerFault::DecidesLater { millis, does_it }) => {
                Errand::Undecided { until: now + millis, does_it }
            }
            _ => Errand::Done,
        };
        let said = {
            let now = self.clock.millis();
            let mut desk = lock(&self.desk);
            desk.catch_up(now);
            desk.take(purchase, errand);
            desk.known(&purchase.reference, now)
        };
        breathe().await;
        if fault == Some(PartnerFault::AnswerLost) { Err(lost()) } else { Ok(said) }
    }
}

impl Biller for Partner {
    fn inquire<'a>(&'a self, inquiry: &'a Inquiry) -> BillerFuture<'a, Quote> {
        Box::pin(async move {
            breathe().await;
            if self.fault(|fault| *fault == PartnerFault::InquiryLost).is_some() {
                return Err(lost());
            }
            let amount =
                inquiry.amount.ok_or_else(|| BillerError::Refused("how much?".to_owned()))?;
            Ok(Quote {
                name: "B••• S••••".into(),
                description: "Token listrik".into(),
                amount,
                fee: Money::zero(amount.currency()),
                reference: format!("q-{}", inquiry.reference),
            })
        })
    }

    fn pay<'a>(&'a self, purchase: &'a Purchase) -> BillerFuture<'a, Outcome> {
        Box::pin(self.does(purchase))
    }

    fn advise<'a>(&'a self, reference: &'a str) -> BillerFuture<'a, Outcome> {
        Box::pin(async move {
            breathe().await;
            let is_lost = self.fault(|fault| *fault == PartnerFault::AdviceLost).is_some();
            let now = self.clock.millis();
            let said = {
                let mut desk = lock(&self.desk);
                desk.catch_up(now);
                desk.known(reference, now)
            };
            breathe().await;
            if is_lost { Err(lost()) } else { Ok(said) }
        })
    }

    fn reverse<'a>(&'a self, reference: &'a str) -> BillerFuture<'a, Outcome> {
        Box::pin(async move {
            breathe().await;
            let is_lost = self.fault(|fault| *fault == PartnerFault::ReversalAnswerLost).is_some();
            let now = self.clock.millis();
            let said = {
                let mut desk = lock(&self.desk);
                desk.catch_up(now);
                let nothing = Asked {
                    errand: Errand::Reversed,
                    amount: Money::zero(crate::cast::config().currency),
                    done: 0,
                };
                let asked = desk.errands.entry(reference.to_owned()).or_insert(nothing);
                if matches!(asked.errand, Errand::Undecided { .. }) {
                    asked.errand = Errand::Reversed;
                }
                asked.outcome(reference, now)
            };
            breathe().await;
            if is_lost { Err(lost()) } else { Ok(said) }
        })
    }
}
