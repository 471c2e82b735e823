//! The texts of a block as search reads them: a list of distinct words, and
//! texts that are lists of places in it. No text is put together for this.

use super::Shard;
use super::text::range;

impl Shard {
    /// The block it came as. The texts of two shards of one block are the same,
    /// whatever prices and stocks were written into them since.
    #[must_use]
    pub fn block(&self) -> &str {
        &self.as_packed.block
    }

    /// Every distinct word of its texts, as written.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.as_packed.words.iter()
    }

    /// A product's names; like all below, as places in [`Self::words`].
    pub fn name_words(&self, row: usize) -> impl Iterator<Item = &[u32]> {
        self.as_packed.products.name.iter().map(move |lists| lists.get(row))
    }

    #[must_use]
    pub fn brand_words(&self, row: usize) -> &[u32] {
        self.as_packed.products.brand.get(row)
    }

    pub fn keyword_words(&self, row: usize) -> impl Iterator<Item = &[u32]> {
        range(&self.as_packed.products.keywords, row)
            .map(|text| self.as_packed.products.keyword_texts.get(text))
    }

    /// The labels of a product's variants.
    pub fn label_words(&self, row: usize) -> impl Iterator<Item = &[u32]> {
        let labels = move |variant| {
            self.as_packed.variants.label.iter().map(move |lists| lists.get(variant))
        };
        self.as_packed.products.variants_of(row).flat_map(labels)
    }

    pub fn summary_words(&self, row: usize) -> impl Iterator<Item = &[u32]> {
        self.as_packed.products.summary.iter().map(move |lists| lists.get(row))
    }
}
