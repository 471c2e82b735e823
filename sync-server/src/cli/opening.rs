//! Putting the shop together out of a data folder and the settings.

use super::arguments::{ServeArguments, reachable};
use super::collecting::{Practice, System};
use super::{DataFolder, Trouble, partners};
use crate::failpoint::Action;
use crate::import::{CatalogFile, ImportError, Options, read};
use crate::keys::SigningKeys;
use crate::payment::Gateway as PaymentGateway;
use crate::service::catalog::pack_if_outdated;
use crate::service::effects::{Clock, Entropy, SystemClock, SystemEntropy};
use crate::service::{Shop, Wake};
use crate::service::{receipts, seed};
use crate::simulator::{SimulatedSms, Simulator, SimulatorConfig, Stage};
use crate::sms::{Sms, SmsError};
use crate::storage::StorageError;
use crate::storage::sqlite::SqliteStorage;
use std::fs::File;
use std::future::Future;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::broadcast;
use warung_domain::jws::b64;
use warung_domain::phone::PhoneNumber;
use warung_domain::time::Timestamp;

/// How many hints to pull may wait for a slow listener before it is told to
/// pull for all of them at once.
const PULLS_WAITING: usize = 1_024;

/// Said at every start until it is put right.
const KEY_IS_LOST: &str = "The signing key is missing: orders and payments go on, but no receipt and \
no newer catalog can be signed. Put keys.json back from a backup, or run `warung-server rotate-key` \
to begin with a new one, and start the shop again: the receipts that wait are issued then.";

/// A shop that is ready to be served.
pub struct Opened {
    pub shop: Arc<Shop>,
    pub simulator: Option<Arc<Simulator>>,
    /// The demo's people exist.
    pub is_demo: bool,
}

/// Puts the shop together and fills it if it is new.
pub async fn open(
    arguments: &ServeArguments,
    folder: &DataFolder,
    bound: SocketAddr,
) -> Result<Opened, Trouble> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy::default());
    let storage = open_storage(folder, entropy.as_ref())?;
    if let Some(aim) = arguments.failpoint {
        tracing::warn!(place = %aim.place, "this shop is going to die on purpose");
        storage.failpoints().arm(aim, Action::Abort);
    }
    let is_new = storage.read(|txn| Ok::<_, StorageError>(txn.catalog_head()?.head == 0)).await?;
    let catalog = if is_new { first_catalog(arguments, folder, clock.now()).await? } else { None };
    // A new shop sells in what its first catalog is priced in.
    let currency = catalog.as_ref().map(CatalogFile::currency).or(arguments.currency);
    let founding = folder.founding(arguments.shop_id.as_ref(), currency)?;
    let mut config = arguments.shop_config(
        founding.shop,
        founding.currency,
        arguments.public_url_at(bound),
        clock.now(),
    )?;
    let known = storage.read(|txn| txn.signing_keys()).await?;
    let keys = SigningKeys::open(folder.path(), entropy.as_ref(), known)?;
    if keys.key().is_err() {
        println!("{KEY_IS_LOST}");
    }
    let simulator = open_simulator(arguments, folder, bound, &clock, &entropy)?;
    let sms: Arc<dyn Sms> = match &simulator {
        Some(simulator) => Arc::new(SimulatedSms::new(Arc::clone(simulator))),
        None => Arc::new(NoCarrier),
    };
    let partners = partners::configured(arguments, bound, founding.currency, simulator.as_deref())?;
    let billers = partners::connected(&partners, founding.currency, &clock, &entropy)?;
    config.partners = partners.into_iter().map(|configured| configured.partner).collect();
    let gateway = open_gateway(arguments, bound, simulator.as_deref())?;
    let (pulls, _) = broadcast::channel(PULLS_WAITING);
    let jobs = Wake::default();
    let shop = Shop { config, storage, clock, entropy, gateway, billers, sms, keys, jobs, pulls };
    if is_new {
        fill(&shop, arguments, catalog).await?;
    }
    let shop = Arc::new(shop);
    partners::missed(&shop).await?;
    receipts::catch_up(&shop).await?;
    if pack_if_outdated(&shop).await? {
        println!("The catalog was packed anew in the layout of this version.");
    }
    let is_demo = seed::is_demo(&shop).await?;
    if is_demo && arguments.is_production() {
        return Err(Trouble::DemoPeople);
    }
    Ok(Opened { shop, simulator, is_demo })
}

/// Opens the database, or makes it. The name of a new history of revisions is
/// drawn, so that a phone never takes one database for another.
pub fn open_storage(folder: &DataFolder, entropy: &dyn Entropy) -> Result<SqliteStorage, Trouble> {
    let mut epoch = [0; 9];
    entropy.fill(&mut epoch);
    Ok(SqliteStorage::open(folder.database(), &b64(&epoch))?)
}

fn open_simulator(
    arguments: &ServeArguments,
    folder: &DataFolder,
    bound: SocketAddr,
    clock: &Arc<dyn Clock>,
    entropy: &Arc<dyn Entropy>,
) -> Result<Option<Arc<Simulator>>, Trouble> {
    if arguments.is_production() {
        return Ok(None);
    }
    let config = SimulatorConfig {
        stage: Stage::Practice,
        file: folder.simulator(),
        merchant: arguments.shop_name.trim().to_owned(),
        server_key: None,
        notification_url: format!(
            "http://{}/api/v1/payments/midtrans/notification",
            reachable(bound)
        ),
    };
    Ok(Some(Simulator::open(config, Arc::clone(clock), Arc::clone(entropy))?))
}

fn open_gateway(
    arguments: &ServeArguments,
    bound: SocketAddr,
    simulator: Option<&Simulator>,
) -> Result<Arc<dyn PaymentGateway>, Trouble> {
    let system = if arguments.is_production() { System::Production } else { System::Sandbox };
    let practice = simulator.map(|simulator| Practice {
        base_url: format!("http://{}/simulator", reachable(bound)),
        server_key: simulator.server_key().to_owned(),
    });
    arguments.collecting.open(system, practice)
}

/// Reads and checks the catalog a new shop begins with.
async fn first_catalog(
    arguments: &ServeArguments,
    folder: &DataFolder,
    now: Timestamp,
) -> Result<Option<CatalogFile>, Trouble> {
    let Some(path) = arguments.catalog.clone() else {
        return Ok(None);
    };
    let currency = match folder.kept_founding()? {
        Some(kept) => Some(kept.currency),
        None => arguments.currency,
    };
    let options = Options { currency, ..Options::at(now) };
    let source = path.clone();
    let read = move || {
        File::open(&source).map_err(ImportError::from).and_then(|file| read(file, &options))
    };
    tokio::task::spawn_blocking(read)
        .await
        .map_err(|error| Trouble::Unexpected { what: error.to_string() })?
        .map(Some)
        .map_err(|error| not_imported(&path, error))
}

fn not_imported(path: &Path, error: ImportError) -> Trouble {
    // The rows that were refused, each with its line, are worth more than a count.
    if let ImportError::Rejected(report) = &error {
        print!("{report}");
    }
    Trouble::Import { file: path.to_owned(), error: Box::new(error) }
}

/// Fills a new shop with its catalog, or with the demo.
async fn fill(
    shop: &Shop,
    arguments: &ServeArguments,
    catalog: Option<CatalogFile>,
) -> Result<(), Trouble> {
    if let (Some(file), Some(path)) = (catalog, &arguments.catalog) {
        let report = shop.storage.write(move |txn| file.apply(txn)).await;
        let report = report.map_err(|error| not_imported(path, error))?;
        println!("{}", report.summary());
    } else if !arguments.is_production() && shop.config.currency == seed::DEMO_CURRENCY {
        seed::lay_out_demo(shop).await?;
    }
    Ok(())
}

/// Stands in where no carrier of text messages is set up: nothing pretends to
/// have been sent.
struct NoCarrier;

impl Sms for NoCarrier {
    fn send<'a>(
        &'a self,
        _to: &'a PhoneNumber,
        _text: &'a str,
    ) -> Pin<Box<dyn Future<Output = Result<(), SmsError>> + Send + 'a>> {
        Box::pin(async { Err(SmsError("no carrier of text messages is set up".to_owned())) })
    }
}
