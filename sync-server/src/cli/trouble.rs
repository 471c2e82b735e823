//! What can keep the shop closed, each as one sentence with the next step.

use crate::import::ImportError;
use crate::keys::KeyError;
use crate::service::accounts::AppointError;
use crate::service::balance::CreditError;
use crate::service::seed::SeedError;
use crate::simulator::SimulatorError;
use crate::storage::StorageError;
use std::io::{Error, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use thiserror::Error;
use warung_domain::ids::BillerId;

/// Why the command did not do its work.
#[derive(Debug, Error)]
pub enum Trouble {
    #[error("{}", bind_words(*address, source))]
    Bind { address: SocketAddr, source: Error },
    #[error(
        "The data folder {} cannot be written ({source}). Choose another one with --data FOLDER, \
         or give this user the right to write there.",
        folder.display()
    )]
    DataFolder { folder: PathBuf, source: Error },
    #[error(
        "Another server is using the data folder {}. Stop it, or choose another folder with \
         --data FOLDER.",
        .0.display()
    )]
    InUse(PathBuf),
    #[error(
        "{} says that this shop is {kept}, not {wanted}. Leave out {option}, or begin another \
         shop in an empty folder with --data FOLDER.",
        file.display()
    )]
    OtherShop { file: PathBuf, kept: String, wanted: String, option: &'static str },
    #[error("{} cannot be read ({why}). Put back the copy from your backup.", file.display())]
    ShopFile { file: PathBuf, why: String },
    #[error("{}", storage_words(.0))]
    Storage(#[from] StorageError),
    #[error("The signing key cannot be used: {0}.")]
    Key(#[from] KeyError),
    #[error(
        "The payment simulator only pretends to collect money and never runs in production. \
         Choose --gateway midtrans and set MIDTRANS_SERVER_KEY."
    )]
    PretendMoney,
    #[error(
        "This data folder holds the demo shop, whose passwords everybody can read. Begin the real \
         one in an empty folder with --data FOLDER."
    )]
    DemoPeople,
    #[error("Midtrans needs the shop's server key. Set MIDTRANS_SERVER_KEY.")]
    ServerKeyMissing,
    #[error("The terms of cash points in {} cannot be used: {why}.", file.display())]
    Agents { file: PathBuf, why: String },
    #[error("The taxes in {} cannot be used: {why}.", file.display())]
    Taxes { file: PathBuf, why: String },
    #[error("The partner {id} of the terms cannot be used: {why}.")]
    Partner { id: BillerId, why: String },
    #[error("The gateway cannot be used: {0}.")]
    Gateway(String),
    #[error("The simulator cannot be opened: {0}.")]
    Simulator(#[from] SimulatorError),
    #[error("{url} is no address to open. Write --public-url like https://toko.example.")]
    PublicUrl { url: String },
    #[error(
        "A failpoint lets the shop die on purpose and is never armed in production. Unset \
         WARUNG_FAILPOINT."
    )]
    FailpointInProduction,
    #[error("The rate {text} cannot be used: {why}. Write it like --rate SAR=4350.25.")]
    Rate { text: String, why: String },
    #[error("The terms in {} cannot be used: {why}.", file.display())]
    Terms { file: PathBuf, why: String },
    #[error("The demo shop could not be laid out: {0}.")]
    Demo(#[from] SeedError),
    #[error("The catalog {} cannot be imported: {why}.", file.display())]
    Catalog { file: PathBuf, why: String },
    #[error("{}: {error}", file.display())]
    Import { file: PathBuf, error: Box<ImportError> },
    #[error("There is no shop in {} yet. Start one with `warung-server serve`, or import a catalog.", .0.display())]
    NoShop(PathBuf),
    #[error("{}: {why}. Choose another file.", file.display())]
    Export { file: PathBuf, why: String },
    #[error("{} is there already. Give the copy a folder of its own.", .0.display())]
    BackupThere(PathBuf),
    #[error("Nobody was appointed: {0}.")]
    Appoint(#[from] AppointError),
    #[error("Nothing was credited: {0}.")]
    Credit(CreditError),
    #[error("Nobody sells here as {seller}. The sellers are {}.", known.join(", "))]
    NoSuchSeller { seller: String, known: Vec<String> },
    #[error(
        "The books do not balance; see above. `warung-server doctor` looks them over, and your \
         latest backup may still be sound."
    )]
    Unbalanced,
    #[error("The period ends before it begins. Choose --from and --to the other way round.")]
    EmptyPeriod,
    #[error(
        "This shop has no practice bank yet: it is made at the first start. To ask a real gateway \
         choose --gateway midtrans."
    )]
    NoPractice,
    #[error(
        "The practice bank does not answer at {host}:{port} ({why}). It is there while the shop is \
         open: start it with `warung-server serve`, or say where it is with --host and --port."
    )]
    PracticeClosed { host: IpAddr, port: u16, why: String },
    #[error("The gateway does not answer ({why}). Look at the line, then try again.")]
    GatewaySilent { why: String },
    #[error("The shop and the gateway differ; see above.")]
    Differences,
    /// The report has said what.
    #[error("Something is wrong with this data folder; see above.")]
    Unhealthy,
    #[error("Something unexpected happened: {what}.")]
    Unexpected { what: String },
}

fn bind_words(address: SocketAddr, source: &Error) -> String {
    let port = address.port();
    match source.kind() {
        ErrorKind::AddrInUse => {
            let other = port.checked_add(1).unwrap_or(8080);
            format!(
                "Port {port} is taken by another program. Stop it, or choose another port with \
                 --port {other}."
            )
        }
        ErrorKind::PermissionDenied => format!(
            "Port {port} is reserved for the administrator. Choose one above 1023, such as \
             --port 8080."
        ),
        ErrorKind::AddrNotAvailable => format!(
            "This machine has no address {}. Use --host 127.0.0.1 for this machine only, or \
             --host 0.0.0.0 to let others in.",
            address.ip()
        ),
        _ => format!("The address {address} cannot be opened ({source}). Try another --port."),
    }
}

fn storage_words(error: &StorageError) -> String {
    match error {
        StorageError::Full => "The disk is full. Make room, then start again.".to_owned(),
        StorageError::Busy => {
            "The database is locked by another program. Stop it, then start again.".to_owned()
        }
        StorageError::ReadOnly => {
            "The database cannot be written. Check the permissions of the data folder.".to_owned()
        }
        StorageError::Damaged(what) => format!(
            "The database is damaged ({what}). Put back your latest backup and keep the damaged \
             file for rescue."
        ),
        StorageError::Version { .. }
        | StorageError::Codec(_)
        | StorageError::Stopped
        | StorageError::Crashed(_)
        | StorageError::Engine(_) => {
            format!("The database cannot be used: {error}. `warung-server doctor` looks it over.")
        }
    }
}
