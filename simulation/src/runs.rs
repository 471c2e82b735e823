//! Many schedules, on all cores, and what they came to.

use crate::cast::CAST;
use crate::coverage::Coverage;
use crate::plan::{Item, plan};
use crate::witness::Broken;
use crate::world::{Outcome, Telling, Trouble, World};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

/// Every fault that can strike, by the name it is counted under.
pub const FAULTS: &[&str] = &[
    "line: request lost",
    "line: answer lost",
    "line: request late",
    "line: answer late",
    "line: request twice",
    "line: request cut",
    "line: answer cut",
    "line: captive portal",
    "line: somebody else's JSON",
    "line: 502, the shop had nothing",
    "line: 502, the shop had it",
    "line: hung",
    "line: no signal",
    "phone: died at an await",
    "phone: storage full",
    "phone: storage closed",
    "phone: transaction aborted",
    "phone: clock jumped",
    "phone: old app",
    "phone: app newer than the shop",
    "phone: app replaced, its rows read anew",
    "phone: an id used again",
    "server: died at an await",
    "server: disk full",
    "server: clock jumped",
    "server: began on a file of an older schema",
    "server: replaced, the file was of an older schema",
    "server: too old for its file",
    "server: newer than the app",
    "server: caller gone, request dropped",
    "bank: charge lost on the way",
    "bank: charge made, answer lost",
    "bank: charge refused",
    "bank: charge slow",
    "bank: status lost",
    "bank: status stale",
    "bank: cancel answer lost",
    "partner: inquiry lost",
    "partner: not there",
    "partner: payment lost on the way",
    "partner: payment arrives late",
    "partner: payment slow",
    "partner: done, answer lost",
    "partner: refuses",
    "partner: decides later",
    "partner: advice lost",
    "partner: reversal done, answer lost",
    "notice: lost",
    "notice: late",
    "notice: twice",
    "notice: forged",
];

/// A place of one's own to work in, with the database every schedule begins with.
pub struct Stage {
    folder: PathBuf,
    template: PathBuf,
}

impl Stage {
    /// Sets up below a folder that exists.
    pub fn set(folder: &Path) -> Result<Self, Trouble> {
        let template = folder.join("template.sqlite");
        CAST.write_template(&template)?;
        Ok(Self { folder: folder.to_owned(), template })
    }

    /// Lives through one plan. `wing` keeps those apart who play at the same time.
    pub fn play(
        &self,
        wing: usize,
        seed: u64,
        plan: Vec<Item>,
        telling: Telling,
    ) -> Result<Outcome, Trouble> {
        let folder = self.folder.join(format!("wing-{wing}"));
        std::fs::create_dir_all(&folder).map_err(|error| Trouble::Folder(folder.clone(), error))?;
        World::begin(seed, plan, &folder, &self.template, telling)?.live()
    }
}

/// A seed that broke something.
#[derive(Debug, Clone)]
pub struct Failure {
    pub seed: u64,
    pub broken: Vec<Broken>,
}

/// What many schedules came to.
pub struct Tally {
    pub coverage: Coverage,
    pub failures: Vec<Failure>,
}

/// Plays all seeds. Stops early after `most` failures, or when the time is up.
pub fn play_all(
    stage: &Stage,
    seeds: Range<u64>,
    threads: usize,
    most: usize,
    until: Option<Instant>,
) -> Result<Tally, Trouble> {
    let next = AtomicU64::new(seeds.start);
    let is_over = AtomicBool::new(false);
    let tally = Mutex::new(Tally { coverage: Coverage::default(), failures: Vec::new() });
    let trouble = Mutex::new(None);
    std::thread::scope(|scope| {
        for wing in 0..threads {
            let (next, is_over, tally, trouble) = (&next, &is_over, &tally, &trouble);
            let end = seeds.end;
            scope.spawn(move || {
                let _inside = in_runtime();
                let mut coverage = Coverage::default();
                while !is_over.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end || until.is_some_and(|until| Instant::now() >= until) {
                        break;
                    }
                    match stage.play(wing, seed, plan(seed), Telling::Silent) {
                        Ok(outcome) => {
                            coverage.add(&outcome.coverage);
                            if !outcome.broken.is_empty() {
                                let mut tally = crate::time::lock(tally);
                                tally.failures.push(Failure { seed, broken: outcome.broken });
                                is_over.fetch_or(tally.failures.len() >= most, Ordering::Relaxed);
                            }
                        }
                        Err(error) => {
                            *crate::time::lock(trouble) = Some(error);
                            is_over.store(true, Ordering::Relaxed);
                        }
                    }
                }
                crate::time::lock(tally).coverage.add(&coverage);
            });
        }
    });
    if let Some(trouble) = trouble.into_inner().unwrap_or_default() {
        return Err(trouble);
    }
    let mut tally = tally.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    tally.failures.sort_by_key(|failure| failure.seed);
    Ok(tally)
}

/// The server's request bodies are read under a timeout, which asks for a runtime
/// to be there. Its clock never moves anything here.
#[must_use]
pub fn in_runtime() -> impl Drop {
    struct Inside(Option<tokio::runtime::EnterGuard<'static>>);
    impl Drop for Inside {
        fn drop(&mut self) {
            self.0 = None;
        }
    }
    static RUNTIME: std::sync::LazyLock<tokio::runtime::Runtime> = std::sync::LazyLock::new(|| {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_time().build().expect("a runtime without threads")
    });
    Inside(Some(RUNTIME.enter()))
}
