//! What happened to the catalog since a revision.

use super::{Product, Stock};
use crate::ids::{ProductId, VariantId};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// One change of one product. Price and stock have small rows of their own,
/// because they are most of what ever changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// New, or changed in more than price or stock.
    Upsert {
        product: Box<Product>,
    },
    Price {
        variant: VariantId,
        price: i64,
        list_price: Option<i64>,
    },
    Stock {
        variant: VariantId,
        stock: Stock,
    },
    Deleted,
}

/// A change and the revision it made. Revisions follow commit order, so a
/// cursor never skips a row that was committed late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRow {
    pub rev: u64,
    pub id: ProductId,
    pub change: Change,
}

/// The answer to `changes?since=REV`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    pub epoch: String,
    pub head: u64,
    /// A `since` before this is answered without rows: begin from the shards.
    pub horizon: u64,
    /// In revision order.
    pub rows: Vec<ChangeRow>,
    /// More rows follow after the last one here.
    pub more: bool,
}

/// Why changes cannot be laid over a snapshot. Each is a normal answer that
/// means: re-read the manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ApplyError {
    #[error("the shop has begun a new epoch")]
    NewEpoch,
    #[error("the changes begin after what this snapshot holds")]
    BeyondHorizon,
}
