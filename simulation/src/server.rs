//! The shop's server: the real router over real services and a real file, which
//! can die at any moment and be started again on what lies on the disk then, by the
//! same program, a newer one, or one that is too old.

use crate::bank::Bank;
use crate::cast::{EPOCH, config, electricity};
use crate::chance::Chance;
use crate::partner::Partner;
use crate::time::{Dice, ShopClock};
use crate::wire::{Answer, Request};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::broadcast;
use tower::ServiceExt as _;
use warung_server::biller::Billers;
use warung_server::http::assets::Assets;
use warung_server::http::{Http, router};
use warung_server::keys::SigningKeys;
use warung_server::service::{Shop, Wake};
use warung_server::sms::{Sms, SmsError};
use warung_server::storage::StorageError;
use warung_server::storage::sqlite::SqliteStorage;

/// Nobody signs up in a schedule.
struct NoSms;

impl Sms for NoSms {
    fn send<'a>(
        &'a self,
        _to: &'a warung_domain::phone::PhoneNumber,
        _text: &'a str,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<(), SmsError>> + Send + 'a>> {
        Box::pin(async { Ok(()) })
    }
}

/// A server that runs.
#[derive(Clone)]
pub struct Running {
    pub shop: Arc<Shop>,
    router: Router,
}

/// Which program is started on the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    Same,
    /// The one before knew only the schema of this number.
    Newer(usize),
    /// It does not know the file's schema yet, and has to leave it as it is.
    TooOld,
}

/// The server and its disk.
pub struct Server {
    folder: PathBuf,
    /// Counts the lives: each begins on a copy of what the one before left.
    life: u32,
    pub clock: ShopClock,
    bank: Bank,
    partner: Partner,
    dice: Chance,
    /// What is started next.
    pub program: Program,
    pub running: Option<Running>,
}

impl Server {
    /// Lays a copy of the template into the folder and starts on it.
    pub fn begin(
        folder: &Path,
        template: &Path,
        clock: ShopClock,
        (bank, partner): (Bank, Partner),
        dice: Chance,
        program: Program,
    ) -> Result<Self, StorageError> {
        let folder = folder.to_owned();
        let mut server =
            Self { folder, life: 0, clock, bank, partner, dice, program, running: None };
        let copied = std::fs::copy(template, server.file());
        copied.map_err(|error| StorageError::Engine(error.to_string()))?;
        server.start()?;
        Ok(server)
    }

    fn file(&self) -> PathBuf {
        self.folder.join(format!("life-{}.sqlite", self.life))
    }

    pub fn start(&mut self) -> Result<(), StorageError> {
        match std::mem::replace(&mut self.program, Program::Same) {
            Program::Same => {}
            Program::Newer(schema) => SqliteStorage::take_back(self.file(), schema)?,
            // It ends with this error, and the right one is started in its place.
            Program::TooOld => drop(SqliteStorage::open_as_too_old(self.file())?),
        }
        let storage = SqliteStorage::open_stepwise(self.file(), EPOCH)?;
        let dice = self.dice.branch();
        let others = (self.bank.clone(), self.partner.clone());
        let shop = open_shop(storage, self.clock.clone(), others, dice)?;
        let http = Http::new(Arc::clone(&shop), Assets::Folder(self.folder.clone()));
        self.running = Some(Running { shop, router: router(http, None) });
        Ok(())
    }

    /// Dies. What is on the disk at this moment is all that the next life has: the
    /// files are copied before anything is closed.
    pub fn die(&mut self) {
        let before = self.file();
        self.life += 1;
        let after = self.file();
        for suffix in ["", "-wal"] {
            // A log that was never written is none.
            let _ = std::fs::copy(beside(&before, suffix), beside(&after, suffix));
        }
        self.stop();
        clear(&before);
    }

    fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.shop.storage.abandon();
        }
    }

    /// How many transactions have ended in this life.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.running.as_ref().map_or(0, |running| running.shop.storage.commits())
    }
}

/// A shop on a file, with the clock, the bank, the partner and the dice it is given.
pub(crate) fn open_shop(
    storage: SqliteStorage,
    clock: ShopClock,
    (bank, partner): (Bank, Partner),
    dice: Chance,
) -> Result<Arc<Shop>, StorageError> {
    let kid = "k1".parse().map_err(|_| StorageError::Stopped)?;
    Ok(Arc::new(Shop {
        config: config(),
        storage,
        clock: Arc::new(clock),
        entropy: Arc::new(Dice::new(dice)),
        gateway: Arc::new(bank),
        billers: Billers::default().with(electricity().terms.id, Arc::new(partner)),
        sms: Arc::new(NoSms),
        keys: SigningKeys::new(kid, &[7; 32], vec![]),
        jobs: Wake::default(),
        pulls: broadcast::channel(64).0,
    }))
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
        clear(&self.file());
    }
}

/// A file of SQLite's beside the database.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Removes a database with its log: what is left of one would be played into the
/// next of that name.
fn clear(path: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(beside(path, suffix));
    }
}

impl Running {
    /// The way from a request to its answer, through everything the server does.
    pub async fn answer(self, request: Request) -> Answer {
        let built = axum::http::Request::builder()
            .uri(&request.path)
            .method(if request.body.is_some() { "POST" } else { "GET" })
            .header(header::CONTENT_TYPE, "application/json")
            .header("sec-fetch-site", "same-origin");
        let built = match &request.cookie {
            Some(cookie) => built.header(header::COOKIE, cookie),
            None => built,
        };
        let body = request.body.map_or_else(Body::empty, Body::from);
        let request = built.body(body).expect("paths and cookies are plain");
        let response = match self.router.oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let (parts, body) = response.into_parts();
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let content_type = text(header::CONTENT_TYPE).unwrap_or_default().to_owned();
        let retry_after = text(header::RETRY_AFTER).and_then(|seconds| seconds.parse().ok());
        let body = to_bytes(body, usize::MAX).await.map(|bytes| bytes.to_vec()).unwrap_or_default();
        Answer { status: parts.status.as_u16(), content_type, retry_after, body }
    }
}
