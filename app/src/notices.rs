//! The banners both bundles show: a new version waits, another tab stands in
//! the way of the phone's databases. What is said of the catalog comes with the later part.

use crate::actions::update;
use crate::components::shop::{Banner, BannerAction};
use crate::i18n::{self, texts};
use crate::platform::navigation;
use crate::state::{AppState, StorageState, UpdateState};
use leptos::prelude::*;

/// One about each of the two, if there is something to say.
pub fn banners(state: AppState) -> AnyView {
    let storage = move || match state.storage.get() {
        // Of the catalog the later part speaks.
        StorageState::Usable | StorageState::NoRoom => ().into_any(),
        StorageState::Blocked => {
            let t = texts();
            let text = Signal::derive(move || t().common.storage_blocked.to_owned());
            view! {
                <Banner glyph="alert" text=text action=BannerAction::None test="storage-blocked" />
            }
            .into_any()
        }
        StorageState::Outdated => {
            let t = texts();
            let label = i18n::of(state.lang.get()).common.reload;
            let action =
                BannerAction::Press { label, run: Callback::new(|()| navigation::reload()) };
            let text = Signal::derive(move || t().common.storage_outdated.to_owned());
            view! { <Banner glyph="alert" text=text action=action test="storage-outdated" /> }
                .into_any()
        }
    };
    let newer = move || {
        let t = i18n::of(state.lang.get());
        let mut test = "update-banner";
        let (text, action) = match state.update.get() {
            UpdateState::None => return ().into_any(),
            UpdateState::Needed => {
                test = "update-needed";
                let run = Callback::new(|()| navigation::reload());
                (t.common.update_needed, BannerAction::Press { label: t.common.reload, run })
            }
            UpdateState::Ready => {
                let run = Callback::new(move |()| update::want(state));
                (t.common.update_ready, BannerAction::Press { label: t.common.update_now, run })
            }
            UpdateState::Wanted => (t.common.update_soon, BannerAction::None),
        };
        let text = Signal::stored(text.to_owned());
        view! { <Banner glyph="download" text=text action=action test=test /> }.into_any()
    };
    // Heard at once by whoever listens: without it orders could not be saved, or sent.
    view! {
        <div role="status">{storage} {newer}</div>
        <div id=crate::catalog_notice::PLACE></div>
    }
    .into_any()
}
