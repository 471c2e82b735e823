//! What the gateway says, read once into our words.
//!
//! The HTTP status is mostly 200; the real one is the text `status_code` in the
//! body. Fields nobody announced are ignored, fields that are missing where we
//! need them make the answer worthless rather than half believed.

use super::wall_clock::read_jakarta;
use crate::payment::{Charge, ChargeRequest, GatewayError, GatewayState, GatewayStatus};
use serde::Deserialize;
use warung_domain::money::{Currency, DecimalStyle, Money, parse_decimal};
use warung_domain::time::Timestamp;

/// Charge, status and error answers share one shape.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    status_code: String,
    #[serde(default)]
    status_message: String,
    #[serde(default)]
    validation_messages: Vec<String>,
    transaction_id: Option<String>,
    order_id: Option<String>,
    gross_amount: Option<String>,
    currency: Option<String>,
    transaction_status: Option<String>,
    fraud_status: Option<String>,
    transaction_time: Option<String>,
    settlement_time: Option<String>,
    expiry_time: Option<String>,
    pub(super) payment_type: Option<String>,
    pub(super) payment_code: Option<String>,
    pub(super) store: Option<String>,
    #[serde(default)]
    pub(super) va_numbers: Vec<VaNumber>,
    pub(super) permata_va_number: Option<String>,
    pub(super) biller_code: Option<String>,
    pub(super) bill_key: Option<String>,
    pub(super) qr_string: Option<String>,
    #[serde(default)]
    pub(super) actions: Vec<Action>,
    #[serde(default)]
    refunds: Vec<Refund>,
    /// The sum of `refunds`, where the gateway adds them up.
    refund_amount: Option<String>,
}

/// Where to go with a wallet.
#[derive(Debug, Deserialize)]
pub(super) struct Action {
    pub(super) name: String,
    pub(super) url: String,
}

#[derive(Debug, Deserialize)]
struct Refund {
    refund_amount: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct VaNumber {
    pub(super) bank: String,
    pub(super) va_number: String,
}

impl Answer {
    pub(super) fn read(body: &[u8]) -> Result<Self, String> {
        let answer: Self = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        let three_digits =
            answer.status_code.len() == 3 && answer.status_code.bytes().all(|b| b.is_ascii_digit());
        if three_digits { Ok(answer) } else { Err("status_code is not a code".to_owned()) }
    }

    pub(super) fn code(&self) -> u16 {
        self.status_code.parse().unwrap_or(0)
    }

    /// 407 is how an expired payment is told: an answer, not an error.
    pub(super) fn tells_a_status(&self) -> bool {
        matches!(self.code(), 200..=202 | 407) && self.transaction_status.is_some()
    }

    /// Why the gateway did not do it.
    pub(super) fn refusal(&self) -> GatewayError {
        let said = std::iter::once(&self.status_message)
            .chain(&self.validation_messages)
            .filter(|text| !text.is_empty())
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("; ");
        let said = format!("{} {said}", self.status_code);
        match self.code() {
            404 => GatewayError::NotFound,
            // Too many calls: nothing was decided, the same call may be made later.
            429 => GatewayError::Unknown(said),
            400..=499 => GatewayError::Refused(said),
            _ => GatewayError::Unknown(said),
        }
    }

    /// The opened payment, if it is the one that was asked for.
    pub(super) fn into_charge(self, request: &ChargeRequest) -> Result<Charge, GatewayError> {
        self.must_be(&request.payment_id)?;
        let amount = self.amount()?;
        if amount != request.amount {
            return Err(GatewayError::Refused(format!(
                "{} is taken by a payment of another amount",
                request.payment_id
            )));
        }
        self.charge()
    }

    pub(super) fn into_status(self, payment_id: &str) -> Result<GatewayStatus, GatewayError> {
        self.must_be(payment_id)?;
        let state = self.state()?;
        let when = match state {
            GatewayState::Settled => self.settlement_time.as_ref(),
            _ => None,
        };
        Ok(GatewayStatus {
            payment_id: payment_id.to_owned(),
            reference: self.reference()?,
            amount: self.amount()?,
            refunded: self.refunded(state)?,
            state,
            at: moment("transaction_time", when.or(self.transaction_time.as_ref()))?,
            charge: match (state, self.payment_type.as_deref()) {
                // What was handed out once is not told again here.
                (GatewayState::Pending, Some("qris" | "gopay")) => self.charge().ok(),
                (GatewayState::Pending, _) => Some(self.charge()?),
                _ => None,
            },
        })
    }

    /// What has gone back: of several refunds their sum, of a whole one all of it.
    fn refunded(&self, state: GatewayState) -> Result<Money, GatewayError> {
        let whole = self.amount()?;
        let read = |text: &String| parse_decimal(text, DecimalStyle::Point, whole.currency());
        let of_each = self.refunds.iter().map(|refund| read(&refund.refund_amount));
        let parts = of_each.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
        match (state, &self.refund_amount) {
            (GatewayState::Refunded, _) => Ok(whole),
            (GatewayState::PartlyRefunded, Some(sum)) => read(sum).map_err(unreadable),
            (GatewayState::PartlyRefunded, None) if parts.is_empty() => {
                Err(missing("refund_amount"))
            }
            _ => Money::sum(whole.currency(), parts).map_err(unreadable),
        }
    }

    fn charge(&self) -> Result<Charge, GatewayError> {
        Ok(Charge {
            reference: self.reference()?,
            instructions: self.instructions()?,
            expires_at: match &self.expiry_time {
                Some(_) => Some(moment("expiry_time", self.expiry_time.as_ref())?),
                None => None,
            },
        })
    }

    fn state(&self) -> Result<GatewayState, GatewayError> {
        let said = self.transaction_status.as_deref().unwrap_or_default().to_ascii_lowercase();
        let fraud = self.fraud_status.as_deref().unwrap_or("accept").to_ascii_lowercase();
        match (said.as_str(), fraud.as_str()) {
            ("settlement" | "capture", "accept") if self.code() == 200 => Ok(GatewayState::Settled),
            ("settlement" | "capture", "challenge") | ("pending" | "authorize", _) => {
                Ok(GatewayState::Pending)
            }
            ("settlement" | "capture", "deny") | ("deny" | "failure", _) => {
                Ok(GatewayState::Denied)
            }
            ("expire", _) => Ok(GatewayState::Expired),
            ("cancel", _) => Ok(GatewayState::Cancelled),
            ("partial_refund", _) => Ok(GatewayState::PartlyRefunded),
            ("refund", _) => Ok(GatewayState::Refunded),
            ("chargeback" | "partial_chargeback", _) => Ok(GatewayState::ChargedBack),
            _ => Err(GatewayError::Unknown(format!(
                "status {said:?} with code {} and fraud status {fraud:?}",
                self.status_code
            ))),
        }
    }

    pub(super) fn amount(&self) -> Result<Money, GatewayError> {
        let currency = match &self.currency {
            Some(code) => code.parse::<Currency>().map_err(unreadable)?,
            None => Currency::IDR,
        };
        let text = self.gross_amount.as_deref().ok_or_else(|| missing("gross_amount"))?;
        parse_decimal(text, DecimalStyle::Point, currency).map_err(unreadable)
    }

    fn reference(&self) -> Result<String, GatewayError> {
        self.transaction_id.clone().ok_or_else(|| missing("transaction_id"))
    }

    fn must_be(&self, payment_id: &str) -> Result<(), GatewayError> {
        match self.order_id.as_deref() {
            Some(id) if id == payment_id => Ok(()),
            _ => Err(GatewayError::Unknown("the answer is about another payment".to_owned())),
        }
    }
}

fn moment(field: &'static str, text: Option<&String>) -> Result<Timestamp, GatewayError> {
    text.and_then(|text| read_jakarta(text)).ok_or_else(|| missing(field))
}

pub(super) fn missing(field: &str) -> GatewayError {
    GatewayError::Unknown(format!("{field} is missing or unreadable"))
}

pub(super) fn unreadable(error: impl std::fmt::Display) -> GatewayError {
    GatewayError::Unknown(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use warung_domain::payment::Instructions;

    fn settled() -> Value {
        json!({
            "status_code": "200", "transaction_id": "t-1", "order_id": "o-1",
            "gross_amount": "10000.00", "currency": "IDR", "payment_type": "cstore",
            "transaction_status": "settlement", "transaction_time": "2026-11-22 10:00:00",
            "settlement_time": "2026-11-22 11:00:00", "payment_code": "123456789012345",
            "approval_code": "ignored",
        })
    }

    fn read(body: &Value) -> Result<GatewayStatus, GatewayError> {
        Answer::read(body.to_string().as_bytes()).unwrap().into_status("o-1")
    }

    fn with(field: &str, value: Value) -> Result<GatewayStatus, GatewayError> {
        let mut body = settled();
        body[field] = value;
        read(&body)
    }

    #[test]
    fn reads_a_settlement_without_store_and_fraud_status() {
        let status = read(&settled()).unwrap();
        assert_eq!(status.state, GatewayState::Settled);
        assert_eq!(status.amount, Money::new(10_000, Currency::IDR));
        assert_eq!(status.at, Timestamp::from_millis(1_795_320_000_000));
    }

    #[test]
    fn tolerates_shouting_and_finds_the_code_again() {
        let status = with("transaction_status", "PENDING".into()).unwrap();
        let code = Instructions::Code {
            store: "indomaret".to_owned(),
            code: "123456789012345".to_owned(),
        };
        assert_eq!(status.state, GatewayState::Pending);
        assert_eq!(status.charge.unwrap().instructions, code);
    }

    #[test]
    fn money_counts_only_when_everything_says_so() {
        assert_eq!(with("fraud_status", "deny".into()).map(|s| s.state), Ok(GatewayState::Denied));
        assert_eq!(
            with("fraud_status", "challenge".into()).map(|s| s.state),
            Ok(GatewayState::Pending)
        );
        assert!(matches!(with("status_code", "202".into()), Err(GatewayError::Unknown(_))));
        assert!(matches!(with("transaction_status", "paid".into()), Err(GatewayError::Unknown(_))));
    }

    #[test]
    fn half_an_answer_is_none() {
        for (field, value) in [
            ("gross_amount", json!("10000.50")),
            ("gross_amount", json!(null)),
            ("currency", json!("RP")),
            ("order_id", json!("o-2")),
            ("transaction_id", json!(null)),
            ("settlement_time", json!("yesterday")),
        ] {
            assert!(matches!(with(field, value), Err(GatewayError::Unknown(_))), "{field}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Answer::read(&body);
        }
    }
}
