//! `reconcile`: holds the shop's payments and books against the gateway's own.

use super::collecting::{Collecting, Gateway, Practice, System};
use super::folder::{DATABASE_FILE, DataFolder};
use super::opening::open_storage;
use super::{Trouble, arguments::reachable};
use crate::export::decimal;
use crate::service::effects::{Clock as _, SystemClock, SystemEntropy};
use crate::service::reconcile::{ReconcileError, Report, reconcile};
use crate::simulator::{SimulatorError, kept_key};
use clap::Args;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use warung_domain::time::{Civil, Timestamp};

/// How far back the payments of a run without `--from` go.
const DAYS: i64 = 7;

/// Which payments, and whom to ask.
#[derive(Debug, Args)]
pub struct ReconcileArguments {
    /// The data folder.
    #[arg(long, value_name = "FOLDER", default_value = "./data", env = "WARUNG_DATA")]
    data: PathBuf,

    /// First day, such as 2026-11-01 [default: a week ago].
    #[arg(long, value_name = "DAY", value_parser = day)]
    from: Option<Civil>,

    /// Last day [default: today].
    #[arg(long, value_name = "DAY", value_parser = day)]
    to: Option<Civil>,

    /// Minutes east of UTC, for where a day begins: Jakarta is 420.
    #[arg(long, value_name = "MINUTES", default_value_t = 420, env = "WARUNG_OFFSET_MINUTES",
          allow_negative_numbers = true,
          value_parser = clap::value_parser!(i32).range(-720..=840))]
    offset_minutes: i32,

    #[command(flatten)]
    collecting: Collecting,

    /// Ask Midtrans' real system instead of its sandbox.
    #[arg(long, env = "WARUNG_PRODUCTION")]
    production: bool,

    /// Port of the open shop whose practice bank is asked.
    #[arg(long, default_value_t = 8080, env = "WARUNG_PORT")]
    port: u16,

    /// Address of the open shop whose practice bank is asked.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", env = "WARUNG_HOST")]
    host: IpAddr,
}

fn day(text: &str) -> Result<Civil, String> {
    let wrong = || "a day is written like 2026-11-01".to_owned();
    let mut parts = text.split('-');
    let mut number = |digits: usize| {
        let part = parts.next().filter(|part| part.len() == digits)?;
        part.parse::<u16>().ok()
    };
    let (Some(year), Some(month), Some(day)) = (number(4), number(2), number(2)) else {
        return Err(wrong());
    };
    let (Ok(month), Ok(day), None) = (u8::try_from(month), u8::try_from(day), parts.next()) else {
        return Err(wrong());
    };
    let civil = Civil { year: year.into(), month, day, hour: 0, minute: 0, second: 0 };
    // The 31st of June would be read as the first of July.
    let is_real = (1..=12).contains(&month) && civil.timestamp(0).civil(0) == civil;
    if is_real { Ok(civil) } else { Err(format!("there is no {text}")) }
}

/// Asks, and prints what differs.
pub fn run(arguments: &ReconcileArguments) -> Result<(), Trouble> {
    if !arguments.data.join(DATABASE_FILE).exists() {
        return Err(Trouble::NoShop(arguments.data.clone()));
    }
    let (from, to) = arguments.period(SystemClock.now());
    if from >= to {
        return Err(Trouble::EmptyPeriod);
    }
    let folder = DataFolder::open(&arguments.data)?;
    let gateway = arguments.gateway(&folder)?;
    let storage = open_storage(&folder, &SystemEntropy::default())?;
    let report = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Trouble::Unexpected { what: error.to_string() })?
        .block_on(reconcile(&storage, Arc::as_ref(&gateway), from..to));
    let report = report.map_err(|error| match error {
        ReconcileError::Storage(error) => Trouble::Storage(error),
        ReconcileError::Silent(why) => arguments.silent(why),
    })?;
    print!("{}", told(&report));
    if report.differences.is_empty() { Ok(()) } else { Err(Trouble::Differences) }
}

fn told(report: &Report) -> String {
    let mut text = String::new();
    for difference in &report.differences {
        text.push_str(&format!("{difference}\n"));
    }
    for (account, owed) in &report.debts {
        let (owed, currency) = (decimal(owed.minor(), owed.currency()), owed.currency());
        text.push_str(&format!(
            "{account}: {owed} {currency} of a top-up were taken back after they had been spent\n"
        ));
    }
    let (asked, differ) = (report.asked, report.differences.len());
    text.push_str(&format!("{asked} payments asked about, {differ} differ.\n"));
    text
}

impl ReconcileArguments {
    fn period(&self, now: Timestamp) -> (Timestamp, Timestamp) {
        const DAY_SECONDS: i64 = 24 * 3_600;
        let begin = |day: Civil| day.timestamp(self.offset_minutes);
        let today =
            begin(Civil { hour: 0, minute: 0, second: 0, ..now.civil(self.offset_minutes) });
        let last = self.to.map_or(today, begin);
        let first = self.from.map_or(last.plus_seconds(-DAYS * DAY_SECONDS), begin);
        (first, last.plus_seconds(DAY_SECONDS))
    }

    fn gateway(&self, folder: &DataFolder) -> Result<Arc<dyn crate::payment::Gateway>, Trouble> {
        let system = if self.production { System::Production } else { System::Sandbox };
        let practice = match self.collecting.gateway {
            Gateway::Midtrans => None,
            Gateway::Simulator if self.production => return Err(Trouble::PretendMoney),
            Gateway::Simulator => {
                let key = kept_key(&folder.simulator()).map_err(SimulatorError::from)?;
                let server_key = key.ok_or(Trouble::NoPractice)?;
                let bound = reachable(SocketAddr::new(self.host, self.port));
                Some(Practice { base_url: format!("http://{bound}/simulator"), server_key })
            }
        };
        self.collecting.open(system, practice)
    }

    fn silent(&self, why: String) -> Trouble {
        match self.collecting.gateway {
            Gateway::Simulator => Trouble::PracticeClosed { host: self.host, port: self.port, why },
            Gateway::Midtrans => Trouble::GatewaySilent { why },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        reconcile: ReconcileArguments,
    }

    fn period(line: &[&str]) -> (Timestamp, Timestamp) {
        // Eleven in the morning in Jakarta, 22 November 2026.
        let now = Timestamp::from_millis(1_795_320_000_000);
        let line = Line::try_parse_from([&["reconcile"], line].concat());
        line.unwrap_or_else(|error| panic!("{error}")).reconcile.period(now)
    }

    fn jakarta(month: u8, day: u8) -> Timestamp {
        Civil { year: 2026, month, day, hour: 0, minute: 0, second: 0 }.timestamp(420)
    }

    #[test]
    fn a_period_is_whole_days_where_the_shop_is() {
        assert_eq!(period(&[]), (jakarta(11, 15), jakarta(11, 23)));
        let line = ["--from", "2026-11-01", "--to", "2026-11-01"];
        assert_eq!(period(&line), (jakarta(11, 1), jakarta(11, 2)));
        assert_eq!(period(&["--to", "2026-11-10"]), (jakarta(11, 3), jakarta(11, 11)));
    }

    #[test]
    fn a_day_that_is_none_is_refused() {
        for text in ["2026-06-31", "2026-13-01", "2026-1-1", "yesterday", "2026-11-01-02", ""] {
            assert!(day(text).is_err(), "{text}");
        }
        assert!(day("2028-02-29").is_ok());
    }
}
