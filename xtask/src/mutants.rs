//! Breaking the house on purpose: each file of `simulation/mutants` changes a copy of the sources in
//! one way, and the simulator has to notice, by the name of a promise.
//!
//! A mutant is text: a line `# what it does wrong`, and for each place `file: PATH`, then the lines
//! to find between `<<<<` and `====`, and what stands there instead up to `>>>>`. Lines that are not
//! found exactly once are an error, so that no mutant ages unnoticed.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::process;
use crate::simulate;
use crate::trouble::{OnFile, Trouble};
use crate::workspace::Workspace;

struct Mutant {
    name: String,
    /// What it does wrong, in a sentence.
    what: String,
    changes: Vec<Change>,
}

struct Change {
    file: PathBuf,
    find: String,
    put: String,
}

/// How a mutant ended.
struct Caught {
    promises: Vec<String>,
    seed: String,
    seconds: u64,
}

/// Plays all mutants, or those named.
pub fn run(workspace: &Workspace, seeds: &str, only: &[String]) -> Result<(), Trouble> {
    let mut mutants = read_all(&workspace.root.join("simulation/mutants"))?;
    mutants.retain(|mutant| only.is_empty() || only.contains(&mutant.name));
    let copy = workspace.target.join("mutants");
    let files = sources(workspace)?;
    sweep(&copy, &copy, &files)?;
    let mut table = String::from("| Mutant | what it does wrong | caught by | seed | seconds |\n");
    table.push_str("|---|---|---|--:|--:|\n");
    let (mut caught, mut missed) = (0, 0);
    for mutant in &mutants {
        println!("\n── {}: {}", mutant.name, mutant.what);
        for file in &files {
            lay(&workspace.root.join(file), &copy.join(file))?;
        }
        for change in &mutant.changes {
            apply(change, &copy)?;
        }
        let outcome = play(workspace, &copy, seeds)?;
        let (name, what) = (&mutant.name, &mutant.what);
        // A String takes whatever is written.
        let _ = match outcome {
            Some(Caught { promises, seed, seconds }) => {
                caught += 1;
                let promises = promises.join(", ");
                writeln!(table, "| {name} | {what} | {promises} | {seed} | {seconds} |")
            }
            None => {
                missed += 1;
                writeln!(table, "| {name} | {what} | **nothing in {seeds}** | | |")
            }
        };
    }
    println!("\n{table}");
    if missed == 0 { Ok(()) } else { Err(Trouble::ChecksFailed { passed: caught, failed: missed }) }
}

/// Every file of the house, relative to its root.
fn sources(workspace: &Workspace) -> Result<Vec<PathBuf>, Trouble> {
    let listed = process::ask(
        Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard"])
            .current_dir(&workspace.root),
    );
    let listed = listed.ok_or_else(|| Trouble::Tool {
        tool: "git".to_owned(),
        reason: "it cannot list the files of this folder".to_owned(),
        next: "Run this inside a clone of the repository.".to_owned(),
    })?;
    Ok(listed.lines().map(PathBuf::from).collect())
}

/// Takes out of the copy what the house does not have any more: a module that has moved would be
/// there twice.
fn sweep(copy: &Path, folder: &Path, files: &[PathBuf]) -> Result<(), Trouble> {
    let Ok(found) = fs::read_dir(folder) else { return Ok(()) };
    for path in found.filter_map(|entry| Some(entry.ok()?.path())) {
        let is_listed = || path.strip_prefix(copy).is_ok_and(|own| files.iter().any(|f| f == own));
        if path.is_dir() {
            sweep(copy, &path, files)?;
        } else if !is_listed() {
            fs::remove_file(&path).on("removed", &path)?;
        }
    }
    Ok(())
}

/// Copies a file if it is not there yet with these bytes: cargo builds by what has changed.
fn lay(from: &Path, to: &Path) -> Result<(), Trouble> {
    let Ok(bytes) = fs::read(from) else { return Ok(()) };
    if fs::read(to).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).on("created", folder)?;
    }
    fs::write(to, bytes).on("written", to)
}

fn apply(change: &Change, copy: &Path) -> Result<(), Trouble> {
    let path = copy.join(&change.file);
    let text = fs::read_to_string(&path).on("read", &path)?;
    if text.matches(&change.find).count() != 1 {
        let reason = format!("a mutant looks for these lines exactly once:\n{}", change.find);
        return Err(Trouble::Unexpected { path, reason });
    }
    fs::write(&path, text.replacen(&change.find, &change.put, 1)).on("written", &path)
}

/// Builds the copy and plays until a promise is broken.
fn play(workspace: &Workspace, copy: &Path, seeds: &str) -> Result<Option<Caught>, Trouble> {
    let mut cargo = workspace.cargo();
    cargo.current_dir(copy);
    // Cargo names what it builds by the place inside a workspace: beside the house's own builds the
    // copy's would be taken for them.
    let apart = workspace.target.join("mutants-target");
    let program = simulate::build(&apart, &mut cargo, simulate::SOON)?;
    let begun = Instant::now();
    let played = Command::new(&program).args(["--seeds", seeds, "--most", "1"]).output();
    let played = played
        .map_err(|reason| Trouble::NotStarted { program: program.display().to_string(), reason })?;
    let text = String::from_utf8_lossy(&played.stdout);
    println!(
        "{}",
        text.lines().filter(|line| line.starts_with(['#', '-'])).collect::<Vec<_>>().join("\n")
    );
    let seed = text.lines().find_map(|line| line.strip_prefix("## Seed "));
    let seed = seed.and_then(|rest| rest.split(' ').next());
    if seed.is_none() && !played.status.success() {
        let what = "Playing with a mutant".to_owned();
        return Err(Trouble::CommandFailed { what, how: played.status.to_string() });
    }
    let Some(seed) = seed else { return Ok(None) };
    let mut promises: Vec<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("- ")?.split(':').next().map(str::to_owned))
        .collect();
    promises.sort();
    promises.dedup();
    Ok(Some(Caught { promises, seed: seed.to_owned(), seconds: begun.elapsed().as_secs() }))
}

fn read_all(folder: &Path) -> Result<Vec<Mutant>, Trouble> {
    let mut mutants = Vec::new();
    for entry in fs::read_dir(folder).on("read", folder)? {
        let path = entry.on("read", folder)?.path();
        let text = fs::read_to_string(&path).on("read", &path)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mutant = read(&name, &text).ok_or_else(|| Trouble::Unexpected {
            path: path.clone(),
            reason: "a mutant has `# …`, and `file: …`, `<<<<`, `====`, `>>>>` in turn".to_owned(),
        })?;
        mutants.push(mutant);
    }
    mutants.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(mutants)
}

fn read(name: &str, text: &str) -> Option<Mutant> {
    let mut lines = text.lines();
    let what = lines.next()?.strip_prefix("# ")?.to_owned();
    let mut changes = Vec::new();
    while let Some(line) = lines.find(|line| !line.trim().is_empty()) {
        let file = PathBuf::from(line.strip_prefix("file: ")?);
        if lines.next()? != "<<<<" {
            return None;
        }
        let find = until(&mut lines, "====")?;
        let put = until(&mut lines, ">>>>")?;
        changes.push(Change { file, find, put });
    }
    (!changes.is_empty()).then(|| Mutant { name: name.to_owned(), what, changes })
}

fn until<'a>(lines: &mut impl Iterator<Item = &'a str>, end: &str) -> Option<String> {
    let mut taken = String::new();
    loop {
        let line = lines.next()?;
        if line == end {
            return Some(taken);
        }
        taken.push_str(line);
        taken.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mutant_is_read() {
        let text = "# forgets\nfile: a/b.rs\n<<<<\nold\n====\nnew\nnewer\n>>>>\n";
        let mutant = read("m", text).unwrap();
        assert_eq!(mutant.what, "forgets");
        assert_eq!(mutant.changes[0].find, "old\n");
        assert_eq!(mutant.changes[0].put, "new\nnewer\n");
        assert!(read("m", "# forgets\nfile: a\n<<<<\nold\n").is_none());
        assert!(read("m", "# forgets\n").is_none());
    }

    /// The sources have moved on, and a mutant with them, or it tests nothing.
    #[test]
    fn every_mutant_still_finds_its_place() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mutants = read_all(&root.join("simulation/mutants")).unwrap();
        assert!(mutants.len() >= 10);
        for mutant in mutants {
            for change in mutant.changes {
                let text = fs::read_to_string(root.join(&change.file)).unwrap();
                assert_eq!(
                    text.matches(&change.find).count(),
                    1,
                    "{}: {}",
                    mutant.name,
                    change.find
                );
            }
        }
    }
}
