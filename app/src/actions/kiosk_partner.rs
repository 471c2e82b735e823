//! Paying a partner's bill at the self-service machine, and asking what became of one.

use super::kiosk::{touch, trouble_of};
use crate::platform::{log, random, timer};
use crate::state::{AppState, Entry, KioskState, KioskStep, PartnerStep, Typed};
use crate::sync::api::{self, CallError};
use leptos::prelude::*;
use warung_domain::ids::OrderId;
use warung_domain::partner::{AmountTerms, BillerTerms};
use warung_domain::protocol::{
    PartnerBillView, PartnerQuestion, PartnerResultQuestion, PartnerWish,
};

fn go(at: KioskState, step: PartnerStep) {
    at.step.set(KioskStep::Partner(Box::new(step)));
}

fn begin(at: KioskState, entry: Entry, step: PartnerStep) {
    touch(at);
    at.typed.set(Typed::default());
    at.entry.set(entry);
    at.wrong.set(None);
    go(at, step);
}

/// Begins with a partner.
pub fn choose(at: KioskState, terms: BillerTerms) {
    begin(at, Entry::Customer, PartnerStep::Typing(terms));
}

/// Begins with the code of a slip.
pub fn look_for(at: KioskState) {
    begin(at, Entry::Code, PartnerStep::Code);
}

/// One of the amounts a partner offers, in minor units.
pub fn choose_amount(state: AppState, at: KioskState, minor: i64) {
    touch(at);
    let whole = minor / state.catalog.currency().scale().max(1);
    at.wrong.set(None);
    at.typed.update(|typed| typed.amount = whole.to_string());
}

/// What was chosen or typed, in minor units; none where the partner says how much.
pub fn amount(state: AppState, terms: &BillerTerms, typed: &Typed) -> Option<i64> {
    match terms.amount {
        AmountTerms::Due => None,
        AmountTerms::Free { .. } | AmountTerms::OneOf(_) => {
            let whole: i64 = typed.amount.parse().unwrap_or(0);
            Some(whole.saturating_mul(state.catalog.currency().scale()))
        }
    }
}

/// To the partner, once everything is there that has to be.
pub fn next(state: AppState, at: KioskState, terms: BillerTerms) {
    touch(at);
    let typed = at.typed.get_untracked();
    if typed.customer.is_empty() {
        at.entry.set(Entry::Customer);
        return;
    }
    if terms.amount != AmountTerms::Due && typed.amount.is_empty() {
        at.entry.set(Entry::Amount);
        return;
    }
    match random::command_id() {
        Ok(id) => {
            go(at, PartnerStep::Asking { terms: terms.clone(), id: id.into() });
            ask(state, at, terms, id.into());
        }
        Err(error) => log::warn(&format!("kiosk: {error}")),
    }
}

fn ask(state: AppState, at: KioskState, terms: BillerTerms, id: OrderId) {
    let typed = at.typed.get_untracked();
    let amount = amount(state, &terms, &typed);
    let Typed { customer, phone, .. } = typed;
    let question = PartnerQuestion { id, biller: terms.id.clone(), customer, phone, amount };
    timer::spawn(async move {
        let asked = api::partner_inquiry(&question, state.lang.get_untracked()).await;
        hear(state, at, id, asked, |bill| {
            let bill = Box::new(bill);
            PartnerStep::Check { terms, bill }
        });
    });
}

/// The person has said yes to the bill.
pub fn confirm(state: AppState, at: KioskState, bill: &PartnerBillView) {
    touch(at);
    let wish = PartnerWish { id: bill.id, total: bill.total.minor() };
    timer::spawn(async move {
        let opened = api::partner_bill(&wish, state.lang.get_untracked()).await;
        hear(state, at, wish.id, opened, PartnerStep::Slip);
    });
}

/// What became of the slip whose code was typed.
pub fn look(state: AppState, at: KioskState) {
    touch(at);
    match random::command_id() {
        Ok(id) => {
            go(at, PartnerStep::Looking(id.into()));
            look_up(state, at, id.into());
        }
        Err(error) => log::warn(&format!("kiosk: {error}")),
    }
}

fn look_up(state: AppState, at: KioskState, id: OrderId) {
    let code = at.typed.with_untracked(|typed| typed.code.clone());
    timer::spawn(async move {
        let question = PartnerResultQuestion { code };
        let found = api::partner_result(&question, state.lang.get_untracked()).await;
        hear(state, at, id, found, PartnerStep::Result);
    });
}

/// Asks once more, under the same id.
pub fn again(state: AppState, at: KioskState, step: PartnerStep) {
    match step {
        PartnerStep::Asking { terms, id } => ask(state, at, terms, id),
        PartnerStep::Check { bill, .. } => confirm(state, at, &bill),
        PartnerStep::Looking(id) => look_up(state, at, id),
        PartnerStep::Typing(_)
        | PartnerStep::Slip(_)
        | PartnerStep::Code
        | PartnerStep::Result(_) => {}
    }
}

/// An answer, if whoever asked is still here.
fn hear(
    state: AppState,
    at: KioskState,
    question: OrderId,
    answer: Result<PartnerBillView, CallError>,
    next: impl FnOnce(PartnerBillView) -> PartnerStep,
) {
    if !at.step.with_untracked(|step| step.awaits(question)) {
        return;
    }
    let error = match answer {
        Ok(bill) => {
            at.trouble.set(None);
            go(at, next(bill));
            return;
        }
        Err(error) => error,
    };
    // Where nobody has decided, everything stays as it is.
    let Some(refusal) = trouble_of(state, at, &error) else { return };
    let back = at.step.with_untracked(|step| match step {
        KioskStep::Partner(step) => match step.as_ref() {
            PartnerStep::Asking { terms, .. } | PartnerStep::Check { terms, .. } => {
                Some(PartnerStep::Typing(terms.clone()))
            }
            PartnerStep::Looking(_) => Some(PartnerStep::Code),
            _ => None,
        },
        _ => None,
    });
    let Some(back) = back else { return };
    at.entry.set(match (refusal.field.as_deref(), &back) {
        (_, PartnerStep::Code) => Entry::Code,
        (Some("amount"), _) => Entry::Amount,
        (Some("phone"), _) => Entry::Phone,
        _ => Entry::Customer,
    });
    at.wrong.set(Some((refusal.field, refusal.text)));
    go(at, back);
}
