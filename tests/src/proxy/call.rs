//! One request as it came: its head up to the empty line, and its body by the length it names.

use std::io::Read;

use anyhow::{Context, Result, bail, ensure};
use warung_domain::protocol::{ProblemDetails, ProblemKind};

/// Longer heads and bodies than any page of the shop sends.
const MOST_HEAD: usize = 64 * 1024;
const MOST_BODY: usize = 16 * 1024 * 1024;

/// What a hotel's network answers to everything until somebody has pressed the button.
pub const PORTAL: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\n\
    content-length: 83\r\nconnection: close\r\n\r\n\
    <!doctype html><title>Wi-Fi</title><h1>Selamat datang</h1><a href=/login>Masuk</a>\n";

/// What a machine in between answers when it does not reach the shop.
pub const BAD_GATEWAY: &str = "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\n\
    content-length: 35\r\nconnection: close\r\n\r\n<h1>502 Bad Gateway</h1><hr>nothing\n";

/// What a shop that understands newer apps only answers to a push (V2).
pub fn app_too_old() -> String {
    let problem = ProblemDetails {
        kind: ProblemKind::Upgrade.uri(),
        title: "Upgrade needed".to_owned(),
        status: 426,
        detail: "Perbarui Warung.".to_owned(),
        pointer: None,
        retryable: false,
        request_id: "r".to_owned(),
    };
    let body = serde_json::json!(problem).to_string();
    let length = body.len();
    format!(
        "HTTP/1.1 426 Upgrade Required\r\ncontent-type: application/problem+json\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

pub struct Call {
    line: String,
    head: Vec<u8>,
    body: Vec<u8>,
}

impl Call {
    pub fn read(stream: &mut impl Read) -> Result<Self> {
        let mut bytes = Vec::new();
        let mut block = [0; 4096];
        let end = loop {
            if let Some(end) = end_of_head(&bytes) {
                break end;
            }
            ensure!(bytes.len() < MOST_HEAD, "a head without end");
            let count = stream.read(&mut block)?;
            ensure!(count > 0, "nothing was asked");
            bytes.extend_from_slice(&block[..count]);
        };
        let head = std::str::from_utf8(&bytes[..end])?.to_owned();
        let length = length_in(&head)?;
        let mut body = bytes.split_off(end);
        let missing = length.checked_sub(body.len()).context("more was sent than was named")?;
        let had = body.len();
        body.resize(length, 0);
        stream.read_exact(&mut body[had..had + missing])?;
        let line = head.lines().next().unwrap_or_default().to_owned();
        Ok(Self { line, head: close_after(&head).into_bytes(), body })
    }

    /// Whether the request line begins so, as in `POST /api/v1/commands`.
    #[must_use]
    pub fn begins(&self, with: &str) -> bool {
        self.line.starts_with(with)
    }

    /// What is asked for.
    #[must_use]
    pub fn path(&self) -> &str {
        self.line.split(' ').nth(1).unwrap_or_default()
    }

    /// The whole request.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        [self.head.as_slice(), self.body.as_slice()].concat()
    }
}

fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

fn length_in(head: &str) -> Result<usize> {
    for line in head.lines().skip(1) {
        let Some((name, value)) = line.split_once(':') else { continue };
        if name.eq_ignore_ascii_case("transfer-encoding") {
            bail!("a body without a length");
        }
        if name.eq_ignore_ascii_case("content-length") {
            let length = value.trim().parse()?;
            ensure!(length <= MOST_BODY, "a body of {length} bytes");
            return Ok(length);
        }
    }
    Ok(0)
}

/// The same head, asking for the end of the connection after the answer.
fn close_after(head: &str) -> String {
    let kept = head.trim_end().lines().filter(|line| {
        let name = line.split(':').next().unwrap_or_default();
        !name.eq_ignore_ascii_case("connection")
    });
    let lines: Vec<&str> = kept.chain(["connection: close", "", ""]).collect();
    lines.join("\r\n")
}
