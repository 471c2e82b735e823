//! `serve`: opens the shop, says where it is, and closes it in good order.

use super::arguments::ServeArguments;
use super::opening::{Opened, open};
use super::{DataFolder, Trouble};
use crate::http::assets::Assets;
use crate::http::{Http, router};
use crate::service::Shop;
use crate::service::catalog::pack_if_due;
use crate::service::seed::DEMO_ACCOUNTS;
use crate::{jobs, simulator};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long open connections may take to finish when the shop closes.
const CLOSING_TIME: Duration = Duration::from_secs(8);

/// How often it is looked whether the shards want packing.
const PACKING_ROUND: Duration = Duration::from_secs(300);

/// Opens the shop and serves it until it is told to stop.
pub fn run(arguments: ServeArguments) -> Result<(), Trouble> {
    arguments.check()?;
    let_many_in();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Trouble::Unexpected { what: error.to_string() })?
        .block_on(serve(arguments))
}

/// A connection is an open file. Many systems begin with 1,024 and allow far more to whoever asks.
#[cfg(unix)]
fn let_many_in() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
        tracing::warn!(%error, "the number of connections cannot be raised");
    }
}

#[cfg(not(unix))]
const fn let_many_in() {}

async fn serve(arguments: ServeArguments) -> Result<(), Trouble> {
    let wanted = SocketAddr::new(arguments.host, arguments.port);
    // The port comes first: a second start changes nothing in the data folder.
    let listener = TcpListener::bind(wanted)
        .await
        .map_err(|source| Trouble::Bind { address: wanted, source })?;
    let unexpected = |error: std::io::Error| Trouble::Unexpected { what: error.to_string() };
    let bound = listener.local_addr().map_err(unexpected)?;
    let folder = DataFolder::open(&arguments.data)?;
    let _only_one = folder.lock()?;
    let opened = open(&arguments, &folder, bound).await?;
    jobs::take_over(&opened.shop).await?;

    let mut http = Http::new(Arc::clone(&opened.shop), assets(arguments.dist.clone()));
    if arguments.behind_proxy {
        http = http.behind_proxy();
    }
    if arguments.retire_worker {
        http = http.retiring_the_worker();
        tracing::warn!("the app's service worker is being taken off the phones");
    }
    let town = opened.simulator.as_ref().map(|town| simulator::router(Arc::clone(town)));
    let app = router(http.clone(), town).into_make_service_with_connect_info::<SocketAddr>();

    let (stop, stopped) = watch::channel(false);
    let work = tokio::spawn(jobs::run(Arc::clone(&opened.shop), until_true(stopped.clone())));
    let early = http.clone();
    tokio::spawn(async move { early.warm_up().await });
    let packing = tokio::spawn(keep_packed(Arc::clone(&opened.shop)));
    let town = opened.simulator.clone().map(|town| tokio::spawn(town.run()));
    // From here on a signal closes the shop in good order, so it may be announced.
    let stop_signal = StopSignal::listen().map_err(unexpected)?;
    announce(&opened);

    let server = axum::serve(listener, app).with_graceful_shutdown(until_true(stopped.clone()));
    let closing = async {
        stop_signal.heard().await;
        tracing::info!("closing");
        stop.send_replace(true);
        http.close();
        tokio::time::sleep(CLOSING_TIME).await;
    };
    tokio::select! {
        served = server => served.map_err(unexpected)?,
        () = closing => tracing::warn!("some connections were cut"),
    }
    stop.send_replace(true);
    packing.abort();
    if let Some(town) = town {
        town.abort();
    }
    // A job that is under way keeps its lease and is taken up at the next start.
    let _ = tokio::time::timeout(CLOSING_TIME, work).await;
    println!("The shop is closed.");
    Ok(())
}

async fn until_true(mut flag: watch::Receiver<bool>) {
    // A dropped sender means that everything ends anyway.
    let _ = flag.wait_for(|is_set| *is_set).await;
}

async fn keep_packed(shop: Arc<Shop>) {
    loop {
        match pack_if_due(&shop).await {
            Ok(true) => tracing::info!("the catalog was packed anew"),
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "the catalog was not packed"),
        }
        tokio::time::sleep(PACKING_ROUND).await;
    }
}

#[cfg(feature = "embed-app")]
fn assets(dist: Option<PathBuf>) -> Assets {
    dist.map_or(Assets::Embedded, Assets::Folder)
}

#[cfg(not(feature = "embed-app"))]
fn assets(dist: Option<PathBuf>) -> Assets {
    let folder = dist.unwrap_or_else(|| PathBuf::from("target/dist"));
    if !folder.join("index.html").is_file() {
        tracing::warn!("there is no built app in {}", folder.display());
    }
    Assets::Folder(folder)
}

/// Says that the shop is open, and everything one needs to look around.
fn announce(opened: &Opened) {
    let url = &opened.shop.config.public_url;
    println!("{} is open at {url}/", opened.shop.config.shop_name);
    println!("  sellers' counter      {url}/counter/");
    if opened.simulator.is_some() {
        println!("  practice bank, till   {url}/simulator");
        println!("  practice partners     {url}/simulator/partner");
        println!("  text messages         {url}/simulator/sms");
    }
    if opened.is_demo {
        for person in DEMO_ACCOUNTS {
            let role = if person.seller.is_some() { "seller" } else { "shopper" };
            println!(
                "  demo {role:<8}         {} {} password {}",
                person.phone, person.name, person.password
            );
        }
    }
    println!("Press Ctrl+C to close.");
}

/// The wish to stop, heard from the moment this is made.
#[cfg(unix)]
struct StopSignal {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl StopSignal {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn heard(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct StopSignal;

#[cfg(not(unix))]
impl StopSignal {
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn heard(self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
