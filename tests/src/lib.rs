//! Journeys and rules.

#[cfg(test)]
mod tidy;
