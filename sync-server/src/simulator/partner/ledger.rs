//! What the partners remember of payments, and how they behave.

use super::sells::Sells;
use serde::{Deserialize, Serialize};
use warung_domain::money::Money;
use warung_domain::time::Timestamp;

/// More than a demonstration makes.
const MOST_PAYMENTS: usize = 1_000;

/// How long a late one takes, in seconds.
const LATE_SECONDS: i64 = 20;

/// How partners behave from now on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartnerMood {
    #[default]
    Prompt,
    /// It takes twenty seconds until they know.
    Late,
    /// They do nothing for anybody.
    Refusing,
    /// They do it, and the answer gets lost.
    AnswerLost,
    /// What the shop asks gets lost on the way.
    Deaf,
}

impl PartnerMood {
    pub const ALL: [Self; 5] =
        [Self::Prompt, Self::Late, Self::Refusing, Self::AnswerLost, Self::Deaf];

    /// Name in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Prompt => "prompt",
            Self::Late => "late",
            Self::Refusing => "refusing",
            Self::AnswerLost => "answer-lost",
            Self::Deaf => "deaf",
        }
    }
}

/// Where a payment stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stand {
    Pending { until: Timestamp },
    Paid { at: Timestamp, serial: String, token: Option<String> },
    Refused { reason: String },
    Reversed,
}

/// A payment that a partner was asked for, or that was reversed before it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The shop's name for it.
    pub reference: String,
    /// [`Sells::code`].
    pub sells: String,
    pub customer: String,
    /// None where only a reversal came.
    pub amount: Option<Money>,
    pub stand: Stand,
}

/// What a payment asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Wanted {
    pub reference: String,
    pub customer: String,
    pub amount: Money,
}

/// The same reference stands for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct TakenReference;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PartnerLedger {
    pub mood: PartnerMood,
    /// In the order they came.
    pub payments: Vec<Asked>,
}

impl PartnerLedger {
    /// What was pending for long enough is done.
    pub(in super::super) fn run_out(&mut self, now: Timestamp) {
        for asked in &mut self.payments {
            if matches!(asked.stand, Stand::Pending { until } if until <= now) {
                asked.stand = done(&asked.sells, &asked.reference, now);
            }
        }
    }

    pub(in super::super) fn find(&self, sells: Sells, reference: &str) -> Option<&Asked> {
        let same = |it: &&Asked| it.sells == sells.code() && it.reference == reference;
        self.payments.iter().find(same)
    }

    /// Does it, once under one reference.
    pub(in super::super) fn pay(
        &mut self,
        sells: Sells,
        wanted: &Wanted,
        now: Timestamp,
    ) -> Result<Stand, TakenReference> {
        if let Some(known) = self.find(sells, &wanted.reference) {
            let is_same = known.customer == wanted.customer && known.amount == Some(wanted.amount);
            // What was reversed before it came knows no more than its reference.
            return if is_same || known.stand == Stand::Reversed {
                Ok(known.stand.clone())
            } else {
                Err(TakenReference)
            };
        }
        let stand = match self.mood {
            PartnerMood::Refusing => Stand::Refused { reason: "Sedang gangguan".to_owned() },
            _ if sells.customer(&wanted.customer).is_err() => {
                Stand::Refused { reason: "Nomor tidak dikenal".to_owned() }
            }
            PartnerMood::Late => Stand::Pending { until: now.plus_seconds(LATE_SECONDS) },
            PartnerMood::Prompt | PartnerMood::AnswerLost | PartnerMood::Deaf => {
                done(sells.code(), &wanted.reference, now)
            }
        };
        self.put(Asked {
            reference: wanted.reference.clone(),
            sells: sells.code().to_owned(),
            customer: wanted.customer.clone(),
            amount: Some(wanted.amount),
            stand: stand.clone(),
        });
        Ok(stand)
    }

    /// Ends what is not done; what never came is remembered, so that it does nothing if it does.
    pub(in super::super) fn reverse(&mut self, sells: Sells, reference: &str) -> Stand {
        let same = |it: &&mut Asked| it.sells == sells.code() && it.reference == reference;
        if let Some(known) = self.payments.iter_mut().find(same) {
            if matches!(known.stand, Stand::Pending { .. }) {
                known.stand = Stand::Reversed;
            }
            return known.stand.clone();
        }
        self.put(Asked {
            reference: reference.to_owned(),
            sells: sells.code().to_owned(),
            customer: String::new(),
            amount: None,
            stand: Stand::Reversed,
        });
        Stand::Reversed
    }

    fn put(&mut self, asked: Asked) {
        if self.payments.len() >= MOST_PAYMENTS {
            self.payments.remove(0);
        }
        self.payments.push(asked);
    }

    pub(in super::super) fn newest(&self, most: usize) -> Vec<Asked> {
        self.payments.iter().rev().take(most).cloned().collect()
    }
}

fn done(sells: &str, reference: &str, now: Timestamp) -> Stand {
    let proof = Sells::of_code(sells).map(|sells| sells.proof(reference));
    let (serial, token) = proof.unwrap_or_default();
    Stand::Paid { at: now, serial, token }
}
