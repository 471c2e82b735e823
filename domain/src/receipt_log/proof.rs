//! Verifying what the log claims (RFC 9162, sections 2.1.3.2 and 2.1.4.2).
//!
//! Both walk from the leaf's side to the root with two numbers: where one is in
//! the row, and where the row ends. A path that is too short or too long fits
//! nothing.

use super::{Inclusion, LogHash, LogHead};

/// Where a walk upwards stands in its row.
struct Walk {
    at: u64,
    last: u64,
}

impl Walk {
    /// Whether the next hash of the path belongs to the left; `None` above the root.
    /// Ends of rows that have no sibling are skipped.
    const fn step(&mut self) -> Option<Side> {
        if self.last == 0 {
            return None;
        }
        let side = if self.at % 2 == 1 || self.at == self.last {
            while self.at.is_multiple_of(2) && self.at != 0 {
                self.rise();
            }
            Side::Left
        } else {
            Side::Right
        };
        self.rise();
        Some(side)
    }

    const fn rise(&mut self) {
        self.at >>= 1;
        self.last >>= 1;
    }
}

enum Side {
    Left,
    Right,
}

/// Whether a leaf stands in the tree where the proof says.
#[must_use]
pub fn includes(head: &LogHead, leaf: LogHash, proof: &Inclusion) -> bool {
    if proof.position >= head.size {
        return false;
    }
    let mut walk = Walk { at: proof.position, last: head.size - 1 };
    let mut hash = leaf;
    for beside in &proof.path {
        hash = match walk.step() {
            None => return false,
            Some(Side::Left) => LogHash::node(*beside, hash),
            Some(Side::Right) => LogHash::node(hash, *beside),
        };
    }
    walk.last == 0 && hash == head.root
}

/// Whether the later tree begins with everything the earlier one held.
#[must_use]
pub fn continues(earlier: &LogHead, later: &LogHead, path: &[LogHash]) -> bool {
    if earlier.size == 0 {
        return path.is_empty() && earlier.root == LogHash::empty();
    }
    if earlier.size == later.size {
        return path.is_empty() && earlier.root == later.root;
    }
    if earlier.size > later.size {
        return false;
    }
    let mut walk = Walk { at: earlier.size - 1, last: later.size - 1 };
    while walk.at % 2 == 1 {
        walk.rise();
    }
    // A whole subtree is its own start; any other start comes with the path.
    let own = earlier.size.is_power_of_two().then_some(earlier.root);
    let mut hashes = own.into_iter().chain(path.iter().copied());
    let Some(start) = hashes.next() else { return false };
    let (mut old, mut new) = (start, start);
    for beside in hashes {
        match walk.step() {
            None => return false,
            Some(Side::Left) => {
                old = LogHash::node(beside, old);
                new = LogHash::node(beside, new);
            }
            Some(Side::Right) => new = LogHash::node(new, beside),
        }
    }
    walk.last == 0 && old == earlier.root && new == later.root
}
