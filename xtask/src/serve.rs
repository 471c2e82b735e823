//! `cargo xtask serve`: from a clone to a running shop.
//!
//! What could stop the shop is looked at before anything is built, so that nobody waits ten
//! minutes for a sentence that could have come at once.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::trouble::Trouble;
use crate::workspace::{Flavour, Workspace};
use crate::{app_build, process, server_build, watch};

#[derive(clap::Args)]
pub struct Options {
    /// Port to listen on.
    #[arg(long, default_value_t = 8080)]
    port: u16,

    /// Folder for the database and the keys; created when it is missing [default: ./data at the
    /// root of the repository].
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,

    /// A CSV or NDJSON file of products to sell instead of the demo catalog.
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,

    /// Selling currency as an ISO 4217 code, for a new shop: IDR, USD, EUR…
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,

    /// The loop of changing and looking: an unoptimised app, built again when a file changes.
    #[arg(long)]
    dev: bool,

    /// Further arguments for the server; `warung-server serve --help` lists them.
    #[arg(last = true, value_name = "ARGUMENTS")]
    arguments: Vec<String>,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<(), Trouble> {
    check_port(options.port)?;
    let data = options.data.clone().unwrap_or_else(|| workspace.root.join("data"));
    check_data_folder(&data)?;
    if let Some(catalog) = &options.catalog {
        check_catalog(catalog)?;
    }
    if options.dev {
        return watch::serve_and_rebuild(workspace, |app, server| {
            options.command(app, server, &data)
        });
    }
    let app = app_build::ensure(workspace, Flavour::Release)?;
    let server = server_build::build(workspace, Flavour::Release)?;
    println!("Starting the shop.");
    Err(process::become_program(&mut options.command(&app, &server, &data)))
}

impl Options {
    fn command(&self, app: &Path, server: &Path, data: &Path) -> Command {
        let mut command = Command::new(server);
        command
            .arg("serve")
            .arg("--data")
            .arg(data)
            .args(["--port", &self.port.to_string()])
            .arg("--dist")
            .arg(app);
        if let Some(catalog) = &self.catalog {
            command.arg("--catalog").arg(catalog);
        }
        if let Some(currency) = &self.currency {
            command.args(["--currency", currency]);
        }
        command.args(&self.arguments);
        command
    }
}

fn check_port(port: u16) -> Result<(), Trouble> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(reason) if reason.kind() == ErrorKind::AddrInUse => {
            Err(Trouble::PortTaken { port, other: port.checked_add(1).unwrap_or(8080) })
        }
        Err(reason) => Err(Trouble::PortRefused { port, reason }),
    }
}

/// Writes and removes a file: permissions, a full disk and a read-only mount all show in that.
fn check_data_folder(folder: &Path) -> Result<(), Trouble> {
    let probe = folder.join(".writable");
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&probe, b"?"))
        .and_then(|()| std::fs::remove_file(&probe))
        .map_err(|reason| Trouble::DataFolder { folder: folder.to_path_buf(), reason })
}

fn check_catalog(file: &Path) -> Result<(), Trouble> {
    std::fs::File::open(file)
        .map(drop)
        .map_err(|reason| Trouble::CatalogFile { file: file.to_path_buf(), reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_told_from_a_free_one() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = taken.local_addr().expect("an address").port();
        assert!(matches!(
            check_port(port),
            Err(Trouble::PortTaken { port: told, .. }) if told == port
        ));
        drop(taken);
        assert!(check_port(port).is_ok());
    }

    #[test]
    fn a_file_where_the_data_folder_should_be_is_no_data_folder() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("data");
        std::fs::write(&file, "in the way").expect("written");
        assert!(matches!(check_data_folder(&file), Err(Trouble::DataFolder { .. })));
        assert!(check_data_folder(&folder.path().join("new/data")).is_ok());
    }
}
