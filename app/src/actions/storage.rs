//! Room on the phone: what is used, what can go, and what is asked of the
//! browser. Cart, orders and the outbox are never among what goes.

use crate::i18n;
use crate::platform::{storage, timer};
use crate::state::{AppState, Room, Toast};
use leptos::prelude::*;

/// Reads how much room there is, for the settings.
pub fn look(room: RwSignal<Room>) {
    timer::spawn(async move {
        room.set(Room {
            used_of: storage::estimate().await,
            pictures: storage::picture_bytes().await,
            is_kept: storage::is_kept().await,
        });
    });
}

/// Lets the pictures go.
pub fn drop_pictures(state: AppState, room: RwSignal<Room>) {
    timer::spawn(async move {
        storage::drop_pictures().await;
        let words = i18n::phrases_of(state.lang.get_untracked());
        state.say(Toast::plain(words.settings.pictures_removed));
        look(room);
    });
}

/// Asks the browser not to clear the shop on its own account. Only once there
/// is an order: before that nothing is here that cannot be fetched again, and
/// nobody knows what the question is about.
pub fn ask_to_keep() {
    timer::spawn(storage::ask_to_keep());
}
