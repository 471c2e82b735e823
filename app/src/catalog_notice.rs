//! The quiet line about the catalog: that part of it is not here, why, and what can be done. Part of
//! the later part of the shop.

use crate::actions::keeping::{self, Download};
use crate::actions::sync_now;
use crate::components::shop::{Banner, BannerAction};
use crate::i18n::phrases_of;
use crate::platform::navigation;
use crate::state::{AppState, StorageState};
use leptos::mount::mount_to;
use leptos::prelude::*;
use warung_domain::catalog::Asked;
use warung_domain::locale::{format_bytes, format_count};
use warung_domain::route::Route;

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Nothing,
    NoRoom,
    /// The category on screen is not all here, and there is no line to fetch it by.
    ShelfElsewhere,
    ShelfComing,
    ProductElsewhere,
    SearchHereOnly,
    Paused,
    Sparing,
}

/// Where it stands on the page.
pub const PLACE: &str = "catalog-notice";

/// Puts it in its place, for as long as the page lives.
pub fn put_up(state: AppState) {
    if let Some(place) = navigation::vacant(PLACE) {
        mount_to(place, move || view(state)).forget();
    }
}

/// At most one line, and it fetches what is looked at and not here.
fn view(state: AppState) -> AnyView {
    let said = Memo::new(move |_| what(state));
    Effect::new(move |_| {
        state.route.track();
        // The answer to a line that is back is a round; this is for another page.
        if matches!(said.get(), Said::ShelfComing) {
            sync_now::catalog_now(state);
        }
    });
    Effect::new(move |_| {
        // What was asked for in spite of the line is here.
        let is_done = keeping::download(state).0 == Download::Done;
        if is_done && keeping::wishes(state).asked == Asked::Fetch {
            keeping::ask(state, Asked::Nothing);
        }
    });
    let line = move || banner(state, said.get());
    let rewritten = move || state.log_rewritten.get().then(|| log_rewritten(state));
    view! { <div role="status">{rewritten} {line}</div> }.into_any()
}

/// The shop's log of receipts went back on its word. It is said on every page.
fn log_rewritten(state: AppState) -> AnyView {
    let t = &phrases_of(state.lang.get()).verify;
    let action = BannerAction::Link { href: Route::Verify.to_string(), label: t.details };
    let text = Signal::stored(t.rewritten_short.to_owned());
    view! { <Banner glyph="alert" text=text action=action test="log-rewritten" /> }.into_any()
}

/// What is to be said. What stands in the way of the page on screen comes first.
fn what(state: AppState) -> Said {
    let here = on_this_page(state);
    if here != Said::Nothing {
        return here;
    }
    if state.storage.get() == StorageState::NoRoom {
        return Said::NoRoom;
    }
    match keeping::download(state).0 {
        Download::Paused => Said::Paused,
        Download::Asking => Said::Sparing,
        Download::Done | Download::Going | Download::Sparing => Said::Nothing,
    }
}

fn on_this_page(state: AppState) -> Said {
    let route = state.route.get();
    if !matches!(route, Route::Category(_) | Route::Product(_) | Route::Search) {
        return Said::Nothing;
    }
    let missing = keeping::missing(state);
    let is_coming = keeping::download(state).0 == Download::Going && !state.line.get().is_down();
    if missing.is_empty() || is_coming {
        // While all of it is on its way the page itself shows how far it is.
        return Said::Nothing;
    }
    match route {
        Route::Category(id) if !missing.iter().any(|shard| shard.categories.contains(&id)) => {
            Said::Nothing
        }
        Route::Category(_) if state.line.get().is_down() => Said::ShelfElsewhere,
        Route::Category(_) => Said::ShelfComing,
        Route::Product(id) if state.catalog.product(&id).is_none() => Said::ProductElsewhere,
        Route::Search => Said::SearchHereOnly,
        _ => Said::Nothing,
    }
}

fn banner(state: AppState, said: Said) -> Option<AnyView> {
    let lang = state.lang.get();
    let t = &phrases_of(lang).keeping;
    let left = || format_bytes(keeping::download(state).1, lang);
    let settings = || BannerAction::Link { href: Route::Settings.to_string(), label: t.choose };
    let press = |label, asked| {
        let run = Callback::new(move |()| keeping::ask(state, asked));
        BannerAction::Press { label, run }
    };
    let (glyph, test, text, action) = match said {
        Said::Nothing => return None,
        Said::NoRoom => ("alert", "no-room", t.no_room.to_owned(), settings()),
        Said::ShelfElsewhere => {
            ("download", "shelf-elsewhere", t.shelf_elsewhere.to_owned(), BannerAction::None)
        }
        Said::ShelfComing => {
            ("download", "shelf-coming", t.shelf_coming.to_owned(), BannerAction::None)
        }
        Said::ProductElsewhere => (
            "download",
            "product-elsewhere",
            t.product_elsewhere.to_owned(),
            press(t.fetch, Asked::Fetch),
        ),
        Said::SearchHereOnly => {
            let count = state.catalog.snapshot.with(|snapshot| snapshot.len());
            let count = format_count(i64::try_from(count).unwrap_or(i64::MAX), lang);
            ("search", "search-here-only", (t.search_here_only)(&count), settings())
        }
        Said::Paused => ("download", "paused", (t.paused)(&left()), press(t.go_on, Asked::Nothing)),
        Said::Sparing => {
            ("download", "sparing", (t.sparing)(&left()), press(t.fetch, Asked::Fetch))
        }
    };
    let text = Signal::stored(text);
    Some(view! { <Banner glyph=glyph text=text action=action test=test /> }.into_any())
}
