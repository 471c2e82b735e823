//! Under which terms the shop of every schedule sells.

use warung_domain::catalog::{Bearer, Fee};
use warung_domain::lang::{Lang, Localized};
use warung_domain::money::Currency;
use warung_domain::partner::{AmountTerms, BillerTerms, CustomerTerms};
use warung_domain::payment::PaymentMethod;
use warung_server::config::billers::Partner;
use warung_server::config::counters::CounterRules;
use warung_server::config::taxes::TaxRules;
use warung_server::config::terms::default_terms;
use warung_server::config::{ShopConfig, TrustRules};

/// How long a replaced price holds, in seconds.
pub const PRICE_LOCK_SECONDS: u32 = 600;

/// For how many thousands the partner's bills are.
pub const BILLS: [i64; 3] = [20, 50, 100];

/// The number that bills are paid for.
pub const METER: &str = "14235678901";

/// What a counter may take without a line, in rupiah: some orders, not many.
pub const OFFLINE: i64 = 150_000;

/// What channels keep: one from the shop, one from the shopper.
const FEES: [(PaymentMethod, Fee); 2] = [
    (PaymentMethod::Alfamart, Fee { flat: 2_500, per_mille: 0, borne_by: Bearer::Shop }),
    (PaymentMethod::VaBca, Fee { flat: 1_000, per_mille: 7, borne_by: Bearer::Shopper }),
];

/// Whose bills are paid at the machine.
#[must_use]
pub fn electricity() -> Partner {
    let digits = || Localized::only(Lang::Id, "Nomor meter");
    let terms = BillerTerms {
        id: "listrik".parse().expect("a partner's name"),
        name: Localized::only(Lang::Id, "Token listrik"),
        note: Localized::default(),
        customer: CustomerTerms { label: digits(), least_digits: 11, most_digits: 12 },
        amount: AmountTerms::OneOf(BILLS.iter().map(|thousands| thousands * 1_000).collect()),
        fee: 2_500,
        minimum: 20_000,
        maximum: 1_000_000,
    };
    Partner { terms, at_kiosk: true }
}

/// What the shop sells as.
#[must_use]
pub fn config() -> ShopConfig {
    let mut terms = default_terms(Currency::IDR, None).expect("the default terms");
    for (method, fee) in FEES {
        let terms = terms.payment.iter_mut().find(|terms| terms.method == method);
        terms.expect("it is offered").fee = fee;
    }
    // In a storm one shopper fills one balance for ever.
    terms.top_up.most = i64::MAX / 2;
    ShopConfig {
        shop: "warung".parse().expect("a shop's id"),
        shop_name: "Warung".into(),
        currency: Currency::IDR,
        terms,
        // One shopper orders ten thousand times in a storm.
        trust: TrustRules::NONE,
        counters: CounterRules { offline_limit: OFFLINE, ..CounterRules::PLAIN },
        taxes: TaxRules::of_currency(Currency::IDR, 420).expect("the default taxes"),
        partners: vec![electricity()],
        price_lock_seconds: PRICE_LOCK_SECONDS,
        offset_minutes: 420,
        public_url: "http://127.0.0.1:8080".into(),
    }
}
