//! The driver's process, and WebDriver (W3C) as it is spoken to it: one call, one answer.

use std::cell::RefCell;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc;

use anyhow::{Context, Result};
use serde_json::Value;
use thiserror::Error;

use super::engine::Engine;
use crate::http::{Answer, Client};
use crate::waiting::PATIENCE;

/// A driver of its own for every browser, on a port it found by itself.
pub struct Driver {
    process: Child,
    client: RefCell<Client>,
}

/// The driver understood, and could not do it.
#[derive(Debug, Error)]
#[error("{code}: {message}")]
pub struct Refusal {
    pub code: String,
    pub message: String,
}

impl Driver {
    pub fn start(engine: Engine) -> Result<Self> {
        let mut process = engine
            .driver()
            // Times on a page are the shopper's.
            .env("TZ", "Asia/Jakarta")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("the browser's driver does not start; `cargo xtask setup` installs it")?;
        let lines = BufReader::new(process.stdout.take().context("no output of the driver")?);
        let (tell, told) = mpsc::channel();
        // Reads on to the end, so that the driver never blocks on a full pipe.
        std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                if let Some(port) = engine.port_in(&line) {
                    // Nobody listens any more once the first port was heard.
                    let _ = tell.send(port);
                }
            }
        });
        let port = told.recv_timeout(PATIENCE).context("the driver named no port")?;
        let client = RefCell::new(Client::new(&format!("http://127.0.0.1:{port}")));
        Ok(Self { process, client })
    }

    pub fn get(&self, path: &str) -> Result<Value> {
        value(self.client.borrow_mut().get(path)?)
    }

    pub fn post(&self, path: &str, body: &Value) -> Result<Value> {
        value(self.client.borrow_mut().post(path, body)?)
    }

    pub fn delete(&self, path: &str) -> Result<Value> {
        value(self.client.borrow_mut().delete(path)?)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Every answer is `{"value": …}`; a refusal's value says what and why.
fn value(answer: Answer) -> Result<Value> {
    let mut body: Value = serde_json::from_slice(&answer.body)
        .with_context(|| format!("the driver answered {}", answer.text()))?;
    let value = body["value"].take();
    match value["error"].as_str() {
        Some(code) if answer.status >= 400 => {
            let message = value["message"].as_str().unwrap_or_default();
            // Chromedriver adds its whole stack, which says nothing about the page.
            let message = message.lines().next().unwrap_or_default().to_owned();
            Err(Refusal { code: code.to_owned(), message }.into())
        }
        _ => Ok(value),
    }
}
