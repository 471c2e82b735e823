//! Two thousand phones whose line returns in the same second, each with an order it has kept. Each
//! sends the same bytes until it has a verdict, and waits as long as it is told to.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, ensure};
use warung_domain::command::Verdict;
use warung_domain::protocol::PushAnswer;

use super::first_sync::furniture_shop;
use super::orders::{LINES, now};
use super::wire::{Wire, push_request};
use super::{Table, percentile, process, shown, shown_bytes};
use crate::device::{Device, Offer, push};
use crate::people::DEWI;

const PHONES: usize = 2_000;

/// Two thousand threads that only wait need little.
const STACK_BYTES: usize = 192 * 1_024;

/// How long a phone waits whose line broke.
const BROKEN: Duration = Duration::from_millis(250);

/// A phone that is not done by then has been lost, which is what must not happen.
const LONGEST: Duration = Duration::from_secs(120);

#[derive(Default)]
struct Told {
    took: Duration,
    turned_away: u32,
    broken: u32,
}

pub fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = furniture_shop(folder.path())?;
    let (idle, _) = process::memory(server.pid()?)?;
    let mut client = server.client();
    DEWI.sign_up(&mut client)?;
    let (offer, at, host) = (Offer::read(&mut client)?, now()?, server.host());
    let requests = (0..PHONES)
        .map(|_| {
            let order = Device::bind(&mut client)?.order(&offer, LINES, at)?;
            Ok(push_request(&host, &serde_json::to_vec(&push(&[order]))?))
        })
        .collect::<Result<Vec<_>>>()?;
    let begin = Barrier::new(PHONES + 1);
    let (told, took) = std::thread::scope(|scope| -> Result<_> {
        let phones = requests
            .iter()
            .map(|request| {
                let phone = std::thread::Builder::new().stack_size(STACK_BYTES);
                Ok(phone.spawn_scoped(scope, || {
                    begin.wait();
                    drain(&host, request)
                })?)
            })
            .collect::<Result<Vec<_>>>()?;
        begin.wait();
        let begun = Instant::now();
        let told = phones
            .into_iter()
            .map(|phone| phone.join().map_err(|_| anyhow!("a phone broke"))?)
            .collect::<Result<Vec<_>>>()?;
        Ok((told, begun.elapsed()))
    })?;
    let (_, peak) = process::memory(server.pid()?)?;
    let mut latencies: Vec<Duration> = told.iter().map(|told| told.took).collect();
    latencies.sort_unstable();
    let mut table = Table::new(&[
        "back in the same second",
        "drained",
        "all in",
        "p50",
        "p99",
        "last",
        "turned away",
        "lines broken",
        "memory idle",
        "memory at most",
    ]);
    table.row(vec![
        format!("{PHONES} phones, one order each"),
        told.len().to_string(),
        shown(took),
        shown(percentile(&latencies, 50)),
        shown(percentile(&latencies, 99)),
        shown(percentile(&latencies, 100)),
        told.iter().map(|told| told.turned_away).sum::<u32>().to_string(),
        told.iter().map(|told| told.broken).sum::<u32>().to_string(),
        shown_bytes(idle),
        shown_bytes(peak),
    ]);
    println!(
        "{table}(times are from the first try to the verdict, waits that were asked for and all)\n"
    );
    Ok(())
}

fn drain(host: &str, request: &[u8]) -> Result<Told> {
    let begun = Instant::now();
    let mut told = Told::default();
    let mut wire = None;
    loop {
        ensure!(begun.elapsed() < LONGEST, "a phone has no verdict after {} s", LONGEST.as_secs());
        let reply = match &mut wire {
            Some(wire) => Wire::send(wire, request),
            none => Wire::open(host).and_then(|new| none.insert(new).send(request)),
        };
        match reply {
            Ok(reply) if reply.status == 200 => {
                let answer: PushAnswer = serde_json::from_slice(&reply.body)?;
                let verdict = answer.answers.first().map(|answer| &answer.verdict);
                ensure!(verdict == Some(&Verdict::Applied), "an order was not taken: {answer:?}");
                told.took = begun.elapsed();
                return Ok(told);
            }
            Ok(reply) => {
                ensure!(matches!(reply.status, 429 | 503), "answered {}", reply.status);
                told.turned_away += 1;
                std::thread::park_timeout(reply.retry_after.unwrap_or(BROKEN));
            }
            Err(_) => {
                (wire, told.broken) = (None, told.broken + 1);
                std::thread::park_timeout(BROKEN);
            }
        }
    }
}
