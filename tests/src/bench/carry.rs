//! Orders that travel from a screen to a camera: how long an order may be for one QR, and how long
//! larger ones take to be carried. Nothing here waits: looks of the camera are counted, from seeds.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result};
use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use warung_domain::address::Address;
use warung_domain::carry::packed;
use warung_domain::carry::shown::{Code, Frames, Seen, Shown, Watcher, show};
use warung_domain::command::{Command, CommandBody, OrderedLine, PlaceOrder, envelope};
use warung_domain::ids::{CommandId, ProductId};
use warung_domain::jws::b64;
use warung_domain::money::{Currency, Money};
use warung_domain::payment::PaymentMethod;
use warung_domain::time::Timestamp;

use super::{Table, median, percentile, shown as time};
use crate::places;

/// The link that a still code begins with; a longer name costs a line of the order.
const PAGE: &str = "https://warung.example/outbox";

/// What the camera does: so many looks a second, of which so many in a hundred see nothing.
const LOOKS_PER_SECOND: u64 = 15;
const LOST_PERCENT: u64 = 20;

/// How long a phone shows each frame, as in `app/src/components/shop/code_row.rs`.
const FRAME_MILLIS: u64 = 100;

/// Seeded runs of each length.
const RUNS: u64 = 2_000;

/// A thing of the demo catalog.
#[derive(Deserialize)]
struct Good {
    id: ProductId,
    price: String,
}

/// Chance that is the same on every machine.
struct Chance {
    seed: u64,
    draws: u64,
}

impl Chance {
    fn bytes(&mut self) -> [u8; 32] {
        self.draws += 1;
        let seed = [self.seed, self.draws].map(u64::to_le_bytes).concat();
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest(&SHA256, &seed).as_ref());
        bytes
    }

    fn below(&mut self, most: u64) -> u64 {
        self.bytes().iter().take(7).fold(0, |number, byte| number << 8 | u64::from(*byte)) % most
    }
}

/// Prints both tables and writes them to `reports/carry.md`.
pub fn run() -> Result<()> {
    let goods = goods()?;
    let mut text = String::from(
        "# Orders carried by camera\n\nMade with `cargo xtask bench carry`. Orders of things of the \
         demo catalog, each another one, with an address; keys and signatures are random bytes. \
         No clock runs: looks of a camera are counted.\n\n\
         ## What fits\n\n```text\n",
    );
    writeln!(text, "{}```\n", sizes(&goods)?)?;
    writeln!(
        text,
        "## How long it takes\n\nA camera that looks {LOOKS_PER_SECOND} times a second and sees nothing in \
         {LOST_PERCENT} % of its looks, a phone that shows each frame for {FRAME_MILLIS} ms; both begin \
         wherever they are. {RUNS} seeded runs of each; times until the order is read whole.\n\n```text\n{}```",
        times(&goods)?
    )?;
    println!("{text}");
    let out = places::report("carry.md");
    fs::write(&out, text).with_context(|| format!("cannot write {}", out.display()))
}

fn goods() -> Result<Vec<Good>> {
    let catalog = include_str!("../../../sync-server/demo/catalog.ndjson");
    catalog.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// An order for so many things, frozen; another one for every seed.
fn order(goods: &[Good], lines: usize, seed: u64) -> Result<String> {
    let mut chance = Chance { seed, draws: 0 };
    let at = Timestamp::from_millis(1_795_320_000_000);
    let mut left: Vec<&Good> = goods.iter().collect();
    let mut ordered = Vec::new();
    for _ in 0..lines {
        let most = u64::try_from(left.len())?;
        let good = left.swap_remove(usize::try_from(chance.below(most))?);
        ordered.push(OrderedLine {
            product: good.id.clone(),
            variant: "default".parse()?,
            quantity: u32::try_from(chance.below(3) + 1)?,
            unit_price: good.price.parse()?,
        });
    }
    let address = Address {
        recipient: "Sari Ayu Lestari".into(),
        phone: "+6281234567890".parse()?,
        street: "Jl. Terusan Buah Batu 118, RT 04/RW 07".into(),
        city: "Bandung".into(),
        postcode: "40266".into(),
        note: "Sebelah bengkel".into(),
    };
    let random: [u8; 32] = chance.bytes();
    let command = Command {
        v: 1,
        shop: "warung".parse()?,
        id: CommandId::mint(at, random.first_chunk().context("ten bytes")?),
        device: b64(&chance.bytes()).parse()?,
        seq: 14,
        at,
        body: CommandBody::PlaceOrder(Box::new(PlaceOrder {
            lines: ordered,
            delivery: "reguler".parse()?,
            address: Some(address),
            payment: PaymentMethod::Indomaret,
            total: Money::new(i64::try_from(chance.below(900))? * 500, Currency::IDR),
            epoch: b64(&chance.bytes())[..8].to_owned(),
            rev: 1_204,
            note: String::new(),
            number: None,
        })),
    };
    let signature = [chance.bytes(), chance.bytes()].concat();
    Ok(envelope::seal(&envelope::signing_input(&command), &signature))
}

fn shown_order(goods: &[Good], lines: usize, seed: u64) -> Result<Shown> {
    show(PAGE, &[&order(goods, lines, seed)?]).context("an order that no code holds")
}

fn version(code: &Code) -> Result<u8> {
    let segments =
        [QrSegment::make_bytes(code.before.as_bytes()), QrSegment::make_numeric(&code.digits)];
    Ok(QrCode::encode_segments_advanced(
        &segments,
        QrCodeEcc::Low,
        Version::MIN,
        Version::MAX,
        None,
        true,
    )?
    .version()
    .value())
}

/// What orders of some lengths come to, and the longest that fit one QR.
fn sizes(goods: &[Good]) -> Result<Table> {
    let head = ["lines", "signed bytes", "packed bytes", "codes", "QR version"];
    let mut table = Table::new(&head);
    for lines in [1, 5, 10, 20, 30, 50, 100] {
        let order = order(goods, lines, 1)?;
        let packed = packed::pack(&[&order]).context("an order that is not packed")?.len();
        let (codes, code) = match shown_order(goods, lines, 1)? {
            Shown::Still(code) => ("1".to_owned(), code),
            Shown::Moving(frames) => (format!("{} frames", frames.enough()), frames.at(0)),
        };
        let cells =
            [order.len().to_string(), packed.to_string(), codes, version(&code)?.to_string()];
        table.row([lines.to_string()].into_iter().chain(cells).collect());
    }
    let longest = |seed| -> Result<usize> {
        let mut lines = 1;
        while matches!(shown_order(goods, lines + 1, seed)?, Shown::Still(_)) {
            lines += 1;
        }
        Ok(lines)
    };
    let longest = (0..40).map(longest).collect::<Result<Vec<usize>>>()?;
    let least = longest.iter().min().copied().unwrap_or_default();
    let words = format!("lines in one QR: {}; the least of 40 orders: {least}", median(&longest));
    table.row(vec![words]);
    Ok(table)
}

/// How long orders of three lengths take by camera.
fn times(goods: &[Good]) -> Result<Table> {
    let mut table = Table::new(&["lines", "codes", "median", "95 of 100", "worst"]);
    for lines in [5, 30, 100] {
        let mut took = Vec::new();
        let mut codes = 0;
        for seed in 0..RUNS {
            let shown = shown_order(goods, lines, seed % 20)?;
            if let Shown::Moving(frames) = &shown {
                codes = frames.enough();
            }
            took.push(std::time::Duration::from_millis(carry(&shown, seed)?));
        }
        took.sort_unstable();
        let cells = [50, 95, 100].map(|part| time(percentile(&took, part)));
        let codes = codes.max(1).to_string();
        table.row([lines.to_string(), codes].into_iter().chain(cells).collect());
    }
    Ok(table)
}

/// Milliseconds until an order is read whole.
fn carry(shown: &Shown, seed: u64) -> Result<u64> {
    let mut chance = Chance { seed, draws: 1_000_000 };
    // The camera is turned on at any moment of the row.
    let begun = chance.below(6_000_000);
    let mut watcher = Watcher::default();
    for look in 1..10_000 {
        let millis = look * 1_000 / LOOKS_PER_SECOND;
        if chance.below(100) < LOST_PERCENT {
            continue;
        }
        let code = match shown {
            Shown::Still(code) => code.clone(),
            Shown::Moving(frames) => frame(frames, begun + millis)?,
        };
        if let Seen::Commands(_) = watcher.look(&code.to_string())? {
            return Ok(millis);
        }
    }
    anyhow::bail!("an order that is never read")
}

fn frame(frames: &Frames, millis: u64) -> Result<Code> {
    Ok(frames.at(u16::try_from(millis / FRAME_MILLIS % 65_536)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Holds F6, F7.
    #[test]
    fn orders_of_a_household_fit_one_code_and_a_cartload_takes_seconds() -> Result<()> {
        let goods = goods()?;
        for seed in 0..10 {
            assert!(matches!(shown_order(&goods, 20, seed)?, Shown::Still(_)), "20 lines, {seed}");
            let long = shown_order(&goods, 100, seed)?;
            let Shown::Moving(frames) = &long else { panic!("100 lines in one code") };
            // Each of both kinds within what a camera reads.
            assert!(version(&frames.at(65_535))? <= 18);
            assert!(carry(&long, seed)? < 5_000);
            let Shown::Still(code) = shown_order(&goods, 20, seed)? else { continue };
            assert!(version(&code)? <= 25);
        }
        Ok(())
    }
}
