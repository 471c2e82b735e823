//! Making a failing plan short: happenings are left out as long as the same
//! promise is still broken.

use crate::plan::{Item, plan};
use crate::runs::Stage;
use crate::world::{Outcome, Telling, Trouble};

/// The shortest plan that was found, and the story of living it.
pub struct Shortest {
    pub plan: Vec<Item>,
    pub outcome: Outcome,
}

/// Shortens the plan of a failing seed.
pub fn shrink(stage: &Stage, seed: u64) -> Result<Option<Shortest>, Trouble> {
    let whole = plan(seed);
    let first = stage.play(0, seed, whole.clone(), Telling::Silent)?;
    let Some(promise) = first.broken.first().map(|broken| broken.promise) else { return Ok(None) };
    let still_breaks = |plan: &[Item]| -> Result<bool, Trouble> {
        let outcome = stage.play(0, seed, plan.to_vec(), Telling::Silent)?;
        Ok(outcome.broken.iter().any(|broken| broken.promise == promise))
    };
    let mut kept = whole;
    let mut piece = kept.len() / 2;
    while piece > 0 {
        let mut start = 0;
        while start < kept.len() {
            let mut fewer = kept.clone();
            fewer.drain(start..(start + piece).min(kept.len()));
            if still_breaks(&fewer)? {
                kept = fewer;
            } else {
                start += piece;
            }
        }
        piece /= 2;
    }
    let outcome = stage.play(0, seed, kept.clone(), Telling::Story)?;
    Ok(Some(Shortest { plan: kept, outcome }))
}
