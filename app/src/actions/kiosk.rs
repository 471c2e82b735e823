//! What somebody does at the self-service machine. Nothing is kept on the device: what they want
//! lives at the shop from the moment they confirm it.

use super::kiosk_carried as carried;
use super::kiosk_partner;
use super::refusal::Refusal;
use super::session;
use crate::platform::{clock, log, random, timer};
use crate::state::{
    AppState, Entry, KioskState, KioskStep, Machine, Trouble, Typed, entries, most_digits,
};
use crate::sync::api::{self, CallError};
use leptos::prelude::*;
use warung_domain::ids::OrderId;
use warung_domain::protocol::{
    KioskBill, KioskBiller, KioskEnrolment, KioskQuestion, KioskTopUp, ProblemKind,
};

/// Untouched for so long, the screen is wiped.
const IDLE_SECONDS: i64 = 60;

/// The same where somebody holds a phone before it, or waits for the printer.
const IDLE_WITH_A_PHONE_SECONDS: i64 = 150;

/// So many seconds before that the person is told.
const WARNING_SECONDS: i64 = 15;

/// How long it waits before it asks the shop once more what it is.
const PAUSE_MILLIS: u32 = 3_000;

/// Asks whether this device is a machine, until the shop says so: where there is no line, when it
/// is back.
pub fn open(state: AppState, at: KioskState) {
    let may_ask = Memo::new(move |_| {
        !state.line.get().is_down() && at.machine.with(|machine| *machine == Machine::Unknown)
    });
    Effect::new(move |_| {
        if may_ask.get() {
            timer::spawn(async move {
                // A shop that is in trouble answers, too.
                while !ask_what_it_is(at).await {
                    timer::after_millis(PAUSE_MILLIS).await;
                    if may_ask.try_get_untracked() != Some(true) {
                        break;
                    }
                }
            });
        }
    });
}

async fn ask_what_it_is(at: KioskState) -> bool {
    match api::kiosk().await {
        Ok(standing) => {
            at.machine.set(standing.machine.map_or(Machine::None, Machine::Here));
            true
        }
        Err(error) => {
            log::warn(&format!("kiosk: {error}"));
            false
        }
    }
}

/// Makes this device a machine; whoever did it is signed out of it.
pub async fn enrol(state: AppState, at: KioskState, name: String) -> Result<(), String> {
    let lang = state.lang.get_untracked();
    let told = |error: &CallError| Refusal::of(state, error).text;
    api::enrol_kiosk(&KioskEnrolment { name }, lang).await.map_err(|error| told(&error))?;
    // The shop has ended the session with it.
    session::sign_out(state).await.map_err(|error| told(&error))?;
    at.wipe();
    at.machine.set(Machine::Unknown);
    Ok(())
}

/// Makes it one no more.
pub async fn dismiss(state: AppState, at: KioskState) -> Result<(), String> {
    api::dismiss_kiosk().await.map_err(|error| Refusal::of(state, &error).text)?;
    at.machine.set(Machine::None);
    Ok(())
}

/// Somebody touched the screen.
pub fn touch(at: KioskState) {
    at.touched_at.set(Some(clock::now()));
}

/// Wipes the screen when nobody touches it.
pub fn watch(state: AppState, at: KioskState) {
    Effect::new(move |_| {
        if seconds_left(state, at).is_some_and(|left| left <= 0) {
            at.wipe();
        }
    });
}

/// Seconds until the screen is wiped, once it is about to be. Tracks.
#[must_use]
pub fn seconds_left(state: AppState, at: KioskState) -> Option<i64> {
    let now = state.now.get();
    let since = at.touched_at.get()?;
    let idle = at.step.with(|step| match step {
        KioskStep::Menu => None,
        KioskStep::Brought { .. } | KioskStep::Slip(_) => Some(IDLE_WITH_A_PHONE_SECONDS),
        KioskStep::Partner(step) if step.is_paper() => Some(IDLE_WITH_A_PHONE_SECONDS),
        _ => Some(IDLE_SECONDS),
    })?;
    let left = idle - now.seconds_since(since);
    (left <= WARNING_SECONDS).then_some(left)
}

/// Begins.
pub fn choose(at: KioskState, biller: KioskBiller) {
    touch(at);
    at.typed.set(Typed::default());
    at.entry.set(Entry::Phone);
    at.wrong.set(None);
    at.step.set(KioskStep::Typing(biller));
}

/// What an entry holds now; what is no digit is left out.
pub fn put(at: KioskState, entry: Entry, text: &str) {
    touch(at);
    let digits = text.chars().filter(char::is_ascii_digit).take(most_digits(entry)).collect();
    at.wrong.set(None);
    at.typed.update(|typed| *typed.of_mut(entry) = digits);
}

/// A key of the keypad.
pub fn press(at: KioskState, digit: char) {
    let entry = at.entry.get_untracked();
    let mut text = at.typed.with_untracked(|typed| typed.of(entry).to_owned());
    text.push(digit);
    put(at, entry, &text);
}

/// Takes the last digit away.
pub fn erase(at: KioskState) {
    let entry = at.entry.get_untracked();
    let mut text = at.typed.with_untracked(|typed| typed.of(entry).to_owned());
    text.pop();
    put(at, entry, &text);
}

/// To the next entry, or to the shop after the last.
pub fn next(state: AppState, at: KioskState, biller: KioskBiller) {
    touch(at);
    let all = entries(biller);
    let missing = at
        .typed
        .with_untracked(|typed| all.iter().copied().find(|entry| typed.of(*entry).is_empty()));
    if let Some(entry) = missing {
        at.entry.set(entry);
        return;
    }
    match random::command_id() {
        Ok(id) => {
            at.step.set(KioskStep::Asking { biller, id: id.into() });
            ask(state, at, biller, id.into());
        }
        Err(error) => log::warn(&format!("kiosk: {error}")),
    }
}

/// Asks once more, under the same id.
pub fn again(state: AppState, at: KioskState) {
    touch(at);
    at.trouble.set(None);
    match at.step.get_untracked() {
        KioskStep::Asking { biller, id } => ask(state, at, biller, id),
        KioskStep::Check { bill, id } => confirm(state, at, bill, id),
        KioskStep::Partner(step) => kiosk_partner::again(state, at, *step),
        KioskStep::Delivering { id, commands } => carried::deliver(state, at, id, commands),
        KioskStep::Menu
        | KioskStep::Typing(_)
        | KioskStep::Slip(_)
        | KioskStep::Scanning(_)
        | KioskStep::Brought { .. } => {}
    }
}

fn ask(state: AppState, at: KioskState, biller: KioskBiller, id: OrderId) {
    let typed = at.typed.get_untracked();
    let top_up = (biller == KioskBiller::Balance).then(|| amount(state, &typed));
    let question = KioskQuestion { phone: typed.phone, code: typed.code, top_up };
    timer::spawn(async move {
        let asked = api::kiosk_inquiry(&question, state.lang.get_untracked()).await;
        hear(state, at, id, asked, |bill| KioskStep::Check { bill, id });
    });
}

/// An answer, if whoever asked is still here: they may have left, and somebody else stands there.
pub(super) fn hear<T>(
    state: AppState,
    at: KioskState,
    question: OrderId,
    answer: Result<T, CallError>,
    next: impl FnOnce(T) -> KioskStep,
) {
    if !at.step.with_untracked(|step| step.awaits(question)) {
        return;
    }
    match answer {
        Ok(answer) => {
            at.trouble.set(None);
            at.step.set(next(answer));
        }
        Err(error) => refused(state, at, &error),
    }
}

/// In minor units: people type whole ones.
fn amount(state: AppState, typed: &Typed) -> i64 {
    let whole: i64 = typed.amount.parse().unwrap_or(0);
    whole.saturating_mul(state.catalog.currency().scale())
}

/// What was typed is right. An order has its code already; a top-up gets one now.
pub fn confirm(state: AppState, at: KioskState, bill: KioskBill, id: OrderId) {
    touch(at);
    if bill.code.is_some() {
        at.step.set(KioskStep::Slip(bill));
        return;
    }
    let typed = at.typed.get_untracked();
    let (amount, total) = (bill.amount.minor(), bill.total.minor());
    let wish = KioskTopUp { id, phone: typed.phone, code: typed.code, amount, total };
    timer::spawn(async move {
        let opened = api::kiosk_top_up(&wish, state.lang.get_untracked()).await;
        hear(state, at, id, opened, KioskStep::Slip);
    });
}

/// What the shop refused, if it has decided. Where nobody has, the machine says so.
pub(super) fn trouble_of(state: AppState, at: KioskState, error: &CallError) -> Option<Refusal> {
    let refusal = Refusal::of(state, error);
    if error.is_shop_trouble() {
        at.trouble.set(Some(Trouble::AtTheShop(refusal.text)));
        return None;
    }
    if error.kind().is_none() {
        at.trouble.set(Some(Trouble::NoLine));
        return None;
    }
    if error.kind() == Some(ProblemKind::NotAllowed) {
        // A seller took the machine down.
        at.wipe();
        at.machine.set(Machine::Unknown);
        return None;
    }
    Some(refusal)
}

/// Back to typing with a word why. Where nobody has decided, everything stays as it is, the id
/// with it: what was asked for may be done.
fn refused(state: AppState, at: KioskState, error: &CallError) {
    let Some(refusal) = trouble_of(state, at, error) else { return };
    let biller = at.step.with_untracked(|step| match step {
        KioskStep::Asking { biller, .. } => Some(*biller),
        KioskStep::Check { bill, .. } => Some(bill.biller),
        _ => None,
    });
    let Some(biller) = biller else {
        // Nothing was typed that could be put right.
        at.trouble.set(Some(Trouble::AtTheShop(refusal.text)));
        return;
    };
    let entry = match refusal.field.as_deref() {
        Some("code") => Entry::Code,
        Some("amount") => Entry::Amount,
        _ => Entry::Phone,
    };
    at.entry.set(entry);
    at.wrong.set(Some((refusal.field, refusal.text)));
    at.step.set(KioskStep::Typing(biller));
}
