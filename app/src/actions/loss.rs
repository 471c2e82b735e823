//! Noticing and telling that the phone's storage was wiped.

use crate::platform::{clock, prefs};
use crate::state::AppState;
use crate::state::loss::{Kept, Look, Loss, look};
use leptos::prelude::*;
use warung_domain::protocol::DeviceView;

/// What the database held when it was last looked into.
const NOTE: &str = "warung.kept";
/// A loss the person has not put aside yet.
const LOST: &str = "warung.lost";

fn read(key: &str) -> Option<Kept> {
    Kept::read(&prefs::read::<String>(key)?)
}

/// Compares what is in the database with the note beside it, after every look.
pub fn compare(state: AppState, keys: usize, unsent: u32) {
    match look(read(NOTE), keys, unsent, clock::now()) {
        Look::Same => {}
        Look::Note(kept) => prefs::write(NOTE, &kept.note()),
        Look::Lost(kept) => {
            prefs::write(LOST, &kept.note());
            prefs::forget(NOTE);
        }
    }
    let lost = read(LOST).map(Loss::Wiped);
    if lost.is_some() && state.loss.get_untracked() != lost {
        state.loss.set(lost);
    }
}

/// The shop remembers more of this phone's commands than the phone does.
pub fn set_back(state: AppState, commands: u64) {
    state.loss.set(Some(Loss::SetBack { commands }));
}

/// Tells what the account's other phones said last that they still held, unless
/// there is worse to tell.
pub fn held_elsewhere(state: AppState, others: &[DeviceView]) {
    let held = others.iter().filter_map(|device| {
        let unsent = device.unsent.filter(|unsent| unsent.count > 0)?;
        Some(Kept { unsent: unsent.count, at: device.last_seen })
    });
    if let Some(kept) = held.max_by_key(|kept| kept.at)
        && state.loss.get_untracked().is_none()
    {
        state.loss.set(Some(Loss::HeldElsewhere(kept)));
    }
}

/// Puts the notice aside, for good.
pub fn put_aside(state: AppState) {
    prefs::forget(LOST);
    state.loss.set(None);
}
