//! Midtrans' Core API, as its customer.
//!
//! One charge per attempt, under an id we chose: when an answer is lost, the
//! same charge is asked for again, the gateway says "duplicate", and the status
//! call hands out the code that already exists. So a shopper never holds two
//! codes for one order. An answer that is late, cut short or not JSON decides
//! nothing ([`GatewayError::Unknown`]); only a refusal in the gateway's own
//! words is a refusal.

mod answer;
mod means;
mod request;
mod signature;
mod transport;
mod wall_clock;

#[cfg(test)]
mod tests;

pub(crate) use signature::{same_secret, sign_notification};
pub(crate) use wall_clock::{read_jakarta_with_zone, write_jakarta};

use crate::payment::{
    Charge, ChargeRequest, Gateway, GatewayError, GatewayFuture, GatewayStatus, Notification,
    PaymentName, RefundRequest,
};
use answer::Answer;
use std::time::Duration;
use thiserror::Error;
use transport::Transport;
use warung_domain::payment::PaymentMethod;

/// Where the gateway is and how we prove who we are.
#[derive(Clone)]
pub struct MidtransConfig {
    /// Without the version: `https://api.midtrans.com`.
    pub base_url: String,
    pub server_key: String,
    /// For one call, from connecting to the last byte.
    pub timeout: Duration,
}

/// Settings that cannot work.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MidtransConfigError {
    #[error("the gateway's address cannot be read: {0}")]
    Address(String),
    #[error("the server key would travel unencrypted to {0}; use https")]
    Unencrypted(String),
    #[error("the server key is empty or holds signs that cannot be sent")]
    ServerKey,
    #[error("no HTTPS client: {0}")]
    Client(String),
}

/// The gateway, reached over HTTPS.
pub struct Midtrans {
    transport: Transport,
    server_key: String,
}

impl Midtrans {
    pub fn new(config: MidtransConfig) -> Result<Self, MidtransConfigError> {
        let transport = Transport::new(&config)?;
        Ok(Self { transport, server_key: config.server_key })
    }

    async fn open(&self, request: &ChargeRequest) -> Result<Charge, GatewayError> {
        let id = checked_id(&request.payment_id)?;
        let body = request::charge_body(request)?;
        let answer = self.transport.post_once("charge", &body, id).await?;
        match answer.code() {
            200 | 201 => answer.into_charge(request),
            406 => self.find_opened(id).await?.into_charge(request),
            _ => Err(answer.refusal()),
        }
    }

    /// The charge that an earlier call opened under this id.
    async fn find_opened(&self, id: &str) -> Result<Answer, GatewayError> {
        let answer = self.transport.get(&format!("{id}/status")).await?;
        if answer.tells_a_status() { Ok(answer) } else { Err(answer.refusal()) }
    }

    async fn ask(&self, payment_id: &str) -> Result<GatewayStatus, GatewayError> {
        let id = checked_id(payment_id)?;
        self.find_opened(id).await?.into_status(id)
    }

    /// `how` is `cancel` or `expire`.
    async fn withdraw(&self, payment_id: &str, how: &'static str) -> Result<(), GatewayError> {
        let id = checked_id(payment_id)?;
        let answer = self.transport.post(&format!("{id}/{how}"), None).await?;
        match answer.code() {
            // 407: it has run out, now or before.
            200 | 202 | 407 => Ok(()),
            // "Cannot change": done already, or too late? Only the status knows.
            412 if self.ask(id).await?.state.is_over_unpaid() => Ok(()),
            _ => Err(answer.refusal()),
        }
    }

    async fn give_back(&self, request: &RefundRequest) -> Result<(), GatewayError> {
        let id = checked_id(&request.payment.ours)?;
        let body = request::refund_body(request)?;
        let answer = self.transport.post_once(&format!("{id}/refund"), &body, &request.key).await?;
        match answer.code() {
            200 | 201 => Ok(()),
            // "Duplicate key": the money is on its way since an earlier call.
            406 => Ok(()),
            _ => Err(answer.refusal()),
        }
    }
}

impl Gateway for Midtrans {
    fn charge<'a>(&'a self, request: &'a ChargeRequest) -> GatewayFuture<'a, Charge> {
        Box::pin(self.open(request))
    }

    fn status<'a>(&'a self, payment: &'a PaymentName) -> GatewayFuture<'a, GatewayStatus> {
        Box::pin(self.ask(&payment.ours))
    }

    fn cancel<'a>(&'a self, payment: &'a PaymentName) -> GatewayFuture<'a, ()> {
        Box::pin(self.withdraw(&payment.ours, "cancel"))
    }

    fn expire<'a>(&'a self, payment: &'a PaymentName) -> GatewayFuture<'a, ()> {
        Box::pin(self.withdraw(&payment.ours, "expire"))
    }

    fn refund<'a>(
        &'a self,
        method: PaymentMethod,
        request: &'a RefundRequest,
    ) -> GatewayFuture<'a, ()> {
        if !method.can_refund() {
            let why = "this channel sends no money back; pay it out by transfer or to the balance";
            return Box::pin(async move { Err(GatewayError::Unsupported(why)) });
        }
        Box::pin(self.give_back(request))
    }

    fn read_notification(&self, notification: &Notification) -> Result<String, GatewayError> {
        signature::read_notification(&notification.body, &self.server_key)
    }
}

/// The id stands in addresses, so nothing but the gateway's own alphabet may enter.
fn checked_id(id: &str) -> Result<&str, GatewayError> {
    let fits = (1..=50).contains(&id.len())
        && !id.starts_with('.')
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_~.".contains(&b));
    if fits { Ok(id) } else { Err(GatewayError::Refused(format!("not a payment id: {id:?}"))) }
}
