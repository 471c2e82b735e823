//! Runs other programs: in the open, quietly, or with their words counted as they pass.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};

use crate::trouble::Trouble;

/// Takes away what `cargo run` told us about our own package. A cargo below us would take it for
/// news, and build again every crate that asks for these variables, each time the caller changes.
pub fn forget_own_package(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let is_about_us = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        if is_about_us {
            command.env_remove(name);
        }
    }
}

/// Runs a program whose output the reader should see. `what` names the work, not the program.
pub fn run(command: &mut Command, what: &str) -> Result<(), Trouble> {
    let status = command.status().map_err(|err| not_started(command, err))?;
    if status.success() {
        return Ok(());
    }
    Err(Trouble::CommandFailed { what: what.to_owned(), how: status.to_string() })
}

/// Runs a program and keeps its output to itself; `None` if it is missing or fails.
pub fn ask(command: &mut Command) -> Option<String> {
    let Output { status, stdout, .. } =
        command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    status.success().then(|| String::from_utf8_lossy(&stdout).trim().to_owned())
}

/// Runs a program in the open and hands every line of its standard output to `heard` as well.
pub fn run_heard(
    command: &mut Command,
    what: &str,
    mut heard: impl FnMut(&str),
) -> Result<(), Trouble> {
    let mut child =
        command.stdout(Stdio::piped()).spawn().map_err(|err| not_started(command, err))?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let Ok(line) = line else { break };
            let line = String::from_utf8_lossy(&line);
            // A closed pipe on our side must not stop the tests from being counted.
            let _closed = writeln!(std::io::stdout(), "{line}");
            heard(&line);
        }
    }
    let status = child.wait().map_err(|err| not_started(command, err))?;
    if status.success() {
        return Ok(());
    }
    Err(Trouble::CommandFailed { what: what.to_owned(), how: status.to_string() })
}

/// Replaces this process by the program, so that signals and the exit code are the program's own.
#[cfg(unix)]
pub fn become_program(command: &mut Command) -> Trouble {
    use std::os::unix::process::CommandExt;
    let reason = command.exec();
    not_started(command, reason)
}

/// Where a process cannot be replaced, it is waited for.
#[cfg(not(unix))]
pub fn become_program(command: &mut Command) -> Trouble {
    match run(command, "Running the server") {
        Ok(()) => std::process::exit(0),
        Err(trouble) => trouble,
    }
}

fn not_started(command: &Command, reason: std::io::Error) -> Trouble {
    Trouble::NotStarted { program: command.get_program().to_string_lossy().into_owned(), reason }
}
