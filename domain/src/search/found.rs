//! What a query found, all of it: to be counted, narrowed, and shown best first.

use super::browse::Filter;
use super::facets::Facets;
use super::index::SearchIndex;
use super::segment::Segment;
use crate::catalog::{Kept, Listed};
use crate::ids::ProductId;
use std::cmp::Reverse;

/// With fewer results, another spelling may be what was meant.
const ENOUGH: usize = 3;

/// A product found. A higher score is a better match; scores of different
/// queries do not compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub id: ProductId,
    pub score: u64,
    /// Found only by forgiving a slip: perhaps not what was meant.
    pub guessed: bool,
}

/// A row of a part that was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub score: u64,
    pub part: u32,
    pub row: u16,
    pub slips: u8,
}

/// Everything a query found.
#[derive(Debug)]
pub struct Found<'a> {
    pub(super) index: &'a SearchIndex,
    pub(super) typed: Vec<String>,
    pub(super) parts: Vec<&'a Segment>,
    /// How many there were before they were narrowed.
    all: usize,
    /// Part by part.
    pub(super) spots: Vec<Spot>,
}

impl<'a> Found<'a> {
    pub(super) fn new(index: &'a SearchIndex, typed: Vec<String>, spots: Vec<Spot>) -> Self {
        Self { index, typed, parts: index.parts().collect(), all: spots.len(), spots }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.spots.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spots.is_empty()
    }

    /// Found only by forgiving slips: perhaps not what was meant.
    #[must_use]
    pub fn is_guess(&self) -> bool {
        self.spots.first().is_some_and(|spot| spot.slips > 0)
    }

    /// What the query should perhaps have been, if it found next to nothing.
    #[must_use]
    pub fn did_you_mean(&self) -> Option<String> {
        let best = if self.is_guess() {
            self.ranked(1)
        } else if self.all < ENOUGH {
            let spots = self.index.guess(&self.typed);
            Self::new(self.index, Vec::new(), spots).ranked(1)
        } else {
            return None;
        };
        let best = best.first()?;
        let meant = self.index.spelled(&self.typed, self.parts[best.part as usize], best.row)?;
        Some(meant).filter(|meant| *meant != self.typed.join(" "))
    }

    /// The products, shard by shard.
    pub fn products(&self) -> impl Iterator<Item = Listed<'a>> {
        self.spots.iter().map(|spot| self.listed(spot))
    }

    /// Only what a filter admits.
    #[must_use]
    pub fn narrowed(mut self, filter: &Filter) -> Self {
        let parts = &self.parts;
        let listed = |spot: &Spot| parts[spot.part as usize].listed(usize::from(spot.row));
        self.spots.retain(|spot| filter.admits(listed(spot)));
        self
    }

    /// What the rest of a filter leaves to choose from, facet by facet.
    #[must_use]
    pub fn facets(&self, filter: &Filter) -> Facets {
        let of = |open: Filter| Facets::of(self.products().filter(|product| open.admits(*product)));
        let rest = || filter.clone();
        Facets {
            categories: of(Filter { category: None, ..rest() }).categories,
            brands: of(Filter { brand: None, ..rest() }).brands,
            prices: of(Filter { min_price: None, max_price: None, ..rest() }).prices,
            in_stock: of(Filter { in_stock_only: true, ..rest() }).in_stock,
        }
    }

    fn listed(&self, spot: &Spot) -> Listed<'a> {
        self.parts[spot.part as usize].listed(usize::from(spot.row))
    }

    /// The best `limit` products, best first.
    ///
    /// Exact words come before beginnings before slips; then words in names,
    /// brands, keywords and shelves, summaries; then words that stand earlier;
    /// then what can be bought; then what is wanted; then the lower id.
    #[must_use]
    pub fn best(&self, limit: usize) -> Vec<Hit> {
        let hit = |spot: &Spot| Hit {
            id: self.listed(spot).product_id(),
            score: spot.score,
            guessed: spot.slips > 0,
        };
        self.ranked(limit).iter().map(hit).collect()
    }

    /// The same, to be looked at later.
    #[must_use]
    pub fn keep_best(&self, limit: usize) -> Vec<Kept> {
        self.ranked(limit).iter().map(|spot| self.listed(spot).keep()).collect()
    }

    pub(super) fn ranked(&self, limit: usize) -> Vec<Spot> {
        let mut spots = Vec::new();
        // Rows of a part stand in the order of their ids, so within one nothing
        // but numbers is compared.
        for part in self.spots.chunk_by(|a, b| a.part == b.part) {
            spots.extend_from_slice(part);
            let from = spots.len() - part.len();
            keep_first(&mut spots, from, limit, |spot| (Reverse(spot.score), spot.row));
        }
        if limit < spots.len() {
            let mut scores: Vec<u64> = spots.iter().map(|spot| spot.score).collect();
            scores.select_nth_unstable_by_key(limit.saturating_sub(1), |score| Reverse(*score));
            let least = scores[limit.saturating_sub(1)];
            spots.retain(|spot| spot.score >= least);
        }
        let mut ranked: Vec<(Reverse<u64>, &str, Spot)> = spots
            .into_iter()
            .map(|spot| (Reverse(spot.score), self.listed(&spot).id(), spot))
            .collect();
        if limit > 0 && limit < ranked.len() {
            ranked.select_nth_unstable_by(limit - 1, |a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        }
        ranked.truncate(limit);
        ranked.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        ranked.into_iter().map(|(_, _, spot)| spot).collect()
    }
}

/// Of the spots from a place on, leaves the first so many.
fn keep_first<K: Ord>(spots: &mut Vec<Spot>, from: usize, limit: usize, key: impl Fn(&Spot) -> K) {
    if limit > 0 && limit < spots.len() - from {
        spots[from..].select_nth_unstable_by_key(limit - 1, key);
        spots.truncate(from + limit);
    }
}
