//! What a list could be narrowed by, and how much would be left: categories,
//! brands, price bands, and what can be bought.

use crate::catalog::Listed;
use crate::catalog::shard::Shard;
use crate::ids::CategoryId;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many price bands there are at most.
const BANDS: usize = 4;

/// Products of a list from one price up to another, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceBand {
    /// The lowest price in it; none for the first band.
    pub from: Option<i64>,
    /// The highest price in it; none for the last band.
    pub to: Option<i64>,
    pub products: u32,
}

/// The ways to narrow a list, those that leave most first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    pub categories: Vec<(CategoryId, u32)>,
    pub brands: Vec<(String, u32)>,
    /// From cheap to dear; empty where one band would hold everything.
    pub prices: Vec<PriceBand>,
    pub in_stock: u32,
}

impl Facets {
    /// Quickest if products of one shard stand together.
    #[must_use]
    pub fn of<'a>(products: impl IntoIterator<Item = Listed<'a>>) -> Self {
        let mut counts = Counts::default();
        for product in products {
            counts.count(product);
        }
        counts.finish()
    }
}

/// Counting shard by shard, by place in its columns; texts and ids are looked at
/// once a shard.
#[derive(Default)]
struct Counts<'a> {
    shard: Option<&'a Arc<Shard>>,
    places: Vec<u32>,
    brand_words: BTreeMap<&'a [u32], (usize, u32)>,
    categories: BTreeMap<CategoryId, u32>,
    brands: BTreeMap<String, u32>,
    prices: Vec<i64>,
    in_stock: u32,
}

impl<'a> Counts<'a> {
    fn count(&mut self, product: Listed<'a>) {
        self.prices.push(product.price_from());
        self.in_stock += u32::from(product.is_available());
        match product {
            Listed::Row(shard, row) => {
                if !self.shard.is_some_and(|open| Arc::ptr_eq(open, shard)) {
                    self.close();
                    self.shard = Some(shard);
                    self.places.resize(shard.categories().len(), 0);
                }
                for place in shard.categories_of(row) {
                    self.places[*place as usize] += 1;
                }
                let words = shard.brand_words(row);
                if !words.is_empty() {
                    self.brand_words.entry(words).or_insert((row, 0)).1 += 1;
                }
            }
            Listed::Changed(product) => {
                for id in &product.categories {
                    *self.categories.entry(id.clone()).or_default() += 1;
                }
                if let Some(brand) = &product.brand {
                    *self.brands.entry(brand.clone()).or_default() += 1;
                }
            }
        }
    }

    /// Adds up what was counted of a shard.
    fn close(&mut self) {
        let Some(shard) = self.shard.take() else { return };
        for (id, count) in shard.categories().iter().zip(self.places.drain(..)) {
            if count > 0 {
                *self.categories.entry(id.clone()).or_default() += count;
            }
        }
        for (row, count) in std::mem::take(&mut self.brand_words).into_values() {
            *self.brands.entry(shard.brand(row).unwrap_or_default()).or_default() += count;
        }
    }

    fn finish(mut self) -> Facets {
        self.close();
        Facets {
            categories: fullest_first(self.categories),
            brands: fullest_first(self.brands),
            prices: bands(self.prices),
            in_stock: self.in_stock,
        }
    }
}

fn fullest_first<K: Ord>(counts: BTreeMap<K, u32>) -> Vec<(K, u32)> {
    let mut counts: Vec<(K, u32)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts
}

/// About equally full bands between round prices.
fn bands(mut prices: Vec<i64>) -> Vec<PriceBand> {
    prices.sort_unstable();
    let at = |part: usize| prices.get(prices.len() * part / BANDS).copied().unwrap_or(0);
    let mut cuts: Vec<i64> = (1..BANDS).map(|part| round(at(part))).collect();
    cuts.dedup();
    let below = |price: i64| prices.partition_point(|known| *known < price);
    cuts.retain(|cut| below(*cut) > 0 && below(*cut) < prices.len());
    if cuts.is_empty() {
        return Vec::new();
    }
    let from = std::iter::once(None).chain(cuts.iter().copied().map(Some));
    let to = cuts.iter().map(|cut| Some(cut - 1)).chain(std::iter::once(None));
    from.zip(to)
        .map(|(from, to)| {
            let end = to.map_or(prices.len(), |to| below(to + 1));
            let start = from.map_or(0, &below);
            PriceBand { from, to, products: u32::try_from(end - start).unwrap_or(u32::MAX) }
        })
        .collect()
}

/// The next round price at or below: 1, 2 or 5 and zeros.
fn round(price: i64) -> i64 {
    let mut unit = 1_i64;
    while let Some(next) = unit.checked_mul(10).filter(|next| *next <= price) {
        unit = next;
    }
    let steps = [5, 2, 1].into_iter().filter_map(|step| unit.checked_mul(step));
    steps.filter(|step| *step <= price).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Stock, shard};
    use crate::search::sample;

    #[test]
    fn counts_in_shards_and_beside_them() {
        let mut products: Vec<_> =
            (0..8).map(|at| sample::product(&format!("p{at}"), "Panci")).collect();
        for (price, product) in (1..).zip(&mut products) {
            product.variants[0].price = price * 1_000;
            product.brand =
                (price > 2).then(|| if price > 4 { "Maju Jaya" } else { "Besi" }.to_owned());
        }
        products[0].variants[0].stock = Stock::Units(0);
        products[7].categories = vec!["kebun".parse().unwrap(), "dapur".parse().unwrap()];
        let block = shard::encode(&products[..6]);
        let shard = Arc::new(Shard::decode(&block, &shard::hash(&block)).unwrap());
        let products: Vec<_> = products.into_iter().map(Arc::new).collect();
        let rows = (0..6).map(|row| Listed::Row(&shard, row));
        let facets = Facets::of(rows.chain(products[6..].iter().map(Listed::Changed)));
        let category = |id: &str, count| (id.parse::<CategoryId>().unwrap(), count);
        assert_eq!(facets.categories, [category("dapur", 8), category("kebun", 1)]);
        assert_eq!(facets.brands, [("Maju Jaya".to_owned(), 4), ("Besi".to_owned(), 2)]);
        assert_eq!(facets.in_stock, 7);
        let bands: Vec<_> =
            facets.prices.iter().map(|band| (band.from, band.to, band.products)).collect();
        assert_eq!(
            bands,
            [(None, Some(1_999), 1), (Some(2_000), Some(4_999), 3), (Some(5_000), None, 4)]
        );
        assert_eq!(Facets::of([]), Facets::default());
    }

    #[test]
    fn round_prices() {
        let rounded = [0, 1, 4, 7, 10, 49_900, 120_000].map(round);
        assert_eq!(rounded, [0, 1, 2, 5, 10, 20_000, 100_000]);
        assert_eq!(round(i64::MAX), 5_000_000_000_000_000_000);
    }
}
