//! A line between browser and shop that only counts: connections stay open as they would without
//! it, and every byte of HTTP is counted at the socket, whoever in the browser asked for it.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use anyhow::Result;

use crate::server::Server;

/// As much as a socket hands over at once on this machine.
const BLOCK: usize = 64 * 1024;

/// How a request for the catalog begins.
const CATALOG: &[u8] = b"GET /api/v1/catalog/";

/// Bytes both ways, heads included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub up: u64,
    pub down: u64,
    /// Of those down, what was an answer about the catalog.
    pub catalog: u64,
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
struct Line {
    up: AtomicU64,
    down: AtomicU64,
    catalog: AtomicU64,
    is_cut: AtomicBool,
}

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
                if !shared.is_cut.load(Relaxed) {
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
        Count {
            up: self.line.up.load(Relaxed),
            down: self.line.down.load(Relaxed),
            catalog: self.line.catalog.load(Relaxed),
        }
    }

    /// From now on nobody answers.
    pub fn cut(&self) {
        self.line.is_cut.store(true, Relaxed);
    }
}

fn carry(line: &Arc<Line>, phone: TcpStream, shop: u16) -> Result<()> {
    let shop = TcpStream::connect(("127.0.0.1", shop))?;
    for end in [&phone, &shop] {
        end.set_nodelay(true)?;
    }
    let (from_phone, to_shop) = (phone.try_clone()?, shop.try_clone()?);
    // A browser asks one thing at a time on a connection: what comes down belongs to the question
    // that went up last.
    let is_catalog = Arc::new(AtomicBool::new(false));
    let (asked, up) = (Arc::clone(&is_catalog), Arc::clone(line));
    std::thread::spawn(move || {
        pass(from_phone, to_shop, |block| {
            if block.starts_with(b"GET ") || block.starts_with(b"POST ") {
                asked.store(block.starts_with(CATALOG), Relaxed);
            }
            up.up.fetch_add(block.len() as u64, Relaxed);
        });
    });
    let down = Arc::clone(line);
    std::thread::spawn(move || {
        pass(shop, phone, |block| {
            down.down.fetch_add(block.len() as u64, Relaxed);
            if is_catalog.load(Relaxed) {
                down.catalog.fetch_add(block.len() as u64, Relaxed);
            }
        });
    });
    Ok(())
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
