//! The shop's answer to a command, signed, so that a phone without a line can believe
//! it: whoever brought the command shows it as a code, and the phone that made the
//! command verifies it with the keys it has. Rules F8 and F9 of PROTOCOL.md.

use crate::carry::shown::Code;
use crate::command::Verdict;
use crate::digits;
use crate::ids::{CommandId, ShopId};
use crate::json;
use crate::jws::{JwsError, KeySet, split_compact, unb64, verify_shop};
use crate::money::Money;
use crate::outbox::OutboxEntry;
use crate::packed_jws::{self, Kind};
use crate::payment::CounterCode;
use crate::receipt::on_paper::DocumentHash;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The `typ` of such a JWS.
pub const TYP: &str = "warung-answer";

/// What the text of an answer in a code begins with, before its digits.
const PACKED: &str = "a1";

/// A text that every answer resembles; what is most usual stands last.
pub const DICTIONARY: &str = concat!(
    r#"{"price-changed":{"product":"","variant":"default","name":"","was":{"minor":,"currency":"IDR"},"#,
    r#""now":{"minor":000,"currency":"IDR"}}},{"out-of-stock":{"product":"","variant":"default","name":"","#,
    r#""wanted":2,"available":1}},{"withdrawn":{"product":"","variant":"default","name":""}},"#,
    r#""delivery-changed","payment-unavailable",{"below-minimum":{"minimum":{"minor":000,"currency":"IDR"}}},"#,
    r#"{"total-changed":{"was":{"minor":500,"currency":"IDR"},"now":{"minor":000,"currency":"IDR"}}}]}},"#,
    r#""verdict":{"rejected":{"code":"bad-signature wrong-shop mismatch nothing-left sold-out too-late"}},"#,
    r#""verdict":{"adjusted":{"problems":["money":"provisional","money":"refunded","money":"paid"},"#,
    r#"{"v":1,"shop":"warung","command":"01a","hash":"","verdict":"applied","#,
    r#""order":{"number":"W-0000","total":{"minor":000,"currency":"IDR"},"money":"unpaid"},"at":179"#,
);

/// Fifty changed lines with long names come to about 10 KB.
const KIND: Kind = Kind { typ: TYP, dictionary: DICTIONARY, longest: 16 * 1024 };

/// Most digits in the code of an answer, as in that of a command.
const MOST_DIGITS: usize = 2_900;

/// How the money of an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MoneyStands {
    Unpaid,
    /// It came, and the channel may still take it back.
    Provisional,
    Paid,
    Refunded,
}

/// The order that a command is about, as it stood when the shop answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderHeard {
    pub number: String,
    pub total: Money,
    pub money: MoneyStands,
    /// What a cashier takes cash for, while it is to be paid so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<AtCounter>,
}

/// A payment code of the shop's counters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtCounter {
    pub code: CounterCode,
    pub until: Option<Timestamp>,
}

/// What the shop says of one command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub v: u16,
    pub shop: ShopId,
    pub command: CommandId,
    /// SHA-256 of the frozen bytes: the answer is to them and to no others.
    pub hash: DocumentHash,
    /// As it is stored (O7), never `retry`.
    pub verdict: Verdict,
    /// Missing where there is no order, or it is not that person's.
    #[serde(default)]
    pub order: Option<OrderHeard>,
    /// When the shop said so, by its clock.
    pub at: Timestamp,
}

/// `POST /commands/{id}/answer`: whoever asks proves to hold the command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerQuestion {
    pub hash: DocumentHash,
}

/// The answer, as a compact JWS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedAnswer {
    pub answer: String,
}

/// Why an answer is not believed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AnswerError {
    #[error("this is not a shop's answer")]
    NotOurs,
    #[error("the answer was written by a newer version")]
    Newer,
    #[error("the code was misread, or is damaged")]
    Damaged,
    #[error(transparent)]
    Jws(#[from] JwsError),
    #[error("the answer is of another shop")]
    OtherShop,
    /// It says something that no final answer says.
    #[error("the answer decides nothing")]
    Undecided,
}

impl Answer {
    /// The payload that is signed.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        // A plain struct of strings and integers always serialises.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads an answer that this shop signed.
    pub fn verify(jws: &str, shop: &ShopId, keys: &KeySet) -> Result<Self, AnswerError> {
        let payload = verify_shop(jws, TYP, keys)?;
        let answer: Self = json::read(&payload).map_err(|_| JwsError::Payload)?;
        if answer.v > 1 {
            return Err(AnswerError::Newer);
        }
        if answer.shop != *shop {
            return Err(AnswerError::OtherShop);
        }
        if !answer.verdict.is_final() {
            return Err(AnswerError::Undecided);
        }
        Ok(answer)
    }

    /// Whether it is the answer to an entry's very bytes.
    #[must_use]
    pub fn is_to(&self, entry: &OutboxEntry) -> bool {
        self.command == entry.id && self.hash.names(&entry.bytes)
    }
}

/// What an answer says that was verified when it came.
#[must_use]
pub fn read_own(jws: &str) -> Option<Answer> {
    json::read(&unb64(split_compact(jws).ok()?.payload).ok()?).ok()
}

/// A signed answer as a code; nothing if it is too long for one.
#[must_use]
pub fn code(jws: &str) -> Option<Code> {
    let digits = digits::write(&packed_jws::pack(jws, KIND)?);
    (digits.len() <= MOST_DIGITS).then(|| Code { before: PACKED.to_owned(), digits })
}

/// The compact JWS in a code. Whether it is genuine is not asked here.
pub fn read(text: &str) -> Result<String, AnswerError> {
    let (version, digits) = text.trim().split_at_checked(2).ok_or(AnswerError::NotOurs)?;
    let is_digits = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if !is_digits || digits.len() > 2 * MOST_DIGITS || !version.starts_with('a') {
        return Err(AnswerError::NotOurs);
    }
    if version != PACKED {
        return Err(AnswerError::Newer);
    }
    let bytes = digits::read(digits).ok_or(AnswerError::Damaged)?;
    packed_jws::unpack(&bytes, KIND).ok_or(AnswerError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{RejectCode, RetryReason};
    use crate::jws::{Jwk, b64, shop_signing_input};
    use crate::money::Currency;
    use crate::order::OrderProblem;
    use crate::outbox::EntryState;
    use ed25519_dalek::{Signer, SigningKey};
    use proptest::prelude::*;

    const AT: Timestamp = Timestamp::from_millis(1_795_320_000_000);
    const BYTES: &str = "header.claims.signature";

    fn answer(verdict: Verdict) -> Answer {
        Answer {
            v: 1,
            shop: "warung".parse().unwrap(),
            command: CommandId::mint(AT, &[4; 10]),
            hash: DocumentHash::of(BYTES),
            verdict,
            order: Some(OrderHeard {
                number: "W-000001".into(),
                total: Money::new(68_000, Currency::IDR),
                money: MoneyStands::Unpaid,
                counter: Some(AtCounter { code: CounterCode::of("attempt"), until: Some(AT) }),
            }),
            at: AT,
        }
    }

    fn signed(typ: &str, answer: &Answer) -> (String, KeySet) {
        let key = SigningKey::from_bytes(&[3; 32]);
        let input = shop_signing_input(typ, &"k1".parse().unwrap(), &answer.bytes());
        let jws = format!("{input}.{}", b64(&key.sign(input.as_bytes()).to_bytes()));
        let jwk = Jwk::ed25519("k1".parse().unwrap(), key.verifying_key().as_bytes());
        (jws, KeySet { keys: vec![jwk] })
    }

    fn entry(bytes: &str) -> OutboxEntry {
        let id = CommandId::mint(AT, &[4; 10]);
        OutboxEntry {
            id,
            device: "dev-1".parse().unwrap(),
            seq: 1,
            bytes: bytes.to_owned(),
            subject: id.into(),
            kind: "place-order".into(),
            saved_at: AT,
            seen: None,
            state: EntryState::fresh(),
        }
    }

    fn problems(count: usize) -> Vec<OrderProblem> {
        let problem = |n: usize| OrderProblem::Withdrawn {
            product: format!("barang-{n}").parse().unwrap(),
            variant: "default".parse().unwrap(),
            name: format!("Barang nomor {n}"),
        };
        (0..count).map(problem).collect()
    }

    // Holds F9.
    #[test]
    fn an_answer_in_a_code_is_believed_by_the_phone_it_is_for() {
        let shop = "warung".parse().unwrap();
        for verdict in [
            Verdict::Applied,
            Verdict::Adjusted { problems: problems(3) },
            Verdict::Rejected { code: RejectCode::NothingLeft },
        ] {
            let said = answer(verdict);
            let (jws, keys) = signed(TYP, &said);
            let text = code(&jws).unwrap().to_string();
            assert!(text.len() < 1_000, "{} characters", text.len());
            let read = Answer::verify(&read(&text).unwrap(), &shop, &keys).unwrap();
            assert_eq!(read, said);
            assert!(read.is_to(&entry(BYTES)));
            assert!(!read.is_to(&entry("header.other.signature")));
            let other = OutboxEntry { id: CommandId::mint(AT, &[5; 10]), ..entry(BYTES) };
            assert!(!read.is_to(&other));
        }
    }

    // Holds F9.
    #[test]
    fn what_the_shop_did_not_say_is_not_believed() {
        let shop: ShopId = "warung".parse().unwrap();
        let (good, keys) = signed(TYP, &answer(Verdict::Applied));
        let refused = |jws: &str| Answer::verify(jws, &shop, &keys).unwrap_err();
        let later = Verdict::Retry { after_seconds: 5, reason: RetryReason::Busy };
        assert_eq!(refused(&signed(TYP, &answer(later)).0), AnswerError::Undecided);
        let other = Answer { shop: "toko".parse().unwrap(), ..answer(Verdict::Applied) };
        assert_eq!(refused(&signed(TYP, &other).0), AnswerError::OtherShop);
        let newer = Answer { v: 2, ..answer(Verdict::Applied) };
        assert_eq!(refused(&signed(TYP, &newer).0), AnswerError::Newer);
        // A receipt, say, that somebody calls an answer.
        let jws = signed("warung-receipt", &answer(Verdict::Applied)).0;
        assert!(matches!(refused(&jws), AnswerError::Jws(JwsError::Type { .. })));
        let none = Answer::verify(&good, &shop, &KeySet::default());
        assert!(matches!(none, Err(AnswerError::Jws(JwsError::UnknownKey(_)))));
        // Every digit counts.
        let text = code(&good).unwrap().to_string();
        for at in 2..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'9' { b'0' } else { bytes[at] + 1 };
            let jws = read(str::from_utf8(&bytes).unwrap());
            let is_believed =
                jws.is_ok_and(|jws| jws != good && Answer::verify(&jws, &shop, &keys).is_ok());
            assert!(!is_believed, "digit {at}");
        }
    }

    // Holds F9.
    #[test]
    fn other_texts_are_no_answers() {
        assert_eq!(read(""), Err(AnswerError::NotOurs));
        assert_eq!(read("a1"), Err(AnswerError::NotOurs));
        assert_eq!(read("c1123"), Err(AnswerError::NotOurs));
        assert_eq!(read("a2123"), Err(AnswerError::Newer));
        assert_eq!(read("a1123"), Err(AnswerError::Damaged));
        assert_eq!(read(&format!("a1{}", "1".repeat(9_000))), Err(AnswerError::NotOurs));
        // It waits for a line.
        let long = answer(Verdict::Adjusted { problems: problems(400) });
        assert_eq!(code(&signed(TYP, &long).0), None);
    }

    proptest! {
        // Holds F9.
        #[test]
        fn nothing_read_panics(text in "(a1)?[0-9]{0,300}") {
            let _ = read(&text);
        }
    }
}
