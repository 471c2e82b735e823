//! A plain HTTP client that knows one server and keeps its cookies: for what a test says to the
//! server past the browser, and for the browser's driver.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Longer than any answer should take, so that a hang is told from a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Biggest body read. The largest real one is a picture of a page.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// One caller of one server, with one connection kept open.
pub struct Client {
    agent: ureq::Agent,
    origin: String,
    cookies: Vec<(String, String)>,
}

/// What came back, whatever its status.
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
    set_cookies: Vec<String>,
}

impl Answer {
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        if !(200..300).contains(&self.status) {
            bail!("answered {}: {}", self.status, self.text());
        }
        serde_json::from_slice(&self.body).with_context(|| format!("cannot read {}", self.text()))
    }
}

impl Client {
    #[must_use]
    pub fn new(origin: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(PATIENCE))
            .build();
        Self { agent: config.into(), origin: origin.to_owned(), cookies: Vec::new() }
    }

    /// From now on it carries this cookie, as if the server had handed it over.
    pub fn carry_cookie(&mut self, name: &str, value: String) {
        self.cookies.retain(|(known, _)| known != name);
        self.cookies.push((name.to_owned(), value));
    }

    pub fn get(&mut self, path: &str) -> Result<Answer> {
        self.get_within(PATIENCE, path)
    }

    /// The same for what should take less, and may never come.
    pub fn get_within(&mut self, patience: Duration, path: &str) -> Result<Answer> {
        let request = self.agent.get(self.url(path)).header("cookie", self.cookie_line());
        let request = request.config().timeout_global(Some(patience)).build();
        let answer = read(request.call()).with_context(|| format!("GET {path}"))?;
        self.keep_cookies(&answer);
        Ok(answer)
    }

    pub fn delete(&mut self, path: &str) -> Result<Answer> {
        let request = self.agent.delete(self.url(path)).header("cookie", self.cookie_line());
        let answer = read(request.call()).with_context(|| format!("DELETE {path}"))?;
        self.keep_cookies(&answer);
        Ok(answer)
    }

    pub fn post<B: Serialize>(&mut self, path: &str, body: &B) -> Result<Answer> {
        self.post_bytes(path, "application/json", &serde_json::to_vec(body)?)
    }

    pub fn post_bytes(&mut self, path: &str, content_type: &str, body: &[u8]) -> Result<Answer> {
        let request = self
            .agent
            .post(self.url(path))
            .header("content-type", content_type)
            .header("cookie", self.cookie_line());
        let answer = read(request.send(body)).with_context(|| format!("POST {path}"))?;
        self.keep_cookies(&answer);
        Ok(answer)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    fn cookie_line(&self) -> String {
        let pairs: Vec<_> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for line in &answer.set_cookies {
            let pair = line.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.retain(|(known, _)| known != name);
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Answer> {
    let mut answer = answer?;
    let set_cookies = answer
        .headers()
        .get_all("set-cookie")
        .iter()
        .filter_map(|line| line.to_str().ok().map(str::to_owned))
        .collect();
    let body = answer.body_mut().with_config().limit(MOST_BYTES).read_to_vec()?;
    Ok(Answer { status: answer.status().as_u16(), body, set_cookies })
}
