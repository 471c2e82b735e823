//! Looking at a block: what a row says, without unpacking the whole product.

use super::text::range;
use super::{COUNTED, DIGITAL, ON_SALE, ORDERABLE, Products, Shard};
use crate::catalog::{Product, Stock, Variant};
use crate::ids::{CategoryId, ProductId, SellerId, VariantId};
use crate::lang::{Lang, Localized};
use crate::partner::Digital;
use std::ops::Range;

impl Products {
    pub(super) fn variants_of(&self, row: usize) -> Range<usize> {
        range(&self.variants, row)
    }
}

impl Shard {
    /// How many products it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.as_packed.ids.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row of a product.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<usize> {
        self.as_packed.ids.find(id)
    }

    #[must_use]
    pub fn id(&self, row: usize) -> &str {
        self.as_packed.ids.get(row)
    }

    #[must_use]
    pub fn product_id(&self, row: usize) -> ProductId {
        ProductId::new(self.id(row)).expect("ids were checked when the block was read")
    }

    #[must_use]
    pub fn seller(&self, row: usize) -> &SellerId {
        &self.as_packed.sellers[self.as_packed.products.seller[row] as usize]
    }

    #[must_use]
    pub fn popularity(&self, row: usize) -> u16 {
        u16::try_from(self.as_packed.products.popularity[row]).unwrap_or(u16::MAX)
    }

    #[must_use]
    pub fn is_orderable(&self, row: usize) -> bool {
        self.as_packed.products.flags[row] & ORDERABLE > 0
    }

    fn digital(&self, row: usize) -> Digital {
        let kind = self.as_packed.products.flags[row] >> DIGITAL;
        Digital::from(u8::try_from(kind).unwrap_or_default())
    }

    /// Every shelf any of its products stands on.
    #[must_use]
    pub fn categories(&self) -> &[CategoryId] {
        &self.as_packed.categories
    }

    /// The shelves of a product, as places in [`Self::categories`].
    #[must_use]
    pub fn categories_of(&self, row: usize) -> &[u32] {
        self.as_packed.products.categories.get(row)
    }

    /// The lowest price of any variant, in minor units.
    #[must_use]
    pub fn price_from(&self, row: usize) -> i64 {
        let variants = self.as_packed.products.variants_of(row);
        self.offers.price[variants].iter().copied().min().unwrap_or(0)
    }

    /// Whether any variant can be bought.
    #[must_use]
    pub fn is_available(&self, row: usize) -> bool {
        let mut variants = self.as_packed.products.variants_of(row);
        self.is_orderable(row) && variants.any(|variant| self.stock(variant).is_available())
    }

    /// Whether any variant costs less than before.
    #[must_use]
    pub fn is_on_sale(&self, row: usize) -> bool {
        let columns = &self.offers;
        let mut variants = self.as_packed.products.variants_of(row);
        variants.any(|variant| {
            columns.flags[variant] & ON_SALE > 0
                && columns.list_price[variant] > columns.price[variant]
        })
    }

    fn stock(&self, variant: usize) -> Stock {
        match self.offers.flags[variant] & COUNTED {
            0 => Stock::Unlimited,
            _ => Stock::Units(self.offers.stock[variant]),
        }
    }

    /// The name in a language, or in the other one.
    #[must_use]
    pub fn name(&self, row: usize, lang: Lang) -> String {
        self.localized(row, &self.as_packed.products.name).get(lang).to_owned()
    }

    #[must_use]
    pub fn brand(&self, row: usize) -> Option<String> {
        self.text(self.as_packed.products.brand.get(row))
    }

    /// The whole product.
    #[must_use]
    pub fn product(&self, row: usize) -> Product {
        let columns = &self.as_packed.products;
        let keywords = range(&columns.keywords, row);
        let categories = self.categories_of(row).iter();
        let picture = columns.picture[row].checked_sub(1);
        Product {
            id: self.product_id(row),
            seller: self.seller(row).clone(),
            name: self.localized(row, &columns.name),
            summary: self.localized(row, &columns.summary),
            brand: self.brand(row),
            categories: categories
                .map(|place| self.as_packed.categories[*place as usize].clone())
                .collect(),
            variants: columns.variants_of(row).map(|variant| self.variant(variant)).collect(),
            picture: picture.map(|place| self.as_packed.pictures.get(place as usize).to_owned()),
            keywords: keywords
                .map(|text| self.text(columns.keyword_texts.get(text)).unwrap_or_default())
                .collect(),
            popularity: self.popularity(row),
            orderable: self.is_orderable(row),
            digital: self.digital(row),
        }
    }

    fn variant(&self, variant: usize) -> Variant {
        let (columns, offers) = (&self.as_packed.variants, &self.offers);
        let is_on_sale = offers.flags[variant] & ON_SALE > 0;
        Variant {
            id: self.as_packed.variant_ids[columns.id[variant] as usize].clone(),
            label: self.localized(variant, &columns.label),
            price: offers.price[variant],
            list_price: is_on_sale.then_some(offers.list_price[variant]),
            stock: self.stock(variant),
        }
    }

    fn localized(&self, row: usize, [id, en]: &[super::Lists; 2]) -> Localized {
        Localized { id: self.text(id.get(row)), en: self.text(en.get(row)) }
    }

    /// Words with a space between, as they were before they were parted.
    fn text(&self, words: &[u32]) -> Option<String> {
        let (first, others) = words.split_first()?;
        let mut text = self.as_packed.words.get(*first as usize).to_owned();
        for word in others {
            text.push(' ');
            text.push_str(self.as_packed.words.get(*word as usize));
        }
        Some(text)
    }

    fn variant_place(&self, row: usize, id: &VariantId) -> Option<usize> {
        let mut variants = self.as_packed.products.variants_of(row);
        variants.find(|variant| {
            self.as_packed.variant_ids[self.as_packed.variants.id[*variant] as usize] == *id
        })
    }

    /// A variant costs something else now; nothing if there is no such variant.
    pub fn set_price(&mut self, row: usize, id: &VariantId, price: i64, list_price: Option<i64>) {
        let Some(variant) = self.variant_place(row, id) else { return };
        self.offers.price[variant] = price;
        self.offers.list_price[variant] = list_price.unwrap_or(0);
        set_flag(&mut self.offers.flags[variant], ON_SALE, list_price.is_some());
    }

    /// A variant's stock is another now; nothing if there is no such variant.
    pub fn set_stock(&mut self, row: usize, id: &VariantId, stock: Stock) {
        let Some(variant) = self.variant_place(row, id) else { return };
        self.offers.stock[variant] = match stock {
            Stock::Units(units) => units,
            Stock::Unlimited => 0,
        };
        set_flag(&mut self.offers.flags[variant], COUNTED, stock != Stock::Unlimited);
    }
}

const fn set_flag(flags: &mut u32, flag: u32, is_set: bool) {
    *flags = if is_set { *flags | flag } else { *flags & !flag };
}
