//! Push and pull: commands up, orders and receipts down.

use crate::command::CommandAnswer;
use crate::ids::{OrderId, ProductId, VariantId};
use crate::order::Order;
use crate::receipt_log::Inclusion;
use crate::receipt_log::evidence::{Evidence, InLog};
use serde::{Deserialize, Serialize};

/// `POST /commands`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Push {
    pub v: u16,
    /// Compact JWS envelopes, oldest first, at most
    /// [`crate::command::envelope::MAX_BATCH`].
    pub commands: Vec<String>,
    /// What stays behind on the phone, for the shop's record of the device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsent: Option<Unsent>,
}

/// What a device still holds besides the commands of the push that says so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unsent {
    /// Commands the shop has not answered.
    pub count: u32,
    /// Sum of the totals of the orders among them, in minor units of the shop's
    /// currency.
    pub value: i64,
}

/// One answer per envelope, in the order they were sent. An envelope that
/// cannot be opened has no id to answer under: it makes the whole push a 422.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushAnswer {
    pub answers: Vec<CommandAnswer>,
}

/// An order with its proofs, as its buyer pulls it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    pub order: Order,
    /// Compact JWS receipts, oldest first.
    pub receipts: Vec<String>,
    /// Where they stand in the shop's log. Views of before there was one lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logged: Option<Logged>,
    /// The revision that last touched the order.
    pub rev: u64,
}

/// Where receipts stand in the shop's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logged {
    /// The compact JWS they are proven against.
    pub checkpoint: String,
    /// One for each receipt, in their order.
    pub proofs: Vec<Inclusion>,
}

impl OrderView {
    /// One of the receipts, with what shows that the log holds it.
    #[must_use]
    pub fn evidence(&self, index: usize) -> Option<Evidence> {
        let receipt = self.receipts.get(index)?.clone();
        let log = self.logged.as_ref().and_then(|logged| {
            let proof = logged.proofs.get(index)?.clone();
            Some(InLog { checkpoint: logged.checkpoint.clone(), proof })
        });
        Some(Evidence::new(receipt, log))
    }
}

/// `GET /me/changes?since=CURSOR`: every order touched since, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyChanges {
    pub cursor: u64,
    pub more: bool,
    pub orders: Vec<OrderView>,
}

/// An order as a seller sees it: its own parcels, and whom they go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SellerOrder {
    pub order: Order,
    pub buyer_name: String,
    pub buyer_phone: String,
    pub rev: u64,
}

/// `GET /seller/orders`, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SellerOrders {
    pub orders: Vec<SellerOrder>,
    /// Pass as `before` for the next page.
    pub next: Option<u64>,
}

/// `GET /seller/stock-to-settle`: what was sold over the counter and was not on the
/// shelf. Until it is settled the shelf stands below nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockToSettle {
    pub lines: Vec<OwedStock>,
}

/// How far one variant stands below nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwedStock {
    pub product: ProductId,
    pub variant: VariantId,
    pub units: u32,
}

/// A receipt in the seller's archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SellerReceipt {
    pub order: OrderId,
    pub number: String,
    pub jws: String,
    /// Where it stands in the shop's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<InLog>,
}

impl SellerReceipt {
    /// The receipt, with what shows that the log holds it.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        Evidence::new(self.jws.clone(), self.log.clone())
    }
}

/// `GET /seller/receipts`, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SellerReceipts {
    pub receipts: Vec<SellerReceipt>,
    /// Where the next page begins, as `before`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}
