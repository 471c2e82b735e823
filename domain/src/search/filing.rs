//! Keeping the index in step with the catalog: a new shard is filed, a shard
//! that went is dropped, a new price is noted, and a product that changed is
//! filed beside the shards. What did not change is not touched.

use super::fold::{fold_into, words};
use super::index::SearchIndex;
use super::reading::first_letters;
use super::segment::{Field, Filer, MOST_ROWS, Origin, Segment};
use super::vocabulary::Vocabulary;
use crate::catalog::shard::Shard;
use crate::catalog::{CatalogSnapshot, Category, Product};
use crate::ids::{CategoryId, ProductId};
use crate::lang::Localized;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// Longest word filed, in letters. Above the query's, so that a slip in a cut
/// query word is still a slip in the beginning of the filed one.
const MAX_FILED_LETTERS: usize = super::distance::MOST_LETTERS;
/// Parts of changed products before they are put into one.
const MANY_PARTS: usize = 8;

/// Whether everything of a catalog is filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filing {
    Going,
    Done,
}

/// Part of the index: what was filed of a shard.
#[derive(Debug, Clone)]
pub(super) struct FiledShard {
    pub shard: Arc<Shard>,
    passed_over: Vec<usize>,
    pub parts: Vec<Segment>,
}

/// The products filed beside the shards.
#[derive(Debug, Clone, Default)]
pub(super) struct FiledChanges {
    pub parts: Vec<Segment>,
    /// The part and row of each product.
    places: BTreeMap<ProductId, (usize, usize)>,
}

/// A shelf products are filed under, and the words of its names.
#[derive(Debug, Clone)]
pub(super) struct Shelf {
    id: CategoryId,
    name: Localized,
    texts: Vec<Vec<u32>>,
}

impl Shelf {
    pub fn new(category: &Category, vocabulary: &mut Vocabulary) -> Self {
        let texts = category.name.texts().map(|name| vocabulary.text(name)).collect();
        Self { id: category.id.clone(), name: category.name.clone(), texts }
    }
}

impl Vocabulary {
    /// The search words of a text.
    fn text(&mut self, text: &str) -> Vec<u32> {
        let (mut buffer, mut numbers) = (String::new(), Vec::new());
        self.add_text(text, &mut buffer, &mut numbers);
        numbers
    }

    fn add_text(&mut self, text: &str, buffer: &mut String, numbers: &mut Vec<u32>) {
        fold_into(text, buffer);
        for word in words(buffer) {
            numbers.push(self.number(first_letters(word, MAX_FILED_LETTERS)));
        }
    }
}

impl SearchIndex {
    /// Brings the index in step with a catalog. The manifest knows the categories.
    pub fn update<'a>(
        &mut self,
        snapshot: &CatalogSnapshot,
        categories: impl IntoIterator<Item = &'a Category> + Clone,
    ) {
        self.update_while(snapshot, categories, || true);
    }

    /// The same for who must not be held up: asked before each further shard
    /// whether to go on. What is filed can be searched meanwhile.
    pub fn update_while<'a>(
        &mut self,
        snapshot: &CatalogSnapshot,
        categories: impl IntoIterator<Item = &'a Category> + Clone,
        mut go_on: impl FnMut() -> bool,
    ) -> Filing {
        let shelves = self.shelves.iter().map(|shelf| (&shelf.id, &shelf.name));
        if !shelves.eq(categories.clone().into_iter().map(|shelf| (&shelf.id, &shelf.name))) {
            *self = Self::with_categories(categories);
        }
        self.follow(snapshot);
        let filed: BTreeSet<&str> = self.shards.iter().map(|filed| filed.shard.block()).collect();
        let missing = snapshot.shards().filter(|(shard, _)| !filed.contains(shard.block()));
        let missing: Vec<_> = missing.collect();
        let mut so_far = Filing::Done;
        for (at, (shard, passed_over)) in missing.into_iter().enumerate() {
            if at > 0 && !go_on() {
                so_far = Filing::Going;
                break;
            }
            let parts = self.file_shard(shard, passed_over);
            let passed_over = passed_over.to_vec();
            self.shards.push(FiledShard { shard: Arc::clone(shard), passed_over, parts });
        }
        if so_far == Filing::Done {
            self.file_changes(snapshot);
        }
        self.vocabulary.sort();
        so_far
    }

    /// Drops shards that went, and looks again at those whose rows were amended.
    fn follow(&mut self, snapshot: &CatalogSnapshot) {
        let now: BTreeMap<&str, _> =
            snapshot.shards().map(|(shard, rows)| (shard.block(), (shard, rows))).collect();
        self.shards.retain_mut(|filed| {
            let Some((shard, passed_over)) = now.get(filed.shard.block()) else { return false };
            if !Arc::ptr_eq(shard, &filed.shard) || filed.passed_over != *passed_over {
                filed.shard = Arc::clone(shard);
                filed.passed_over = passed_over.to_vec();
                filed.parts.iter_mut().for_each(|part| {
                    if let Origin::Shard(filed, _) = &mut part.origin {
                        *filed = Arc::clone(shard);
                    }
                    part.weigh(passed_over);
                });
            }
            true
        });
    }

    fn file_shard(&mut self, shard: &Arc<Shard>, passed_over: &[usize]) -> Vec<Segment> {
        let (mut buffer, mut folded, mut ends) = (String::new(), Vec::new(), Vec::new());
        for word in shard.words() {
            self.vocabulary.add_text(word, &mut buffer, &mut folded);
            ends.push(folded.len());
        }
        let texts = Texts { shard, folded, ends };
        let rows = |first: usize| first..shard.len().min(first + MOST_ROWS);
        let firsts = (0..shard.len()).step_by(MOST_ROWS);
        firsts.map(|first| self.file_rows(&texts, rows(first), passed_over)).collect()
    }

    fn file_rows(&self, texts: &Texts<'_>, rows: Range<usize>, passed_over: &[usize]) -> Segment {
        let shelves: Vec<&[Vec<u32>]> =
            texts.shard.categories().iter().map(|id| self.shelf_names(id)).collect();
        let mut filer = Filer::new(&self.synonyms);
        let mut text = Vec::new();
        for (row, at) in (0..=u16::MAX).zip(rows.clone()) {
            let shard = texts.shard;
            let mut file = |field, words: &[u32]| {
                texts.fold(words, &mut text);
                filer.file(row, field, &text);
            };
            shard.name_words(at).for_each(|words| file(Field::Name, words));
            file(Field::Brand, shard.brand_words(at));
            shard.keyword_words(at).for_each(|words| file(Field::Keyword, words));
            shard.label_words(at).for_each(|words| file(Field::Keyword, words));
            shard.summary_words(at).for_each(|words| file(Field::Summary, words));
            for name in shard.categories_of(at).iter().flat_map(|shelf| shelves[*shelf as usize]) {
                filer.file(row, Field::Keyword, name);
            }
        }
        let origin = Origin::Shard(Arc::clone(texts.shard), rows.start);
        filer.finish(origin, rows.len(), passed_over, self.vocabulary.len())
    }

    fn shelf_names(&self, id: &CategoryId) -> &[Vec<u32>] {
        let shelf = self.shelves.iter().find(|shelf| shelf.id == *id);
        shelf.map_or(&[], |shelf| shelf.texts.as_slice())
    }

    /// Files the products that changed since they were last looked at, and
    /// forgets those that are as the shards say, or gone.
    fn file_changes(&mut self, snapshot: &CatalogSnapshot) {
        let now: BTreeMap<&ProductId, &Arc<Product>> =
            snapshot.changed().map(|product| (&product.id, product)).collect();
        let filed = &mut self.changes;
        filed.places.retain(|id, (part, row)| {
            let part = &mut filed.parts[*part];
            let Origin::Changed(products) = &part.origin else { return false };
            let is_current = now.get(id).is_some_and(|now| Arc::ptr_eq(now, &products[*row]));
            if !is_current {
                part.pass_over(*row);
            }
            is_current
        });
        let rows: usize = filed.parts.iter().map(Segment::rows).sum();
        if filed.parts.len() > MANY_PARTS || rows > filed.places.len() * 2 {
            *filed = FiledChanges::default();
        }
        let fresh: Vec<Arc<Product>> = now
            .values()
            .filter(|product| !filed.places.contains_key(&product.id))
            .map(|product| Arc::clone(product))
            .collect();
        for products in fresh.chunks(MOST_ROWS) {
            let part = self.file_products(products);
            let number = self.changes.parts.len();
            let places = products.iter().enumerate();
            self.changes
                .places
                .extend(places.map(|(row, product)| (product.id.clone(), (number, row))));
            self.changes.parts.push(part);
        }
    }

    fn file_products(&mut self, products: &[Arc<Product>]) -> Segment {
        let mut filer = Filer::new(&self.synonyms);
        for (row, product) in (0..=u16::MAX).zip(products) {
            let mut file = |field, text: &str| {
                filer.file(row, field, &self.vocabulary.text(text));
            };
            product.name.texts().for_each(|text| file(Field::Name, text));
            product.brand.iter().for_each(|text| file(Field::Brand, text));
            product.keywords.iter().for_each(|text| file(Field::Keyword, text));
            let labels = product.variants.iter().flat_map(|variant| variant.label.texts());
            labels.for_each(|text| file(Field::Keyword, text));
            product.summary.texts().for_each(|text| file(Field::Summary, text));
            for shelf in self.shelves.iter().filter(|shelf| product.categories.contains(&shelf.id))
            {
                shelf.texts.iter().for_each(|name| filer.file(row, Field::Keyword, name));
            }
        }
        let origin = Origin::Changed(products.to_vec());
        filer.finish(origin, products.len(), &[], self.vocabulary.len())
    }
}

/// The texts of a shard with its words folded: a word as written may be several
/// search words, or none.
struct Texts<'a> {
    shard: &'a Arc<Shard>,
    folded: Vec<u32>,
    ends: Vec<usize>,
}

impl Texts<'_> {
    /// A text as search words, in place of what the buffer held.
    fn fold(&self, words: &[u32], buffer: &mut Vec<u32>) {
        buffer.clear();
        for word in words {
            let at = *word as usize;
            let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            buffer.extend_from_slice(&self.folded[start..self.ends[at]]);
        }
    }
}
