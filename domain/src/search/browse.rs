//! A shelf as the shopper wants to see it: narrowed and put in order.

use super::fold::fold;
use crate::catalog::Listed;
use crate::ids::{CategoryId, SellerId};
use crate::lang::Lang;

/// In which order products stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum SortBy {
    /// As they came: by how well they match, for search results.
    #[default]
    Relevance,
    /// What can be bought first, then what is wanted most.
    Popular,
    PriceAsc,
    PriceDesc,
    Name,
}

impl SortBy {
    pub const ALL: [Self; 5] =
        [Self::Relevance, Self::Popular, Self::PriceAsc, Self::PriceDesc, Self::Name];
}

/// What a shopper narrows a shelf by. The default lets everything through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Minor units, compared with the product's lowest price.
    pub min_price: Option<i64>,
    pub max_price: Option<i64>,
    pub in_stock_only: bool,
    pub category: Option<CategoryId>,
    pub seller: Option<SellerId>,
    pub brand: Option<String>,
}

impl Filter {
    /// Lets everything through.
    pub const ALL: Self = Self {
        min_price: None,
        max_price: None,
        in_stock_only: false,
        category: None,
        seller: None,
        brand: None,
    };

    #[must_use]
    pub fn admits(&self, product: Listed<'_>) -> bool {
        self.min_price.is_none_or(|min| product.price_from() >= min)
            && self.max_price.is_none_or(|max| product.price_from() <= max)
            && (!self.in_stock_only || product.is_available())
            && self.category.as_ref().is_none_or(|id| product.stands_in(id))
            && self.seller.as_ref().is_none_or(|id| product.seller() == id)
            && self.brand.as_ref().is_none_or(|brand| product.brand().as_deref() == Some(brand))
    }
}

/// The products a filter admits, in order. Those that tie stay as they came.
#[must_use]
pub fn apply<'a>(
    products: impl IntoIterator<Item = Listed<'a>>,
    filter: &Filter,
    sort: SortBy,
    lang: Lang,
) -> Vec<Listed<'a>> {
    let shelf: Vec<_> = products.into_iter().filter(|product| filter.admits(*product)).collect();
    let order = match sort {
        SortBy::Relevance => return shelf,
        SortBy::Name => by_name(&shelf, lang),
        _ => by_number(&shelf.iter().map(|product| number(*product, sort)).collect::<Vec<_>>()),
    };
    order.into_iter().map(|at| shelf[at]).collect()
}

fn number(product: Listed<'_>, sort: SortBy) -> i64 {
    match sort {
        SortBy::Relevance | SortBy::Name => 0,
        SortBy::Popular => {
            -(i64::from(product.is_available()) << 16 | i64::from(product.popularity()))
        }
        SortBy::PriceAsc => product.price_from(),
        SortBy::PriceDesc => product.price_from().saturating_neg(),
    }
}

fn by_name(shelf: &[Listed<'_>], lang: Lang) -> Vec<usize> {
    let mut names: Vec<(String, usize)> =
        shelf.iter().map(|product| fold(&product.name(lang))).zip(0..).collect();
    names.sort_unstable();
    names.into_iter().map(|(_, at)| at).collect()
}

/// Which of the numbers come one after another, the lowest first; equal ones stay as
/// they came. Dealt out byte by byte, the lowest first: a shelf of a hundred thousand
/// is in order before it could be compared.
fn by_number(numbers: &[i64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    let mut dealt = vec![0; numbers.len()];
    for byte in 0..8 {
        // With the sign turned round, those below nothing come first.
        let pile = |at: usize| (((numbers[at] ^ i64::MIN) >> (byte * 8)) & 0xff) as usize;
        let mut ends = [0_usize; 256];
        order.iter().for_each(|at| ends[pile(*at)] += 1);
        if ends.contains(&order.len()) {
            continue;
        }
        let mut start = 0;
        for end in &mut ends {
            start += std::mem::replace(end, start);
        }
        for at in &order {
            let end = &mut ends[pile(*at)];
            dealt[*end] = *at;
            *end += 1;
        }
        std::mem::swap(&mut order, &mut dealt);
    }
    order
}

/// At most so many of what can be bought, the most wanted first. Those that are
/// wanted alike stay as they came.
#[must_use]
pub fn most_wanted<'a>(
    products: impl IntoIterator<Item = Listed<'a>>,
    limit: usize,
) -> Vec<Listed<'a>> {
    // Sorting a hundred thousand to show a dozen would be felt: the best so far
    // are kept in order, and hardly any comes to stand among them.
    let mut best: Vec<(u16, Listed<'_>)> = Vec::with_capacity(limit);
    for product in products {
        let wanted = product.popularity();
        let is_among = best.len() < limit || best.last().is_some_and(|(least, _)| wanted > *least);
        if is_among && product.is_available() {
            best.truncate(limit.saturating_sub(1));
            let place = best.iter().take_while(|(other, _)| *other >= wanted).count();
            best.insert(place, (wanted, product));
        }
    }
    best.truncate(limit);
    best.into_iter().map(|(_, product)| product).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Stock;
    use crate::search::sample::product;
    use proptest::prelude::*;
    use std::sync::Arc;

    proptest! {
        #[test]
        fn numbers_come_in_order_and_equal_ones_as_they_came(
            numbers in prop::collection::vec(
                prop_oneof![-3..3_i64, -70_000..70_000_i64, any::<i64>()],
                0..200,
            ),
        ) {
            let mut wanted: Vec<usize> = (0..numbers.len()).collect();
            wanted.sort_by_key(|at| numbers[*at]);
            prop_assert_eq!(by_number(&numbers), wanted);
        }
    }

    #[test]
    fn the_most_wanted_are_those_that_sorting_puts_first() {
        let mut shelf: Vec<_> = (0..40).map(|at| product(&format!("p{at:02}"), "x")).collect();
        for (at, product) in shelf.iter_mut().enumerate() {
            product.popularity = [7, 3, 9, 3][at % 4];
            product.orderable = at % 5 > 0;
        }
        let shelf: Vec<_> = shelf.into_iter().map(Arc::new).collect();
        let listed = || shelf.iter().map(Listed::Changed);
        let available = Filter { in_stock_only: true, ..Filter::default() };
        let sorted = apply(listed(), &available, SortBy::Popular, Lang::Id);
        for limit in [0, 1, 11, 32, 50] {
            let best: Vec<_> = most_wanted(listed(), limit).iter().map(|p| p.id()).collect();
            let first: Vec<_> = sorted.iter().take(limit).map(|p| p.id()).collect();
            assert_eq!(best, first);
        }
    }

    #[test]
    fn narrows_and_orders() {
        let mut shelf =
            [product("b", "Élan panci"), product("a", "Wajan"), product("c", "Dandang")];
        for (product, (price, popularity)) in shelf.iter_mut().zip([(300, 5), (100, 1), (200, 9)]) {
            product.variants[0].price = price;
            product.popularity = popularity;
        }
        shelf[2].variants[0].stock = Stock::Units(0);
        shelf[0].brand = Some("Maju Jaya".into());
        let shelf = shelf.map(Arc::new);
        let ids = |filter: &Filter, sort| -> String {
            apply(shelf.iter().map(Listed::Changed), filter, sort, Lang::Id)
                .iter()
                .map(|found| found.id())
                .collect()
        };
        let all = Filter::default();
        assert_eq!(ids(&all, SortBy::Relevance), "bac");
        assert_eq!(ids(&all, SortBy::Popular), "bac");
        assert_eq!(ids(&all, SortBy::PriceAsc), "acb");
        assert_eq!(ids(&all, SortBy::PriceDesc), "bca");
        assert_eq!(ids(&all, SortBy::Name), "cba");
        let some = Filter { min_price: Some(150), in_stock_only: true, ..Filter::default() };
        assert_eq!(ids(&some, SortBy::PriceAsc), "b");
        let elsewhere = Filter { seller: Some("lain".parse().unwrap()), ..Filter::default() };
        assert_eq!(ids(&elsewhere, SortBy::Name), "");
        let branded = Filter { brand: Some("Maju Jaya".into()), ..Filter::default() };
        assert_eq!(ids(&branded, SortBy::Relevance), "b");
    }
}
