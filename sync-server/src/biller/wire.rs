//! What travels between shop and partner, as `docs/billers.md` tells it: JSON both ways, amounts
//! in whole minor units of a currency that is named.

use super::{BillerError, Inquiry, Outcome, Purchase, Quote};
use serde::{Deserialize, Serialize};
use warung_domain::money::{Currency, Money};
use warung_domain::partner::Proof;
use warung_domain::time::Timestamp;

/// Where the four questions are asked, below the partner's address.
pub const INQUIRIES: &str = "/v1/inquiries";
pub const PAYMENTS: &str = "/v1/payments";
pub const ADVICES: &str = "/v1/advices";
pub const REVERSALS: &str = "/v1/reversals";

/// The longest text of a partner's that is kept, in characters.
const LONGEST_TEXT: usize = 200;

/// `POST /v1/inquiries`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryBody {
    pub reference: String,
    pub customer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
}

impl From<&Inquiry> for InquiryBody {
    fn from(inquiry: &Inquiry) -> Self {
        let Inquiry { reference, customer, product, amount } = inquiry.clone();
        Self { reference, customer, product, amount }
    }
}

/// The answer to an inquiry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum InquiryAnswer {
    Found { name: String, description: String, amount: Money, fee: Money, inquiry: String },
    UnknownCustomer { reason: String },
    Refused { reason: String },
}

impl InquiryAnswer {
    /// The quote, in the currency that was asked for.
    pub fn read(self, currency: Currency) -> Result<Quote, BillerError> {
        match self {
            Self::Found { name, description, amount, fee, inquiry } => {
                let is_ours = amount.currency() == currency && fee.currency() == currency;
                if !is_ours || amount.minor() <= 0 || fee.minor() < 0 {
                    return Err(BillerError::Unknown("amounts that cannot be".to_owned()));
                }
                Ok(Quote {
                    name: cut(&name),
                    description: cut(&description),
                    amount,
                    fee,
                    reference: cut(&inquiry),
                })
            }
            Self::UnknownCustomer { reason } => Err(BillerError::NoSuchCustomer(cut(&reason))),
            Self::Refused { reason } => Err(BillerError::Refused(cut(&reason))),
        }
    }
}

/// `POST /v1/payments`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentBody {
    pub reference: String,
    pub customer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    pub amount: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inquiry: Option<String>,
}

impl From<&Purchase> for PaymentBody {
    fn from(purchase: &Purchase) -> Self {
        let Purchase { reference, customer, product, amount, quote } = purchase.clone();
        Self { reference, customer, product, amount, inquiry: quote }
    }
}

/// `POST /v1/advices` and `POST /v1/reversals`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceBody {
    pub reference: String,
}

/// The answer to a payment, an advice and a reversal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentAnswer {
    /// The one that was asked about, word for word.
    pub reference: String,
    #[serde(flatten)]
    pub status: PaymentStatus,
}

/// Where a payment stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum PaymentStatus {
    Paid {
        /// Milliseconds since 1970, by the partner's clock.
        at: i64,
        serial: String,
        /// What the customer types or shows somewhere; none where there is nothing of the kind.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<String>,
    },
    Pending,
    Refused {
        reason: String,
    },
    Reversed,
    Unknown,
}

impl PaymentAnswer {
    /// What it says about `reference`.
    pub fn read(self, reference: &str) -> Result<Outcome, BillerError> {
        if self.reference != reference {
            return Err(BillerError::Unknown("the answer is about something else".to_owned()));
        }
        Ok(match self.status {
            PaymentStatus::Paid { at, serial, token } => Outcome::Paid {
                at: Timestamp::from_millis(at),
                proof: Proof { serial: cut(&serial), token: token.as_deref().map(cut) },
            },
            PaymentStatus::Pending => Outcome::Pending,
            PaymentStatus::Refused { reason } => Outcome::Refused { reason: cut(&reason) },
            PaymentStatus::Reversed => Outcome::Reversed,
            PaymentStatus::Unknown => Outcome::Unheard,
        })
    }
}

/// What a person reads of it: no control signs, and not without end.
fn cut(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(LONGEST_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_as_the_document_shows() {
        let paid = PaymentAnswer {
            reference: "r-1".to_owned(),
            status: PaymentStatus::Paid { at: 5, serial: "S1".to_owned(), token: None },
        };
        let text = r#"{"reference":"r-1","status":"paid","at":5,"serial":"S1"}"#;
        assert_eq!(serde_json::to_string(&paid).unwrap(), text);
        assert_eq!(serde_json::from_str::<PaymentAnswer>(text).unwrap(), paid);
        let unknown: PaymentAnswer =
            serde_json::from_str(r#"{"reference":"r-1","status":"unknown","more":1}"#).unwrap();
        assert_eq!(unknown.clone().read("r-1"), Ok(Outcome::Unheard));
        assert!(matches!(unknown.read("r-2"), Err(BillerError::Unknown(_))));
        let found = r#"{"status":"found","name":"B*** S***","description":"Listrik",
            "amount":{"minor":20000,"currency":"IDR"},"fee":{"minor":0,"currency":"IDR"},
            "inquiry":"q-1"}"#;
        let found: InquiryAnswer = serde_json::from_str(found).unwrap();
        assert_eq!(found.clone().read(Currency::IDR).unwrap().amount.minor(), 20_000);
        assert!(found.read(Currency::SAR).is_err());
    }

    #[test]
    fn a_partners_words_are_kept_short_and_plain() {
        let reason = format!(" a\n\u{1b}[2J{}", "x".repeat(500));
        let answer =
            PaymentAnswer { reference: "r".into(), status: PaymentStatus::Refused { reason } };
        let Ok(Outcome::Refused { reason }) = answer.read("r") else { panic!() };
        assert!(reason.starts_with("a[2Jx") && reason.len() == LONGEST_TEXT);
    }
}
