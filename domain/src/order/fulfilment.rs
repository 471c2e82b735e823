//! How one seller's parcel reaches the shopper.
//!
//! The shop's sellers pack and send on their own, so each parcel has a state of
//! its own; the order is completed when every parcel is.

use crate::command::FulfilmentStep;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Where a parcel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FulfilmentState {
    Awaiting,
    Packed,
    Shipped,
    ReadyForPickup,
    Completed,
}

/// A step that cannot follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a parcel that is {from:?} cannot take the step {step:?}")]
pub struct FulfilmentError {
    pub from: FulfilmentState,
    pub step: FulfilmentStep,
}

impl FulfilmentState {
    pub fn apply(self, step: FulfilmentStep) -> Result<Self, FulfilmentError> {
        use FulfilmentStep as S;
        match (self, step) {
            (Self::Awaiting, S::Pack) => Ok(Self::Packed),
            (Self::Packed, S::Ship) => Ok(Self::Shipped),
            (Self::Packed, S::MakeReady) => Ok(Self::ReadyForPickup),
            (Self::Shipped | Self::ReadyForPickup, S::Complete) => Ok(Self::Completed),
            (from, step) => Err(FulfilmentError { from, step }),
        }
    }

    /// The steps a seller may take next, for the buttons on the counter.
    #[must_use]
    pub fn next_steps(self) -> Vec<FulfilmentStep> {
        use FulfilmentStep as S;
        [S::Pack, S::Ship, S::MakeReady, S::Complete]
            .into_iter()
            .filter(|step| self.apply(*step).is_ok())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_is_packed_before_it_leaves() {
        assert!(FulfilmentState::Awaiting.apply(FulfilmentStep::Ship).is_err());
        assert_eq!(FulfilmentState::Awaiting.next_steps(), [FulfilmentStep::Pack]);
        assert_eq!(
            FulfilmentState::Packed.next_steps(),
            [FulfilmentStep::Ship, FulfilmentStep::MakeReady]
        );
        assert!(FulfilmentState::Completed.next_steps().is_empty());
    }
}
