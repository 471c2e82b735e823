//! The processes of a browser, found below its driver, and taken away the way a phone that runs
//! out of memory or power takes them: at once and without a word.

use std::process::Command;

use anyhow::{Context, Result, ensure};

/// A process that runs now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    pub id: u32,
    parent: u32,
    /// Its command line, words joined by spaces.
    pub command: String,
}

/// Everything that was started by a process, directly or not; not the process itself.
pub fn below(ancestor: u32) -> Result<Vec<Process>> {
    let mut left = all()?;
    let mut found = Vec::new();
    let mut parents = vec![ancestor];
    while let Some(parent) = parents.pop() {
        let (children, others) = left.into_iter().partition(|process| process.parent == parent);
        left = others;
        let children: Vec<Process> = children;
        parents.extend(children.iter().map(|child| child.id));
        found.extend(children);
    }
    Ok(found)
}

/// SIGKILL to all of them in one go.
pub fn kill(processes: &[Process]) -> Result<()> {
    ensure!(!processes.is_empty(), "there is no process to kill");
    let ids = processes.iter().map(|process| process.id.to_string());
    // One of them may have ended by itself in between; that is as good.
    Command::new("kill").arg("-KILL").args(ids).output().context("cannot kill a process")?;
    Ok(())
}

fn all() -> Result<Vec<Process>> {
    let entries = std::fs::read_dir("/proc").context("processes are looked up in /proc")?;
    let ids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    // One that ends while it is looked at is none any more.
    Ok(ids.filter_map(read).collect())
}

fn read(id: u32) -> Option<Process> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let parent = parent_in(&stat)?;
    let command = std::fs::read(format!("/proc/{id}/cmdline")).ok()?;
    let command = String::from_utf8_lossy(&command).replace('\0', " ").trim_end().to_owned();
    Some(Process { id, parent, command })
}

/// `17 (a (odd) name) S 16 …`: the name may hold anything, so its last parenthesis counts.
fn parent_in(stat: &str) -> Option<u32> {
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Stdio;

    #[test]
    fn the_parent_is_found_behind_any_name() {
        assert_eq!(parent_in("17 (a (odd) name) S 16 1 2"), Some(16));
        assert_eq!(parent_in("nothing"), None);
    }

    #[test]
    fn what_a_process_started_is_found_and_killed() {
        let mut shell = Command::new("sh")
            .args(["-c", "sleep 600 & wait"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let wait = crate::waiting::PATIENCE;
        let found = crate::waiting::until(wait, "the child", || {
            let found = below(shell.id())?;
            ensure!(found.iter().any(|process| process.command.contains("sleep 600")), "{found:?}");
            Ok(found)
        });
        kill(&found.unwrap()).unwrap();
        shell.wait().unwrap();
        assert_eq!(below(shell.id()).unwrap(), []);
    }
}
