//! One connection to the shop, as plain as HTTP gets: thousands of these fit on a small machine,
//! and a connection that breaks is an error and never a second try.

use serde::de::DeserializeOwned;
use std::io::{BufRead as _, BufReader, Error, ErrorKind, Read as _, Result, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longer than any answer should take, so that a hang is told from a slow machine.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Line {
    stream: BufReader<TcpStream>,
    address: SocketAddr,
    pub cookie: String,
}

pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Checks that this is a problem of a kind, which may be tried again after a while. (E1, E4)
    pub fn is_trouble(&self, status: u16, name: &str) {
        let problem: serde_json::Value = self.json();
        assert_eq!(problem["type"], format!("urn:warung:problem:{name}"), "{problem}");
        assert_eq!((self.status, &problem["retryable"]), (status, &true.into()), "{problem}");
        assert!(self.header("retry-after").is_some_and(|value| value.parse::<u32>().is_ok()));
    }
}

impl Line {
    pub fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::with_capacity(2_048, stream), address, cookie: String::new() })
    }

    pub fn get(&mut self, path: &str) -> Result<Answer> {
        self.ask("GET", path, "application/json", b"")
    }

    pub fn post(&mut self, path: &str, body: &serde_json::Value) -> Result<Answer> {
        self.ask("POST", path, "application/json", body.to_string().as_bytes())
    }

    pub fn ask(&mut self, verb: &str, path: &str, kind: &str, body: &[u8]) -> Result<Answer> {
        let head = format!(
            "{verb} {path} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\ncontent-type: {kind}\r\n\
             content-length: {}\r\n\r\n",
            self.address,
            self.cookie,
            body.len()
        );
        let stream = self.stream.get_mut();
        stream.write_all(&[head.as_bytes(), body].concat())?;
        self.read()
    }

    fn read(&mut self) -> Result<Answer> {
        let status = self.text_line()?;
        let status = status.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.ok_or_else(broken)?;
        let mut headers = Vec::new();
        loop {
            let line = self.text_line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer { status, headers, body: Vec::new() };
        if let Some(length) = answer.header("content-length") {
            answer.body = vec![0; length.parse().map_err(|_| broken())?];
            self.stream.read_exact(&mut answer.body)?;
        } else if answer.header("transfer-encoding").is_some() {
            self.read_chunks(&mut answer.body)?;
        }
        Ok(answer)
    }

    fn read_chunks(&mut self, body: &mut Vec<u8>) -> Result<()> {
        loop {
            let length = usize::from_str_radix(&self.text_line()?, 16).map_err(|_| broken())?;
            let begin = body.len();
            body.resize(begin + length, 0);
            self.stream.read_exact(&mut body[begin..])?;
            self.text_line()?;
            if length == 0 {
                return Ok(());
            }
        }
    }

    fn text_line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}

fn broken() -> Error {
    ErrorKind::InvalidData.into()
}
