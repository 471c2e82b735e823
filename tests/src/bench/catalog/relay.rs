//! A line between browser and shop that only counts: connections stay open as they would without
//! it, and every byte of HTTP is counted at the socket, whoever in the browser asked for it.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;

use crate::server::Server;

/// As much as a socket hands over at once on this machine.
const BLOCK: usize = 64 * 1024;

/// How the path of an answer about the catalog begins.
pub const CATALOG: &str = "/api/v1/catalog/";

/// Bytes both ways, heads included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub up: u64,
    pub down: u64,
    /// Of those down, what was an answer about the catalog.
    pub catalog: u64,
}

/// What was asked for, and how many bytes came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub path: String,
    pub down: u64,
}

impl Count {
    #[must_use]
    pub const fn since(self, before: Self) -> Self {
        Self {
            up: self.up - before.up,
            down: self.down - before.down,
            catalog: self.catalog - before.catalog,
        }
    }
}

#[derive(Default)]
struct State {
    up: u64,
    /// In the order of asking.
    asked: Vec<Asked>,
    is_cut: bool,
}

type Line = Mutex<State>;

/// The line, on a port of its own.
pub struct Relay {
    port: u16,
    line: Arc<Line>,
}

impl Relay {
    pub fn before(server: &Server) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let line = Arc::new(Line::default());
        let (shared, shop) = (Arc::clone(&line), server.port());
        std::thread::spawn(move || {
            for phone in listener.incoming().map_while(Result::ok) {
                if !lock(&shared).is_cut {
                    // A shop that is gone is what the browser is to notice.
                    let _ = carry(&shared, phone, shop);
                }
            }
        });
        Ok(Self { port, line })
    }

    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    #[must_use]
    pub fn count(&self) -> Count {
        let state = lock(&self.line);
        let mut count = Count { up: state.up, ..Count::default() };
        for asked in &state.asked {
            count.down += asked.down;
            count.catalog += if asked.path.starts_with(CATALOG) { asked.down } else { 0 };
        }
        count
    }

    /// Everything asked for so far.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        lock(&self.line).asked.clone()
    }

    /// From now on nobody answers.
    pub fn cut(&self) {
        lock(&self.line).is_cut = true;
    }
}

/// Nothing is left half done under it.
fn lock(line: &Line) -> MutexGuard<'_, State> {
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

fn carry(line: &Arc<Line>, phone: TcpStream, shop: u16) -> Result<()> {
    let shop = TcpStream::connect(("127.0.0.1", shop))?;
    for end in [&phone, &shop] {
        end.set_nodelay(true)?;
    }
    let (from_phone, to_shop) = (phone.try_clone()?, shop.try_clone()?);
    // A browser asks one thing at a time on a connection: what comes down belongs to the question
    // that went up last, which stands at this place.
    let last = Arc::new(Mutex::new(None));
    let (asking, up) = (Arc::clone(&last), Arc::clone(line));
    std::thread::spawn(move || {
        pass(from_phone, to_shop, |block| {
            let mut state = lock(&up);
            state.up += block.len() as u64;
            if let Some(path) = path_asked(block) {
                *asking.lock().unwrap_or_else(PoisonError::into_inner) = Some(state.asked.len());
                state.asked.push(Asked { path, down: 0 });
            }
        });
    });
    let down = Arc::clone(line);
    std::thread::spawn(move || {
        pass(shop, phone, |block| {
            let at = *last.lock().unwrap_or_else(PoisonError::into_inner);
            let mut state = lock(&down);
            if let Some(asked) = at.and_then(|at| state.asked.get_mut(at)) {
                asked.down += block.len() as u64;
            }
        });
    });
    Ok(())
}

/// The path of a request that begins with this block; none if it goes on with one.
fn path_asked(block: &[u8]) -> Option<String> {
    let line = block.split(|byte| *byte == b'\r').next()?;
    let mut words = std::str::from_utf8(line).ok()?.split(' ');
    let method = words.next().filter(|word| ["GET", "POST", "DELETE"].contains(word));
    method.and(words.next()).map(str::to_owned)
}

fn pass(mut from: TcpStream, mut to: TcpStream, note: impl Fn(&[u8])) {
    let mut block = vec![0; BLOCK];
    while let Ok(length @ 1..) = from.read(&mut block) {
        let block = &block[..length];
        note(block);
        if to.write_all(block).is_err() {
            break;
        }
    }
    // The other side may be gone already.
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_known_by_its_first_line() {
        let asked = |block: &str| path_asked(block.as_bytes());
        assert_eq!(asked("GET /a?b=1 HTTP/1.1\r\nhost: x\r\n\r\n").as_deref(), Some("/a?b=1"));
        assert_eq!(asked("{\"v\": 1}"), None);
        assert_eq!(asked(""), None);
    }
}
