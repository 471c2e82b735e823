//! A slip of the hand at a counter: what a cashier took is undone, while it is provisional, at the
//! drawer it lies in, and with the word of somebody else of the same business.

use super::facts::TakenFacts;
use super::fulfil::business;
use super::writes::{ConsentUse, Writes};
use super::{Context, Decision, Reject, money};
use crate::service::consent::CONSENT_SECONDS;
use crate::storage::ConsentRecord;
use warung_domain::books::Account;
use warung_domain::command::RejectCode;
use warung_domain::ids::OrderId;
use warung_domain::payment::{MAX_TEXT, PaymentEvent, PaymentMethod, PaymentState};

pub(super) fn reverse(
    context: &Context<'_>,
    taken: TakenFacts,
    reason: &str,
) -> Result<Decision, Reject> {
    let seller = business(context)?;
    let TakenFacts { record, lies_in, was_counted, drawer, consent, is_colleague } = taken;
    let order = &record.order;
    let PaymentState::SettledProvisionally { until, paid, at } = order.payment else {
        return Err(Reject(RejectCode::TooLate));
    };
    if order.payment_method != PaymentMethod::Counter {
        return Err(Reject(RejectCode::NotAllowed));
    }
    if !(1..=MAX_TEXT).contains(&reason.trim().chars().count()) {
        return Err(Reject(RejectCode::Malformed));
    }
    let own = Account::Drawer(seller.clone(), context.command.device.clone());
    if lies_in != Some(own) {
        return Err(Reject(RejectCode::NotAllowed));
    }
    // What was counted at the end of a shift is not in the drawer any more.
    let is_there = !was_counted && drawer.open.is_some_and(|shift| shift.opened_at <= at);
    if context.now >= until || !is_there || drawer.stands.checked_sub(paid)?.minor() < 0 {
        return Err(Reject(RejectCode::TooLate));
    }
    let consent = consent.filter(|_| is_colleague);
    let consent = consent.filter(|consent| is_good(context, consent, order.id));
    let consent = consent.ok_or(Reject(RejectCode::NotAllowed))?.id;
    let event = PaymentEvent::Denied { at: context.now };
    let reference = context.command.id.to_string();
    let writes = money::advance(record, event, &reference, context.now)
        .map_err(|_| Reject(RejectCode::TooLate))?;
    let consent = Some(ConsentUse { consent, by: context.command.id });
    Ok(Decision::applied(Writes { consent, ..writes }))
}

/// Whether a consent is for this, and not too old.
fn is_good(context: &Context<'_>, consent: &ConsentRecord, order: OrderId) -> bool {
    let age = context.now.millis() - consent.given_at.millis();
    consent.order == order
        && consent.cashier == context.account
        && consent.witness != context.account
        && consent.used_by.is_none()
        // One from the time to come was given by a clock that has been set back since.
        && (0..=CONSENT_SECONDS * 1_000).contains(&age)
}
