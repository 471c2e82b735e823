//! The server as a process of its own, with a data folder of its own.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_warung-server");

/// A running server. It is killed when dropped.
pub struct Program {
    pub url: String,
    child: Child,
    folder: TempDir,
}

impl Program {
    /// Starts on a free port and waits until it says that it is open.
    pub fn start(arguments: &[&str]) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), arguments)
    }

    fn start_in(folder: TempDir, arguments: &[&str]) -> Self {
        let mut child = command()
            .args(["serve", "--port", "0", "--data"])
            .arg(folder.path())
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = loop {
            let line = lines.next().expect("the server opens").unwrap();
            if let Some((_, url)) = line.split_once(" is open at ") {
                break url.trim_end_matches('/').to_owned();
            }
        };
        // Whatever else it says is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { url, child, folder }
    }

    /// Asks it to close and waits; whether it closed in good order.
    pub fn close(&mut self) -> bool {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.child.wait().unwrap().success()
    }

    /// The same shop once more.
    pub fn start_again(mut self) -> Self {
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        Self::start_in(folder, &[])
    }

    pub fn port(&self) -> String {
        self.url.rsplit(':').next().unwrap().to_owned()
    }

    pub fn data(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have closed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Exit code and error output of a start that does not succeed.
pub fn fails(arguments: &[&str]) -> (Option<i32>, String) {
    let output = command().arg("serve").args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

/// What a command says that succeeds.
pub fn runs(arguments: &[&str]) -> String {
    let output = command().args(arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn command() -> Command {
    let mut command = Command::new(PROGRAM);
    // Nothing of the developer's own settings, and only real trouble on stderr.
    command.env_clear().env("RUST_LOG", "error");
    command
}
