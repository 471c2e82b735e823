//! Every string a person reads, in every language, checked by the compiler.
//!
//! Texts are structs of one area each; a language is a value of each struct, so
//! a missing translation does not compile. Strings with a gap are functions.
//! Use: `let t = texts();` inside a component, then `t().browse.add_to_cart`.
//! A root calls [`speak`] once; pages are built anew when the language changes,
//! so a page may take [`words`] plainly, while the frame around it follows.

mod account;
mod archive;
mod asks;
mod balance;
mod browse;
mod carry;
mod carry_code;
mod cart;
mod cash;
mod checkout;
mod common;
mod counter;
mod digital;
mod how_to_pay;
mod keeping;
mod kiosk;
mod loss;
mod offer;
mod orders;
mod outbox;
mod outstanding;
mod partner;
mod payment;
mod printer;
mod receipt;
mod repay;
mod sale;
mod search;
mod settings;
mod shift_report;
mod statement;
mod top_up;
mod undo;
mod verify;

pub use account::Account;
pub use archive::{Archive, words_of as archive_words_of};
pub use asks::Asks;
pub use balance::Balance;
pub use browse::Browse;
pub use carry::Carry;
pub use carry_code::{CarryCode, words_of as carry_code_words_of};
pub use cart::CartTexts;
pub use cash::{Cash, words_of as cash_words_of};
pub use checkout::Checkout;
pub use common::Common;
pub use counter::Counter;
pub use digital::{DigitalWords, words_of as digital_words_of};
pub use keeping::Keeping;
pub use kiosk::{Kiosk, words_of as kiosk_words_of};
pub use loss::LossTexts;
pub use offer::Offer;
pub use orders::Orders;
pub use outbox::Outbox;
pub use outstanding::{Outstanding, words_of as outstanding_words_of};
pub use partner::{Partner, words_of as partner_words_of};
pub use payment::Payment;
pub use printer::{Printer, words_of as printer_words_of};
pub use receipt::Receipt;
pub use repay::Repay;
pub use sale::{Sale, words_of as sale_words_of};
pub use search::Search;
pub use settings::SettingsTexts;
pub use shift_report::words_of as shift_report_words_of;
pub use statement::{Statement, words_of as statement_words_of};
pub use top_up::TopUp;
pub use undo::{Undo, words_of as undo_words_of};
pub use verify::Verify;

use leptos::prelude::*;
use warung_domain::lang::Lang;

/// The texts of browsing, and of the frame around every page.
pub struct Texts {
    pub common: Common,
    pub browse: Browse,
}

/// These and all others. Apart, because a phone that only looks around needs
/// not download what is said about orders (`crate::later`).
pub struct Phrases {
    texts: &'static Texts,
    pub cart: CartTexts,
    pub search: Search,
    pub loss: LossTexts,
    pub settings: SettingsTexts,
    pub keeping: Keeping,
    pub checkout: Checkout,
    pub payment: Payment,
    pub offer: Offer,
    pub orders: Orders,
    pub asks: Asks,
    pub receipt: Receipt,
    pub repay: Repay,
    pub verify: Verify,
    pub account: Account,
    pub balance: Balance,
    pub top_up: TopUp,
    pub outbox: Outbox,
    pub counter: Counter,
    pub carry: Carry,
}

impl std::ops::Deref for Phrases {
    type Target = Texts;

    fn deref(&self) -> &Texts {
        self.texts
    }
}

static ID: Texts = Texts { common: common::ID, browse: browse::ID };
static EN: Texts = Texts { common: common::EN, browse: browse::EN };

static ID_PHRASES: Phrases = Phrases {
    texts: &ID,
    cart: cart::ID,
    search: search::ID,
    loss: loss::ID,
    settings: settings::ID,
    keeping: keeping::ID,
    checkout: checkout::ID,
    payment: payment::ID,
    offer: offer::ID,
    orders: orders::ID,
    asks: asks::ID,
    receipt: receipt::ID,
    repay: repay::ID,
    verify: verify::ID,
    account: account::ID,
    balance: balance::ID,
    top_up: top_up::ID,
    outbox: outbox::ID,
    counter: counter::ID,
    carry: carry::ID,
};
static EN_PHRASES: Phrases = Phrases {
    texts: &EN,
    cart: cart::EN,
    search: search::EN,
    loss: loss::EN,
    settings: settings::EN,
    keeping: keeping::EN,
    checkout: checkout::EN,
    payment: payment::EN,
    offer: offer::EN,
    orders: orders::EN,
    asks: asks::EN,
    receipt: receipt::EN,
    repay: repay::EN,
    verify: verify::EN,
    account: account::EN,
    balance: balance::EN,
    top_up: top_up::EN,
    outbox: outbox::EN,
    counter: counter::EN,
    carry: carry::EN,
};

/// The texts of browsing in a language.
#[must_use]
pub const fn of(lang: Lang) -> &'static Texts {
    match lang {
        Lang::Id => &ID,
        Lang::En => &EN,
    }
}

/// All texts in a language.
#[must_use]
pub const fn phrases_of(lang: Lang) -> &'static Phrases {
    match lang {
        Lang::Id => &ID_PHRASES,
        Lang::En => &EN_PHRASES,
    }
}

/// The language signal as a context of its own, so that texts know no state.
#[derive(Clone, Copy)]
struct Spoken(RwSignal<Lang>);

/// Tells everything below which language is spoken. Called once by each root.
pub fn speak(lang: RwSignal<Lang>) {
    provide_context(Spoken(lang));
}

/// The present language, following its changes.
#[must_use]
pub fn spoken() -> Signal<Lang> {
    expect_context::<Spoken>().0.into()
}

/// The texts of the language at this moment, for pages, which are built anew
/// when it changes.
#[must_use]
pub fn words() -> &'static Texts {
    of(spoken().get_untracked())
}

/// The texts of the present language, following its changes.
pub fn texts() -> impl Fn() -> &'static Texts + Copy + Send + Sync + 'static {
    let lang = spoken();
    move || of(lang.get())
}

/// All texts of the language as it is right now, for what is built anew when it
/// changes, as pages are.
#[must_use]
pub fn phrases() -> &'static Phrases {
    phrases_of(spoken().get_untracked())
}

/// The texts of selling over the counter, for what is built anew when the language
/// changes.
#[must_use]
pub fn sale_words() -> &'static Sale {
    sale_words_of(spoken().get_untracked())
}

/// The words of a seller's archive in the present language.
#[must_use]
pub fn archive_words() -> &'static Archive {
    archive_words_of(spoken().get_untracked())
}

/// The words of taking cash in the present language.
#[must_use]
pub fn cash_words() -> &'static Cash {
    cash_words_of(spoken().get_untracked())
}

/// The words of undoing a payment in cash in the present language.
#[must_use]
pub fn undo_words() -> &'static Undo {
    undo_words_of(spoken().get_untracked())
}

/// The words of what is still out there in the present language.
#[must_use]
pub fn outstanding_words() -> &'static Outstanding {
    outstanding_words_of(spoken().get_untracked())
}

/// The words of a seller's statement in the present language.
#[must_use]
pub fn statement_words() -> &'static Statement {
    statement_words_of(spoken().get_untracked())
}

/// All texts of the present language, following its changes.
pub fn all_texts() -> impl Fn() -> &'static Phrases + Copy + Send + Sync + 'static {
    let lang = spoken();
    move || phrases_of(lang.get())
}
