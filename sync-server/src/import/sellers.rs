//! Who sells what a file names.

use super::draft::Draft;
use super::error::ImportError;
use super::report::Reason;
use super::shelves::spoken;
use std::collections::BTreeSet;
use warung_domain::catalog::{Product, Seller};
use warung_domain::ids::SellerId;
use warung_domain::lang::Localized;

/// Who sells in a shop with one seller.
const DEFAULT_SELLER: &str = "toko";

/// Who sells what.
pub struct Sellers {
    known: BTreeSet<SellerId>,
    /// Said on the command line: whoever sells what names nobody.
    said: Option<SellerId>,
    fallback: SellerId,
    said_name: Option<String>,
    /// Everybody this file speaks for.
    pub named: BTreeSet<SellerId>,
    pub to_write: Vec<Seller>,
}

impl Sellers {
    /// `said` and its name are the command line's, `file` describes sellers,
    /// `shop` knows some already.
    pub fn new(
        said: Option<SellerId>,
        said_name: Option<String>,
        file: &[Seller],
        shop: &[Seller],
    ) -> Result<Self, ImportError> {
        let fallback = SellerId::new(DEFAULT_SELLER)
            .map_err(|error| ImportError::Seller(DEFAULT_SELLER.to_owned(), error.to_string()))?;
        let to_write = file.iter().filter(|seller| !shop.contains(seller)).cloned().collect();
        let known = shop.iter().chain(file).map(|seller| seller.id.clone()).collect();
        Ok(Self { known, said, fallback, said_name, named: BTreeSet::new(), to_write })
    }

    /// The seller of a draft. A product never changes hands by an import: two
    /// sellers who both count from 1 would take each other's goods.
    pub fn of(&mut self, draft: &Draft, known: Option<&Product>) -> Result<SellerId, Reason> {
        let said = draft.facts.seller.as_ref().or(self.said.as_ref());
        let seller = match (said, known) {
            (Some(said), Some(known)) if *said != known.seller => {
                return Err(Reason::OtherSeller {
                    product: known.id.clone(),
                    seller: known.seller.clone(),
                });
            }
            (Some(said), _) => said.clone(),
            (None, Some(known)) => known.seller.clone(),
            (None, None) => self.fallback.clone(),
        };
        if self.known.insert(seller.clone()) {
            let is_named = self.said.as_ref().is_none_or(|said| *said == seller);
            let name = self.said_name.clone().filter(|_| is_named);
            self.to_write.push(Seller {
                id: seller.clone(),
                name: name.unwrap_or_else(|| spoken(seller.as_str())),
                city: String::new(),
                about: Localized::default(),
            });
        }
        self.named.insert(seller.clone());
        Ok(seller)
    }
}
