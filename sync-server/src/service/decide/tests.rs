//! Decisions, one rule at a time.
