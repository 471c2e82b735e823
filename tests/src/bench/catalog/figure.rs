//! What is measured, in what it is counted, and what was seen of it: whole numbers, several runs,
//! of which the median counts.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::bench::{median, shown, shown_bytes};

/// One line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    Complete,
    FirstPage,
    MarkedFirstPage,
    WireDown,
    WireUp,
    CatalogBytes,
    DetailBytes,
    DetailTime,
    WholeBytes,
    Change,
    ChangeBytes,
    ChangePacked,
    Reload,
    Restart,
    Searchable,
    IndexBuild,
    Query,
    QueryWorst,
    TypoQueryWorst,
    KeyToPaint,
    Hit,
    Precision,
    TypoHit,
    TypoPrecision,
    Memory,
    MemoryAfterSearch,
    Stored,
    LongestSyncing,
    LongestSearching,
    PagesProcessor,
    BrowserProcessor,
    OthersProcessor,
    ShopProcessor,
}

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Microseconds.
    Time,
    Bytes,
    /// Thousandths of a whole.
    Share,
}

impl Figure {
    /// In the order of the table.
    pub const ALL: [Self; 33] = [
        Self::Complete,
        Self::FirstPage,
        Self::MarkedFirstPage,
        Self::WireDown,
        Self::WireUp,
        Self::CatalogBytes,
        Self::DetailBytes,
        Self::DetailTime,
        Self::WholeBytes,
        Self::Change,
        Self::ChangeBytes,
        Self::ChangePacked,
        Self::Reload,
        Self::Restart,
        Self::Searchable,
        Self::IndexBuild,
        Self::Query,
        Self::QueryWorst,
        Self::TypoQueryWorst,
        Self::KeyToPaint,
        Self::Hit,
        Self::Precision,
        Self::TypoHit,
        Self::TypoPrecision,
        Self::Memory,
        Self::MemoryAfterSearch,
        Self::Stored,
        Self::LongestSyncing,
        Self::LongestSearching,
        Self::PagesProcessor,
        Self::BrowserProcessor,
        Self::OthersProcessor,
        Self::ShopProcessor,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Complete => "first sync complete",
            Self::FirstPage => "first 24 products of the category",
            Self::MarkedFirstPage => "the app's own mark of that",
            Self::WireDown => "bytes down until complete, app included",
            Self::WireUp => "bytes up",
            Self::CatalogBytes => "bytes of the catalog alone",
            Self::DetailBytes => "bytes of all long descriptions and attributes, by shard",
            Self::DetailTime => "time of those, one connection",
            Self::WholeBytes => "bytes of the catalog with those",
            Self::Change => "1 % changed, until it shows",
            Self::ChangeBytes => "bytes down of that",
            Self::ChangePacked => "the changed rows alone, JSON, brotli 5",
            Self::Reload => "reload without the shop: first 24",
            Self::Restart => "browser restarted without the shop: first 24",
            Self::Searchable => "reload without the shop: whole catalog searchable",
            Self::IndexBuild => "building the index (ours: the first letter to its results)",
            Self::Query => "query per keystroke, p50",
            Self::QueryWorst => "query per keystroke, p95",
            Self::TypoQueryWorst => "query per keystroke with a typo, p95",
            Self::KeyToPaint => "keystroke to painted results, p95",
            Self::Hit => "hit in the top 24, clean",
            Self::Precision => "precision of the top 24, clean",
            Self::TypoHit => "hit in the top 24, one typo",
            Self::TypoPrecision => "precision of the top 24, one typo",
            Self::Memory => "renderer's peak memory, synced",
            Self::MemoryAfterSearch => "renderer's peak memory, searched without a pause",
            Self::Stored => "IndexedDB in use",
            Self::LongestSyncing => "longest main-thread task, syncing",
            Self::LongestSearching => "longest main-thread task, searching",
            Self::PagesProcessor => "processor time of a first sync: page",
            Self::BrowserProcessor => "… of the browser itself, with IndexedDB",
            Self::OthersProcessor => "… of its network and drawing",
            Self::ShopProcessor => "… of the shop",
        }
    }

    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::WireDown
            | Self::WireUp
            | Self::CatalogBytes
            | Self::DetailBytes
            | Self::WholeBytes
            | Self::ChangeBytes
            | Self::ChangePacked
            | Self::Memory
            | Self::MemoryAfterSearch
            | Self::Stored => Unit::Bytes,
            Self::Hit | Self::Precision | Self::TypoHit | Self::TypoPrecision => Unit::Share,
            _ => Unit::Time,
        }
    }

    const fn is_longest(self) -> bool {
        matches!(self, Self::LongestSyncing | Self::LongestSearching)
    }

    /// A value as it is shown.
    #[must_use]
    pub fn show(self, value: u64) -> String {
        match self.unit() {
            // The browser tells of a task only if it took more than 50 ms.
            Unit::Time if value == 0 && self.is_longest() => "≤ 50 ms".to_owned(),
            Unit::Time => shown(Duration::from_micros(value)),
            Unit::Bytes if value >= 10_000_000 => {
                format!("{}.{} MB", value / 1_000_000, value % 1_000_000 / 100_000)
            }
            Unit::Bytes => shown_bytes(value),
            Unit::Share => thousandths(value, 2),
        }
    }
}

/// `0.25` of 250 thousandths.
#[must_use]
pub fn thousandths(value: u64, digits: usize) -> String {
    let (value, unit) = match digits {
        2 => ((value + 5) / 10, 100),
        _ => (value, 1_000),
    };
    format!("{}.{:0digits$}", value / unit, value % unit)
}

/// What was seen of one contestant: every value of every run.
#[derive(Debug, Default, Clone)]
pub struct Seen {
    values: BTreeMap<Figure, Vec<u64>>,
}

impl Seen {
    pub fn add(&mut self, figure: Figure, value: u64) {
        self.values.entry(figure).or_default().push(value);
    }

    #[must_use]
    pub fn middle(&self, figure: Figure) -> Option<u64> {
        self.values.get(&figure).map(|values| median(values))
    }

    /// `1.20 s (1.10 s to 1.31 s)`; a single value alone.
    #[must_use]
    pub fn told(&self, figure: Figure) -> String {
        let Some(values) = self.values.get(&figure) else { return "–".to_owned() };
        let middle = figure.show(median(values));
        match (values.iter().min(), values.iter().max()) {
            (Some(least), Some(most)) if least != most => {
                format!("{middle} ({} to {})", figure.show(*least), figure.show(*most))
            }
            _ => middle,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_stands_beside_its_median() {
        let mut seen = Seen::default();
        for value in [1_300_000, 1_100_000, 1_200_000] {
            seen.add(Figure::Complete, value);
        }
        seen.add(Figure::Hit, 995);
        assert_eq!(seen.told(Figure::Complete), "1.20 s (1.10 s to 1.30 s)");
        assert_eq!(seen.told(Figure::Hit), "1.00");
        assert_eq!(seen.told(Figure::Stored), "–");
        assert_eq!(thousandths(66, 3), "0.066");
    }
}
