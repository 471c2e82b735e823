//! The town and its customer, talking over real HTTP on this machine.

mod journeys;
mod money_back;
mod moods;
mod pages;
mod partners;
mod strictness;

use super::{SimulatedSms, Simulator, SimulatorConfig, SimulatorError, Stage, router};
use crate::payment::midtrans::{Midtrans, MidtransConfig};
use crate::payment::{Charge, ChargeItem, ChargeRequest, Gateway, GatewayError};
use crate::service::effects::{Clock, Entropy};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU16, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;
use warung_domain::money::{Currency, Money};
use warung_domain::payment::{Instructions, PaymentMethod};
use warung_domain::qris;
use warung_domain::time::Timestamp;

const KEY: &str = "SB-Mid-server-abc123cde456";
/// Eleven in the morning in Jakarta.
const ELEVEN: i64 = 1_795_320_000_000;
/// All that the gateway collects.
fn channels() -> impl Iterator<Item = PaymentMethod> {
    PaymentMethod::ALL.into_iter().filter(|method| method.needs_gateway())
}

/// Digits to type at the till, whichever way they came.
fn code(charge: &Charge) -> String {
    code_of(&charge.instructions)
}

fn code_of(instructions: &Instructions) -> String {
    match instructions {
        Instructions::Code { code, .. } => code.clone(),
        Instructions::VirtualAccount { number, .. } | Instructions::Bill { number, .. } => {
            number.clone()
        }
        Instructions::Qr { payload } => qris::read(payload).unwrap().reference.unwrap(),
        Instructions::Wallet { link, .. } => link.rsplit_once('=').unwrap().1.to_owned(),
        Instructions::Cash => panic!("no code"),
    }
}

struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Different bytes at each call, the same ones in each run.
struct Dice(AtomicU64);

impl Entropy for Dice {
    fn fill(&self, buffer: &mut [u8]) {
        for byte in buffer {
            let seed = self.0.fetch_add(1, Ordering::SeqCst).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            *byte = (seed >> 56) as u8;
        }
    }
}

/// The shop's ear: keeps what it hears, and answers as told.
struct Ear {
    heard: Mutex<Vec<Vec<u8>>>,
    answers: AtomicU16,
}

async fn hear(State(ear): State<Arc<Ear>>, body: Bytes) -> StatusCode {
    ear.heard.lock().unwrap().push(body.to_vec());
    StatusCode::from_u16(ear.answers.load(Ordering::SeqCst)).unwrap()
}

struct Town {
    simulator: Arc<Simulator>,
    gateway: Midtrans,
    clock: Arc<Hands>,
    ear: Arc<Ear>,
    /// `http://127.0.0.1:…/simulator`
    base: String,
    folder: tempfile::TempDir,
    /// The browser and the tools of this test.
    http: reqwest::Client,
}

impl Town {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Hands(AtomicI64::new(ELEVEN)));
        let ear = Arc::new(Ear { heard: Mutex::default(), answers: AtomicU16::new(200) });
        let ear_routes = Router::new().route("/hear", post(hear)).with_state(Arc::clone(&ear));
        let hears_at = format!("{}/hear", serve(ear_routes).await);
        let simulator = settle_down(folder.path(), &hears_at, Arc::clone(&clock)).unwrap();
        let routes = Router::new().nest("/simulator", router(Arc::clone(&simulator)));
        let base = format!("{}/simulator", serve(routes).await);
        let gateway = customer(&base, KEY);
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { simulator, gateway, clock, ear, base, folder, http }
    }

    /// The same data folder after a restart of the process.
    fn restarted(&self) -> Arc<Simulator> {
        let hears_at = self.simulator.notification_url.clone();
        settle_down(self.folder.path(), &hears_at, Arc::clone(&self.clock)).unwrap()
    }

    fn pass(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }

    fn heard(&self) -> Vec<Vec<u8>> {
        self.ear.heard.lock().unwrap().clone()
    }

    /// The payments the shop heard of, each notification verified.
    fn heard_of(&self) -> Vec<Result<String, GatewayError>> {
        self.heard()
            .iter()
            .map(|body| self.gateway.read_notification(&body.as_slice().into()))
            .collect()
    }

    async fn page(&self, path: &str) -> (u16, String) {
        let response = self.http.get(format!("{}{path}", self.base)).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }
}

fn settle_down(
    folder: &Path,
    notification_url: &str,
    clock: Arc<Hands>,
) -> Result<Arc<Simulator>, SimulatorError> {
    let config = SimulatorConfig {
        stage: Stage::Practice,
        file: folder.join("simulator.json"),
        merchant: "Warung <Bu> Tini".to_owned(),
        server_key: Some(KEY.to_owned()),
        notification_url: notification_url.to_owned(),
    };
    Simulator::open(config, clock, Arc::new(Dice(AtomicU64::new(1))))
}

/// Serves in the background; gives the address.
async fn serve(routes: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    format!("http://{address}")
}

fn customer(base: &str, key: &str) -> Midtrans {
    Midtrans::new(MidtransConfig {
        base_url: base.to_owned(),
        server_key: key.to_owned(),
        timeout: Duration::from_secs(10),
    })
    .unwrap()
}

fn rupiah(amount: i64) -> Money {
    Money::new(amount, Currency::IDR)
}

/// Two coffees and their shipping, 75,000 rupiah in all.
fn charge(id: &str, method: PaymentMethod) -> ChargeRequest {
    let item = |id: &str, name: &str, price, quantity| ChargeItem {
        id: id.to_owned(),
        name: name.to_owned(),
        price: rupiah(price),
        quantity,
    };
    ChargeRequest {
        payment_id: id.to_owned(),
        method,
        amount: rupiah(75_000),
        message: "Pesanan W-17".to_owned(),
        items: vec![
            item("kopi", "Kopi <b>Gayo</b>", 30_000, 2),
            item("kirim", "Ongkir", 15_000, 1),
        ],
        ordered_at: Timestamp::from_millis(ELEVEN),
        expiry_minutes: 60,
        return_to: "https://toko.example/orders/1/pay".to_owned(),
    }
}
