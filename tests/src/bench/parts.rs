//! Where the time of an order goes: the server's processor time by thread, and beside it what one
//! signature and one sync cost alone on this machine.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _,
    UnparsedPublicKey,
};

use super::{Table, median, process, shown};
use crate::places;
use crate::server::Server;

/// How often a single step is repeated for its median.
const REPEATS: usize = 200;

/// What a signed order of three lines comes to, about.
const ORDER_BYTES: usize = 900;

/// A page of the log with its head.
const FRAME_BYTES: usize = 4_120;

/// What the server had taken before the load began.
pub struct Before {
    threads: BTreeMap<String, Duration>,
    written: u64,
}

impl Before {
    pub fn look(server: &Server) -> Result<Self> {
        let pid = server.pid()?;
        Ok(Self { threads: process::threads(pid)?, written: process::written(pid)? })
    }

    /// Prints what it has taken since, by order.
    pub fn print(&self, server: &Server, orders: usize, wall: Duration) -> Result<()> {
        let each = u32::try_from(orders)?.max(1);
        let pid = server.pid()?;
        let mut table = Table::new(&["where an order's time goes", "per order"]);
        table.row(vec!["from one order to the next, all runs".to_owned(), shown(wall / each)]);
        for (name, now) in process::threads(pid)? {
            let spent = now.saturating_sub(self.threads.get(&name).copied().unwrap_or_default());
            if spent / each > Duration::ZERO {
                table.row(vec![format!("processor time of {}", told(&name)), shown(spent / each)]);
            }
        }
        table.row(vec!["one signature verified, alone".to_owned(), shown(verifying()?)]);
        table.row(vec!["one page written and synced, alone".to_owned(), shown(syncing()?)]);
        let written = process::written(pid)?.saturating_sub(self.written) / u64::from(each);
        table.row(vec!["bytes written to the disk".to_owned(), written.to_string()]);
        println!("{table}(32 connections, one by one)\n");
        Ok(())
    }
}

/// What the threads of a name do.
fn told(name: &str) -> String {
    let does = match name {
        "storage-writer" => "decide, write, commit",
        "storage-reader" => "look up ledger and device",
        "tokio-rt-worker" | "tokio-runtime-w" => "HTTP, JSON, verify",
        _ => return name.to_owned(),
    };
    format!("{name} ({does})")
}

fn verifying() -> Result<Duration> {
    let random = SystemRandom::new();
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let broken = |_| anyhow!("a key that cannot be made or used");
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).map_err(broken)?;
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random)
        .map_err(|error| anyhow!("a key that cannot be used: {error}"))?;
    let message = vec![b'o'; ORDER_BYTES];
    let signature = pair.sign(&random, &message).map_err(broken)?;
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref());
    repeated(|| key.verify(&message, signature.as_ref()).map_err(broken))
}

fn syncing() -> Result<Duration> {
    let folder = tempfile::tempdir_in(places::output("journeys/data")?)?;
    let mut file = File::create(folder.path().join("log"))?;
    let frame = vec![7; FRAME_BYTES];
    repeated(|| {
        file.write_all(&frame)?;
        Ok(file.sync_data()?)
    })
}

fn repeated(mut step: impl FnMut() -> Result<()>) -> Result<Duration> {
    let mut times = Vec::with_capacity(REPEATS);
    for _ in 0..REPEATS {
        let begun = Instant::now();
        step()?;
        times.push(begun.elapsed());
    }
    Ok(median(&times))
}
