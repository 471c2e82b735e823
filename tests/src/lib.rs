//! Journeys and rules.
