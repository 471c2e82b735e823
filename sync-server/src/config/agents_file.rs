//! Terms that single businesses agreed on with the shop as cash points, as a file (`--agents FILE`).
//!
//! ```json
//! [{"seller": "dapur-bu-tini", "limit": 2000000, "commission": {"flat": 1000, "per_mille": 5}}]
//! ```
//!
//! What is left out is as it is for every business. A limit of 0 means no end, as on the command line.

use super::counters::AgentTerms;
use serde::Deserialize;
use std::collections::BTreeMap;
use thiserror::Error;
use warung_domain::catalog::{Bearer, Fee};
use warung_domain::ids::SellerId;

/// Why terms cannot be used.
#[derive(Debug, Error)]
pub enum AgentsError {
    #[error("{0}")]
    Shape(#[from] serde_json::Error),
    #[error("the limit of {0} is below nothing; 0 stands for no end")]
    Limit(SellerId),
    #[error(
        "the commission of {0} is below nothing, or more than the payment itself: \
         per_mille is between 0 and 1000"
    )]
    Commission(SellerId),
    #[error("{0} stands in it twice")]
    Twice(SellerId),
}

/// The terms of one business, as they are written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    seller: SellerId,
    /// Minor units of the shop's currency.
    limit: Option<i64>,
    commission: Option<Commission>,
}

/// Minor units of the shop's currency, and thousandths of what was paid.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Commission {
    #[serde(default)]
    flat: i64,
    #[serde(default)]
    per_mille: i64,
}

/// Reads and checks a file of terms. `agents` are those of every business.
pub fn read(text: &str, agents: AgentTerms) -> Result<BTreeMap<SellerId, AgentTerms>, AgentsError> {
    let written: Vec<Written> = serde_json::from_str(text)?;
    let mut agreed = BTreeMap::new();
    for entry in written {
        let terms = AgentTerms {
            limit: limit(&entry)?.unwrap_or(agents.limit),
            commission: commission(&entry)?.unwrap_or(agents.commission),
        };
        if agreed.insert(entry.seller.clone(), terms).is_some() {
            return Err(AgentsError::Twice(entry.seller));
        }
    }
    Ok(agreed)
}

/// None where nothing is written; some none where no end is.
fn limit(entry: &Written) -> Result<Option<Option<i64>>, AgentsError> {
    match entry.limit {
        None => Ok(None),
        Some(limit) if limit < 0 => Err(AgentsError::Limit(entry.seller.clone())),
        Some(limit) => Ok(Some((limit > 0).then_some(limit))),
    }
}

fn commission(entry: &Written) -> Result<Option<Fee>, AgentsError> {
    match entry.commission {
        None => Ok(None),
        Some(Commission { flat, per_mille }) if flat < 0 || !(0..=1_000).contains(&per_mille) => {
            Err(AgentsError::Commission(entry.seller.clone()))
        }
        Some(Commission { flat, per_mille }) => {
            Ok(Some(Fee { flat, per_mille, borne_by: Bearer::Shop }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERYBODY: AgentTerms = AgentTerms {
        limit: Some(500_000),
        commission: Fee { flat: 1_000, per_mille: 0, borne_by: Bearer::Shop },
    };

    // Holds N11.
    #[test]
    fn what_is_left_out_is_as_for_everybody() {
        let text = r#"[
            {"seller": "dapur", "limit": 2000000},
            {"seller": "gudang", "limit": 0, "commission": {"per_mille": 5}}
        ]"#;
        let read = read(text, EVERYBODY).unwrap();
        let of = |seller: &str| read[&seller.parse::<SellerId>().unwrap()];
        assert_eq!(of("dapur"), AgentTerms { limit: Some(2_000_000), ..EVERYBODY });
        let fee = Fee { flat: 0, per_mille: 5, borne_by: Bearer::Shop };
        assert_eq!(of("gudang"), AgentTerms { limit: None, commission: fee });
    }

    #[test]
    fn what_cannot_be_meant_is_told_by_name() {
        for (text, said) in [
            (r#"[{"seller": "dapur", "limit": -1}]"#, "the limit of dapur"),
            (r#"[{"seller": "dapur", "commission": {"flat": -1}}]"#, "the commission of dapur"),
            (r#"[{"seller": "dapur", "commission": {"per_mille": 1001}}]"#, "the commission of"),
            (r#"[{"seller": "dapur"}, {"seller": "dapur"}]"#, "dapur stands in it twice"),
            (r#"[{"seller": "dapur", "limits": 1}]"#, "unknown field `limits`"),
            (r#"{"dapur": 1}"#, "invalid type"),
        ] {
            let error = read(text, EVERYBODY).unwrap_err().to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
