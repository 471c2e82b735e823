//! What counters may do and earn, on the command line.

use super::Trouble;
use crate::config::agents_file;
use crate::config::counters::{AgentTerms, CounterRules};
use clap::Args;
use std::path::PathBuf;
use warung_domain::catalog::{Bearer, Fee};

/// Amounts are minor units of the selling currency: rupiah have none, riyals have a hundred.
#[derive(Debug, Clone, Args)]
pub struct CounterArguments {
    /// What a seller may owe the shop and still take more cash for payment codes; 0 for no end.
    #[arg(long, value_name = "AMOUNT", default_value_t = 0, env = "WARUNG_AGENT_LIMIT",
          value_parser = clap::value_parser!(i64).range(0..))]
    pub agent_limit: i64,

    /// What a seller earns for each payment in cash of which nothing is its own.
    #[arg(long, value_name = "AMOUNT", default_value_t = 0, env = "WARUNG_AGENT_COMMISSION",
          value_parser = clap::value_parser!(i64).range(0..))]
    pub agent_commission: i64,

    /// The same in thousandths of what was paid, beside that.
    #[arg(long, value_name = "THOUSANDTHS", default_value_t = 0,
          env = "WARUNG_AGENT_COMMISSION_PER_MILLE",
          value_parser = clap::value_parser!(i64).range(0..=1_000))]
    pub agent_commission_per_mille: i64,

    /// A JSON file of businesses that agreed on another limit or commission; README.md tells its
    /// members.
    #[arg(long, value_name = "FILE", env = "WARUNG_AGENTS")]
    pub agents: Option<PathBuf>,

    /// What a cashier's device may take while it has no line, for orders that it carries for
    /// shoppers; 0 for nothing.
    #[arg(long, value_name = "AMOUNT", default_value_t = 500_000,
          env = "WARUNG_OFFLINE_CASH_LIMIT", value_parser = clap::value_parser!(i64).range(0..))]
    pub offline_cash_limit: i64,
}

impl CounterArguments {
    pub(super) fn rules(&self) -> Result<CounterRules, Trouble> {
        let agents = AgentTerms {
            limit: (self.agent_limit > 0).then_some(self.agent_limit),
            commission: Fee {
                flat: self.agent_commission,
                per_mille: self.agent_commission_per_mille,
                borne_by: Bearer::Shop,
            },
        };
        let mut rules =
            CounterRules { agents, offline_limit: self.offline_cash_limit, ..CounterRules::PLAIN };
        if let Some(file) = &self.agents {
            let refuse = |why: String| Trouble::Agents { file: file.clone(), why };
            let text = std::fs::read_to_string(file).map_err(|error| refuse(error.to_string()))?;
            rules.agreed =
                agents_file::read(&text, agents).map_err(|error| refuse(error.to_string()))?;
        }
        Ok(rules)
    }
}
