//! The log by the vectors of others, by a tree built the slow way, and by everything
//! that must not verify.

mod tree;
mod trust;

use super::tree::Nodes;
use super::{LogHash, LogHead};
use std::convert::Infallible;

/// A log that hashes every subtree anew, straight from the definition.
pub(super) struct Leaves(Vec<LogHash>);

impl Leaves {
    fn counted(size: u64) -> Self {
        Self((0..size).map(|leaf| LogHash::leaf(&leaf.to_be_bytes())).collect())
    }

    fn merkle(leaves: &[LogHash]) -> LogHash {
        match leaves {
            [] => LogHash::empty(),
            [one] => *one,
            many => {
                let (left, right) = many.split_at(many.len().next_power_of_two() / 2);
                LogHash::node(Self::merkle(left), Self::merkle(right))
            }
        }
    }

    fn head(&self, size: u64) -> LogHead {
        LogHead { size, root: Self::merkle(&self.0[..usize::try_from(size).unwrap()]) }
    }
}

impl Nodes for Leaves {
    type Error = Infallible;

    fn node(&self, level: u32, position: u64) -> Result<LogHash, Infallible> {
        let from = usize::try_from(position << level).unwrap();
        Ok(Self::merkle(&self.0[from..from + (1 << level)]))
    }
}
