//! How many orders a second become durable: signed orders of three lines through
//! `POST /api/v1/commands`, each answered only after its transaction is on the disk.
//!
//! Commands are signed before the clock starts. Every connection is a thread with a device of its
//! own and one open connection; it sends the next push when the last is answered.

use std::sync::Barrier;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Result, anyhow, ensure};
use warung_domain::command::Verdict;
use warung_domain::protocol::PushAnswer;
use warung_domain::time::Timestamp;

use super::first_sync::furniture_shop;
use super::wire::{Wire, push_request};
use super::{Table, median, parts, percentile, process, shown, shown_bytes};
use crate::device::{Device, Offer, push};
use crate::people::DEWI;
use crate::server::Server;

/// How it is sent: connections, commands in a push, and pushes of each connection in one run.
const LOADS: [(usize, usize, usize); 8] = [
    (1, 1, 1_000),
    (8, 1, 500),
    (32, 1, 250),
    (256, 1, 40),
    (1, 50, 60),
    (8, 50, 20),
    (32, 50, 10),
    (256, 50, 2),
];

/// The load whose processor time is taken apart.
const TAKEN_APART: (usize, usize) = (32, 1);

/// Lines of an order.
pub const LINES: usize = 3;

/// A run that takes longer ends where it is: the bench stops by itself.
const LONGEST_RUN: Duration = Duration::from_secs(20);

/// What one run showed.
#[derive(Default)]
struct Run {
    orders: usize,
    took: Duration,
    /// Of every push, in no order.
    latencies: Vec<Duration>,
    /// Bytes of HTTP, there and back.
    sent: u64,
    received: u64,
}

impl Run {
    fn per_second(&self) -> u128 {
        self.orders as u128 * 1_000_000 / self.took.as_micros().max(1)
    }
}

/// Measures every load several times on one shop.
pub fn run(runs: u32) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut server = furniture_shop(folder.path())?;
    server.stop()?;
    let begun = Instant::now();
    server.start()?;
    let start = begun.elapsed();
    let (idle, _) = process::memory(server.pid()?)?;
    let mut client = server.client();
    DEWI.sign_up(&mut client)?;
    let offer = Offer::read(&mut client)?;
    let most = LOADS.iter().map(|(connections, ..)| *connections).max().unwrap_or(1);
    let mut devices = (0..most).map(|_| Device::bind(&mut client)).collect::<Result<Vec<_>>>()?;

    let mut table = Table::new(&[
        "durable orders of 3 lines",
        "orders",
        "orders/s",
        "p50 of a push",
        "p99 of a push",
        "bytes up",
        "bytes down",
    ]);
    for (connections, batch, pushes) in LOADS {
        let devices = &mut devices[..connections];
        let mut measured = Vec::new();
        let before = parts::Before::look(&server)?;
        for _ in 0..runs {
            let prepared = prepare(devices, &offer, &server.host(), batch, pushes)?;
            measured.push(one_run(&server.host(), prepared)?);
        }
        table.row(cells(connections, batch, &measured));
        if (connections, batch) == TAKEN_APART {
            let orders = measured.iter().map(|run| run.orders).sum();
            before.print(&server, orders, measured.iter().map(|run| run.took).sum())?;
        }
    }
    println!(
        "{table}(medians of {runs} runs; bytes are HTTP's per order, one round trip per push; client \
         and server share the machine)\n"
    );
    print_server(&server, start, idle)
}

fn print_server(server: &Server, start: Duration, idle: u64) -> Result<()> {
    let (_, peak) = process::memory(server.pid()?)?;
    let mut table = Table::new(&["the server", "start", "memory idle", "memory at most"]);
    table.row(vec![
        "with all of these orders".to_owned(),
        shown(start),
        shown_bytes(idle),
        shown_bytes(peak),
    ]);
    println!(
        "{table}(the start is looked at every 25 ms; memory is resident, with mapped files)\n"
    );
    Ok(())
}

fn cells(connections: usize, batch: usize, measured: &[Run]) -> Vec<String> {
    let lines = if connections == 1 { "connection" } else { "connections" };
    let name = match batch {
        1 => format!("{connections} {lines}, one by one"),
        _ => format!("{connections} {lines}, {batch} in a push"),
    };
    let mut latencies: Vec<_> = measured.iter().flat_map(|run| run.latencies.clone()).collect();
    latencies.sort_unstable();
    let orders: usize = measured.iter().map(|run| run.orders).sum();
    let per_order = |bytes: fn(&Run) -> u64| {
        (measured.iter().map(bytes).sum::<u64>() / (orders as u64).max(1)).to_string()
    };
    vec![
        name,
        orders.to_string(),
        median(&measured.iter().map(Run::per_second).collect::<Vec<_>>()).to_string(),
        shown(percentile(&latencies, 50)),
        shown(percentile(&latencies, 99)),
        per_order(|run| run.sent),
        per_order(|run| run.received),
    ]
}

/// The moment as the protocol writes it.
pub fn now() -> Result<Timestamp> {
    let millis = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    Ok(Timestamp::from_millis(i64::try_from(millis)?))
}

/// For each connection its requests, signed and written out.
fn prepare(
    devices: &mut [Device],
    offer: &Offer,
    host: &str,
    batch: usize,
    pushes: usize,
) -> Result<Vec<Vec<Vec<u8>>>> {
    let at = now()?;
    let request = |device: &mut Device| {
        let commands =
            (0..batch).map(|_| device.order(offer, LINES, at)).collect::<Result<Vec<_>>>()?;
        Ok(push_request(host, &serde_json::to_vec(&push(&commands))?))
    };
    devices.iter_mut().map(|device| (0..pushes).map(|_| request(device)).collect()).collect()
}

fn one_run(host: &str, prepared: Vec<Vec<Vec<u8>>>) -> Result<Run> {
    let begin = Barrier::new(prepared.len() + 1);
    let (outcomes, took) = std::thread::scope(|scope| {
        let senders: Vec<_> = prepared
            .into_iter()
            .map(|requests| scope.spawn(|| send(host, &begin, requests)))
            .collect();
        begin.wait();
        let started = Instant::now();
        let outcomes: Vec<Result<Run>> = senders
            .into_iter()
            .map(|sender| sender.join().map_err(|_| anyhow!("a sender broke"))?)
            .collect();
        (outcomes, started.elapsed())
    });
    let mut run = Run { took, ..Run::default() };
    for outcome in outcomes {
        let sent = outcome?;
        run.orders += sent.orders;
        run.latencies.extend(sent.latencies);
        run.sent += sent.sent;
        run.received += sent.received;
    }
    Ok(run)
}

fn send(host: &str, begin: &Barrier, requests: Vec<Vec<u8>>) -> Result<Run> {
    // Opens the connection before the clock starts. Whatever happens, the others must not wait
    // for this one for ever, so the barrier comes before the error.
    let opened = Wire::open(host);
    begin.wait();
    let mut wire = opened?;
    let started = Instant::now();
    let mut sent = Run::default();
    for request in requests {
        if started.elapsed() > LONGEST_RUN {
            break;
        }
        let asked = Instant::now();
        let reply = wire.send(&request)?;
        sent.latencies.push(asked.elapsed());
        ensure!(reply.status == 200, "{}: {}", reply.status, String::from_utf8_lossy(&reply.body));
        let answer: PushAnswer = serde_json::from_slice(&reply.body)?;
        for answer in &answer.answers {
            ensure!(
                answer.verdict == Verdict::Applied && !answer.replay,
                "an order was not taken: {answer:?}"
            );
        }
        sent.orders += answer.answers.len();
    }
    (sent.sent, sent.received) = (wire.sent, wire.received);
    Ok(sent)
}
