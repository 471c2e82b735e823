//! `screenshots`: every page in every look, into a folder. `cargo xtask screenshots` builds what is
//! looked at and runs this.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use warung_tests::screenshots;

/// Takes pictures of every page: 360x800 and 1280x800, light and dark, Indonesian and English.
/// Fails if a page is wider than its screen or the console holds an error.
#[derive(Parser)]
#[command(name = "screenshots")]
struct Options {
    /// Where to write the pictures: a folder for each look.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

fn main() -> ExitCode {
    let options = Options::parse();
    match screenshots::take_all(&options.out) {
        Ok(album) if album.complaints.is_empty() => {
            println!("{} pictures, nothing to complain about.", album.pictures);
            ExitCode::SUCCESS
        }
        Ok(album) => {
            eprintln!("{} pictures. Complaints:", album.pictures);
            album.complaints.iter().for_each(|complaint| eprintln!("- {complaint}"));
            ExitCode::FAILURE
        }
        Err(reason) => {
            eprintln!("The tour ended early: {reason:#}");
            ExitCode::FAILURE
        }
    }
}
