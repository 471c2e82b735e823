//! Delivery over this browser's databases and line. What is promised, and how it
//! is kept, stands in `warung_phone`; here the parts meet.
//!
//! One tab sends at a time, by Web Lock. Where locks are missing two may send,
//! which is harmless.

use super::api::{CallError, Server};
use crate::platform::PlatformError;
use crate::platform::db::outbox::Outbox;
use crate::platform::db::shop::Orders;
use crate::platform::locks::{self, Patience};
use crate::platform::surroundings::Browser;
use warung_phone::batch::Occasion;
use warung_phone::drain::{self, Drained};
use warung_phone::pull::{self, Pulled};

/// Sends everything that may go; nothing if another tab is sending. `changed` is
/// called after each stored change.
pub async fn drain(
    occasion: Occasion,
    changed: impl Fn(),
) -> Result<Option<Drained>, PlatformError> {
    let sending = drain::drain(&Outbox, &Server, &Browser, occasion, &changed);
    Ok(locks::holding("warung-outbox", Patience::OnlyIfFree, sending).await.transpose()?)
}

/// Pulls until nothing is new.
pub async fn pull() -> Result<Pulled, CallError> {
    Ok(pull::pull(&Outbox, &Orders, &Server).await?)
}
