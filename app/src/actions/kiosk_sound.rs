//! Short tones of the machine for who does not look at the screen: off until somebody turns them
//! on, and nothing is said by them alone.

use crate::platform::{log, prefs, timer, tone};
use crate::state::KioskState;
use leptos::prelude::*;

const LOUD: &str = "warung.kiosk.sound";

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sound {
    /// The camera has read something.
    Read,
    /// The shop has answered.
    Done,
    Trouble,
}

/// How this machine was left.
pub fn recall(at: KioskState) {
    at.is_loud.set(prefs::read(LOUD).unwrap_or(false));
}

/// Turns the tones on or off, for everybody who comes to this machine.
pub fn turn(at: KioskState) {
    let is_loud = !at.is_loud.get_untracked();
    at.is_loud.set(is_loud);
    prefs::write(LOUD, &is_loud);
    sound(at, Sound::Read);
}

/// Makes it heard, where the machine makes sounds.
pub fn sound(at: KioskState, what: Sound) {
    if !at.is_loud.get_untracked() {
        return;
    }
    // Hertz and milliseconds, one tone after the other.
    let tones: &'static [(u32, u32)] = match what {
        Sound::Read => &[(880, 90)],
        Sound::Done => &[(660, 110), (990, 160)],
        Sound::Trouble => &[(330, 160), (260, 220)],
    };
    timer::spawn(async move {
        if let Err(error) = tone::play(tones).await {
            log::warn(&format!("no tone: {error}"));
        }
    });
}
