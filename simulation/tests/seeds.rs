//! A few schedules, so that whoever breaks a promise hears of it at once. Many are
//! played by `cargo xtask simulate`.

use warung_simulation::plan::plan;
use warung_simulation::runs::{Stage, in_runtime, play_all};
use warung_simulation::storm::Storm;
use warung_simulation::world::Telling;

// O6, O7, O12, O14, P2, P4, M2, M3, R1, S1
#[test]
fn a_few_schedules_break_no_promise() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::set(folder.path()).unwrap();
    let tally = play_all(&stage, 0..100, 2, 3, None).unwrap();
    assert!(tally.failures.is_empty(), "{:#?}", tally.failures);
    assert_eq!(tally.coverage.schedules, 100);
    assert!(tally.coverage.fewest_steps.is_some_and(|fewest| fewest >= 200));
}

#[test]
fn a_seed_does_the_same_again() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::set(folder.path()).unwrap();
    let _inside = in_runtime();
    let story = || stage.play(0, 5, plan(5), Telling::Story).unwrap().story;
    let (first, second) = (story(), story());
    assert!(first.len() > 20, "{first:#?}");
    assert_eq!(first, second);
}

#[cfg(target_os = "linux")]
#[test]
fn a_schedule_leaves_no_file_open() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::set(folder.path()).unwrap();
    let _inside = in_runtime();
    for seed in 0..40 {
        stage.play(0, seed, plan(seed), Telling::Silent).unwrap();
    }
    let handles = std::fs::read_dir("/proc/self/fd").unwrap();
    let files = handles.filter_map(|handle| std::fs::read_link(handle.unwrap().path()).ok());
    let left: Vec<_> = files.filter(|file| file.starts_with(folder.path())).collect();
    assert!(left.is_empty(), "{left:#?}");
}

// M2, M3, M5, M6
#[test]
fn a_storm_of_payments_leaves_the_books_balanced() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let mut storm = Storm::gather(folder.path(), 3).unwrap();
    runtime.block_on(storm.rage(200)).unwrap();
    let verdict = storm.judge().unwrap();
    assert!(verdict.broken.is_empty(), "{:#?}", verdict.broken);
    let told = verdict.to_string();
    for ended in ["settled", "denied", "expired", "cancelled"] {
        assert!(told.contains(&format!("payment {ended} |")), "none was {ended}:\n{told}");
    }
}
