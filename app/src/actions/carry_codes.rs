//! Orders that travel as codes: shown on this screen (F6, F7), and read off another.

use super::answers;
use super::carry::{self, TakeInError, Told};
use crate::i18n::{self, CarryCode};
use crate::platform::db::outbox::Outbox;
use crate::platform::scanner::{self, Looking};
use crate::platform::{PlatformError, log, motion, navigation, timer};
use crate::state::{AppState, Toast};
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use warung_domain::answer::{self, AnswerError};
use warung_domain::carry::packed::MAX_SHOWN;
use warung_domain::carry::shown::{Seen, SeenError, Shown, Watcher, show};
use warung_domain::carry::{self as carried, CarryError};
use warung_domain::outbox::{EntryEvent, OutboxEntry};
use warung_domain::route::Route;
use warung_phone::store::OutboxStore;

/// How long each frame is shown to people who want little to move: three a second.
const CALM_MILLIS: u32 = 340;

/// Shows what this person has not sent yet, or says why it is not shown.
pub fn show_codes(state: AppState, shown: RwSignal<Option<Shown>>) {
    timer::spawn(async move {
        let words = i18n::carry_code_words_of(state.lang.get_untracked());
        match codes(state).await {
            Ok(Some(codes)) => shown.set(Some(codes)),
            Ok(None) => state.say(Toast::plain(words.too_long)),
            Err(error) => {
                log::warn(&format!("a code was not shown: {error}"));
                state.say(Toast::plain(words.not_shown));
            }
        }
    });
}

/// What is unsent, as codes. It counts as sent from here on, before anybody sees it (F4).
async fn codes(state: AppState) -> Result<Option<Shown>, PlatformError> {
    let unsent: Vec<OutboxEntry> = state.outbox.with_untracked(|entries| {
        let unsent = entries.iter().filter(|entry| entry.state.is_unsent());
        unsent.take(MAX_SHOWN).cloned().collect()
    });
    let page = format!("{}{}", navigation::origin(), Route::Outbox);
    let commands: Vec<&str> = unsent.iter().map(|entry| entry.bytes.as_str()).collect();
    let Some(shown) = show(&page, &commands) else { return Ok(None) };
    let handed: Vec<_> = unsent.iter().map(|entry| (entry.id, EntryEvent::HandedOut)).collect();
    Outbox.advance(&handed).await?;
    super::show::outbox(state).await?;
    Ok(Some(shown))
}

/// Moves a row of codes on for as long as its place is on the page.
pub fn turn(place: RwSignal<u16>, is_paused: RwSignal<bool>, millis: u32) {
    let millis = if motion::is_unwanted() { CALM_MILLIS } else { millis };
    timer::spawn(async move {
        while let Some(is_paused) = is_paused.try_get_untracked() {
            if !is_paused {
                let moved = place.try_update(|place| *place = place.wrapping_add(1));
                if moved.is_none() {
                    break;
                }
            }
            timer::after_millis(millis).await;
        }
    });
}

/// Where a look through the camera is told of.
#[derive(Clone, Copy)]
pub struct Telling {
    pub is_looking: RwSignal<bool>,
    pub part: RwSignal<Option<(u8, u8)>>,
    pub told: RwSignal<Told>,
}

/// What the camera brought.
enum Read {
    Commands(Vec<String>),
    /// The shop's answer to a command.
    Answer(String),
    Receipt(String),
    Refused(CarryError),
}

impl Read {
    /// What is no command.
    fn other(text: &str) -> Option<Self> {
        match answer::read(text) {
            Ok(jws) => Some(Self::Answer(jws)),
            Err(AnswerError::Newer) => Some(Self::Refused(CarryError::Newer)),
            Err(_) => answers::receipt_in(text).map(Self::Receipt),
        }
    }
}

/// Looks through the camera, in the video element of that id, while the person wants to.
pub fn follow(state: AppState, id: &'static str, telling: Telling) {
    Effect::new(move |_| {
        if telling.is_looking.get() {
            timer::spawn(async move {
                look(state, id, telling).await;
                telling.is_looking.try_set(false);
            });
        } else {
            scanner::close();
        }
    });
    on_cleanup(scanner::close);
}

async fn look(state: AppState, id: &str, telling: Telling) {
    let words = i18n::carry_code_words_of(state.lang.get_untracked());
    let read = Rc::new(RefCell::new(None));
    let found = Rc::clone(&read);
    let mut watcher = Watcher::default();
    let take = move |text: String| {
        let ended = match watcher.look(&text) {
            Ok(Seen::Part { have, of }) => {
                telling.part.try_set(Some((have, of)));
                return Looking::On;
            }
            Ok(Seen::Commands(commands)) => Read::Commands(commands),
            Err(SeenError::Newer) => Read::Refused(CarryError::Newer),
            Err(SeenError::NotOurs) => match Read::other(&text) {
                Some(other) => other,
                None => {
                    // Something else may lie beside it, so it goes on.
                    telling.told.try_set(Some(Err(words.not_ours.to_owned())));
                    return Looking::On;
                }
            },
            // The next look is better.
            Err(SeenError::Damaged) => return Looking::On,
        };
        *found.borrow_mut() = Some(ended);
        Looking::Enough
    };
    if let Err(error) = scanner::watch(id, take).await {
        log::warn(&format!("looking for a code: {error}"));
        telling.told.try_set(Some(Err(words.no_camera.to_owned())));
        return;
    }
    let told = match read.take() {
        None => return,
        Some(Read::Refused(error)) => Err((words.error)(error).to_owned()),
        Some(Read::Commands(commands)) => keep(state, commands, words).await,
        Some(Read::Answer(jws)) => answers::believe(state, jws, words).await,
        Some(Read::Receipt(jws)) => answers::paid(state, jws, words).await,
    };
    telling.told.try_set(Some(told));
}

/// Takes in commands that were read, and tells what came of it.
async fn keep(
    state: AppState,
    commands: Vec<String>,
    words: &'static CarryCode,
) -> Result<String, String> {
    let shop = carry::shop(state).ok_or(words.no_shop)?;
    let carried = carried::seen(commands, &shop).map_err(|error| (words.error)(error))?;
    match carry::keep(state, carried).await {
        Ok(taken) => Ok(carry::tell(&taken, &i18n::phrases_of(state.lang.get_untracked()).carry)),
        Err(TakeInError::File(error)) => Err((words.error)(error).to_owned()),
        Err(TakeInError::NoShop) => Err(words.no_shop.to_owned()),
        Err(TakeInError::Phone(_)) => Err(words.phone_trouble.to_owned()),
    }
}

/// Takes in what the link that led here carries, as a camera outside the app opened it.
/// The address forgets it, so that the way back does not bring it again.
pub fn take_in_brought(state: AppState, told: RwSignal<Told>) {
    Effect::new(move |_| {
        // Whose orders they are is known once there is a catalog.
        if state.catalog.manifest.with(Option::is_none) {
            return;
        }
        let brought = navigation::fragment();
        let Ok(Seen::Commands(commands)) = Watcher::default().look(&brought) else { return };
        navigation::replace(&Route::Outbox.to_string());
        timer::spawn(async move {
            let words = i18n::carry_code_words_of(state.lang.get_untracked());
            let outcome = keep(state, commands, words).await;
            told.try_set(Some(outcome));
        });
    });
}
