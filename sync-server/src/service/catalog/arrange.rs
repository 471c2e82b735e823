//! Which product stands in which shard. Pure.
//!
//! The first shard holds the best of every category, so that it alone fills the
//! first screen. Of what is left they hold one category each, or several small
//! ones together, because on a slow line twenty small answers take longer than
//! one. Where a shard ends is decided by the ids themselves, not by counting:
//! adding a product early in the alphabet changes one shard instead of pushing
//! every following one along.

use std::collections::{BTreeMap, BTreeSet};
use warung_domain::catalog::{Category, Product};
use warung_domain::ids::{CategoryId, ProductId};

/// A first screen on a large phone shows about twenty cards; twice that and a
/// little more lets the shopper scroll while the rest arrives.
const PICKS: usize = 48;

/// No shard but the last of a category is smaller than this.
const FEWEST: usize = 1_000;

/// About 150 KB of columns, 60 of them on the way: two seconds of a slow line.
const MOST: usize = 2_500;

/// One id in so many ends a shard.
const CUT_EVERY: u32 = 700;

/// Every shard of the catalog, the picks first, then category by category in
/// the order the shop lists them.
pub fn arrange<'a>(products: &'a [Product], categories: &[Category]) -> Vec<Vec<&'a Product>> {
    if products.is_empty() {
        return Vec::new();
    }
    let mut by_shelf: BTreeMap<Option<&CategoryId>, Vec<&Product>> = BTreeMap::new();
    for product in products {
        by_shelf.entry(product.categories.first()).or_default().push(product);
    }
    let picked = picks(&by_shelf);
    let is_picked: BTreeSet<&ProductId> = picked.iter().map(|product| &product.id).collect();
    for shelf in by_shelf.values_mut() {
        shelf.retain(|product| !is_picked.contains(&product.id));
    }
    let mut shards = vec![picked];
    let listed = categories.iter().map(|category| Some(&category.id));
    let unlisted: Vec<_> =
        by_shelf.keys().copied().filter(|id| !is_listed(categories, *id)).collect();
    let mut together: Vec<&Product> = Vec::new();
    for category in listed.chain(unlisted) {
        let shelf = by_shelf.remove(&category).unwrap_or_default();
        if shelf.len() >= FEWEST {
            shards.extend(cut(shelf));
            continue;
        }
        together.extend(shelf);
        if together.len() >= FEWEST {
            shards.extend(cut(std::mem::take(&mut together)));
        }
    }
    shards.extend(cut(together));
    shards
}

fn is_listed(categories: &[Category], id: Option<&CategoryId>) -> bool {
    categories.iter().any(|category| Some(&category.id) == id)
}

/// The most wanted of each shelf in turn, what can be bought before what cannot.
fn picks<'a>(by_shelf: &BTreeMap<Option<&CategoryId>, Vec<&'a Product>>) -> Vec<&'a Product> {
    let mut ranked: Vec<std::vec::IntoIter<&'a Product>> = by_shelf
        .values()
        .map(|shelf| {
            let mut best = shelf.clone();
            best.sort_by_key(|product| {
                (!product.is_available(), std::cmp::Reverse(product.popularity), &product.id)
            });
            best.truncate(PICKS);
            best.into_iter()
        })
        .collect();
    let mut picked = Vec::with_capacity(PICKS);
    while picked.len() < PICKS {
        let round: Vec<&'a Product> = ranked.iter_mut().filter_map(Iterator::next).collect();
        if round.is_empty() {
            break;
        }
        picked.extend(round.into_iter().take(PICKS - picked.len()));
    }
    picked
}

fn cut(mut shelf: Vec<&Product>) -> Vec<Vec<&Product>> {
    shelf.sort_by(|a, b| a.id.cmp(&b.id));
    let mut shards = Vec::new();
    let mut products = Vec::new();
    for product in shelf {
        products.push(product);
        let ends_here = products.len() >= FEWEST && is_boundary(product.id.as_str());
        if ends_here || products.len() == MOST {
            shards.push(std::mem::take(&mut products));
        }
    }
    if !products.is_empty() {
        shards.push(products);
    }
    shards
}

/// FNV-1a over the id: cheap, and the same on every machine for ever.
fn is_boundary(id: &str) -> bool {
    let hash = id
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash.is_multiple_of(CUT_EVERY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use warung_domain::catalog::{Stock, Variant, shard};
    use warung_domain::lang::Localized;

    fn product(id: usize, shelf: &str) -> Product {
        Product {
            id: format!("p-{id:06}").parse().unwrap(),
            seller: "toko".parse().unwrap(),
            name: Localized::default(),
            summary: Localized::default(),
            brand: None,
            categories: vec![shelf.parse().unwrap()],
            variants: vec![Variant {
                id: "default".parse().unwrap(),
                label: Localized::default(),
                price: 1,
                list_price: None,
                stock: Stock::Units(1),
            }],
            picture: None,
            keywords: vec![],
            popularity: u16::try_from(id % 1_000).unwrap(),
            orderable: true,
            digital: Default::default(),
        }
    }

    fn hashes(products: &[Product]) -> BTreeSet<String> {
        arrange(products, &[])
            .iter()
            .map(|shard| shard::hash(&shard::encode(shard.iter().copied())))
            .collect()
    }

    // Holds C3.
    #[test]
    fn every_product_stands_in_exactly_one_shard() {
        let mut products: Vec<Product> = (0..9_000).map(|id| product(id, "dapur")).collect();
        products.extend((9_000..9_005).map(|id| product(id, "kopi")));
        let shards = arrange(&products, &[]);
        assert_eq!(shards[0].len(), PICKS);
        assert!(shards[0].iter().any(|p| p.categories[0].as_str() == "kopi"));
        let mut ids: Vec<_> = shards.iter().flatten().map(|p| p.id.clone()).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), products.len());
        assert_eq!(shards.iter().map(Vec::len).sum::<usize>(), products.len());
        assert!(shards.iter().all(|shard| shard.len() <= MOST));
    }

    #[test]
    fn one_new_product_changes_few_shards() {
        let before: Vec<Product> = (1..20_000).map(|id| product(id, "dapur")).collect();
        let mut after = before.clone();
        after.push(product(0, "dapur"));
        let (before, after) = (hashes(&before), hashes(&after));
        assert!(before.len() > 6, "{} shards", before.len());
        // The shard it falls into, and at most one neighbour when a cut moves.
        assert!(after.difference(&before).count() <= 3);
    }

    #[test]
    fn small_shelves_travel_together() {
        let products: Vec<Product> =
            (0..200).map(|id| product(id, &format!("shelf-{}", id % 20))).collect();
        let shards = arrange(&products, &[]);
        assert_eq!(shards.len(), 2);
        assert_eq!(shards[1].len(), 200 - PICKS);
    }

    #[test]
    fn an_empty_shop_has_no_shards() {
        assert!(arrange(&[], &[]).is_empty());
    }
}
