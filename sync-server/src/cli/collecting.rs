//! Who collects the money, and how to reach them: the settings that `serve` and
//! `reconcile` share.

use super::Trouble;
use crate::payment::Gateway as PaymentGateway;
use crate::payment::midtrans::{Midtrans, MidtransConfig};
use clap::{Args, ValueEnum};
use std::sync::Arc;
use std::time::Duration;

/// Where Midtrans lives, without the version.
const SANDBOX: &str = "https://api.sandbox.midtrans.com";
const PRODUCTION: &str = "https://api.midtrans.com";

/// A minimarket's answer takes seconds; longer than this the job asks again.
const GATEWAY_PATIENCE: Duration = Duration::from_secs(20);

/// Who collects the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Gateway {
    /// A practice bank and till inside this program. No real money.
    Simulator,
    /// Midtrans, sandbox or production. Needs MIDTRANS_SERVER_KEY.
    Midtrans,
}

/// The gateway's settings.
#[derive(Debug, Clone, Args)]
pub struct Collecting {
    /// Who collects the money.
    #[arg(long, value_enum, default_value = "simulator", env = "WARUNG_GATEWAY")]
    pub gateway: Gateway,

    /// The key Midtrans gave the shop.
    #[arg(long, value_name = "KEY", env = "MIDTRANS_SERVER_KEY", hide_env_values = true)]
    pub midtrans_server_key: Option<String>,

    /// Where Midtrans is [default: its sandbox; with --production its real system].
    #[arg(long, value_name = "URL", env = "MIDTRANS_BASE_URL")]
    pub midtrans_base_url: Option<String>,
}

/// Which of Midtrans' two systems is meant where no address was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    Sandbox,
    Production,
}

/// Where the practice bank is, and the key it shares with the shop.
pub struct Practice {
    pub base_url: String,
    pub server_key: String,
}

impl Collecting {
    /// The gateway, ready to be asked.
    pub fn open(
        &self,
        system: System,
        practice: Option<Practice>,
    ) -> Result<Arc<dyn PaymentGateway>, Trouble> {
        let (base_url, server_key) = match (self.gateway, practice) {
            (Gateway::Simulator, Some(practice)) => (practice.base_url, practice.server_key),
            (Gateway::Simulator, None) => return Err(Trouble::PretendMoney),
            (Gateway::Midtrans, _) => {
                let default = match system {
                    System::Sandbox => SANDBOX,
                    System::Production => PRODUCTION,
                };
                let base_url = self.midtrans_base_url.as_deref().unwrap_or(default);
                let key = self.midtrans_server_key.clone().ok_or(Trouble::ServerKeyMissing)?;
                (base_url.to_owned(), key)
            }
        };
        let config = MidtransConfig { base_url, server_key, timeout: GATEWAY_PATIENCE };
        let midtrans =
            Midtrans::new(config).map_err(|error| Trouble::Gateway(error.to_string()))?;
        Ok(Arc::new(midtrans))
    }
}
