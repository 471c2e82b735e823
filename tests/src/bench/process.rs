//! What a running server takes of the machine, as the kernel tells it.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

/// The kernel counts processor time in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// Resident memory in bytes: now, and the most there ever was.
pub fn memory(pid: u32) -> Result<(u64, u64)> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let field = |name: &str| -> Result<u64> {
        let line = status.lines().find(|line| line.starts_with(name)).context("no such field")?;
        let units: u64 = line.split_whitespace().nth(1).context("no number")?.parse()?;
        Ok(units * 1_024)
    };
    Ok((field("VmRSS:")?, field("VmHWM:")?))
}

/// Bytes that reached the disk so far.
pub fn written(pid: u32) -> Result<u64> {
    let io = fs::read_to_string(format!("/proc/{pid}/io"))?;
    let line = io.lines().find(|line| line.starts_with("write_bytes:")).context("no such field")?;
    Ok(line.split_whitespace().nth(1).context("no number")?.parse()?)
}

/// Processor time by the name of the thread; threads that are numbered count as one.
pub fn threads(pid: u32) -> Result<BTreeMap<String, Duration>> {
    let mut found = BTreeMap::new();
    for task in fs::read_dir(format!("/proc/{pid}/task"))? {
        let stat = fs::read_to_string(task?.path().join("stat"))?;
        let (Some(open), Some(close)) = (stat.find('('), stat.rfind(')')) else { continue };
        let name = stat[open + 1..close].trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
        let fields: Vec<&str> = stat[close + 1..].split_whitespace().collect();
        // User and system time are fields 14 and 15, counted from before the name.
        let ticks: u32 = fields.get(11).context("no time")?.parse::<u32>()?
            + fields.get(12).context("no time")?.parse::<u32>()?;
        *found.entry(name.to_owned()).or_default() += TICK * ticks;
    }
    Ok(found)
}
