//! `simulate`: plays many schedules and says what they came to. `cargo xtask
//! simulate` builds and starts it.

use clap::Parser;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use warung_simulation::runs::{FAULTS, Stage, Tally, in_runtime, play_all};
use warung_simulation::shrink::shrink;
use warung_simulation::storm::Storm;
use warung_simulation::world::Trouble;

/// Play schedules: people, phones, a bad network, a server that dies, a bank that
/// misbehaves. Every seed is one schedule; the same seed does the same again.
#[derive(Parser)]
#[command(name = "simulate", version)]
struct Options {
    /// The seeds to play, as `0..1000`.
    #[arg(long, default_value = "0..2000", value_parser = seeds)]
    seeds: Range<u64>,

    /// How many to play at once; as many as there are processor cores if left out.
    #[arg(long)]
    threads: Option<usize>,

    /// Where the databases lie while playing; memory is fastest.
    #[arg(long)]
    dir: Option<PathBuf>,

    /// Stop after so many minutes.
    #[arg(long)]
    minutes: Option<u64>,

    /// Stop after so many failing seeds.
    #[arg(long, default_value_t = 5)]
    most: usize,

    /// Tell the whole story of failing seeds, shortened.
    #[arg(long)]
    story: bool,

    /// Fail unless every step of every machine was taken and every fault struck.
    #[arg(long)]
    complete: bool,

    /// Instead of schedules, let so many orders go through a storm of payments, drawn from the
    /// first of the seeds.
    #[arg(long, value_name = "ORDERS")]
    storm: Option<usize>,
}

fn seeds(text: &str) -> Result<Range<u64>, String> {
    let (from, to) = text.split_once("..").ok_or("not of the form A..B")?;
    let number = |text: &str| text.parse::<u64>().map_err(|error| error.to_string());
    let seeds = number(from)?..number(to)?;
    if seeds.is_empty() { Err("no seed lies in there".to_owned()) } else { Ok(seeds) }
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(trouble) => {
            eprintln!("The simulator cannot go on: {trouble}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<bool, Trouble> {
    let memory = PathBuf::from("/dev/shm");
    let parent = options
        .dir
        .clone()
        .unwrap_or_else(|| if memory.is_dir() { memory } else { std::env::temp_dir() });
    let folder = tempfile::Builder::new()
        .prefix("warung-simulation-")
        .tempdir_in(&parent)
        .map_err(|error| Trouble::Folder(parent, error))?;
    if let Some(orders) = options.storm {
        return storm(folder.path(), options.seeds.start, orders);
    }
    let stage = Stage::set(folder.path())?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = options.threads.unwrap_or(cores).max(1);
    let begun = Instant::now();
    let until = options.minutes.map(|minutes| begun + Duration::from_secs(minutes * 60));
    let tally = play_all(&stage, options.seeds.clone(), threads, options.most, until)?;
    let is_complete = report(options, &tally, begun.elapsed(), threads);
    let _inside = in_runtime();
    for failure in &tally.failures {
        println!("\n## Seed {} breaks a promise\n", failure.seed);
        for broken in &failure.broken {
            println!("- {broken}");
        }
        if options.story {
            tell(&stage, failure.seed)?;
        }
    }
    Ok(tally.failures.is_empty() && is_complete)
}

fn storm(folder: &Path, seed: u64, orders: usize) -> Result<bool, Trouble> {
    let begun = Instant::now();
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_time().build();
    let runtime = runtime.map_err(|error| Trouble::Folder(folder.to_owned(), error))?;
    let mut storm = Storm::gather(folder, seed)?;
    runtime.block_on(storm.rage(orders))?;
    let verdict = storm.judge()?;
    print!("{verdict}");
    println!("\n{} s, seed {seed}", begun.elapsed().as_secs());
    for broken in &verdict.broken {
        println!("- {broken}");
    }
    Ok(verdict.broken.is_empty())
}

fn report(options: &Options, tally: &Tally, took: Duration, threads: usize) -> bool {
    let coverage = &tally.coverage;
    let (schedules, steps) = (coverage.schedules, coverage.steps);
    let per_second = u128::from(schedules) * 1_000 / took.as_millis().max(1);
    println!("| | |\n|---|--:|");
    println!("| schedules | {schedules} |");
    println!("| steps | {steps} |");
    println!("| steps in a schedule, on average | {} |", steps / schedules.max(1));
    println!("| steps in the shortest | {} |", coverage.fewest_steps.unwrap_or(0));
    println!("| promises broken | {} |", tally.failures.len());
    println!("| seconds | {} |", took.as_secs());
    println!("| schedules per second, {threads} threads | {per_second} |");
    print!("{}", coverage.tables());
    let (missing, never) = (coverage.missing(), coverage.never(FAULTS));
    for (machine, (from, to)) in &missing {
        println!("\nNever taken: {} {from} → {to}", machine.name());
    }
    for kind in &never {
        println!("\nNever struck: {kind}");
    }
    !options.complete || (missing.is_empty() && never.is_empty())
}

fn tell(stage: &Stage, seed: u64) -> Result<(), Trouble> {
    let Some(shortest) = shrink(stage, seed)? else {
        println!("\nIt does not break anything when it is played again.");
        return Ok(());
    };
    println!("\nShortened to {} happenings:\n", shortest.plan.len());
    for line in &shortest.outcome.story {
        println!("    {line}");
    }
    for broken in &shortest.outcome.broken {
        println!("    => {broken}");
    }
    Ok(())
}
