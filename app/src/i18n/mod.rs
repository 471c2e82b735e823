//! Every string a person reads, in every language, checked by the compiler.
//!
//! Texts are structs of one area each; a language is a value of each struct, so
//! a missing translation does not compile. Strings with a gap are functions.
//! Use: `let t = texts();` inside a component, then `t().browse.add_to_cart`.

mod common;

pub use common::Common;

use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::lang::Lang;

/// All texts of one language.
pub struct Texts {
    pub common: Common,
}

static ID: Texts = Texts { common: common::ID };
static EN: Texts = Texts { common: common::EN };

/// The texts of a language.
#[must_use]
pub const fn of(lang: Lang) -> &'static Texts {
    match lang {
        Lang::Id => &ID,
        Lang::En => &EN,
    }
}

/// The texts of the present language, following its changes.
#[must_use]
pub fn texts() -> impl Fn() -> &'static Texts + Copy + Send + Sync + 'static {
    let lang = AppState::expect().lang;
    move || of(lang.get())
}
