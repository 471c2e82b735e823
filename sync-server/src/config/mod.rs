//! Every setting of the shop and its default.
//!
//! [`ShopConfig`] is what one server sells as. It is put together once, at
//! start, from the command line (see [`crate::cli`]); [`terms`] holds the fees
//! and limits a shop begins with, [`terms_file`] what a shop changes of them.

pub mod agents_file;
pub mod billers;
pub mod counters;
pub mod taxes;
pub mod terms;
pub mod terms_file;

use billers::Partner;
use counters::CounterRules;
use taxes::TaxRules;
use warung_domain::catalog::Terms;
use warung_domain::ids::ShopId;
use warung_domain::money::Currency;
use warung_domain::time::Timestamp;

/// What one server sells as: fixed at start, part of every command's audience.
#[derive(Debug, Clone)]
pub struct ShopConfig {
    pub shop: ShopId,
    pub shop_name: String,
    pub currency: Currency,
    /// Delivery and payment. Which tax is inside is a matter of the day: [`Self::terms_at`].
    pub terms: Terms,
    pub taxes: TaxRules,
    /// Who does something for its shoppers.
    pub partners: Vec<Partner>,
    /// When it becomes careful with an account.
    pub trust: TrustRules,
    pub counters: CounterRules,
    /// How long a replaced price is still honoured, in seconds.
    pub price_lock_seconds: u32,
    /// The shop's zone, minutes east of UTC; dates on receipts are read in it.
    pub offset_minutes: i32,
    /// The address people open, `http://127.0.0.1:8080`. Decides about `Secure` cookies.
    pub public_url: String,
}

/// From how many on the shop is careful with an account; none for never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrustRules {
    /// Orders to be paid in cash that have not been paid yet: no more cash then.
    pub cash_unpaid: Option<u32>,
    /// Orders of the last thirty days whose code was never paid: only what is paid at
    /// once then.
    pub codes_unpaid: Option<u32>,
}

impl TrustRules {
    /// Everybody is trusted.
    pub const NONE: Self = Self { cash_unpaid: None, codes_unpaid: None };
}

impl ShopConfig {
    /// The terms as they are at a moment.
    #[must_use]
    pub fn terms_at(&self, now: Timestamp) -> Terms {
        Terms { tax: self.taxes.at(now).cloned(), ..self.terms.clone() }
    }

    /// Cookies and headers of an encrypted site differ from those of a plain one.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}
