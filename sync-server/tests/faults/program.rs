//! The shop as a process that may die at any moment, on a folder that stays.

use crate::line::Line;
use rusqlite::Connection;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_warung-server");

/// How many things there are twenty of: `last-1`, `last-2`, …
pub const ROUNDS: usize = 6;

/// Long enough for a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// The demo shop in a folder of its own. The running program is killed when dropped.
pub struct Shop {
    folder: TempDir,
    running: Option<Child>,
    address: Option<SocketAddr>,
    /// The cookie of the demo's shopper, once they have signed in.
    session: OnceLock<String>,
}

impl Shop {
    /// A shop that is closed, with the demo's people and these things on its shelves: what never
    /// runs out, and a few of which there are twenty each.
    pub fn closed() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut shop = Self { folder, running: None, address: None, session: OnceLock::new() };
        shop.start(&[]);
        shop.kill();
        let rows: String = (1..=ROUNDS)
            .map(|round| format!("last-{round},Tinggal dua puluh {round},Kopi,29500,20\n"))
            .collect();
        let list = format!("id,name,category,price,stock\nalways,Selalu ada,Kopi,29500,\n{rows}");
        std::fs::write(shop.beside("list.csv"), list).unwrap();
        let (list, data) = (shop.beside("list.csv"), shop.data());
        said(&["import", list.to_str().unwrap(), "--data", data.to_str().unwrap()]);
        shop
    }

    /// A shop that is open.
    pub fn open() -> Self {
        let mut shop = Self::closed();
        shop.start(&[]);
        shop
    }

    /// Starts it on its folder and waits until it says that it is open.
    pub fn start(&mut self, arguments: &[&str]) {
        let mut command = command();
        command.arg("serve").args(["--port", "0", "--data"]).arg(self.data()).args(arguments);
        self.start_as(command);
    }

    /// Starts it as this command does, in which the program takes the place of what began.
    pub fn start_as(&mut self, mut command: Command) {
        assert!(self.running.is_none(), "it runs already");
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        self.running = Some(child);
        let url = loop {
            let line = lines.next().expect("the server opens").unwrap();
            if let Some((_, url)) = line.split_once(" is open at http://") {
                break url.trim_end_matches('/').to_owned();
            }
        };
        self.address = Some(url.parse().unwrap());
        // Whatever else it says is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
    }

    pub fn address(&self) -> SocketAddr {
        self.address.unwrap()
    }

    pub fn line(&self) -> Line {
        Line::open(self.address()).unwrap()
    }

    /// A line on which the demo's shopper is signed in. They sign in once: a session outlives
    /// the program, and signing in has its limits.
    pub fn signed_in(&self) -> Line {
        let session = self.session.get_or_init(|| signed_in_at(self.address(), SHOPPER).cookie);
        let mut line = self.line();
        line.cookie.clone_from(session);
        line
    }

    /// Takes it away without a word, as a power cut does.
    pub fn kill(&mut self) {
        let mut child = self.running.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Waits until it has died by itself, at an armed place.
    pub fn has_died(&mut self) {
        let child = self.running.as_mut().unwrap();
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            assert!(begun.elapsed() < PATIENCE, "it lives on");
            std::thread::park_timeout(Duration::from_millis(10));
        };
        assert!(!status.success() && status.code().is_none(), "{status}: it did not die, it ended");
        self.running = None;
    }

    pub fn pid(&self) -> u32 {
        self.running.as_ref().unwrap().id()
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A place beside the data.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The database as another program sees it.
    pub fn database(&self) -> Connection {
        database(&self.data())
    }

    /// One number out of the database.
    pub fn count(&self, sql: &str) -> i64 {
        self.database().query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        if let Some(mut child) = self.running.take() {
            // It may have ended by itself; then there is nothing left to do.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Phone number and password.
pub type Person = (&'static str, &'static str);

/// The demo's shopper.
pub const SHOPPER: Person = ("+6281200000001", "rahasia-sari");

/// One of its sellers.
pub const SELLER: Person = ("+6281200000011", "rahasia-toko");

/// A line to the shop at an address, on which somebody is signed in.
pub fn signed_in_at(address: SocketAddr, (phone, password): Person) -> Line {
    let mut line = Line::open(address).unwrap();
    let wanted = serde_json::json!({"phone": phone, "password": password});
    let answer = line.post("/api/v1/session", &wanted).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    let cookie = answer.header("set-cookie").unwrap();
    line.cookie = cookie.split(';').next().unwrap().to_owned();
    line
}

pub fn database(folder: &Path) -> Connection {
    Connection::open(folder.join("warung.sqlite")).unwrap()
}

/// Looks until it is so.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

/// Runs another command of the program to its end.
pub fn run(arguments: &[&str]) -> Output {
    command().args(arguments).output().unwrap()
}

/// What a command says that succeeds.
pub fn said(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The program without the developer's own settings, silent about what these tests do to it.
pub fn command() -> Command {
    let mut command = Command::new(PROGRAM);
    command.env_clear().env("RUST_LOG", "off").stderr(Stdio::null());
    // One shopper orders more for cash here than any person would.
    command.env("WARUNG_CASH_UNPAID", "0");
    command
}
