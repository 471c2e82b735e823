//! The shop's answers that travel by hand: fetched by whoever carried a command (F8),
//! and believed by the phone that made it, with nothing but the keys it has (F9).

use super::carry::shop;
use super::show;
use crate::i18n::CarryCode;
use crate::platform::broadcast::{self, News};
use crate::platform::db::outbox::Outbox;
use crate::platform::{PlatformError, clock, log, prefs, timer};
use crate::state::AppState;
use crate::sync::api;
use leptos::prelude::*;
use warung_domain::answer::{self, Answer, AnswerError, MoneyStands};
use warung_domain::carry::shown::Code;
use warung_domain::command::Verdict;
use warung_domain::ids::{CommandId, OrderId};
use warung_domain::jws::JwsError;
use warung_domain::locale::format_money;
use warung_domain::order::Standing;
use warung_domain::outbox::{EntryEvent, EntryState, OutboxEntry, WedgeReason};
use warung_domain::receipt::on_paper::{self, DocumentHash};
use warung_domain::receipt::{Kind, Receipt, verify};
use warung_phone::store::OutboxStore;

/// Where what was read is kept, until its entry leaves the outbox: the signed texts.
const KEPT: &str = "warung-answers";

/// Most that is kept.
const MOST: usize = 60;

/// What the shop said of a command that this device carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    pub answer: Answer,
    /// Missing where it is too long for a code.
    pub code: Option<Code>,
}

/// Whether the shop has decided about an entry, as far as this device knows.
fn is_decided(entry: &OutboxEntry) -> bool {
    matches!(
        entry.state,
        EntryState::Answered { .. } | EntryState::Wedged { reason: WedgeReason::Rejected(_), .. }
    )
}

/// Fetches the answers to what was carried and is decided, each once while the page lives.
pub fn follow(state: AppState, brought: RwSignal<Vec<Brought>>) {
    Effect::new(move |asked: Option<Vec<CommandId>>| {
        let mut asked = asked.unwrap_or_default();
        for entry in state.carried.get().into_iter().filter(is_decided) {
            if asked.contains(&entry.id) {
                continue;
            }
            asked.push(entry.id);
            timer::spawn(async move {
                if let Some(found) = fetch(state, &entry).await {
                    brought.try_update(|all| all.push(found));
                }
            });
        }
        asked
    });
}

async fn fetch(state: AppState, entry: &OutboxEntry) -> Option<Brought> {
    let signed = match api::answer(entry.id, DocumentHash::of(&entry.bytes)).await {
        Ok(signed) => signed.answer,
        Err(error) => {
            // What was forged has none; the verdict is on the page without it.
            log::warn(&format!("no signed answer: {error}"));
            return None;
        }
    };
    let keys = state.keys.get_untracked();
    let answer = Answer::verify(&signed, &shop(state)?, &keys).ok()?;
    Some(Brought { code: answer::code(&signed), answer })
}

/// What the shop's code, shown by a carrier, says to this phone: stored as the verdict,
/// and told. Why not, if it is not believed.
pub(super) async fn believe(
    state: AppState,
    jws: String,
    words: &'static CarryCode,
) -> Result<String, String> {
    let shop = shop(state).ok_or(words.no_shop)?;
    let keys = state.keys.get_untracked();
    let answer = Answer::verify(&jws, &shop, &keys).map_err(|error| match error {
        AnswerError::Jws(JwsError::UnknownKey(_)) => words.unknown_key,
        AnswerError::Newer => (words.error)(warung_domain::carry::CarryError::Newer),
        _ => words.not_believed,
    })?;
    let trouble = |_: PlatformError| words.phone_trouble.to_owned();
    let entries = Outbox.entries().await.map_err(|error| trouble(error.into()))?;
    let entry = entries.iter().find(|entry| answer.is_to(entry)).ok_or(words.not_mine)?;
    keep(&entries, jws);
    let event = EntryEvent::Answer { verdict: answer.verdict.clone(), now: clock::now() };
    Outbox.advance(&[(entry.id, event)]).await.map_err(|error| trouble(error.into()))?;
    show::outbox(state).await.map_err(trouble)?;
    broadcast::tell(News::Outbox);
    let order = answer.order.as_ref().map(|order| {
        let total = format_money(order.total, state.lang.get_untracked());
        (words.order_line)(&order.number, &total)
    });
    let said = match &answer.verdict {
        Verdict::Adjusted { .. } => words.heard_adjusted,
        Verdict::Rejected { .. } => words.heard_rejected,
        Verdict::Applied | Verdict::Retry { .. } => words.heard_applied,
    };
    Ok([Some(said.to_owned()), order].into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// What a receipt, read off another screen or off paper, says to this phone.
pub(super) async fn paid(
    state: AppState,
    jws: String,
    words: &'static CarryCode,
) -> Result<String, String> {
    let shop = shop(state).ok_or(words.no_shop)?;
    let keys = state.keys.get_untracked();
    let receipt = verify(&jws, &shop, &keys).map_err(|_| words.not_believed)?;
    let trouble = |_: PlatformError| words.phone_trouble.to_owned();
    let entries = Outbox.entries().await.map_err(|error| trouble(error.into()))?;
    if !entries.iter().any(|entry| entry.subject == receipt.order) {
        return Err(words.other_receipt.to_owned());
    }
    keep(&entries, jws);
    show::outbox(state).await.map_err(trouble)?;
    let total = format_money(receipt.total, state.lang.get_untracked());
    Ok(receipt_words(&receipt, &total, words))
}

/// What a receipt says of the money, in words.
#[must_use]
pub fn receipt_words(receipt: &Receipt, total: &str, words: &'static CarryCode) -> String {
    let holds = match receipt.payment.provisional_until {
        Some(_) => words.receipt_holds_for_now,
        None => words.receipt_holds,
    };
    holds(&receipt.number, total)
}

/// Keeps a signed text beside those whose entries are still here.
fn keep(entries: &[OutboxEntry], jws: String) {
    let mut kept: Vec<String> = prefs::read(KEPT).unwrap_or_default();
    kept.retain(|text| *text != jws && subject(text).is_some_and(|of| is_here(entries, of)));
    kept.push(jws);
    let extra = kept.len().saturating_sub(MOST);
    kept.drain(..extra);
    prefs::write(KEPT, &kept);
}

/// What a kept text is about.
enum Subject {
    Command(CommandId),
    Order(OrderId),
}

/// Read without asking whether it is genuine: that is asked whenever it is shown.
fn subject(jws: &str) -> Option<Subject> {
    if let Ok(receipt) = warung_domain::receipt::read_own(jws) {
        return Some(Subject::Order(receipt.order));
    }
    answer::read_own(jws).map(|answer| Subject::Command(answer.command))
}

fn is_here(entries: &[OutboxEntry], subject: Subject) -> bool {
    entries.iter().any(|entry| match subject {
        Subject::Command(command) => entry.id == command,
        Subject::Order(order) => entry.subject == order,
    })
}

/// What this phone has read about one of its entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    pub answer: Option<Answer>,
    pub receipt: Option<Receipt>,
}

/// What takes the new total that the shop asked for, by the command's kind.
const CONSENT: &str = "confirm-order";

/// The newest that was read and holds, about an entry; about an order that was asked about, also
/// what the shop said when its person agreed. Tracks keys, catalog and outbox.
#[must_use]
pub fn heard(state: AppState, entry: &OutboxEntry) -> Heard {
    let shop = state.catalog.manifest.with(|m| m.as_ref().map(|manifest| manifest.shop.clone()));
    let Some(shop) = shop else { return Heard::default() };
    let kept: Vec<String> = prefs::read(KEPT).unwrap_or_default();
    let agreed: Vec<OutboxEntry> = state.outbox.with(|entries| {
        let about = entries.iter().filter(|other| {
            other.kind == CONSENT && other.subject == entry.subject && entry.places_an_order()
        });
        about.cloned().collect()
    });
    let is_about =
        |answer: &Answer| answer.is_to(entry) || agreed.iter().any(|other| answer.is_to(other));
    state.keys.with(|keys| {
        let mut heard = Heard::default();
        for jws in &kept {
            if let Ok(answer) = Answer::verify(jws, &shop, keys) {
                let is_newer = heard.answer.as_ref().is_none_or(|known| known.at <= answer.at);
                if is_about(&answer) && is_newer {
                    heard.answer = Some(answer);
                }
            } else if entry.places_an_order()
                && let Ok(receipt) = verify(jws, &shop, keys)
                && receipt.order == entry.subject
            {
                heard.receipt = Some(receipt);
            }
        }
        heard.is_brought_up_to_date();
        heard
    })
}

impl Heard {
    /// A receipt is of later than the answer: there is nothing more to pay.
    fn is_brought_up_to_date(&mut self) {
        let order = self.answer.as_mut().and_then(|answer| answer.order.as_mut());
        if let (Some(order), Some(receipt)) = (order, &self.receipt)
            && receipt.kind == Kind::Receipt
        {
            order.counter = None;
            order.money = match receipt.payment.provisional_until {
                Some(_) => MoneyStands::Provisional,
                None => MoneyStands::Paid,
            };
        }
    }
}

/// How an order stands that so far is only an entry here, by what was read.
#[must_use]
pub fn standing(entry: &OutboxEntry, heard: &Heard) -> Standing {
    let of_receipt = heard.receipt.as_ref().map(|receipt| match receipt.kind {
        Kind::Receipt if receipt.payment.provisional_until.is_some() => Standing::PaidProvisionally,
        Kind::Receipt => Standing::Paid,
        _ => Standing::Refunded,
    });
    let of_answer = heard.answer.as_ref().and_then(|answer| {
        let money = answer.order.as_ref().map(|order| order.money);
        match (&answer.verdict, money) {
            (Verdict::Adjusted { .. }, Some(MoneyStands::Unpaid) | None) => {
                Some(Standing::NeedsAnswer)
            }
            (_, Some(MoneyStands::Paid)) => Some(Standing::Paid),
            (_, Some(MoneyStands::Provisional)) => Some(Standing::PaidProvisionally),
            (_, Some(MoneyStands::Refunded)) => Some(Standing::Refunded),
            // Of what was taken after the shop had asked, too.
            (Verdict::Applied, Some(MoneyStands::Unpaid)) => Some(Standing::Accepted),
            _ => None,
        }
    });
    of_receipt.or(of_answer).unwrap_or_else(|| Standing::of_entry(&entry.state))
}

/// The compact JWS of a whole receipt in a code; nothing if it is none.
pub(super) fn receipt_in(text: &str) -> Option<String> {
    match on_paper::read(text) {
        Ok(on_paper::Shown::Whole(evidence)) => Some(evidence.receipt),
        _ => None,
    }
}
