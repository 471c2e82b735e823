//! Selling over the counter: what is being sold now, what was sold today, and how
//! the shelf stands by it.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use warung_domain::catalog::Stock;
use warung_domain::command::{OrderedLine, RecordSale};
use warung_domain::ids::{CommandId, ProductId, VariantId};
use warung_domain::outbox::{EntryState, OutboxEntry, WedgeReason};
use warung_domain::protocol::OwedStock;
use warung_domain::time::Timestamp;

/// A sale as the device remembers it, also after the outbox has let it go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSale {
    pub id: CommandId,
    /// The device's clock.
    pub at: Timestamp,
    pub sale: RecordSale,
}

/// How far a sale has come. It has happened in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaleStanding {
    /// Saved here, on its way.
    OnThisDevice,
    Accepted,
    Stuck(WedgeReason),
}

impl SaleStanding {
    /// What the outbox says about a sale; it lets go only of what was accepted.
    #[must_use]
    pub fn of(entries: &[OutboxEntry], id: CommandId) -> Self {
        match entries.iter().find(|entry| entry.id == id).map(|entry| &entry.state) {
            None | Some(EntryState::Answered { .. }) => Self::Accepted,
            Some(EntryState::Wedged { reason, .. }) => Self::Stuck(*reason),
            Some(EntryState::Queued { .. } | EntryState::Sending { .. }) => Self::OnThisDevice,
        }
    }

    /// Whether the shop's numbers know nothing of it yet, but will.
    #[must_use]
    pub const fn is_still_to_count(self) -> bool {
        matches!(self, Self::OnThisDevice | Self::Stuck(WedgeReason::UpdateNeeded))
    }
}

/// What a seller reads of a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    Unlimited,
    Left(u32),
    /// More was sold than was there: so many pieces stand below nothing, until
    /// somebody settles it.
    ToSettle(u32),
}

impl Shelf {
    /// The shelf by the shop's numbers, less what was sold here and is not in them.
    /// Where pieces are owed the shelf is empty; a catalog that does not say so yet is
    /// older than the debt.
    #[must_use]
    pub const fn after(stock: Stock, owed: u32, sold: u32) -> Self {
        let Stock::Units(units) = stock else { return Self::Unlimited };
        let units = if owed > 0 { 0 } else { units };
        let gone = owed.saturating_add(sold);
        if gone > units { Self::ToSettle(gone - units) } else { Self::Left(units - gone) }
    }
}

/// How many pieces of one thing some lines hold.
#[must_use]
pub fn pieces(lines: &[OrderedLine], product: &ProductId, variant: &VariantId) -> u32 {
    let of_it = lines.iter().filter(|line| line.product == *product && line.variant == *variant);
    of_it.fold(0, |sum, line| sum.saturating_add(line.quantity))
}

/// Signals over the till.
#[derive(Clone, Copy)]
pub struct SaleState {
    /// What is being sold right now, at the prices on screen.
    pub basket: RwSignal<Vec<OrderedLine>>,
    /// What this device sold today, and what it sold earlier and has not told the
    /// shop; newest first.
    pub sales: RwSignal<Vec<KeptSale>>,
    /// What stands below nothing, as the shop last said.
    pub owed: RwSignal<Vec<OwedStock>>,
}

impl SaleState {
    pub(super) fn new() -> Self {
        Self { basket: RwSignal::default(), sales: RwSignal::default(), owed: RwSignal::default() }
    }

    /// Forgets everything, when somebody else takes the counter.
    pub fn forget(self) {
        self.basket.set(Vec::new());
        self.sales.set(Vec::new());
        self.owed.set(Vec::new());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warung_domain::command::{RejectCode, Verdict};

    // P6
    #[test]
    fn a_shelf_below_nothing_is_to_be_settled() {
        assert_eq!(Shelf::after(Stock::Units(5), 0, 0), Shelf::Left(5));
        assert_eq!(Shelf::after(Stock::Units(5), 0, 5), Shelf::Left(0));
        assert_eq!(Shelf::after(Stock::Units(5), 0, 7), Shelf::ToSettle(2));
        assert_eq!(Shelf::after(Stock::Units(0), 2, 1), Shelf::ToSettle(3));
        assert_eq!(Shelf::after(Stock::Units(5), 2, 1), Shelf::ToSettle(3));
        assert_eq!(Shelf::after(Stock::Unlimited, 0, u32::MAX), Shelf::Unlimited);
        assert_eq!(Shelf::after(Stock::Units(0), u32::MAX, 9), Shelf::ToSettle(u32::MAX));
    }

    #[test]
    fn the_outbox_lets_go_only_of_what_was_accepted() {
        let at = Timestamp::from_millis(0);
        let id = CommandId::mint(at, &[1; 10]);
        let entry = |state| OutboxEntry {
            id,
            device: "dev-1".parse().unwrap(),
            seq: 1,
            bytes: String::new(),
            subject: id.into(),
            kind: "record-sale".to_owned(),
            saved_at: at,
            seen: None,
            state,
        };
        let standing = |state| SaleStanding::of(&[entry(state)], id);
        assert_eq!(SaleStanding::of(&[], id), SaleStanding::Accepted);
        assert_eq!(standing(EntryState::fresh()), SaleStanding::OnThisDevice);
        let applied = EntryState::Answered { verdict: Verdict::Applied, at };
        assert_eq!(standing(applied), SaleStanding::Accepted);
        let reason = WedgeReason::Rejected(RejectCode::NotAllowed);
        let refused = standing(EntryState::Wedged { reason, at });
        assert_eq!(refused, SaleStanding::Stuck(reason));
        assert!(!refused.is_still_to_count());
    }
}
