//! A display nobody looks at, for engines that only draw on one.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

/// An Xvfb of its own, on a number it found by itself.
pub struct Display {
    process: Child,
    number: String,
}

impl Display {
    pub fn open() -> Result<Self> {
        let mut process = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb does not start; `cargo xtask setup --faults` installs it")?;
        let mut number = String::new();
        let stream = process.stdout.take().context("no output of Xvfb")?;
        BufReader::new(stream).read_line(&mut number)?;
        Ok(Self { process, number: format!(":{}", number.trim()) })
    }

    /// What `DISPLAY` has to be.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.number
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
