//! What counters may do and earn. The figures are each shop's own: what networks of agents really pay
//! and allow is known from articles only.

use std::collections::BTreeMap;
use warung_domain::catalog::{Bearer, Fee};
use warung_domain::ids::SellerId;
use warung_domain::money::{Currency, Money};

/// The rules of counters, in minor units of the shop's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterRules {
    /// For every business that has no terms of its own.
    pub agents: AgentTerms,
    /// Those that agreed on others with the shop.
    pub agreed: BTreeMap<SellerId, AgentTerms>,
    /// What a device may take for orders that it carries, and the shop has not answered.
    pub offline_limit: i64,
}

/// What a business may take and earn as a cash point, in minor units of the shop's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgentTerms {
    /// What it may owe the shop and still take more cash for codes; none for no end.
    pub limit: Option<i64>,
    /// What it earns by taking cash in which nothing is its own.
    pub commission: Fee,
}

impl AgentTerms {
    /// No limit and no commission.
    pub const PLAIN: Self =
        Self { limit: None, commission: Fee { flat: 0, per_mille: 0, borne_by: Bearer::Shop } };

    /// What of the limit is left to somebody who owes `owes`; none for no end.
    #[must_use]
    pub fn room(&self, owes: Money) -> Option<Money> {
        let limit = Money::new(self.limit?, owes.currency());
        let left = limit.checked_sub(owes).ok()?;
        Some(Money::new(left.minor().max(0), left.currency()))
    }
}

impl CounterRules {
    /// No limit, no commission, and nothing without a line.
    pub const PLAIN: Self =
        Self { agents: AgentTerms::PLAIN, agreed: BTreeMap::new(), offline_limit: 0 };

    /// The terms of a business.
    #[must_use]
    pub fn of(&self, seller: &SellerId) -> AgentTerms {
        self.agreed.get(seller).copied().unwrap_or(self.agents)
    }

    /// [`Self::offline_limit`] as money.
    #[must_use]
    pub const fn offline(&self, currency: Currency) -> Money {
        Money::new(self.offline_limit, currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Holds N11.
    #[test]
    fn room_is_what_is_left_and_never_below_nothing() {
        let rp = |minor| Money::new(minor, Currency::IDR);
        let terms = AgentTerms { limit: Some(500), ..AgentTerms::PLAIN };
        let left = |owes| terms.room(rp(owes)).map(Money::minor);
        assert_eq!([left(0), left(480), left(700), left(-100)], [500, 20, 0, 600].map(Some));
        assert_eq!(AgentTerms::PLAIN.room(rp(i64::MAX)), None);
    }
}
