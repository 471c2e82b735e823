//! The catalog on screen: what is known, how much of it, how old.

use leptos::prelude::*;
use std::cell::Cell;
use std::sync::Arc;
use warung_domain::catalog::{
    CatalogSnapshot, CatalogView, Category, Directory, Manifest, Product, Progress, Seller,
    Standing,
};
use warung_domain::ids::{CategoryId, ProductId, SellerId};
use warung_domain::money::{Currency, Money};
use warung_domain::search::SearchIndex;
use warung_domain::time::Timestamp;

/// The search index, and how far it is.
#[derive(Default)]
pub struct Filed {
    pub index: SearchIndex,
    /// What it is the whole index of.
    pub whole: Option<Arc<CatalogSnapshot>>,
    /// Somebody is at it.
    pub going: bool,
}

/// Signals over the catalog. Values are shared, never copied, between readers.
#[derive(Clone, Copy)]
pub struct CatalogState {
    pub manifest: RwSignal<Option<Arc<Manifest>>>,
    /// Shelves and sellers; empty before the first manifest.
    pub directory: RwSignal<Arc<Directory>>,
    pub snapshot: RwSignal<Arc<CatalogSnapshot>>,
    /// What was filed for search, which nobody needs who only looks around.
    pub filed: StoredValue<Option<Filed>>,
    /// Counts how often filing came to its end after it had let others go first.
    pub filings: RwSignal<u32>,
    pub progress: RwSignal<Progress>,
    /// What the copy is made of, and how many changes lie on top.
    pub standing: StoredValue<Option<(Arc<Standing>, usize)>>,
    /// When the shop last said that this is current.
    pub heard_at: RwSignal<Option<Timestamp>>,
}

impl CatalogState {
    pub(super) fn new() -> Self {
        Self {
            manifest: RwSignal::default(),
            directory: RwSignal::default(),
            snapshot: RwSignal::default(),
            filed: StoredValue::default(),
            filings: RwSignal::default(),
            progress: RwSignal::default(),
            standing: StoredValue::default(),
            heard_at: RwSignal::default(),
        }
    }

    /// Shows a new state.
    pub fn show(self, view: CatalogView) {
        let same = self.directory.with_untracked(|shown| Arc::ptr_eq(shown, &view.directory));
        if !same {
            self.directory.set(view.directory);
        }
        let same = self.snapshot.with_untracked(|shown| Arc::ptr_eq(shown, &view.snapshot));
        if !same {
            self.snapshot.set(view.snapshot);
        }
        // Only what changed is told, or a page being read would be rebuilt.
        if self.manifest.with_untracked(|shown| shown.as_ref() != Some(&view.manifest)) {
            self.manifest.set(Some(view.manifest));
        }
        if self.progress.get_untracked() != view.progress {
            self.progress.set(view.progress);
        }
        self.standing.set_value(Some((view.standing, view.heard)));
        self.heard_at.set(Some(view.heard_at));
    }

    /// Shows new states until the copy is forgotten: a round that was under way then would bring it
    /// back.
    pub fn shows_this_copy(self) -> impl Fn(CatalogView) {
        let has_one = Cell::new(self.standing.with_value(Option::is_some));
        move |view| {
            let is_forgotten = self.standing.with_value(Option::is_none);
            if !(has_one.replace(true) && is_forgotten) {
                self.show(view);
            }
        }
    }

    /// The next round builds on nothing; what is on screen stays there meanwhile.
    pub fn forget_standing(self) {
        self.standing.set_value(None);
        self.progress.set(Progress::default());
    }

    /// What is shown, for the next round to build on.
    #[must_use]
    pub fn shown(self) -> Option<CatalogView> {
        let (standing, heard) = self.standing.get_value()?;
        Some(CatalogView {
            standing,
            heard,
            manifest: self.manifest.get_untracked()?,
            directory: self.directory.get_untracked(),
            snapshot: self.snapshot.get_untracked(),
            progress: self.progress.get_untracked(),
            heard_at: self.heard_at.get_untracked()?,
        })
    }

    /// The shop's currency. It comes with the first products and stays, so there is
    /// nothing to track: a page would be drawn anew for every manifest.
    #[must_use]
    pub fn currency(self) -> Currency {
        let known = |known: &Option<Arc<Manifest>>| known.as_ref().map(|known| known.currency);
        self.manifest.with_untracked(known).unwrap_or(Currency::IDR)
    }

    /// Minor units of the shop's currency as money.
    #[must_use]
    pub fn money(self, minor: i64) -> Money {
        Money::new(minor, self.currency())
    }

    /// A product by id. Tracks.
    #[must_use]
    pub fn product(self, id: &ProductId) -> Option<Product> {
        self.snapshot.with(|snapshot| snapshot.get(id))
    }

    /// A category by id. Tracks.
    #[must_use]
    pub fn category(self, id: &CategoryId) -> Option<Category> {
        self.directory.with(|directory| {
            let known = &directory.categories;
            known.iter().find(|c| c.category.id == *id).map(|c| c.category.clone())
        })
    }

    /// A seller by id. Tracks.
    #[must_use]
    pub fn seller(self, id: &SellerId) -> Option<Seller> {
        self.directory
            .with(|directory| directory.sellers.iter().find(|seller| seller.id == *id).cloned())
    }
}
