//! A partner in memory, with everything that goes wrong at real ones.

use crate::biller::contract::{Company, Conduct};
use crate::biller::{
    Biller, BillerError, BillerFuture, Billers, Inquiry, Outcome, Purchase, Quote,
};
use crate::config::billers::{Address, Partner, practice};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::task::yield_now;
use warung_domain::money::Money;
use warung_domain::partner::Proof;

/// The partners to practise with.
pub fn partners() -> Vec<Partner> {
    let at = |_: &str| Address { url: String::new(), key_id: String::new(), secret: Vec::new() };
    practice(at).unwrap().into_iter().map(|configured| configured.partner).collect()
}

/// All of them played by one.
pub fn all(biller: &Arc<FakeBiller>) -> Billers {
    partners().into_iter().fold(Billers::default(), |billers, partner| {
        billers.with(partner.terms.id, Arc::clone(biller) as Arc<dyn Biller>)
    })
}

/// A partner. What it is asked for it remembers by the shop's reference.
#[derive(Debug)]
pub struct FakeBiller {
    conduct: Mutex<Conduct>,
    is_there: Mutex<bool>,
    asked: Mutex<BTreeMap<String, (Option<Purchase>, Outcome)>>,
    calls: Mutex<Vec<String>>,
}

impl Default for FakeBiller {
    fn default() -> Self {
        Self {
            conduct: Mutex::new(Conduct::Prompt),
            is_there: Mutex::new(true),
            asked: Mutex::default(),
            calls: Mutex::default(),
        }
    }
}

impl FakeBiller {
    /// It cannot be reached, or can again.
    pub fn be_there(&self, is_there: bool) {
        *self.is_there.lock().unwrap() = is_there;
    }

    /// Every call so far, as `pay REFERENCE`, `advise REFERENCE`, `reverse REFERENCE`.
    pub fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }

    /// What was pending is refused after all.
    pub fn refuse_pending(&self) {
        for (_, outcome) in self.asked.lock().unwrap().values_mut() {
            if *outcome == Outcome::Pending {
                *outcome = Outcome::Refused { reason: "tidak jadi".to_owned() };
            }
        }
    }

    fn begin(&self, what: &str, reference: &str) -> Result<Conduct, BillerError> {
        self.calls.lock().unwrap().push(format!("{what} {reference}"));
        if !*self.is_there.lock().unwrap() {
            return Err(BillerError::Unreachable("nobody there".to_owned()));
        }
        match *self.conduct.lock().unwrap() {
            Conduct::Deaf => Err(lost()),
            conduct => Ok(conduct),
        }
    }

    fn do_it(&self, conduct: Conduct, purchase: &Purchase) -> Result<Outcome, BillerError> {
        let mut asked = self.asked.lock().unwrap();
        let reference = purchase.reference.clone();
        if let Some((known, outcome)) = asked.get(&reference) {
            let is_same = known.as_ref().is_none_or(|known| known == purchase);
            return if is_same { Ok(outcome.clone()) } else { Err(lost()) };
        }
        let outcome = match conduct {
            Conduct::Refusing => Outcome::Refused { reason: "gangguan".to_owned() },
            Conduct::Late => Outcome::Pending,
            _ => paid(&reference),
        };
        asked.insert(reference, (Some(purchase.clone()), outcome.clone()));
        if conduct == Conduct::AnswerLost { Err(lost()) } else { Ok(outcome) }
    }
}

fn paid(reference: &str) -> Outcome {
    let proof = Proof { serial: format!("S-{reference}"), token: Some("1234 5678".to_owned()) };
    Outcome::Paid { at: super::START, proof }
}

fn lost() -> BillerError {
    BillerError::Unknown("lost".to_owned())
}

impl Biller for FakeBiller {
    fn inquire<'a>(&'a self, inquiry: &'a Inquiry) -> BillerFuture<'a, Quote> {
        Box::pin(async move {
            self.begin("inquire", &inquiry.customer)?;
            yield_now().await;
            if inquiry.customer.ends_with("0000") {
                return Err(BillerError::NoSuchCustomer("tidak dikenal".to_owned()));
            }
            let amount = inquiry.amount.ok_or(BillerError::Refused("berapa?".to_owned()))?;
            Ok(Quote {
                name: "B••• S••••".to_owned(),
                description: format!("Listrik {}", inquiry.customer),
                amount,
                fee: Money::zero(amount.currency()),
                reference: format!("q-{}", inquiry.reference),
            })
        })
    }

    fn pay<'a>(&'a self, purchase: &'a Purchase) -> BillerFuture<'a, Outcome> {
        Box::pin(async move {
            let conduct = self.begin("pay", &purchase.reference)?;
            yield_now().await;
            let done = self.do_it(conduct, purchase);
            yield_now().await;
            done
        })
    }

    fn advise<'a>(&'a self, reference: &'a str) -> BillerFuture<'a, Outcome> {
        Box::pin(async move {
            self.begin("advise", reference)?;
            yield_now().await;
            let asked = self.asked.lock().unwrap();
            Ok(asked.get(reference).map_or(Outcome::Unheard, |(_, outcome)| outcome.clone()))
        })
    }

    fn reverse<'a>(&'a self, reference: &'a str) -> BillerFuture<'a, Outcome> {
        Box::pin(async move {
            self.begin("reverse", reference)?;
            yield_now().await;
            let mut asked = self.asked.lock().unwrap();
            let never = (None, Outcome::Reversed);
            let (_, outcome) = asked.entry(reference.to_owned()).or_insert(never);
            if *outcome == Outcome::Pending {
                *outcome = Outcome::Reversed;
            }
            Ok(outcome.clone())
        })
    }
}

impl Company for FakeBiller {
    fn biller(&self) -> &dyn Biller {
        self
    }

    fn behave(&self, conduct: Conduct) {
        *self.conduct.lock().unwrap() = conduct;
    }

    fn wait(&self) {
        for (reference, (_, outcome)) in self.asked.lock().unwrap().iter_mut() {
            if *outcome == Outcome::Pending {
                *outcome = paid(reference);
            }
        }
    }

    fn done(&self) -> usize {
        let asked = self.asked.lock().unwrap();
        asked.values().filter(|(_, outcome)| matches!(outcome, Outcome::Paid { .. })).count()
    }
}

#[tokio::test]
async fn it_keeps_the_contract() {
    crate::biller::contract::keeps_the_contract(|| async { FakeBiller::default() }).await;
}
