//! What the machine's camera reads off a phone: what would have to be typed, or an order that the
//! phone could not send. Nothing of it is kept on the machine: an order goes to the shop while its
//! person stands there, and until the phone has the shop's answer it keeps the order itself.

use super::carry::shop;
use super::kiosk::{hear, put, touch};
use super::kiosk_sound::{Sound, sound};
use crate::i18n::kiosk_words_of;
use crate::platform::scanner::{self, Looking};
use crate::platform::{log, random, timer};
use crate::state::{AppState, Entry, KioskState, KioskStep};
use crate::sync::api;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use warung_domain::answer;
use warung_domain::carry::shown::{Seen, SeenError, Watcher};
use warung_domain::carry::{self as domain_carry, CarryError};
use warung_domain::ids::OrderId;
use warung_domain::payment::{InsteadOfTyping, KioskCode};
use warung_domain::protocol::{KioskBill, KioskBiller, KioskDelivery};

/// The element in which the camera is looked through.
pub const VIDEO: &str = "kiosk-camera";

/// What the camera read.
enum Read {
    Commands(Vec<String>),
    InsteadOfTyping(InsteadOfTyping),
    Refused(CarryError),
}

/// Opens the camera; from a page where somebody types, to spare them that.
pub fn scan(at: KioskState, typing: Option<KioskBiller>) {
    touch(at);
    at.scan.part.set(None);
    at.scan.trouble.set(None);
    at.step.set(KioskStep::Scanning(typing));
}

/// Back from the camera to where it was opened.
pub fn leave(at: KioskState) {
    touch(at);
    at.step.update(|step| {
        if let KioskStep::Scanning(typing) = step {
            *step = typing.map_or(KioskStep::Menu, KioskStep::Typing);
        }
    });
}

/// Looks through the camera for as long as its picture is on the page.
pub fn look(state: AppState, at: KioskState) {
    Effect::new(move |_| timer::spawn(look_until_read(state, at)));
    on_cleanup(scanner::close);
}

fn is_scanning(at: KioskState) -> bool {
    at.step.with_untracked(|step| matches!(step, KioskStep::Scanning(_)))
}

async fn look_until_read(state: AppState, at: KioskState) {
    let words = kiosk_words_of(state.lang.get_untracked());
    let read = Rc::new(RefCell::new(None));
    let found = Rc::clone(&read);
    let mut watcher = Watcher::default();
    let take = move |text: String| {
        let ended = match watcher.look(&text) {
            Ok(Seen::Part { have, of }) => {
                if at.scan.part.get_untracked() != Some((have, of)) {
                    // Somebody holds a phone there.
                    touch(at);
                    at.scan.part.set(Some((have, of)));
                }
                return Looking::On;
            }
            Ok(Seen::Commands(commands)) => Read::Commands(commands),
            Err(SeenError::Newer) => Read::Refused(CarryError::Newer),
            // The next look is better.
            Err(SeenError::Damaged) => return Looking::On,
            Err(SeenError::NotOurs) => match InsteadOfTyping::read(&text) {
                Some(typed) => Read::InsteadOfTyping(typed),
                None => {
                    // An answer is for the phone; whatever else it is, something better may lie
                    // beside it.
                    let is_answer = answer::read(&text).is_ok();
                    let why = if is_answer { words.scan_answer } else { words.scan_not_ours };
                    at.scan.trouble.set(Some(why));
                    return Looking::On;
                }
            },
        };
        *found.borrow_mut() = Some(ended);
        Looking::Enough
    };
    if let Err(error) = scanner::watch(VIDEO, take).await {
        log::warn(&format!("the machine's camera: {error}"));
        at.scan.trouble.set(Some(words.scan_no_camera));
        return;
    }
    // They may have left while the camera was looking.
    if !is_scanning(at) {
        return;
    }
    match read.take() {
        None => {}
        Some(Read::InsteadOfTyping(typed)) => {
            sound(at, Sound::Read);
            fill_in(at, typed);
        }
        Some(Read::Commands(commands)) => {
            sound(at, Sound::Read);
            bring(state, at, commands);
        }
        Some(Read::Refused(why)) => stop_with(at, (words.scan_error)(why)),
    }
}

/// The camera stays off, and the page says why.
fn stop_with(at: KioskState, why: &'static str) {
    at.scan.part.set(None);
    at.scan.trouble.set(Some(why));
}

/// As if it had been typed.
fn fill_in(at: KioskState, typed: InsteadOfTyping) {
    touch(at);
    let wanted = at.step.with_untracked(|step| match step {
        KioskStep::Scanning(typing) => *typing,
        _ => None,
    });
    match typed {
        InsteadOfTyping::Balance(KioskCode { phone, code }) => {
            put(at, Entry::Phone, phone.as_str());
            put(at, Entry::Code, code.as_str());
            at.entry.set(Entry::Amount);
            at.step.set(KioskStep::Typing(KioskBiller::Balance));
        }
        InsteadOfTyping::Payment(code) => {
            put(at, Entry::Code, code.as_str());
            at.entry.set(Entry::Phone);
            let wanted = wanted.filter(|biller| *biller != KioskBiller::Balance);
            at.step.set(KioskStep::Typing(wanted.unwrap_or(KioskBiller::Order)));
        }
    }
}

/// Gives the shop what was read, if it is for this one.
fn bring(state: AppState, at: KioskState, commands: Vec<String>) {
    let words = kiosk_words_of(state.lang.get_untracked());
    let Some(shop) = shop(state) else { return stop_with(at, words.no_line_text) };
    let commands: Vec<String> = match domain_carry::seen(commands, &shop) {
        Ok(carried) => carried.entries.into_iter().map(|entry| entry.bytes).collect(),
        Err(error) => return stop_with(at, (words.scan_error)(error)),
    };
    match random::command_id() {
        Ok(id) => deliver(state, at, id.into(), commands),
        Err(error) => log::warn(&format!("kiosk: {error}")),
    }
}

/// Delivers, or delivers once more: the same bytes have one effect.
pub fn deliver(state: AppState, at: KioskState, id: OrderId, commands: Vec<String>) {
    touch(at);
    at.step.set(KioskStep::Delivering { id, commands: commands.clone() });
    timer::spawn(async move {
        let delivery = KioskDelivery { commands };
        let delivered = api::kiosk_deliver(&delivery, state.lang.get_untracked()).await;
        let is_here = at.step.with_untracked(|step| step.awaits(id));
        if is_here {
            touch(at);
            sound(at, if delivered.is_ok() { Sound::Done } else { Sound::Trouble });
        }
        hear(state, at, id, delivered, |delivered| KioskStep::Brought {
            id,
            commands: delivery.commands,
            answers: delivered.answers,
        });
    });
}

/// The slip of one of the orders that were brought, with a way back to the answers.
pub fn slip(at: KioskState, bill: KioskBill) {
    touch(at);
    at.behind.set(Some(at.step.get_untracked()));
    at.step.set(KioskStep::Slip(bill));
}

/// Back to the answers.
pub fn back(at: KioskState) {
    touch(at);
    if let Some(behind) = at.behind.get_untracked() {
        at.behind.set(None);
        at.step.set(behind);
    }
}
