//! The phone network: messages are pinned to a board instead of being sent.

use super::Simulator;
use crate::sms::{Sms, SmsError};
use serde::{Deserialize, Serialize};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use warung_domain::phone::PhoneNumber;
use warung_domain::time::Timestamp;

/// A text message as the board shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub to: String,
    pub text: String,
    pub at: Timestamp,
}

/// Carries text messages no further than the simulator's page.
pub struct SimulatedSms(Arc<Simulator>);

impl SimulatedSms {
    #[must_use]
    pub fn new(simulator: Arc<Simulator>) -> Self {
        Self(simulator)
    }
}

impl Sms for SimulatedSms {
    fn send<'a>(
        &'a self,
        to: &'a PhoneNumber,
        text: &'a str,
    ) -> Pin<Box<dyn Future<Output = Result<(), SmsError>> + Send + 'a>> {
        Box::pin(async move {
            let (to, text) = (to.as_str().to_owned(), text.to_owned());
            self.0
                .aside(move |simulator| simulator.deliver_message(to, text))
                .await
                .map_err(|error| SmsError(error.to_string()))
        })
    }
}
