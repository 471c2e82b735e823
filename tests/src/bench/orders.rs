//! How many orders a second become durable: signed commands through `POST /api/v1/commands`, each
//! answered only after its transaction is on the disk.
//!
//! Commands are signed before the clock starts. Every connection is a thread with a device of its
//! own and one open connection; it sends the next push when the last is answered.

use std::sync::Barrier;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, anyhow, ensure};
use warung_domain::command::Verdict;
use warung_domain::protocol::{Push, PushAnswer};
use warung_domain::time::Timestamp;

use super::first_sync::furniture_shop;
use super::{Table, median, percentile, shown};
use crate::device::{Device, Offer, push};
use crate::http::Client;
use crate::people::DEWI;

/// How it is sent: connections, commands in a push, and pushes of each connection in one run.
const LOADS: [(usize, usize, usize); 6] =
    [(1, 1, 400), (8, 1, 200), (32, 1, 80), (1, 50, 20), (8, 50, 8), (32, 50, 4)];

/// A run that takes longer ends where it is: the bench stops by itself.
const LONGEST_RUN: Duration = Duration::from_secs(20);

/// What one run showed.
struct Run {
    orders: usize,
    took: Duration,
    /// Of every push, in no order.
    latencies: Vec<Duration>,
}

impl Run {
    fn per_second(&self) -> u128 {
        self.orders as u128 * 1_000_000 / self.took.as_micros().max(1)
    }
}

/// Measures every load several times on a fresh shop.
pub fn run(runs: u32) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = furniture_shop(folder.path())?;
    let mut client = server.client();
    DEWI.sign_up(&mut client)?;
    let offer = Offer::read(&mut client)?;
    let most = LOADS.iter().map(|(connections, ..)| *connections).max().unwrap_or(1);
    let mut devices = (0..most).map(|_| Device::bind(&mut client)).collect::<Result<Vec<_>>>()?;

    let mut table =
        Table::new(&["durable orders", "orders", "orders/s", "p50 of a push", "p99 of a push"]);
    for (connections, batch, pushes) in LOADS {
        let devices = &mut devices[..connections];
        let mut measured = Vec::new();
        for _ in 0..runs {
            let prepared = prepare(devices, &offer, batch, pushes)?;
            measured.push(one_run(&server.origin(), prepared)?);
        }
        let lines = if connections == 1 { "connection" } else { "connections" };
        let name = match batch {
            1 => format!("{connections} {lines}, one by one"),
            _ => format!("{connections} {lines}, {batch} in a push"),
        };
        let mut latencies: Vec<_> = measured.iter().flat_map(|run| run.latencies.clone()).collect();
        latencies.sort_unstable();
        table.row(vec![
            name,
            measured.iter().map(|run| run.orders).sum::<usize>().to_string(),
            median(&measured.iter().map(Run::per_second).collect::<Vec<_>>()).to_string(),
            shown(percentile(&latencies, 50)),
            shown(percentile(&latencies, 99)),
        ]);
    }
    println!("{table}(medians of {runs} runs; client and server share the machine)\n");
    Ok(())
}

/// For each connection its pushes, signed.
fn prepare(
    devices: &mut [Device],
    offer: &Offer,
    batch: usize,
    pushes: usize,
) -> Result<Vec<Vec<Push>>> {
    let millis = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let now = Timestamp::from_millis(i64::try_from(millis)?);
    let of_device = |device: &mut Device| {
        (0..pushes)
            .map(|_| {
                let commands =
                    (0..batch).map(|_| device.order(offer, now)).collect::<Result<Vec<_>>>()?;
                Ok(push(&commands))
            })
            .collect()
    };
    devices.iter_mut().map(of_device).collect()
}

fn one_run(origin: &str, prepared: Vec<Vec<Push>>) -> Result<Run> {
    let begin = Barrier::new(prepared.len() + 1);
    let outcomes = std::thread::scope(|scope| {
        let senders: Vec<_> = prepared
            .into_iter()
            .map(|pushes| scope.spawn(|| send(origin, &begin, pushes)))
            .collect();
        begin.wait();
        let started = Instant::now();
        let outcomes: Vec<Result<Sent>> = senders
            .into_iter()
            .map(|sender| sender.join().map_err(|_| anyhow!("a sender broke"))?)
            .collect();
        (outcomes, started.elapsed())
    });
    let (outcomes, took) = outcomes;
    let mut run = Run { orders: 0, took, latencies: Vec::new() };
    for outcome in outcomes {
        let sent = outcome?;
        run.orders += sent.orders;
        run.latencies.extend(sent.latencies);
    }
    Ok(run)
}

#[derive(Default)]
struct Sent {
    orders: usize,
    latencies: Vec<Duration>,
}

fn send(origin: &str, begin: &Barrier, pushes: Vec<Push>) -> Result<Sent> {
    let mut client = Client::new(origin);
    // Opens the connection before the clock starts. Whatever happens, the others must not wait
    // for this one for ever, so the barrier comes before the error.
    let opened = client.get("/healthz");
    begin.wait();
    opened.context("no connection")?;
    let started = Instant::now();
    let mut sent = Sent::default();
    for push in pushes {
        if started.elapsed() > LONGEST_RUN {
            break;
        }
        let asked = Instant::now();
        let answer = client.post("/api/v1/commands", &push)?;
        sent.latencies.push(asked.elapsed());
        let answer: PushAnswer = answer.json()?;
        for answer in &answer.answers {
            ensure!(
                answer.verdict == Verdict::Applied && !answer.replay,
                "an order was not taken: {answer:?}"
            );
        }
        sent.orders += answer.answers.len();
    }
    Ok(sent)
}
