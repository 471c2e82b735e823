//! Making heads and proofs out of stored hashes. Only the shop does.
//!
//! A log keeps the hash of every whole subtree: level 0 are the leaves, the node at
//! (level, position) covers the leaves from `position << level`, `1 << level` of
//! them. One appended leaf completes as many nodes as its number has trailing ones
//! ([`completed_by`]); a head or a proof reads at most two nodes for every doubling
//! of the log, and hashes no leaf anew.

use super::{Inclusion, LogHash, LogHead};

/// The stored hashes of whole subtrees.
pub trait Nodes {
    type Error;

    /// The node at a place that lies within the log.
    fn node(&self, level: u32, position: u64) -> Result<LogHash, Self::Error>;
}

/// The head of the first `size` leaves.
pub fn head<N: Nodes>(nodes: &N, size: u64) -> Result<LogHead, N::Error> {
    let root = if size == 0 { LogHash::empty() } else { range(nodes, 0, size)? };
    Ok(LogHead { size, root })
}

/// The way from the leaf at `position` to the head of the first `size` leaves;
/// `None` if it is not among them.
pub fn inclusion<N: Nodes>(
    nodes: &N,
    position: u64,
    size: u64,
) -> Result<Option<Inclusion>, N::Error> {
    if position >= size {
        return Ok(None);
    }
    let (mut from, mut to) = (0, size);
    let mut path = Vec::new();
    while to - from > 1 {
        let middle = from + left_part(to - from);
        if position < middle {
            path.push(range(nodes, middle, to)?);
            to = middle;
        } else {
            path.push(range(nodes, from, middle)?);
            from = middle;
        }
    }
    path.reverse();
    Ok(Some(Inclusion { position, path }))
}

/// What shows that the first `later` leaves begin with the first `earlier`; `None`
/// if there were never so many, or fewer later. From nothing on there is nothing to
/// show.
pub fn consistency<N: Nodes>(
    nodes: &N,
    earlier: u64,
    later: u64,
) -> Result<Option<Vec<LogHash>>, N::Error> {
    if earlier > later {
        return Ok(None);
    }
    let mut path = Vec::new();
    if earlier == 0 || earlier == later {
        return Ok(Some(path));
    }
    let (mut from, mut to) = (0, later);
    while to != earlier {
        let middle = from + left_part(to - from);
        if earlier <= middle {
            path.push(range(nodes, middle, to)?);
            to = middle;
        } else {
            path.push(range(nodes, from, middle)?);
            from = middle;
        }
    }
    // The verifier knows a start that is the whole earlier tree.
    if from > 0 {
        path.push(range(nodes, from, to)?);
    }
    path.reverse();
    Ok(Some(path))
}

/// How many nodes above itself the leaf at `position` completes, when it is the
/// newest.
#[must_use]
pub const fn completed_by(position: u64) -> u32 {
    position.trailing_ones()
}

/// The largest power of two below `size`, which is at least 2.
const fn left_part(size: u64) -> u64 {
    1 << (u64::BITS - 1 - (size - 1).leading_zeros())
}

/// The hash of leaves `from..to`, a stretch that a tree is split into.
fn range<N: Nodes>(nodes: &N, from: u64, to: u64) -> Result<LogHash, N::Error> {
    let size = to - from;
    if size.is_power_of_two() {
        return nodes.node(size.trailing_zeros(), from / size);
    }
    let middle = from + left_part(size);
    Ok(LogHash::node(range(nodes, from, middle)?, range(nodes, middle, to)?))
}
