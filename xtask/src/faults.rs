//! `cargo xtask test --faults`: every fault that can be made, in every engine at hand, one table.

use std::path::{Path, PathBuf};

use crate::fault_table::{Row, Table};
use crate::journeys::{self, Artefacts};
use crate::steps::{Steps, Tally};
use crate::test::count_tests;
use crate::tools::browser::Engine;
use crate::trouble::{OnFile, Trouble};
use crate::workspace::Workspace;

/// The faults of an ordinary run: each takes seconds, together they cover both ends and the line.
pub const QUICK: [&str; 4] = [
    "browser_killed_right_after_saved",
    "reply_dropped_after_commit",
    "request_doubled",
    "captive_portal",
];

/// What makes the report.
const COMMAND: &str = "cargo xtask test --faults";

pub fn add_steps(
    steps: &mut Steps,
    workspace: &Workspace,
    artefacts: &Artefacts,
    chosen: &[Engine],
    word: Option<&str>,
) {
    let engines = if chosen.is_empty() { &Engine::ALL } else { chosen };
    let mut left_out = Vec::new();
    for &engine in engines {
        steps.tests(engine.faults(), |tally| {
            in_engine(workspace, artefacts, engine, word, &mut left_out, tally)
        });
    }
    steps.check("write the report", || {
        let mut table = Table::default();
        for engine in Engine::ALL {
            table.add(read(&outcomes(workspace, engine))?);
        }
        for (engine, why) in &left_out {
            table.leave_out(engine, why);
        }
        println!("{}", table.text());
        let folder = workspace.root.join("reports");
        std::fs::create_dir_all(&folder).on("created", &folder)?;
        let path = folder.join("faults.md");
        std::fs::write(&path, table.report(COMMAND)).on("written", &path)
    });
}

/// What was found out in an engine, the newest last. A fault that is run again alone adds its row,
/// a whole run begins anew.
fn outcomes(workspace: &Workspace, engine: Engine) -> PathBuf {
    workspace.target.join(format!("faults-{}.ndjson", engine.name()))
}

/// Runs them in one engine. An engine that is not there and cannot be installed is no failure: its
/// column says why it is empty.
fn in_engine(
    workspace: &Workspace,
    artefacts: &Artefacts,
    engine: Engine,
    word: Option<&str>,
    left_out: &mut Vec<(&'static str, String)>,
    tally: &mut Tally,
) -> Result<(), Trouble> {
    let tools = match engine.ensure() {
        Ok(tools) => tools,
        Err(trouble) => {
            println!("Left out: {trouble}");
            left_out.push((engine.name(), trouble.to_string()));
            return Ok(());
        }
    };
    let outcomes = outcomes(workspace, engine);
    if word.is_none() {
        std::fs::write(&outcomes, "").on("written", &outcomes)?;
    }
    let words: Vec<&str> = word.into_iter().collect();
    let mut command =
        journeys::command(workspace, "faults", engine, tools.as_deref(), artefacts, &words);
    command.env("WARUNG_FAULT_OUTCOMES", &outcomes);
    count_tests(&mut command, "The journeys under faults", tally)
}

fn read(outcomes: &Path) -> Result<Vec<Row>, Trouble> {
    if !outcomes.exists() {
        // Never run in this engine.
        return Ok(Vec::new());
    }
    let text = std::fs::read_to_string(outcomes).on("read", outcomes)?;
    text.lines()
        .map(|line| {
            Row::read(line).ok_or_else(|| Trouble::Unexpected {
                path: outcomes.to_owned(),
                reason: format!("this is no outcome: {line}"),
            })
        })
        .collect()
}
