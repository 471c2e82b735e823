//! What was tried: how often each kind of fault struck, and each machine took
//! each of its steps.

use crate::machines::{Machine, Step};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Counts of one schedule or of many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    pub schedules: u64,
    pub steps: u64,
    /// The shortest schedule's steps.
    pub fewest_steps: Option<u64>,
    faults: BTreeMap<&'static str, u64>,
    deeds: BTreeMap<&'static str, u64>,
    moves: BTreeMap<(Machine, Step), u64>,
}

impl Coverage {
    /// Something went wrong.
    pub fn fault(&mut self, kind: &'static str) {
        *self.faults.entry(kind).or_default() += 1;
    }

    /// Something happened that was meant to.
    pub fn deed(&mut self, kind: &'static str) {
        *self.deeds.entry(kind).or_default() += 1;
    }

    pub fn moved(&mut self, machine: Machine, step: Step) {
        *self.moves.entry((machine, step)).or_default() += 1;
    }

    pub fn add(&mut self, other: &Self) {
        self.schedules += other.schedules;
        self.steps += other.steps;
        self.fewest_steps = match (self.fewest_steps, other.fewest_steps) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        for (kind, count) in &other.faults {
            *self.faults.entry(kind).or_default() += count;
        }
        for (kind, count) in &other.deeds {
            *self.deeds.entry(kind).or_default() += count;
        }
        for (step, count) in &other.moves {
            *self.moves.entry(*step).or_default() += count;
        }
    }

    /// Steps that were never taken, though something leads there.
    #[must_use]
    pub fn missing(&self) -> Vec<(Machine, Step)> {
        let all = Machine::ALL.into_iter().flat_map(|machine| {
            let reachable =
                machine.steps().iter().filter(move |step| !machine.out_of_reach().contains(step));
            reachable.map(move |step| (machine, *step))
        });
        all.filter(|step| !self.moves.contains_key(step)).collect()
    }

    /// Faults of the list that never struck.
    #[must_use]
    pub fn never(&self, kinds: &[&'static str]) -> Vec<&'static str> {
        kinds.iter().copied().filter(|kind| !self.faults.contains_key(kind)).collect()
    }

    /// As tables in Markdown.
    #[must_use]
    pub fn tables(&self) -> String {
        let mut text = String::new();
        for (title, counts) in [("What went wrong", &self.faults), ("What happened", &self.deeds)] {
            // A String takes whatever is written.
            let _ = writeln!(text, "\n| {title} | times |\n|---|--:|");
            for (kind, count) in counts {
                let _ = writeln!(text, "| {kind} | {count} |");
            }
        }
        let _ = writeln!(text, "\n| Machine | step | times |\n|---|---|--:|");
        for machine in Machine::ALL {
            for step in machine.steps() {
                let count = self.moves.get(&(machine, *step)).copied().unwrap_or(0);
                let (name, (from, to)) = (machine.name(), step);
                let note = if machine.out_of_reach().contains(step) {
                    " (no command leads there yet)"
                } else {
                    ""
                };
                let _ = writeln!(text, "| {name} | {from} → {to}{note} | {count} |");
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_was_never_taken_is_missed() {
        let mut coverage = Coverage::default();
        let before = coverage.missing().len();
        coverage.moved(Machine::Outbox, ("new", "queued"));
        assert_eq!(coverage.missing().len(), before - 1);
        assert!(!coverage.missing().contains(&(Machine::Order, ("completed", "returned"))));
    }
}
