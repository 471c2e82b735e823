//! The journeys: what people do in the shop, one story a file. The file names are the feature list.
//!
//! Each starts a shop of its own with the built server, opens it in a real browser, and stops the
//! server where the story says that there is no signal.

mod replay_is_idempotent;
