//! The tax inside the prices, as rules with dates.
//!
//! A shop in rupiah begins with `taxes-idr.json`; another list comes with
//! `--taxes FILE`. Tax law is data: what is taken of which part of the price, from
//! which day, until which day, and which sellers have to collect it.
//!
//! ```json
//! [{"label": "PPN 11%", "rate": [12, 100], "base": [11, 12],
//!   "from": "2025-01-01", "until": "2027-01-01", "sellers": ["dapur-bu-tini"]}]
//! ```
//!
//! PPN for ordinary goods is 12 % of eleven twelfths of the price (PMK 131/2024, PMK
//! 11/2025), which is 11 % of it, and 11 parts in 111 of what is paid.

use serde::Deserialize;
use thiserror::Error;
use warung_domain::catalog::TaxRule;
use warung_domain::ids::SellerId;
use warung_domain::money::Currency;
use warung_domain::time::{Timestamp, day_begins};

const RUPIAH: &str = include_str!("taxes-idr.json");

/// The longest name of a tax, in letters: it stands on paper of 58 mm.
const LONGEST_LABEL: usize = 24;

/// The largest part of a fraction. Amounts times it stay within what is counted with.
const LARGEST: i64 = 10_000;

/// Why rules cannot be used.
#[derive(Debug, Error)]
pub enum TaxError {
    #[error("{0}")]
    Shape(#[from] serde_json::Error),
    #[error("the label of rule {0} is empty, or longer than {LONGEST_LABEL} letters")]
    Label(usize),
    #[error(
        "the rate or the base of rule {0} is no fraction between nothing and one: it is written \
         like [12, 100], of numbers up to {LARGEST}"
    )]
    Fraction(usize),
    #[error("rule {0} has a day that is none: a day is written like \"2026-11-23\"")]
    Day(usize),
    #[error("rule {0} ends before it begins")]
    Ends(usize),
    #[error("rules {0} and {1} hold on the same day; one has to end when the other begins")]
    Overlap(usize, usize),
}

/// A rule as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// As printed on receipts.
    label: String,
    /// Of the base.
    rate: [i64; 2],
    /// Of the price; the whole of it if nothing is said.
    #[serde(default = "whole")]
    base: [i64; 2],
    /// The first day it holds on, in the shop's zone.
    from: Option<String>,
    /// The first day it does not hold on any more.
    until: Option<String>,
    /// Who collects it; everybody if nothing is said.
    sellers: Option<Vec<SellerId>>,
}

const fn whole() -> [i64; 2] {
    [1, 1]
}

/// A rule, and when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Dated {
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    rule: TaxRule,
}

impl Dated {
    fn holds_at(&self, now: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= now) && self.until.is_none_or(|until| now < until)
    }

    fn meets(&self, other: &Self) -> bool {
        let ends_before =
            |a: &Self, b: &Self| a.until.zip(b.from).is_some_and(|(until, from)| until <= from);
        !ends_before(self, other) && !ends_before(other, self)
    }
}

/// Every rule of a shop. At no moment more than one holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaxRules(Vec<Dated>);

impl TaxRules {
    /// The rules a new shop begins with.
    pub fn of_currency(currency: Currency, offset_minutes: i32) -> Result<Self, TaxError> {
        match currency {
            Currency::IDR => Self::read(RUPIAH, offset_minutes),
            _ => Ok(Self::default()),
        }
    }

    /// Reads and checks a file of rules, whose days begin at an offset from UTC in minutes.
    pub fn read(text: &str, offset_minutes: i32) -> Result<Self, TaxError> {
        let written: Vec<Written> = serde_json::from_str(text)?;
        let numbered = (1..).zip(written);
        let rules = numbered
            .map(|(number, written)| dated(written, number, offset_minutes))
            .collect::<Result<Vec<_>, _>>()?;
        for (number, rule) in (1..).zip(&rules) {
            let others = (number + 1..).zip(rules.iter().skip(number));
            if let Some((other, _)) = others.into_iter().find(|(_, other)| rule.meets(other)) {
                return Err(TaxError::Overlap(number, other));
            }
        }
        Ok(Self(rules))
    }

    /// The rule that holds at a moment.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Option<&TaxRule> {
        self.0.iter().find(|dated| dated.holds_at(now)).map(|dated| &dated.rule)
    }
}

fn dated(written: Written, number: usize, offset_minutes: i32) -> Result<Dated, TaxError> {
    let label = written.label.trim();
    if label.is_empty() || label.chars().count() > LONGEST_LABEL {
        return Err(TaxError::Label(number));
    }
    let is_fraction = |[part, of]: [i64; 2]| 0 < part && part <= of && (1..=LARGEST).contains(&of);
    if !is_fraction(written.rate) || !is_fraction(written.base) {
        return Err(TaxError::Fraction(number));
    }
    let day = |text: Option<String>| {
        let begins =
            text.map(|text| day_begins(&text, offset_minutes).ok_or(TaxError::Day(number)));
        begins.transpose()
    };
    let (from, until) = (day(written.from)?, day(written.until)?);
    if from.zip(until).is_some_and(|(from, until)| until <= from) {
        return Err(TaxError::Ends(number));
    }
    let tax = written.rate[0] * written.base[0];
    let price = written.rate[1] * written.base[1];
    // What is paid is the price and the tax on it.
    let paid = price + tax;
    let shared = shared_factor(tax, paid);
    let rule = TaxRule {
        label: label.to_owned(),
        numerator: tax / shared,
        denominator: paid / shared,
        sellers: written.sellers,
    };
    Ok(Dated { from, until, rule })
}

/// The largest number that divides both.
const fn shared_factor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { shared_factor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warung_domain::money::Money;

    const JAKARTA: i32 = 420;

    fn on(day: &str) -> Timestamp {
        day_begins(day, JAKARTA).unwrap()
    }

    // Holds P10.
    #[test]
    fn ppn_changes_at_midnight_of_its_day() {
        let rules = TaxRules::of_currency(Currency::IDR, JAKARTA).unwrap();
        let inside = |at: Timestamp| {
            let rule = rules.at(at).unwrap();
            (rule.label.as_str(), rule.numerator, rule.denominator)
        };
        assert_eq!(inside(on("2022-04-01").plus_seconds(-1)), ("PPN 10%", 1, 11));
        assert_eq!(inside(on("2022-04-01")), ("PPN 11%", 11, 111));
        // Twelve per cent of eleven twelfths.
        assert_eq!(inside(on("2025-01-01")), ("PPN 11%", 11, 111));
        assert_eq!(
            TaxRules::of_currency(Currency::SAR, JAKARTA).unwrap().at(on("2026-01-01")),
            None
        );
    }

    // Holds P10.
    #[test]
    fn tax_is_rounded_to_the_nearest_rupiah() {
        let rules = TaxRules::of_currency(Currency::IDR, JAKARTA).unwrap();
        let rule = rules.at(on("2026-11-23")).unwrap();
        let tax = |paid: i64| rule.inside(Money::new(paid, Currency::IDR)).unwrap().minor();
        // 0.495, 0.594, 4.95, 10.9009…, 11, 11.0990…
        let paid = [0, 1, 5, 6, 50, 110, 111, 112].map(tax);
        assert_eq!(paid, [0, 0, 0, 1, 5, 11, 11, 11]);
        assert_eq!(tax(1_110_000), 110_000);
        // What comes back is taxed like what was paid.
        assert_eq!(tax(-6), -1);
        // A half goes away from zero: an eighth of 4, of 12 and of -4.
        let text = r#"[{"label": "T", "rate": [1, 7]}]"#;
        let eighth = TaxRules::read(text, 0).unwrap();
        let eighth = eighth.at(on("2026-11-23")).unwrap();
        assert_eq!((eighth.numerator, eighth.denominator), (1, 8));
        let tax = |paid: i64| eighth.inside(Money::new(paid, Currency::IDR)).unwrap().minor();
        assert_eq!([4, 3, 12, 11, -4].map(tax), [1, 0, 2, 1, -1]);
    }

    // Holds P10.
    #[test]
    fn what_cannot_be_is_told() {
        let refused = |text: &str| TaxRules::read(text, JAKARTA).unwrap_err().to_string();
        for (text, told) in [
            ("{}", "invalid type"),
            (r#"[{"label": "", "rate": [1, 10]}]"#, "label of rule 1"),
            (r#"[{"label": "T", "rate": [0, 10]}]"#, "rule 1 is no fraction"),
            (r#"[{"label": "T", "rate": [11, 10]}]"#, "rule 1 is no fraction"),
            (r#"[{"label": "T", "rate": [1, 0]}]"#, "rule 1 is no fraction"),
            (r#"[{"label": "T", "rate": [1, 10], "base": [1, 100000]}]"#, "rule 1 is no fraction"),
            (r#"[{"label": "T", "rate": [1, 10], "from": "2026-02-30"}]"#, "a day that is none"),
            (
                r#"[{"label": "T", "rate": [1, 10], "from": "2026-02-02", "until": "2026-02-02"}]"#,
                "rule 1 ends before",
            ),
            (
                r#"[{"label": "T", "rate": [1, 10], "until": "2026-02-02"},
                    {"label": "T", "rate": [1, 10], "from": "2026-02-01"}]"#,
                "rules 1 and 2 hold",
            ),
            (r#"[{"label": "T", "rate": [1, 10], "sellers": ["a b"]}]"#, "an id may hold"),
            (r#"[{"label": "T", "rate": [1, 10], "till": "2026-02-02"}]"#, "unknown field"),
        ] {
            let told_of = refused(text);
            assert!(told_of.contains(told), "{text}: {told_of}");
        }
    }
}
