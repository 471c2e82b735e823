//! What the numbers were measured on.

use std::fs;
use std::path::Path;
use std::process::Command;

/// One line: processor, cores, memory, file system of the data, kernel, and what else is going on.
#[must_use]
pub fn facts(data: &Path) -> String {
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = gigabytes(&field("/proc/meminfo", "MemTotal").unwrap_or_default());
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!(
        "{processor}, {cores} cores, {memory} GB of memory, data on {}, Linux {}, load before the \
         start {}",
        file_system(data),
        kernel.trim(),
        load()
    )
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// How many programs wanted a core in the last minute. Above nothing, others were measured as well.
fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or_default().to_owned()
}

/// The kernel counts in units of 1,024 bytes: `24683656 kB`.
fn gigabytes(total: &str) -> u64 {
    let units: u64 = total.trim_end_matches(" kB").parse().unwrap_or_default();
    units * 1_024 / 1_000_000_000
}

fn file_system(path: &Path) -> String {
    let asked = Command::new("stat").args(["-f", "-c", "%T"]).arg(path).output();
    asked
        .map(|answer| String::from_utf8_lossy(&answer.stdout).trim().to_owned())
        .unwrap_or_default()
}
