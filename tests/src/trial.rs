//! A fault on trial: what was saved on the phone is written down, the shop is asked what it has,
//! and the two are compared. One line of the outcome goes to where the table is made.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use warung_domain::payment::{Instructions, PaymentState};
use warung_domain::protocol::{MyChanges, OrderView};
use warung_domain::time::Timestamp;

use crate::browser::Engine;
use crate::http::Client;
use crate::people::SARI;
use crate::server::Server;
use crate::story::Story;
use crate::waiting::{PATIENCE, until};

/// The file outcomes are appended to, one JSON object a line.
pub const OUTCOMES: &str = "WARUNG_FAULT_OUTCOMES";

/// How a trial ended, apart from failing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The promise held.
    Held,
    /// The fault cannot be made in this engine or on this machine, and why.
    CannotBeMade(String),
}

/// What the shop has, against what was saved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    pub saved: usize,
    pub lost: usize,
    pub doubled: usize,
    /// Demands for money beyond one for each order.
    pub charges_doubled: usize,
}

/// One fault in one engine.
pub struct Trial {
    /// Asks the shop past the bad line; signed in once, while all is well.
    asking: Option<Client>,
    saved: BTreeSet<String>,
    count: Count,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Line<'a> {
    fault: &'a str,
    engine: &'a str,
    result: &'a str,
    reason: String,
    #[serde(flatten)]
    count: Count,
    notes: String,
    seconds: u64,
}

/// Tells a story under a fault and writes down how it ended.
pub fn under(fault: &str, tell: impl FnOnce(&mut Trial) -> Result<Outcome>) -> Story {
    let engine = Engine::chosen()?;
    let began = Instant::now();
    let mut trial =
        Trial { asking: None, saved: BTreeSet::new(), count: Count::default(), notes: Vec::new() };
    let told = tell(&mut trial);
    let (result, reason) = match &told {
        Ok(Outcome::Held) => ("passed", String::new()),
        Ok(Outcome::CannotBeMade(why)) => ("skipped", why.clone()),
        Err(reason) => ("failed", reason.to_string().lines().next().unwrap_or_default().to_owned()),
    };
    let line = Line {
        fault,
        engine: engine.name(),
        result,
        reason,
        count: trial.count,
        notes: trial.notes.join("; "),
        seconds: began.elapsed().as_secs(),
    };
    let json = serde_json::to_string(&line).context("an outcome is plain data")?;
    println!("{json}");
    if let Some(path) = std::env::var_os(OUTCOMES).map(PathBuf::from) {
        let file = File::options().create(true).append(true).open(path);
        file.and_then(|mut file| writeln!(file, "{json}")).context("the outcome cannot be kept")?;
    }
    Ok(told.map(drop)?)
}

impl Trial {
    /// Writes down that the phone said *saved* about the order of this page.
    pub fn saved(&mut self, page: &str) {
        let id = page.trim_start_matches("/orders/");
        self.saved.insert(id.to_owned());
    }

    /// A figure worth a place in the table.
    pub fn note(&mut self, figure: String) {
        self.notes.push(figure);
    }

    /// Waits until the shop has as many orders as were saved and has asked for the money of each,
    /// then compares them one by one.
    pub fn settle(&mut self, server: &Server) -> Result<()> {
        self.settle_within(server, PATIENCE)
    }

    /// The same, with more patience for a worse line.
    pub fn settle_within(&mut self, server: &Server, patience: Duration) -> Result<()> {
        let wanted = self.saved.len();
        let client = self.asking(server)?;
        let arrived = until(patience, "every order and its charge", || {
            let orders = orders(client)?;
            let charged = orders.iter().filter(|order| code(order).is_some()).count();
            ensure!(orders.len() >= wanted, "{} of {wanted} orders are there", orders.len());
            ensure!(charged == orders.len(), "{charged} of {} are charged", orders.len());
            Ok(())
        });
        let orders = orders(client)?;
        let ids: BTreeSet<String> = orders.iter().map(|view| view.order.id.to_string()).collect();
        let bills = server.bills()?;
        self.count = Count {
            saved: wanted,
            lost: self.saved.difference(&ids).count(),
            doubled: orders.len() - self.saved.intersection(&ids).count(),
            charges_doubled: bills.len().saturating_sub(orders.len()),
        };
        arrived?;
        let clean = Count { saved: wanted, ..Count::default() };
        ensure!(
            self.count == clean,
            "{:?}: saved {:?}, the shop has {ids:?}",
            self.count,
            self.saved
        );
        for order in &orders {
            let code = code(order).context("an order nobody was asked to pay for")?;
            let asked = bills.iter().filter(|bill| **bill == code).count();
            ensure!(asked == 1, "{asked} bills for the order {}", order.order.id);
        }
        Ok(())
    }

    /// The shop has none of it yet.
    pub fn nothing_arrived(&mut self, server: &Server) -> Result<()> {
        let orders = orders(self.asking(server)?)?;
        ensure!(orders.is_empty(), "the shop has {} orders already", orders.len());
        Ok(())
    }

    /// When the shop took the newest order, by its own clock.
    pub fn accepted_at(&mut self, server: &Server) -> Result<Timestamp> {
        let orders = orders(self.asking(server)?)?;
        orders.iter().map(|view| view.order.accepted_at).max().context("no order")
    }

    fn asking(&mut self, server: &Server) -> Result<&mut Client> {
        if self.asking.is_none() {
            let mut client = server.client();
            SARI.sign_in(&mut client)?;
            self.asking = Some(client);
        }
        self.asking.as_mut().context("somebody to ask")
    }

    /// Waits until the shop has so many orders, whatever the phone knows of it.
    pub fn arrived(&mut self, server: &Server, wanted: usize) -> Result<()> {
        let client = self.asking(server)?;
        until(PATIENCE, "orders to arrive", || {
            let orders = orders(client)?;
            ensure!(orders.len() == wanted, "the shop has {}", orders.len());
            Ok(())
        })
    }
}

/// All orders of the shopper, as the shop has them.
fn orders(client: &mut Client) -> Result<Vec<OrderView>> {
    let mut all: Vec<OrderView> = Vec::new();
    let mut since = 0;
    loop {
        let path = format!("/api/v1/me/changes?since={since}");
        let changes: MyChanges = client.get(&path)?.json()?;
        for view in changes.orders {
            all.retain(|known| known.order.id != view.order.id);
            all.push(view);
        }
        if !changes.more {
            return Ok(all);
        }
        since = changes.cursor;
    }
}

/// The code an order is to be paid by, once the gateway has given one.
fn code(view: &OrderView) -> Option<String> {
    let PaymentState::Pending { instructions, .. } = &view.order.payment else { return None };
    match instructions {
        Instructions::Code { code, .. } => Some(code.clone()),
        Instructions::VirtualAccount { number, .. } | Instructions::Bill { number, .. } => {
            Some(number.clone())
        }
        Instructions::Qr { payload } => Some(payload.clone()),
        Instructions::Wallet { .. } | Instructions::Cash => None,
    }
}
