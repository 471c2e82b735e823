//! A run of many checks: each is timed, a failure does not hide the ones after it, and the end is
//! one summary that can be read alone.

use std::time::{Duration, Instant};

use crate::trouble::Trouble;

/// What a step found out. A step that is one check counts as one.
#[derive(Default, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tally {
    pub passed: u32,
    pub failed: u32,
}

struct Finished {
    name: &'static str,
    took: Duration,
    tally: Tally,
    trouble: Option<Trouble>,
}

pub struct Steps {
    began: Instant,
    finished: Vec<Finished>,
}

impl Steps {
    pub fn begin() -> Self {
        Self { began: Instant::now(), finished: Vec::new() }
    }

    /// A step that is one check. Answers with what the check made, if it passed.
    pub fn check<T>(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Result<T, Trouble>,
    ) -> Option<T> {
        let began = self.announce(name);
        let (made, trouble) = match work() {
            Ok(made) => (Some(made), None),
            Err(trouble) => (None, Some(trouble)),
        };
        self.finish(name, began, Tally::default(), trouble);
        made
    }

    /// A step that counts its own checks into the tally.
    pub fn tests(
        &mut self,
        name: &'static str,
        work: impl FnOnce(&mut Tally) -> Result<(), Trouble>,
    ) {
        let began = self.announce(name);
        let mut tally = Tally::default();
        let trouble = work(&mut tally).err();
        self.finish(name, began, tally, trouble);
    }

    /// Prints the summary: every step, one sentence, and the plain count as the last line.
    pub fn conclude(self) -> Result<(), Trouble> {
        println!("\n{:<40} {:>12}  result", "step", "time");
        for step in &self.finished {
            println!("{:<40} {:>12}  {}", step.name, shown(step.took), step.result());
        }
        let total = self.tally();
        let failed: Vec<_> = self.failed_steps().collect();
        let took = shown(self.began.elapsed());
        if failed.is_empty() {
            println!("\nEverything passed: {} steps in {took}.", self.finished.len());
            println!("{} passed, 0 failed", total.passed);
            return Ok(());
        }
        println!("\nNot good yet, after {took}: {}.", failed.join(", "));
        // The last line goes out with the exit code.
        Err(Trouble::ChecksFailed { passed: total.passed, failed: total.failed })
    }

    fn announce(&self, name: &str) -> Instant {
        println!("\n== {name}");
        Instant::now()
    }

    fn finish(
        &mut self,
        name: &'static str,
        began: Instant,
        tally: Tally,
        trouble: Option<Trouble>,
    ) {
        let took = began.elapsed();
        match &trouble {
            Some(trouble) => println!("== {name}: FAILED after {}. {trouble}", shown(took)),
            None => println!("== {name}: passed in {}", shown(took)),
        }
        self.finished.push(Finished { name, took, tally, trouble });
    }

    fn failed_steps(&self) -> impl Iterator<Item = &'static str> {
        self.finished.iter().filter(|step| step.trouble.is_some()).map(|step| step.name)
    }

    fn tally(&self) -> Tally {
        self.finished.iter().fold(Tally::default(), |sum, step| {
            let counted = step.counted();
            Tally { passed: sum.passed + counted.passed, failed: sum.failed + counted.failed }
        })
    }
}

impl Finished {
    /// A step without tests of its own is one check; a step that failed without a failed test
    /// (it did not compile, it crashed) has failed once.
    fn counted(&self) -> Tally {
        let Tally { passed, failed } = self.tally;
        match (&self.trouble, passed + failed) {
            (None, 0) => Tally { passed: 1, failed },
            (None, _) => self.tally,
            (Some(_), _) => Tally { passed, failed: failed.max(1) },
        }
    }

    fn result(&self) -> String {
        let Tally { passed, failed } = self.counted();
        match &self.trouble {
            None if self.tally == Tally::default() => "passed".to_owned(),
            None => format!("{passed} passed"),
            Some(_) => format!("FAILED ({passed} passed, {failed} failed)"),
        }
    }
}

fn shown(took: Duration) -> String {
    let seconds = took.as_secs();
    match seconds {
        0..60 => format!("{seconds}.{} s", took.subsec_millis() / 100),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble() -> Trouble {
        Trouble::CommandFailed { what: "It".to_owned(), how: "exit status: 1".to_owned() }
    }

    #[test]
    fn a_failure_does_not_hide_what_comes_after_it() {
        let mut steps = Steps::begin();
        assert_eq!(steps.check("one", || Err::<(), _>(trouble())), None);
        assert_eq!(steps.check("two", || Ok(2)), Some(2));
        assert_eq!(steps.failed_steps().collect::<Vec<_>>(), ["one"]);
        assert_eq!(steps.tally(), Tally { passed: 1, failed: 1 });
    }

    #[test]
    fn tests_that_did_not_even_compile_count_as_a_failure() {
        let mut steps = Steps::begin();
        steps.tests("tests", |_| Err(trouble()));
        steps.tests("more tests", |tally| {
            tally.passed = 7;
            Ok(())
        });
        assert_eq!(steps.tally(), Tally { passed: 7, failed: 1 });
        assert!(steps.conclude().is_err());
    }
}
