//! Every setting of `serve`, its variable and its default.

use super::Trouble;
use super::collecting::{Collecting, Gateway};
use super::counters::CounterArguments;
use crate::config::billers::{self, Configured};
use crate::config::taxes::TaxRules;
use crate::config::terms::{default_terms, parse_rate};
use crate::config::terms_file;
use crate::config::{ShopConfig, TrustRules};
use crate::failpoint::Aim;
use clap::Args;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use warung_domain::catalog::Terms;
use warung_domain::ids::ShopId;
use warung_domain::money::{Currency, ExchangeRate};
use warung_domain::time::Timestamp;

/// How to open the shop.
#[derive(Debug, Clone, Args)]
pub struct ServeArguments {
    /// Folder for the database and the keys; created when it is missing.
    #[arg(long, value_name = "FOLDER", default_value = "./data", env = "WARUNG_DATA")]
    pub data: PathBuf,

    /// Port to listen on; 0 takes any free one.
    #[arg(long, default_value_t = 8080, env = "WARUNG_PORT")]
    pub port: u16,

    /// Address to listen on; 0.0.0.0 lets other machines in.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", env = "WARUNG_HOST")]
    pub host: IpAddr,

    /// Folder of the built app [default: the app inside this program, if it was built with one,
    /// otherwise ./target/dist].
    #[arg(long, value_name = "FOLDER", env = "WARUNG_APP")]
    pub dist: Option<PathBuf>,

    /// The address people open, such as https://toko.example [default: http://HOST:PORT].
    #[arg(long, value_name = "URL", env = "WARUNG_PUBLIC_URL")]
    pub public_url: Option<String>,

    /// A proxy stands in front and appends the caller's address to X-Forwarded-For.
    #[arg(long, env = "WARUNG_BEHIND_PROXY")]
    pub behind_proxy: bool,

    /// Selling currency as an ISO 4217 code; fixed at the first start [default: IDR].
    #[arg(long, value_name = "CODE", env = "WARUNG_CURRENCY")]
    pub currency: Option<Currency>,

    /// The shop's id, part of every order's signature; fixed at the first start [default: warung].
    #[arg(long, value_name = "ID", env = "WARUNG_SHOP_ID")]
    pub shop_id: Option<ShopId>,

    /// The shop's name, as shoppers read it.
    #[arg(long, value_name = "NAME", default_value = "Warung", env = "WARUNG_SHOP_NAME")]
    pub shop_name: String,

    /// A file of products to sell instead of the demo catalog; read at the first start.
    #[arg(long, value_name = "FILE", env = "WARUNG_CATALOG")]
    pub catalog: Option<PathBuf>,

    /// What one unit of the selling currency costs in rupiah, such as SAR=4350.25. Minimarkets
    /// and banks collect rupiah, so without a rate such a shop takes cash only.
    #[arg(long, value_name = "CODE=RATE", env = "WARUNG_RATE")]
    pub rate: Option<String>,

    /// A JSON file of the taxes inside the prices, with their dates, instead of Indonesian PPN;
    /// README.md tells its members.
    #[arg(long, value_name = "FILE", env = "WARUNG_TAXES")]
    pub taxes: Option<PathBuf>,

    /// A JSON file of what is another about ways to pay (limits, expiry, fee and who bears it, what
    /// they are not for) and about filling balances. README.md tells its members.
    #[arg(long, value_name = "FILE", env = "WARUNG_TERMS")]
    pub terms: Option<PathBuf>,

    /// For how many hours a price is still honoured after it was replaced.
    #[arg(long, value_name = "HOURS", default_value_t = 24, env = "WARUNG_PRICE_LOCK_HOURS",
          value_parser = clap::value_parser!(u32).range(0..=8_760))]
    pub price_lock_hours: u32,

    /// Minutes east of UTC, for the dates on receipts: Jakarta is 420.
    #[arg(long, value_name = "MINUTES", default_value_t = 420, env = "WARUNG_OFFSET_MINUTES",
          allow_negative_numbers = true,
          value_parser = clap::value_parser!(i32).range(-720..=840))]
    pub offset_minutes: i32,

    #[command(flatten)]
    pub collecting: Collecting,

    #[command(flatten)]
    pub trust: TrustArguments,

    #[command(flatten)]
    pub counters: CounterArguments,

    /// Dies on purpose at a named place, at its first or nth visit: for tests, refused in
    /// production. `doctor --failpoints` lists the places.
    #[arg(long, value_name = "NAME[:NTH]", env = "WARUNG_FAILPOINT", hide_short_help = true)]
    pub failpoint: Option<Aim>,

    /// Take the app's service worker off every phone that looks for a newer one, in case a released
    /// worker turns out to be broken. Orders and carts on the phones stay; opening needs a line.
    #[arg(long, env = "WARUNG_RETIRE_WORKER")]
    pub retire_worker: bool,

    /// Real shoppers and real money: refuses everything that only pretends.
    #[arg(long, env = "WARUNG_PRODUCTION")]
    pub production: bool,
}

/// When the shop becomes careful with an account.
#[derive(Debug, Clone, Args)]
pub struct TrustArguments {
    /// From so many unpaid cash orders on an account cannot order more for cash; 0 for never.
    #[arg(long, value_name = "ORDERS", default_value_t = 10, env = "WARUNG_CASH_UNPAID")]
    pub cash_unpaid: u32,

    /// From so many codes that were not paid in thirty days on an account can only pay at once; 0
    /// for never.
    #[arg(long, value_name = "ORDERS", default_value_t = 10, env = "WARUNG_CODES_UNPAID")]
    pub codes_unpaid: u32,
}

impl TrustArguments {
    fn rules(&self) -> TrustRules {
        let from = |orders| (orders > 0).then_some(orders);
        TrustRules { cash_unpaid: from(self.cash_unpaid), codes_unpaid: from(self.codes_unpaid) }
    }
}

impl ServeArguments {
    /// Said outright, or shown by an address that others can open encrypted.
    #[must_use]
    pub fn is_production(&self) -> bool {
        let is_published = self.public_url.as_deref().is_some_and(|url| {
            url.strip_prefix("https://").is_some_and(|rest| !is_this_machine(authority_host(rest)))
        });
        self.production || is_published
    }

    /// Settings that contradict each other, found before anything is touched.
    pub fn check(&self) -> Result<(), Trouble> {
        if let Some(url) = self.public_url.as_deref().filter(|url| !is_origin(url)) {
            return Err(Trouble::PublicUrl { url: url.to_owned() });
        }
        if self.is_production() && self.collecting.gateway == Gateway::Simulator {
            return Err(Trouble::PretendMoney);
        }
        if self.is_production() && self.failpoint.is_some() {
            return Err(Trouble::FailpointInProduction);
        }
        let collecting = &self.collecting;
        if collecting.gateway == Gateway::Midtrans && collecting.midtrans_server_key.is_none() {
            return Err(Trouble::ServerKeyMissing);
        }
        Ok(())
    }

    /// The address people open, once the port is known.
    #[must_use]
    pub fn public_url_at(&self, bound: SocketAddr) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}", reachable(bound)),
        }
    }

    /// The shop's settings.
    pub fn shop_config(
        &self,
        shop: ShopId,
        currency: Currency,
        public_url: String,
        now: Timestamp,
    ) -> Result<ShopConfig, Trouble> {
        let rate = self.exchange_rate(currency, now)?;
        let terms = default_terms(currency, rate)
            .map_err(|error| Trouble::Unexpected { what: error.to_string() })?;
        let taxes = self.tax_rules(currency)?;
        let terms = self.changed_terms(terms)?;
        Ok(ShopConfig {
            partners: Vec::new(),
            shop,
            shop_name: self.shop_name.trim().to_owned(),
            currency,
            terms,
            trust: self.trust.rules(),
            counters: self.counters.rules()?,
            taxes,
            price_lock_seconds: self.price_lock_hours.saturating_mul(3_600),
            offset_minutes: self.offset_minutes,
            public_url,
        })
    }

    fn tax_rules(&self, currency: Currency) -> Result<TaxRules, Trouble> {
        let Some(file) = &self.taxes else {
            return TaxRules::of_currency(currency, self.offset_minutes)
                .map_err(|error| Trouble::Unexpected { what: error.to_string() });
        };
        let refuse = |why: String| Trouble::Taxes { file: file.clone(), why };
        let text = std::fs::read_to_string(file).map_err(|error| refuse(error.to_string()))?;
        TaxRules::read(&text, self.offset_minutes).map_err(|error| refuse(error.to_string()))
    }

    fn changed_terms(&self, terms: Terms) -> Result<Terms, Trouble> {
        let Some(file) = &self.terms else { return Ok(terms) };
        let refuse = |why: String| Trouble::Terms { file: file.clone(), why };
        let text = std::fs::read_to_string(file).map_err(|error| refuse(error.to_string()))?;
        terms_file::changed(terms, &text).map_err(|error| refuse(error.to_string()))
    }

    /// The partners that the terms speak of; none where they do not.
    pub fn partners(&self) -> Result<Option<Vec<Configured>>, Trouble> {
        let Some(file) = &self.terms else { return Ok(None) };
        let refuse = |why: String| Trouble::Terms { file: file.clone(), why };
        let text = std::fs::read_to_string(file).map_err(|error| refuse(error.to_string()))?;
        let secret = |path: &str| std::fs::read_to_string(path);
        billers::read(&text, &secret).map_err(|error| refuse(error.to_string()))
    }

    fn exchange_rate(
        &self,
        currency: Currency,
        now: Timestamp,
    ) -> Result<Option<ExchangeRate>, Trouble> {
        let Some(text) = self.rate.as_deref() else {
            return Ok(None);
        };
        let refuse = |why: String| Trouble::Rate { text: text.to_owned(), why };
        let rate = parse_rate(text, now).map_err(|error| refuse(error.to_string()))?;
        if currency == Currency::IDR {
            return Err(refuse("a shop that sells in rupiah needs no rate".to_owned()));
        }
        if rate.from != currency {
            return Err(refuse(format!("the shop sells in {currency}")));
        }
        Ok(Some(rate))
    }
}

/// How this machine reaches a bound address: the wildcard is no address to open.
#[must_use]
pub fn reachable(bound: SocketAddr) -> SocketAddr {
    match bound.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => ([127, 0, 0, 1], bound.port()).into(),
        IpAddr::V6(ip) if ip.is_unspecified() => ([0, 0, 0, 0, 0, 0, 0, 1], bound.port()).into(),
        _ => bound,
    }
}

fn is_origin(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.map(|rest| rest.trim_end_matches('/'))
        .is_some_and(|rest| !rest.is_empty() && !rest.contains(['/', '?', '#', '@', ' ']))
}

fn authority_host(rest: &str) -> &str {
    let authority = rest.split('/').next().unwrap_or(rest);
    match authority.strip_prefix('[') {
        Some(bracketed) => bracketed.split(']').next().unwrap_or(bracketed),
        None => authority.split(':').next().unwrap_or(authority),
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::Parser as _;

    fn arguments(line: &[&str]) -> ServeArguments {
        Cli::try_parse_from([&["warung-server"], line].concat()).unwrap().serve
    }

    #[test]
    fn pretend_money_never_meets_real_shoppers() {
        for line in [&["--production"][..], &["--public-url", "https://toko.example"]] {
            assert!(matches!(arguments(line).check(), Err(Trouble::PretendMoney)), "{line:?}");
        }
        for line in [
            &[][..],
            &["--public-url", "https://localhost:8443"],
            &["--public-url", "https://[::1]:8443/"],
            &["--public-url", "http://192.168.1.20:8080"],
        ] {
            assert!(arguments(line).check().is_ok(), "{line:?}");
        }
    }

    #[test]
    fn nobody_dies_on_purpose_in_production() {
        let line = ["--failpoint", "push.before-commit:2"];
        assert!(arguments(&line).check().is_ok());
        let line = [&line[..], &["--gateway", "midtrans", "--production"]].concat();
        assert!(matches!(arguments(&line).check(), Err(Trouble::FailpointInProduction)));
    }

    #[test]
    fn a_gateway_needs_its_key() {
        let line = ["--gateway", "midtrans", "--production"];
        assert!(matches!(arguments(&line).check(), Err(Trouble::ServerKeyMissing)));
    }

    #[test]
    fn an_address_is_only_an_address() {
        for url in ["toko.example", "https://", "https://a/b", "https://u@a"] {
            let line = ["--public-url", url];
            assert!(matches!(arguments(&line).check(), Err(Trouble::PublicUrl { .. })), "{url}");
        }
    }

    #[test]
    fn a_rate_has_to_be_the_shops() {
        let now = Timestamp::from_millis(0);
        let config = |line: &[&str], currency| {
            arguments(line).shop_config("s".parse().unwrap(), currency, String::new(), now)
        };
        assert!(config(&["--rate", "SAR=4350.25"], Currency::SAR).is_ok());
        assert!(config(&["--rate", "SAR=4350.25"], Currency::USD).is_err());
        assert!(config(&["--rate", "SAR=4350.25"], Currency::IDR).is_err());
    }
}
