//! Text messages, behind a seam: the development adapter shows them on the
//! simulator's page instead of sending them.

use std::future::Future;
use std::pin::Pin;
use thiserror::Error;
use warung_domain::phone::PhoneNumber;

/// Why a message did not go out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the message could not be sent: {0}")]
pub struct SmsError(pub String);

/// Somebody who carries text messages.
pub trait Sms: Send + Sync {
    fn send<'a>(
        &'a self,
        to: &'a PhoneNumber,
        text: &'a str,
    ) -> Pin<Box<dyn Future<Output = Result<(), SmsError>> + Send + 'a>>;
}
