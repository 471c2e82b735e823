//! A cashier's shift: opened with a float, cash put in and taken out, counted at the end.

use super::facts::DrawerFacts;
use super::fulfil::business;
use super::writes::{DrawerWrite, Writes};
use super::{Context, Decision, Reject};
use warung_domain::books::{BooksError, DrawerEvent};
use warung_domain::command::RejectCode;
use warung_domain::ids::CommandId;
use warung_domain::money::Money;
use warung_domain::payment::MAX_TEXT;
use warung_domain::shift::{CashMove, Closing, MAX_MOVES, Shift};

impl From<BooksError> for Reject {
    fn from(_: BooksError) -> Self {
        Self(RejectCode::InvalidAmount)
    }
}

/// Begins a shift at the drawer of the device that says so. What a drawer still holds from
/// before is taken over with it.
pub(super) fn open(
    context: &Context<'_>,
    drawer: &DrawerFacts,
    float: Money,
) -> Result<Decision, Reject> {
    let seller = business(context)?.clone();
    amount(context, float)?;
    if drawer.open.is_some() {
        return Err(Reject(RejectCode::TooLate));
    }
    let shift = Shift {
        id: context.command.id,
        seller,
        cashier: context.account,
        device: context.command.device.clone(),
        opened_at: context.now,
        float,
        moves: Vec::new(),
        closed: None,
    };
    book(context, shift, DrawerEvent::Opened { float })
}

pub(super) fn move_cash(
    context: &Context<'_>,
    drawer: &DrawerFacts,
    id: CommandId,
    moved: Money,
    reason: &str,
) -> Result<Decision, Reject> {
    let mut shift = own(context, drawer, id)?;
    let words = reason.trim().chars().count();
    if !(1..=MAX_TEXT).contains(&words) {
        return Err(Reject(RejectCode::Malformed));
    }
    if shift.moves.len() >= MAX_MOVES {
        return Err(Reject(RejectCode::TooLate));
    }
    let left = drawer.stands.checked_add(moved)?;
    if moved.is_zero() || moved.currency() != context.config.currency {
        return Err(Reject(RejectCode::InvalidAmount));
    }
    if left.minor() < 0 {
        return Err(Reject(RejectCode::TooMuch));
    }
    let at = context.now;
    shift.moves.push(CashMove { at, amount: moved, reason: reason.trim().to_owned() });
    book(context, shift, DrawerEvent::Moved { amount: moved })
}

pub(super) fn close(
    context: &Context<'_>,
    drawer: &DrawerFacts,
    id: CommandId,
    counted: Money,
) -> Result<Decision, Reject> {
    let mut shift = own(context, drawer, id)?;
    amount(context, counted)?;
    let expected = drawer.stands;
    shift.closed = Some(Closing { at: context.now, expected, counted });
    book(context, shift, DrawerEvent::Closed { stands: expected, counted })
}

/// The open shift of this drawer, if it is the one that is meant.
fn own(context: &Context<'_>, drawer: &DrawerFacts, id: CommandId) -> Result<Shift, Reject> {
    let seller = business(context)?;
    let open = drawer.open.as_ref().filter(|shift| shift.id == id && shift.seller == *seller);
    open.cloned().ok_or(Reject(RejectCode::TooLate))
}

fn amount(context: &Context<'_>, amount: Money) -> Result<(), Reject> {
    let fits = amount.minor() >= 0 && amount.currency() == context.config.currency;
    if fits { Ok(()) } else { Err(Reject(RejectCode::InvalidAmount)) }
}

fn book(context: &Context<'_>, shift: Shift, event: DrawerEvent) -> Result<Decision, Reject> {
    let posting = event.book(context.command.id, &shift.device, &shift.seller, context.now)?;
    let drawer = Some(DrawerWrite { shift: Box::new(shift), posting });
    Ok(Decision::applied(Writes { drawer, ..Writes::default() }))
}
