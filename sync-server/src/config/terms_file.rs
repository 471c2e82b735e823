//! What a shop changes of the terms it begins with: a JSON file of ways to pay, of each
//! only what is another.
//!
//! ```json
//! {"payment": {
//!   "va-bca": {"fee": {"flat": 4000, "borne_by": "shopper"}, "except": ["category/pulsa"]},
//!   "indomaret": {"maximum": 2000000, "expiry_minutes": 720},
//!   "gopay": {"offered": false}
//! }, "top_up": {"maximum": 500000, "most": 2000000}}
//! ```

use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;
use thiserror::Error;
use warung_domain::catalog::{
    Bearer, Exception, ExceptionError, Fee, PaymentTerms, Terms, TopUpTerms,
};
use warung_domain::payment::PaymentMethod;

/// Why the terms of a file cannot be used.
#[derive(Debug, Error)]
pub enum TermsFileError {
    #[error("{0}")]
    Shape(#[from] serde_json::Error),
    #[error("there is no way to pay called `{0}`; there are {all}", all = all_methods())]
    NoSuchMethod(String),
    #[error("{0} is not offered in this shop's currency")]
    NotHere(&'static str),
    #[error("{method} is not for something unknown: {error}")]
    Exception { method: &'static str, error: ExceptionError },
    #[error("{0} takes at least more than it takes at most")]
    Limits(&'static str),
    #[error(
        "a top-up takes at least {minimum}, at most {maximum}, and a balance at most {most}: \
             these must not become less, nor the first be below 1"
    )]
    TopUp { minimum: i64, maximum: i64, most: i64 },
    #[error("what {0} costs is below nothing or more than all")]
    Fee(&'static str),
}

fn all_methods() -> String {
    PaymentMethod::ALL.map(PaymentMethod::code).join(", ")
}

/// The file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TermsFile {
    payment: BTreeMap<String, Change>,
    top_up: TopUpChange,
    /// Read by [`super::billers`].
    billers: IgnoredAny,
}

/// What is another about filling balances.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TopUpChange {
    offered: Option<bool>,
    /// Minor units of the shop's currency.
    minimum: Option<i64>,
    maximum: Option<i64>,
    most: Option<i64>,
}

/// What is another about one way to pay.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Change {
    offered: Option<bool>,
    /// Minor units of the shop's currency.
    minimum: Option<i64>,
    maximum: Option<i64>,
    expiry_minutes: Option<u32>,
    fee: Option<FeeChange>,
    except: Option<Vec<String>>,
}

/// As [`Fee`], which on phones is more lenient.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FeeChange {
    flat: i64,
    per_mille: i64,
    borne_by: Bearer,
}

/// The terms as the text of a file changes them.
pub fn changed(mut terms: Terms, text: &str) -> Result<Terms, TermsFileError> {
    let file: TermsFile = serde_json::from_str(text)?;
    for (code, change) in file.payment {
        let method = PaymentMethod::of_code(&code);
        let method = method.ok_or_else(|| TermsFileError::NoSuchMethod(code.clone()))?;
        if change.offered == Some(false) {
            terms.payment.retain(|terms| terms.method != method);
            continue;
        }
        let known = terms.payment.iter_mut().find(|terms| terms.method == method);
        let known = known.ok_or(TermsFileError::NotHere(method.code()))?;
        take(known, change)?;
    }
    terms.top_up = filled(terms.top_up, &file.top_up)?;
    Ok(terms)
}

fn filled(terms: TopUpTerms, change: &TopUpChange) -> Result<TopUpTerms, TermsFileError> {
    if change.offered == Some(false) {
        return Ok(TopUpTerms::default());
    }
    let terms = TopUpTerms {
        minimum: change.minimum.unwrap_or(terms.minimum),
        maximum: change.maximum.unwrap_or(terms.maximum),
        most: change.most.unwrap_or(terms.most),
    };
    let TopUpTerms { minimum, maximum, most } = terms;
    let makes_sense = 0 < minimum && minimum <= maximum && maximum <= most;
    if terms == TopUpTerms::default() || makes_sense {
        Ok(terms)
    } else {
        Err(TermsFileError::TopUp { minimum, maximum, most })
    }
}

fn take(terms: &mut PaymentTerms, change: Change) -> Result<(), TermsFileError> {
    let method = terms.method.code();
    terms.minimum = change.minimum.unwrap_or(terms.minimum);
    terms.maximum = change.maximum.unwrap_or(terms.maximum);
    if !(0..=terms.maximum).contains(&terms.minimum) {
        return Err(TermsFileError::Limits(method));
    }
    terms.expiry_minutes = change.expiry_minutes.or(terms.expiry_minutes);
    if let Some(FeeChange { flat, per_mille, borne_by }) = change.fee {
        terms.fee = Fee { flat, per_mille, borne_by };
    }
    if terms.fee.flat < 0 || !(0..=1_000).contains(&terms.fee.per_mille) {
        return Err(TermsFileError::Fee(method));
    }
    for text in change.except.iter().flatten() {
        let known = text.parse::<Exception>();
        known.map_err(|error| TermsFileError::Exception { method, error })?;
    }
    terms.except = change.except.unwrap_or(std::mem::take(&mut terms.except));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::terms::default_terms;
    use warung_domain::money::Currency;

    fn of(text: &str) -> Result<Terms, TermsFileError> {
        changed(default_terms(Currency::IDR, None).unwrap(), text)
    }

    // Holds P7.
    #[test]
    fn only_what_is_another_is_said() {
        let text = r#"{"payment": {
            "va-bca": {"fee": {"flat": 4000, "borne_by": "shopper"}, "except": ["category/pulsa"]},
            "indomaret": {"maximum": 2000000, "expiry_minutes": 720},
            "gopay": {"offered": false}}}"#;
        let (terms, before) = (of(text).unwrap(), of("{}").unwrap());
        assert_eq!(terms.payment.len(), before.payment.len() - 1);
        let bca = terms.payment_terms(PaymentMethod::VaBca).unwrap();
        assert_eq!(bca.fee, Fee { flat: 4_000, per_mille: 0, borne_by: Bearer::Shopper });
        assert_eq!(bca.except, ["category/pulsa"]);
        assert_eq!(bca.maximum, before.payment_terms(PaymentMethod::VaBca).unwrap().maximum);
        let indomaret = terms.payment_terms(PaymentMethod::Indomaret).unwrap();
        assert_eq!((indomaret.minimum, indomaret.maximum), (10_000, 2_000_000));
        assert_eq!(indomaret.expiry_minutes, Some(720));
    }

    // Holds B13.
    #[test]
    fn a_shop_says_how_far_balances_are_filled() {
        let usual = of("{}").unwrap().top_up;
        assert!(usual.is_offered());
        let less = of(r#"{"top_up": {"maximum": 500000}}"#).unwrap().top_up;
        assert_eq!(less, TopUpTerms { maximum: 500_000, ..usual });
        let none =
            of(r#"{"top_up": {"offered": false}, "payment": {"qris": {"except": ["top-up"]}}}"#);
        assert!(!none.unwrap().top_up.is_offered());
    }

    #[test]
    fn what_cannot_be_is_told() {
        for (text, told) in [
            ("7", "invalid type"),
            (r#"{"payments": {}}"#, "unknown field"),
            (r#"{"payment": {"paypal": {}}}"#, "no way to pay called `paypal`"),
            (r#"{"payment": {"qris": {"minimum": 5, "maximum": 4}}}"#, "qris takes at least"),
            (r#"{"payment": {"qris": {"fee": {"per_mille": 1001}}}}"#, "what qris costs"),
            (r#"{"payment": {"qris": {"fee": {"percent": 1}}}}"#, "unknown field"),
            (r#"{"payment": {"qris": {"fee": {"flat": -1}}}}"#, "what qris costs"),
            (r#"{"payment": {"qris": {"except": ["shelf/x"]}}}"#, "`shelf/x`"),
            (r#"{"top_up": {"minimum": 0}}"#, "a top-up takes at least 0"),
            (r#"{"top_up": {"most": 5}}"#, "a balance at most 5"),
            (r#"{"top_up": {"limit": 5}}"#, "unknown field"),
        ] {
            let error = of(text).unwrap_err().to_string();
            assert!(error.contains(told), "{text}: {error}");
        }
    }
}
