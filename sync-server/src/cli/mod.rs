//! The command line: `serve` opens the shop, `import` and `export` move its
//! catalog in and out, `backup` copies the shop, `books` and `reconcile` tell where its
//! money is, `doctor` looks it over.
//!
//! Every trouble a person can put right is one plain sentence with the next
//! step ([`Trouble`]) and ends with code 1.

mod appoint;
mod arguments;
mod backup;
mod books;
mod collecting;
mod counters;
mod credit;
mod doctor;
mod doctor_devices;
mod export;
mod folder;
mod import;
mod opening;
mod partners;
mod progress;
mod reconcile;
mod rotate_key;
mod serve;
mod trouble;

pub use arguments::ServeArguments;
pub use collecting::{Collecting, Gateway};
pub use folder::{DATABASE_FILE, DataFolder};
pub use trouble::Trouble;

use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// A shop that goes on when the network does not: catalog, orders, payments.
#[derive(Debug, Parser)]
#[command(name = "warung-server", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// Without a command the shop is opened.
    #[command(flatten)]
    serve: ServeArguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Opens the shop and serves it until it is told to stop.
    Serve(Box<ServeArguments>),
    /// Reads a product list, CSV or NDJSON, into the shop: all of it or nothing.
    Import(Box<import::ImportArguments>),
    /// Writes the catalog to a file that, imported again, changes nothing.
    Export(export::ExportArguments),
    /// Lets somebody who has signed up sell for one of the shop's businesses.
    Appoint(appoint::AppointArguments),
    /// Puts money onto a shopper's balance that reached the shop's bank account otherwise.
    Credit(credit::CreditArguments),
    /// Copies the data folder while the shop is open.
    Backup(backup::BackupArguments),
    /// Makes a new signing key while the shop is closed. What the old one signed goes on verifying.
    RotateKey {
        /// The data folder.
        #[arg(long, value_name = "FOLDER", default_value = "./data", env = "WARUNG_DATA")]
        data: PathBuf,
    },
    /// Prints the books: a trial balance, or a seller's statement.
    ///
    /// The trial balance lists every account with what came to it (debit) and what went from it
    /// (credit). In each currency both come to the same; if they do not, the command ends with code 1.
    /// It may be run while the shop is open.
    Books(books::BooksArguments),
    /// Asks the gateway about every payment of a period and prints what differs.
    ///
    /// Nothing is changed. A payment belongs to the period in which its order was accepted. Where
    /// anything differs, or a payment could not be asked about, the command ends with code 1. The
    /// practice bank answers only while its shop is open; --port and --host say where.
    Reconcile(Box<reconcile::ReconcileArguments>),
    /// Looks a data folder over and says what is wrong with it, changing nothing.
    Doctor {
        /// The data folder.
        #[arg(long, value_name = "FOLDER", default_value = "./data", env = "WARUNG_DATA")]
        data: PathBuf,

        /// Lists the places where --failpoint can make a shop die, and does nothing else.
        #[arg(long)]
        failpoints: bool,
    },
}

/// Does what the command line says, and returns when it is done.
pub fn run(cli: Cli) -> Result<(), Trouble> {
    match cli.command {
        None => serve::run(cli.serve),
        Some(Command::Serve(arguments)) => serve::run(*arguments),
        Some(Command::Import(arguments)) => import::run(*arguments),
        Some(Command::Export(arguments)) => export::run(&arguments),
        Some(Command::Appoint(arguments)) => appoint::run(arguments),
        Some(Command::Credit(arguments)) => credit::run(arguments),
        Some(Command::Backup(arguments)) => backup::run(&arguments),
        Some(Command::RotateKey { data }) => rotate_key::run(&data),
        Some(Command::Books(arguments)) => books::run(&arguments),
        Some(Command::Reconcile(arguments)) => reconcile::run(&arguments),
        Some(Command::Doctor { failpoints: true, .. }) => {
            doctor::list_failpoints();
            Ok(())
        }
        Some(Command::Doctor { data, failpoints: false }) => doctor::run(&data),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn serving_is_the_default() {
        let cli = Cli::try_parse_from(["warung-server", "--port", "0"]).unwrap();
        assert!(cli.command.is_none());
        assert_eq!(cli.serve.port, 0);
    }
}
