//! The driver's process, and WebDriver (W3C) as it is spoken to it: one call, one answer.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use thiserror::Error;

use super::display::Display;
use super::engine::Engine;
use super::processes::{self, Process};
use crate::http::{Answer, Client};
use crate::server::free_port;
use crate::waiting::{PATIENCE, until};

/// A driver of its own for every browser, on a port it found by itself.
pub struct Driver {
    process: Child,
    client: RefCell<Client>,
    said: Arc<Mutex<Vec<String>>>,
    // After the process: what draws on it goes first.
    _display: Option<Display>,
}

/// The driver understood, and could not do it.
#[derive(Debug, Error)]
#[error("{code}: {message}")]
pub struct Refusal {
    pub code: String,
    pub message: String,
}

/// A port that was free when the driver chose it may be taken when it opens it; then it ends.
const STARTS: usize = 3;

impl Driver {
    pub fn start(engine: Engine) -> Result<Self> {
        let mut started = Self::start_once(engine);
        for _ in 1..STARTS {
            if started.is_err() {
                started = Self::start_once(engine);
            }
        }
        started
    }

    fn start_once(engine: Engine) -> Result<Self> {
        let told_port = free_port()?;
        let mut command = engine.driver(told_port);
        let display = engine.needs_display().then(Display::open).transpose()?;
        if let Some(display) = &display {
            command.env("DISPLAY", display.name());
        }
        let mut process = command
            // Times on a page are the shopper's.
            .env("TZ", "Asia/Jakarta")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("the browser's driver does not start; `cargo xtask setup` installs it")?;
        let said = Arc::new(Mutex::new(Vec::new()));
        let (tell, told) = mpsc::channel();
        let stdout = process.stdout.take().context("no output of the driver")?;
        let stderr = process.stderr.take().context("no error output of the driver")?;
        listen(stdout, engine, &said, tell.clone());
        listen(stderr, engine, &said, tell);
        // From here on whoever gives up ends the process, too.
        let client = RefCell::new(Client::new(&format!("http://127.0.0.1:{told_port}")));
        let mut driver = Self { process, client, said, _display: display };
        if engine != Engine::WebKit {
            let port = told.recv_timeout(PATIENCE).with_context(|| {
                format!("the driver named no port; it said {:?}", driver.take_lines())
            })?;
            driver.client = RefCell::new(Client::new(&format!("http://127.0.0.1:{port}")));
        }
        until(PATIENCE, "the driver to be ready", || {
            let status = driver.get("/status")?;
            ensure!(status["ready"] == true, "it says {status}");
            Ok(())
        })?;
        Ok(driver)
    }

    pub fn get(&self, path: &str) -> Result<Value> {
        value(self.client.borrow_mut().get(path)?)
    }

    /// The same for what may never come.
    pub fn get_within(&self, patience: Duration, path: &str) -> Result<Value> {
        value(self.client.borrow_mut().get_within(patience, path)?)
    }

    pub fn post(&self, path: &str, body: &Value) -> Result<Value> {
        value(self.client.borrow_mut().post(path, body)?)
    }

    pub fn delete(&self, path: &str) -> Result<Value> {
        value(self.client.borrow_mut().delete(path)?)
    }

    /// What driver and browser have written since the last time.
    pub fn take_lines(&self) -> Vec<String> {
        std::mem::take(&mut *self.said.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The browser's processes.
    pub fn browser_processes(&self) -> Result<Vec<Process>> {
        processes::below(self.process.id())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // A driver that is killed leaves its browser behind.
        let left = self.browser_processes().unwrap_or_default();
        let _ = self.process.kill();
        let _ = self.process.wait();
        if !left.is_empty() {
            let _ = processes::kill(&left);
        }
    }
}

/// Reads on to the end, so that nobody ever blocks on a full pipe.
fn listen(
    stream: impl Read + Send + 'static,
    engine: Engine,
    said: &Arc<Mutex<Vec<String>>>,
    tell: Sender<u16>,
) {
    let said = Arc::clone(said);
    std::thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            if let Some(port) = engine.port_in(&line) {
                // Nobody listens any more once the first port was heard.
                let _ = tell.send(port);
            }
            said.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
    });
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
