//! What is on the counter: a seller's orders and receipts as last heard.

use super::archive::ArchiveState;
use super::cash::CashState;
use super::kiosk::KioskState;
use super::outstanding::OutstandingState;
use super::sale::SaleState;
use super::statement::StatementState;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use warung_domain::ids::OrderId;
use warung_domain::protocol::{OwedStock, SellerOrder, SellerReceipt};
use warung_domain::time::Timestamp;

/// A page of the counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CounterPage {
    Orders,
    Receipts,
    /// Selling over the counter.
    Till,
    /// Who owes whom.
    Statement,
    Cash,
    /// What is still out there: devices, unsent commands, money on its way.
    Outstanding,
    /// The self-service machine, which fills the screen.
    Kiosk,
    /// A receipt by its number, which holds slashes.
    Receipt(String),
}

impl CounterPage {
    /// The page at a path; whatever is unknown leads to the orders.
    #[must_use]
    pub fn parse(path: &str) -> Self {
        let path = path.split(['?', '#']).next().unwrap_or(path);
        let inside = path.trim_start_matches("/counter").trim_matches('/');
        match inside.strip_prefix("receipts") {
            Some(number) if number.starts_with('/') => {
                Self::Receipt(number.trim_start_matches('/').to_owned())
            }
            Some("") => Self::Receipts,
            None if inside == "till" => Self::Till,
            None if inside == "statement" => Self::Statement,
            None if inside == "cash" => Self::Cash,
            None if inside == "outstanding" => Self::Outstanding,
            None if inside == "kiosk" => Self::Kiosk,
            _ => Self::Orders,
        }
    }

    /// Where the page is.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Orders => "/counter".to_owned(),
            Self::Receipts => "/counter/receipts".to_owned(),
            Self::Till => "/counter/till".to_owned(),
            Self::Statement => "/counter/statement".to_owned(),
            Self::Cash => "/counter/cash".to_owned(),
            Self::Outstanding => "/counter/outstanding".to_owned(),
            Self::Kiosk => "/counter/kiosk".to_owned(),
            Self::Receipt(number) => format!("/counter/receipts/{number}"),
        }
    }
}

/// What the device keeps of the counter, so that orders can be looked up and
/// receipts shown with no signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptCounter {
    pub orders: Vec<SellerOrder>,
    pub receipts: Vec<SellerReceipt>,
    #[serde(default)]
    pub owed: Vec<OwedStock>,
    pub heard_at: Timestamp,
}

/// Signals over the counter: what the shop last said, and when.
#[derive(Clone, Copy)]
pub struct CounterState {
    pub page: RwSignal<CounterPage>,
    /// Newest first.
    pub orders: RwSignal<Vec<SellerOrder>>,
    /// Where the next page of older orders begins.
    pub next: RwSignal<Option<u64>>,
    pub receipts: RwSignal<Vec<SellerReceipt>>,
    pub heard_at: RwSignal<Option<Timestamp>>,
    /// The last attempt to hear failed, for this reason.
    pub trouble: RwSignal<Option<String>>,
    /// Orders a command was just given for, at the revision it was given at.
    pub awaited: RwSignal<Vec<(OrderId, u64)>>,
    pub sale: SaleState,
    pub cash: CashState,
    pub kiosk: KioskState,
    pub statement: StatementState,
    pub outstanding: OutstandingState,
    pub archive: ArchiveState,
}

impl CounterState {
    #[must_use]
    pub fn new(page: CounterPage) -> Self {
        Self {
            page: RwSignal::new(page),
            orders: RwSignal::default(),
            next: RwSignal::default(),
            receipts: RwSignal::default(),
            heard_at: RwSignal::default(),
            trouble: RwSignal::default(),
            awaited: RwSignal::default(),
            sale: SaleState::new(),
            cash: CashState::default(),
            kiosk: KioskState::default(),
            statement: StatementState::default(),
            outstanding: OutstandingState::default(),
            archive: ArchiveState::default(),
        }
    }

    /// The counter provided at its root.
    #[must_use]
    pub fn expect() -> Self {
        expect_context::<Self>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_found_by_its_number() {
        let page = CounterPage::Receipt("dapur/2026/000001".to_owned());
        assert_eq!(CounterPage::parse(&page.path()), page);
        assert_eq!(CounterPage::parse("/counter/receipts"), CounterPage::Receipts);
        assert_eq!(CounterPage::parse(&CounterPage::Till.path()), CounterPage::Till);
        for page in [
            CounterPage::Statement,
            CounterPage::Cash,
            CounterPage::Outstanding,
            CounterPage::Kiosk,
        ] {
            assert_eq!(CounterPage::parse(&page.path()), page);
        }
        assert_eq!(CounterPage::parse("/counter/"), CounterPage::Orders);
    }
}
