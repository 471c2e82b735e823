//! One connection that sends requests prepared to the byte and counts what travels. The load shares
//! the machine with the server, so everything that can be done before the clock starts is.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// Longer than any answer should take, so that a hang is told from a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Wire {
    stream: BufReader<TcpStream>,
    /// Bytes of HTTP, both ways, without what TCP adds.
    pub sent: u64,
    pub received: u64,
}

pub struct Reply {
    pub status: u16,
    pub retry_after: Option<Duration>,
    /// As it stands in the header, with its quotes.
    pub etag: Option<String>,
    pub body: Vec<u8>,
}

/// A whole request: `POST /api/v1/commands` with this body, as a browser's phone would send it but
/// without the headers that only browsers add.
#[must_use]
pub fn push_request(host: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST /api/v1/commands HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// A whole request for a path, with further header lines, each ending in CR and LF.
#[must_use]
pub fn get_request(host: &str, path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {host}\r\naccept-encoding: br\r\n{headers}\r\n")
        .into_bytes()
}

impl Wire {
    pub fn open(host: &str) -> Result<Self> {
        let stream = TcpStream::connect(host).context("no connection")?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::with_capacity(1_024, stream), sent: 0, received: 0 })
    }

    /// Sends a request and reads its answer to the end.
    pub fn send(&mut self, request: &[u8]) -> Result<Reply> {
        self.stream.get_mut().write_all(request)?;
        self.sent += request.len() as u64;
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.with_context(|| format!("no status line: {first:?}"))?;
        let (mut length, mut retry_after, mut etag) = (None, None, None);
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(": ") else { break };
            match name {
                "content-length" => length = Some(value.parse()?),
                "etag" => etag = Some(value.to_owned()),
                "retry-after" => retry_after = Some(Duration::from_secs(value.parse()?)),
                _ => {}
            }
        }
        let length = match length {
            Some(length) => length,
            // "Not modified" has no body to tell the length of.
            None if status == 304 => 0,
            None => bail!("an answer without a length"),
        };
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        self.received += length as u64;
        Ok(Reply { status, retry_after, etag, body })
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            bail!("the line was cut");
        }
        self.received += line.len() as u64;
        Ok(line.trim_end().to_owned())
    }
}
