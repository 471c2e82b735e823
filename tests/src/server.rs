//! The real server, as a process that can be stopped and started again: offline means that it is
//! not there.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

use crate::http::Client;
use crate::people::Person;
use crate::places;
use crate::skew::Skew;
use crate::waiting::{PATIENCE, until};

/// Lines of the log that a failure shows.
const LOG_LINES: usize = 40;

/// A server with a data folder of its own, on an address that stays the same over restarts.
pub struct Server {
    folder: TempDir,
    port: u16,
    arguments: Vec<String>,
    skew: Option<Skew>,
    /// Another app folder than the built one.
    app: Option<PathBuf>,
    running: Option<Child>,
}

impl Server {
    /// A fresh shop with the demo catalog.
    pub fn demo() -> Result<Self> {
        Self::with(&[])
    }

    /// A fresh shop, started with further arguments.
    pub fn with(arguments: &[&str]) -> Result<Self> {
        let mut server = Self::prepared(arguments)?;
        server.start()?;
        Ok(server)
    }

    /// A fresh shop whose clock disagrees with everybody's.
    pub fn with_clock(skew: Skew) -> Result<Self> {
        let mut server = Self::prepared(&[])?;
        server.skew = Some(skew);
        server.start()?;
        Ok(server)
    }

    /// A shop whose data folder is still empty, and which does not run yet.
    pub fn prepared(arguments: &[&str]) -> Result<Self> {
        // Beside the build, not in a temporary folder that may be memory: what is durable here was
        // written to a disk.
        Self::in_a_folder_of(&places::output("journeys/data")?, arguments)
    }

    /// A fresh shop that keeps its data on a certain disk.
    pub fn on_disk(disk: &Path) -> Result<Self> {
        let mut server = Self::in_a_folder_of(disk, &[])?;
        server.start()?;
        Ok(server)
    }

    fn in_a_folder_of(parent: &Path, arguments: &[&str]) -> Result<Self> {
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let folder = tempfile::tempdir_in(parent)?;
        Ok(Self { folder, port: free_port()?, arguments, skew: None, app: None, running: None })
    }

    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where it listens, for who speaks to it without a client.
    #[must_use]
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The running process.
    pub fn pid(&self) -> Result<u32> {
        Ok(self.running.as_ref().context("the server does not run")?.id())
    }

    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    #[must_use]
    pub fn client(&self) -> Client {
        Client::new(&self.origin())
    }

    /// Stops it and starts it on the same data with further arguments.
    pub fn restart_with(&mut self, arguments: &[&str]) -> Result<()> {
        self.stop()?;
        self.arguments.extend(arguments.iter().map(|&argument| argument.to_owned()));
        self.start()
    }

    /// Serves a copy of the app that may be changed while the shop is open, as a release changes
    /// it, and says where the copy is.
    pub fn serve_copy(&mut self) -> Result<PathBuf> {
        let copy = self.folder.path().join("app");
        copy_folder(&places::app_folder()?, &copy)?;
        self.app = Some(copy.clone());
        Ok(copy)
    }

    /// Starts it, on the same data and the same address as before, and waits until it is ready.
    pub fn start(&mut self) -> Result<()> {
        self.start_with(None)
    }

    /// The same, to die at a named place of its own code the first time it comes by.
    pub fn start_to_die_at(&mut self, place: &str) -> Result<()> {
        self.start_with(Some(place))
    }

    /// Waits until it has died there.
    pub fn wait_death(&mut self, place: &str) -> Result<()> {
        let Some(mut child) = self.running.take() else { bail!("the server does not run") };
        let dead = until(PATIENCE, &format!("the server to die at {place}"), || {
            child.try_wait()?.context("it lives")
        });
        if dead.is_err() {
            self.running = Some(child);
        }
        let status = dead.with_context(|| self.log())?;
        ensure!(!status.success(), "the server ended in order at {place}");
        Ok(())
    }

    fn start_with(&mut self, failpoint: Option<&str>) -> Result<()> {
        ensure!(self.running.is_none(), "the server runs already");
        let log = File::options().create(true).append(true).open(self.log_file())?;
        let mut command = Command::new(places::server_binary()?);
        if let Some(place) = failpoint {
            command.env("WARUNG_FAILPOINT", place);
        }
        // One shopper orders more for cash here than any person would.
        command.env("WARUNG_CASH_UNPAID", "0");
        if let Some(skew) = self.skew {
            skew.put_on(&mut command);
        }
        let child = command
            .arg("serve")
            .arg("--data")
            .arg(self.data())
            .args(["--port", &self.port.to_string()])
            .arg("--dist")
            .arg(self.app.clone().map_or_else(places::app_folder, Ok)?)
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("the server does not start")?;
        let running = self.running.insert(child);
        let mut client = Client::new(&format!("http://127.0.0.1:{}", self.port));
        let ready = until(PATIENCE, "the server to be ready", || {
            if failpoint.is_some() && running.try_wait()?.is_some() {
                // It came by there before anybody asked for anything.
                return Ok(());
            }
            let answer = client.get("/readyz")?;
            ensure!(answer.status == 200, "/readyz answers {}", answer.status);
            Ok(())
        });
        ready.with_context(|| self.log())
    }

    /// Asks it to stop and waits until it is gone. From here on the shop is offline.
    pub fn stop(&mut self) -> Result<()> {
        let Some(mut child) = self.running.take() else { bail!("the server does not run") };
        let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status()?;
        ensure!(asked.success(), "the server cannot be asked to stop");
        let gone =
            until(PATIENCE, "the server to stop", || child.try_wait()?.context("it still runs"));
        if gone.is_err() {
            child.kill()?;
            child.wait()?;
        }
        gone.with_context(|| self.log())?;
        Ok(())
    }

    /// Takes it away without a word, as a power cut does.
    pub fn kill(&mut self) -> Result<()> {
        let Some(mut child) = self.running.take() else { bail!("the server does not run") };
        child.kill()?;
        child.wait()?;
        Ok(())
    }

    /// The code of every bill the practice bank was ever asked to collect.
    pub fn bills(&self) -> Result<Vec<String>> {
        let Ok(text) = std::fs::read(self.data().join("simulator.json")) else {
            // Written at the first bill.
            return Ok(Vec::new());
        };
        let town: serde_json::Value = serde_json::from_slice(&text)?;
        let bills = town["bills"].as_array().context("a town without bills")?;
        let code = |bill: &serde_json::Value| bill["code"].as_str().map(str::to_owned);
        bills.iter().map(code).collect::<Option<_>>().context("a bill without a code")
    }

    /// Runs `warung-server import FILE` on this shop's data and gives back what it printed.
    pub fn import(&self, file: &Path, arguments: &[&str]) -> Result<String> {
        let output = Command::new(places::server_binary()?)
            .arg("import")
            .arg(file)
            .arg("--data")
            .arg(self.data())
            .args(arguments)
            .stdin(Stdio::null())
            .output()?;
        let said = both_streams(&output);
        ensure!(output.status.success(), "the import failed:\n{said}");
        Ok(said)
    }

    /// Puts money onto a person's balance; in the smallest unit.
    pub fn credit(&self, person: &Person, amount: i64, reference: &str) -> Result<()> {
        let output = Command::new(places::server_binary()?)
            .args(["credit", person.phone, &amount.to_string(), reference, "--data"])
            .arg(self.data())
            .stdin(Stdio::null())
            .output()?;
        ensure!(output.status.success(), "the credit failed:\n{}", both_streams(&output));
        Ok(())
    }

    /// Has the shop's own doctor look at its data: orders, ledger, drawers and books agree.
    pub fn is_well(&self) -> Result<()> {
        let output = Command::new(places::server_binary()?)
            .args(["doctor", "--data"])
            .arg(self.data())
            .stdin(Stdio::null())
            .output()?;
        let said = both_streams(&output);
        ensure!(
            output.status.success() && said.contains("All is well."),
            "the doctor says:\n{said}"
        );
        Ok(())
    }

    /// The end of what it wrote, for the report of a failure.
    #[must_use]
    pub fn log(&self) -> String {
        let text = std::fs::read_to_string(self.log_file()).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let tail = lines[lines.len().saturating_sub(LOG_LINES)..].join("\n");
        format!("the server's log ends with:\n{tail}")
    }

    /// Where the shop keeps everything.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.log());
        }
        if let Some(mut child) = self.running.take() {
            // It may have ended by itself; then there is nothing left to do.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Copies a folder with everything in it.
pub fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn both_streams(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|stream| String::from_utf8_lossy(stream)).concat()
}

/// A port nobody listens on, at least a moment ago.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
