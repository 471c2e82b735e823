//! A partner's bill at the counter: what became of it after the cash was taken, the proof with the
//! token, and cash back where the partner refused.

use crate::actions::{cash_bill, here::offset_minutes};
use crate::components::shop::money;
use crate::components::shop::partner_result::{proof_facts, standing};
use crate::components::shop::slip::Slip;
use crate::counter::paper::{shop_name, with_button};
use crate::i18n::{Cash, Partner, partner_words_of};
use crate::state::{AppState, CashState, Toast};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::locale::format_date_time;
use warung_domain::protocol::{MoneyBack, PartnerBillView, PartnerStanding};

/// The element that is printed.
const PROOF: &str = "cash-partner-proof";

/// What is paid, for the cashier to name it aloud.
pub(super) fn what(state: AppState, bill: &PartnerBillView) -> String {
    let lang = state.lang.get_untracked();
    let words = partner_words_of(lang);
    (words.bill)(bill.biller_name.get(lang), bill.number.as_deref().unwrap_or_default())
}

/// Where it stands, asked again until nobody has anything to do about it.
pub(super) fn outcome(
    state: AppState,
    at: CashState,
    bill: PartnerBillView,
    words: &'static Cash,
) -> AnyView {
    let stands = cash_bill::follow(state, at, bill);
    let more = partner_words_of(state.lang.get_untracked());
    let content = move || {
        let bill = stands.get();
        let is_decided =
            matches!(bill.standing, PartnerStanding::Done { .. } | PartnerStanding::Refused { .. });
        view! {
            <div aria-live="polite">{standing(&bill.standing, more)}</div>
            {is_decided.then(|| proof(state, &bill, words, more))}
            {give_back(state, &bill, more)}
        }
    };
    view! { <div class="stack">{content}</div> }.into_any()
}

fn proof(
    state: AppState,
    bill: &PartnerBillView,
    words: &'static Cash,
    more: &'static Partner,
) -> AnyView {
    let lang = state.lang.get_untracked();
    let (PartnerStanding::Done { at, .. } | PartnerStanding::Refused { at, .. }) = bill.standing
    else {
        return ().into_any();
    };
    let mut facts = vec![
        (more.number, bill.number.clone().unwrap_or_default()),
        (more.what, bill.biller_name.get(lang).to_owned()),
        (more.customer, bill.customer.clone()),
        (more.name, bill.name.clone()),
        (words.when, format_date_time(at, offset_minutes(), lang)),
        (words.amount, money(bill.total)),
    ];
    facts.extend(proof_facts(&bill.standing, more));
    let is_done = matches!(bill.standing, PartnerStanding::Done { .. });
    let (title, note) =
        if is_done { (more.proof, more.proof_note) } else { (more.refused_title, more.at_counter) };
    if !is_done
        && !matches!(bill.standing, PartnerStanding::Refused { money: MoneyBack::AtCounter, .. })
    {
        return ().into_any();
    }
    let slip = Slip {
        id: PROOF,
        shop: shop_name(state),
        title: title.to_owned(),
        facts,
        code: None,
        note: note.to_owned(),
    };
    with_button(state, slip, words.print, "cash-print")
}

/// Whoever brings the code of a bill that was refused gets the cash back, once.
fn give_back(state: AppState, bill: &PartnerBillView, more: &'static Partner) -> AnyView {
    if !matches!(bill.standing, PartnerStanding::Refused { money: MoneyBack::AtCounter, .. }) {
        return ().into_any();
    }
    let (id, total) = (bill.id, bill.total);
    let is_saving = RwSignal::new(false);
    let give = move |_| {
        if is_saving.get_untracked() {
            return;
        }
        is_saving.set(true);
        spawn_local(async move {
            let reason = more.give_back_reason.to_owned();
            let said = match cash_bill::give_back(state, id, total, reason).await {
                Ok(()) => more.give_back_saved.to_owned(),
                Err(error) => error.to_string(),
            };
            state.say(Toast::plain(said));
        });
    };
    view! {
        <button
            type="button"
            class="btn btn-block no-print"
            data-test="cash-give-back"
            disabled=move || is_saving.get()
            on:click=give
        >
            {(more.give_back)(&money(total))}
        </button>
    }
    .into_any()
}
