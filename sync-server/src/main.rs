//! The server binary: reads the command line and says in one sentence what went
//! wrong, if something did.

use clap::Parser as _;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;
use warung_server::cli::{Cli, run};

fn main() -> ExitCode {
    let cli = Cli::parse();
    // `RUST_LOG` decides; without it, what an operator should know.
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,warung_server=info"));
    // A line that cannot be written, as on a full disk, is lost and nothing more: complaining about it
    // would go to the same place, and panic in whoever had something to say.
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false)
        .init();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("{trouble}");
            ExitCode::FAILURE
        }
    }
}
