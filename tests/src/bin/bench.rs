//! `bench`: the numbers of the shop, as medians. `cargo xtask bench` builds what is measured and
//! runs this.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use warung_tests::bench::{bundle, carry, catalog, crowd, first_sync, machine, orders};
use warung_tests::places;

/// Measures bundle size, first visit, durable orders per second and a crowd. Without a command: all
/// of these. Carried orders and a large catalog are measured by their own commands only.
#[derive(Parser)]
#[command(name = "bench")]
struct Options {
    #[command(subcommand)]
    what: Option<What>,

    /// Runs of each measurement; the median is printed.
    #[arg(long, global = true, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=20))]
    runs: u32,
}

#[derive(Subcommand)]
enum What {
    /// What the phone downloads before the shop can start.
    Bundle,
    /// First visits in a real browser, with the demo catalog and a real shop's export.
    FirstSync,
    /// Orders per second that the server makes durable, and where their time goes.
    Orders,
    /// Two thousand phones that come back in the same second.
    Crowd,
    /// Orders that travel from a screen to a camera: what fits one QR, and how long more takes.
    /// Writes reports/carry.md.
    Carry,
    /// A catalog of ten thousand products or more: import, first sync, changes, offline, search.
    /// Writes reports/catalog.md. About 5 minutes for 10,000 products.
    Catalog(catalog::Options),
}

fn main() -> ExitCode {
    let options = Options::parse();
    match measure(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("The bench could not be finished: {reason:#}");
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &Options) -> anyhow::Result<()> {
    let line: Vec<String> = std::env::args().skip(1).collect();
    println!("bench {}", line.join(" "));
    println!("{}\n", machine::facts(&places::output("journeys/data")?));
    match &options.what {
        Some(What::Bundle) => bundle::run(),
        Some(What::FirstSync) => first_sync::run(options.runs),
        Some(What::Orders) => orders::run(options.runs),
        Some(What::Crowd) => crowd::run(),
        Some(What::Carry) => carry::run(),
        Some(What::Catalog(wanted)) => catalog::run(wanted, options.runs),
        None => {
            bundle::run()?;
            first_sync::run(options.runs)?;
            orders::run(options.runs)?;
            crowd::run()
        }
    }
}
