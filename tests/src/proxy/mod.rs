//! A bad line between phone and shop: a proxy that passes everything on until it is told what goes
//! wrong, and with which calls.
//!
//! It speaks just enough HTTP/1.1 to tell calls apart. Every call gets a connection of its own, so
//! that what is broken is always exactly one call, and the end of an answer is the end of its
//! connection. [`Fault`] lists what can go wrong; [`Proxy::whenever`] and [`Proxy::once`] order it.

mod call;
mod road;
mod traffic;

pub use road::Road;
pub use traffic::{Heard, Traffic};

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Result, ensure};

use crate::server::Server;
use crate::waiting::{PATIENCE, until};
use call::Call;
use traffic::Breaking;

/// Where commands go.
pub const COMMANDS: &str = "POST /api/v1/commands";

/// What goes wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connection ends before anything was said.
    Refused,
    /// The shop hears so many quarters of the request, less the last byte, then the line breaks.
    CutRequest { quarters: usize },
    /// The shop hears all and answers; the phone hears nothing, the line breaks.
    LostReply,
    /// The phone hears so many quarters of the answer, less the last byte.
    CutReply { quarters: usize },
    /// Nothing reaches the shop, and the phone is not told: the socket hangs.
    Hung,
    /// The shop hears all, the phone waits for ever.
    HungReply,
    /// The shop hears it twice, over two connections; the phone hears the second answer.
    Doubled,
    /// A hotel's page with a button, as a success.
    Portal,
    /// A tired machine in between.
    BadGateway,
    /// The shop has moved on: it says that it takes only newer apps.
    AppTooOld,
}

/// An order to go wrong.
#[derive(Debug, Clone, Copy)]
struct Rule {
    /// What the request line begins with; empty means every call.
    begins: &'static str,
    fault: Fault,
    /// How often still; `None`: until told otherwise.
    left: Option<u32>,
}

#[derive(Default)]
struct State {
    rules: Vec<Rule>,
    road: Road,
    traffic: Traffic,
    /// The same, of commands only.
    commands: Traffic,
    /// Every answer that was passed on, as far as it came.
    heard: Vec<Heard>,
    breaking: Option<Breaking>,
    /// Connections that can be broken from outside.
    open: BTreeMap<u64, [TcpStream; 2]>,
    /// How many there were.
    opened: u64,
}

struct Line {
    shop: u16,
    state: Mutex<State>,
}

/// The proxy, on a port of its own, for as long as the test lives.
pub struct Proxy {
    port: u16,
    line: Arc<Line>,
}

impl Proxy {
    /// A good line to a shop, which may be started and stopped behind it.
    pub fn before(server: &Server) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let line = Arc::new(Line { shop: server.port(), state: Mutex::default() });
        serve(listener, Arc::clone(&line));
        Ok(Self { port, line })
    }

    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// From now on every call whose request line begins so goes wrong.
    pub fn whenever(&self, begins: &'static str, fault: Fault) {
        self.line.state().rules.push(Rule { begins, fault, left: None });
    }

    /// The next call whose request line begins so goes wrong.
    pub fn once(&self, begins: &'static str, fault: Fault) {
        self.line.state().rules.push(Rule { begins, fault, left: Some(1) });
    }

    /// No signal: what is open breaks, what comes is refused.
    pub fn cut(&self) {
        let mut state = self.line.state();
        state.rules = vec![Rule { begins: "", fault: Fault::Refused, left: None }];
        break_all(&mut state);
    }

    /// Everything is as it should be again; what hangs is let go of.
    pub fn mend(&self) {
        let mut state = self.line.state();
        state.rules.clear();
        break_all(&mut state);
    }

    /// How long and how wide the line is from now on.
    pub fn lead_over(&self, road: Road) {
        self.line.state().road = road;
    }

    /// What went over the line.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        self.line.state().traffic
    }

    /// What pushes of commands took of it.
    #[must_use]
    pub fn commands(&self) -> Traffic {
        self.line.state().commands
    }

    /// Waits until so many pushes of commands were begun.
    pub fn wait_commands(&self, least: u64) -> Result<()> {
        until(3 * PATIENCE, &format!("{least} pushes"), || {
            let calls = self.commands().calls;
            ensure!(calls >= least, "there were {calls}");
            Ok(())
        })
    }

    /// Waits until something has gone wrong so often.
    pub fn wait_faults(&self, least: u64) -> Result<()> {
        until(3 * PATIENCE, &format!("{least} faults"), || {
            let faults = self.traffic().faults;
            ensure!(faults >= least, "there were {faults}");
            Ok(())
        })
    }
}

fn serve(listener: TcpListener, line: Arc<Line>) {
    std::thread::spawn(move || {
        for phone in listener.incoming().map_while(Result::ok) {
            let line = Arc::clone(&line);
            // A connection that breaks is what this is about; nobody has to hear of it.
            std::thread::spawn(move || drop(line.carry(phone)));
        }
    });
}

fn break_all(state: &mut State) {
    for (_, ends) in std::mem::take(&mut state.open) {
        for end in ends {
            // One side may be gone already.
            let _ = end.shutdown(Shutdown::Both);
        }
    }
}

impl Line {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One connection of a phone: one call.
    fn carry(&self, mut phone: TcpStream) -> Result<()> {
        let road = self.state().road;
        road.handshake();
        let call = Call::read(&mut phone)?;
        let fault = self.judge(&call);
        match fault {
            Some(Fault::Refused) => return Ok(()),
            Some(Fault::Portal) => return Ok(phone.write_all(call::PORTAL.as_bytes())?),
            Some(Fault::AppTooOld) => return Ok(phone.write_all(call::app_too_old().as_bytes())?),
            Some(Fault::BadGateway) => return Ok(phone.write_all(call::BAD_GATEWAY.as_bytes())?),
            _ => {}
        }
        let bytes = call.bytes();
        road.up(bytes.len());
        if fault == Some(Fault::Hung) {
            return self.hang(&phone, &phone);
        }
        let mut shop = TcpStream::connect(("127.0.0.1", self.shop))?;
        if let Some(Fault::CutRequest { quarters }) = fault {
            shop.write_all(part(&bytes, quarters))?;
            shop.shutdown(Shutdown::Both)?;
            return Ok(());
        }
        shop.write_all(&bytes)?;
        if fault == Some(Fault::Doubled) {
            let mut again = TcpStream::connect(("127.0.0.1", self.shop))?;
            again.write_all(&bytes)?;
            // The first answer is heard by nobody.
            shop.read_to_end(&mut Vec::new())?;
            shop = again;
        }
        match fault {
            Some(Fault::LostReply) => {
                shop.read_to_end(&mut Vec::new())?;
                Ok(())
            }
            Some(Fault::HungReply) => {
                shop.read_to_end(&mut Vec::new())?;
                self.hang(&phone, &shop)
            }
            Some(Fault::CutReply { quarters }) => {
                let mut answer = Vec::new();
                shop.read_to_end(&mut answer)?;
                Ok(phone.write_all(part(&answer, quarters))?)
            }
            _ => self.answer(&call, &road, shop, phone),
        }
    }

    /// Passes the answer on as it comes, until either side ends it.
    fn answer(
        &self,
        call: &Call,
        road: &Road,
        mut shop: TcpStream,
        mut phone: TcpStream,
    ) -> Result<()> {
        let number = self.keep(&phone, &shop)?;
        road.turn();
        let mut block = [0; 4096];
        let mut bytes = 0;
        loop {
            let count = match shop.read(&mut block) {
                Ok(0) => break,
                Ok(count) => count,
                Err(reason) if reason.kind() == ErrorKind::Interrupted => continue,
                Err(_) => break,
            };
            road.down(count);
            self.count(call, |traffic| traffic.down += count as u64);
            if self.breaks_at(call, count) || phone.write_all(&block[..count]).is_err() {
                break;
            }
            bytes += count as u64;
        }
        self.note(call, number, bytes);
        Ok(())
    }

    /// Waits until somebody breaks the connection: the phone by giving up, or [`Proxy::mend`].
    fn hang(&self, mut phone: &TcpStream, shop: &TcpStream) -> Result<()> {
        self.keep(phone, shop)?;
        // The phone has said all it had to say; this ends when it hangs up.
        phone.read_to_end(&mut Vec::new())?;
        Ok(())
    }

    fn keep(&self, phone: &TcpStream, shop: &TcpStream) -> Result<u64> {
        let ends = [phone.try_clone()?, shop.try_clone()?];
        let mut state = self.state();
        state.opened += 1;
        let number = state.opened;
        state.open.insert(number, ends);
        Ok(number)
    }

    /// Counts a call and decides what becomes of it.
    fn judge(&self, call: &Call) -> Option<Fault> {
        let up = call.bytes().len() as u64;
        let mut state = self.state();
        let calls = state.traffic.calls + 1;
        let at = state.rules.iter().position(|rule| call.begins(rule.begins));
        let ordered = at.map(|at| {
            let rule = &mut state.rules[at];
            let fault = rule.fault;
            rule.left = rule.left.map(|left| left - 1);
            if rule.left == Some(0) {
                state.rules.remove(at);
            }
            fault
        });
        let fault = ordered.or_else(|| state.road.drops(calls));
        drop(state);
        self.count(call, |traffic| {
            traffic.calls += 1;
            traffic.up += up;
            traffic.faults += u64::from(fault.is_some());
        });
        fault
    }

    fn count(&self, call: &Call, note: impl Fn(&mut Traffic)) {
        let mut state = self.state();
        note(&mut state.traffic);
        if call.begins(COMMANDS) {
            note(&mut state.commands);
        }
    }
}

/// So many quarters, never quite all.
fn part(bytes: &[u8], quarters: usize) -> &[u8] {
    &bytes[..(bytes.len() * quarters / 4).min(bytes.len().saturating_sub(1))]
}

#[cfg(test)]
mod tests;
