//! A gateway of the other kind: it is asked by its own names for payments and proves itself by a
//! header, as Xendit does. What it collects is the other twin's business.

use super::FakeGateway;
use crate::payment::{
    Charge, ChargeRequest, Gateway, GatewayError, GatewayFuture, GatewayStatus, Notification,
    PaymentName, RefundRequest,
};
use warung_domain::payment::PaymentMethod;

/// The header of its shared secret, and the secret.
pub const TOKEN: (&str, &str) = ("x-callback-token", "between us");

/// Answers to `ref-…` alone.
#[derive(Debug, Default)]
pub struct ByReference(pub FakeGateway);

impl ByReference {
    /// Our own name for what is asked about. Whoever does not say its reference asks in vain.
    fn ours(name: &PaymentName) -> Result<PaymentName, GatewayError> {
        let theirs = name.theirs.as_deref().ok_or(GatewayError::NotFound)?;
        theirs.strip_prefix("ref-").map(PaymentName::from).ok_or(GatewayError::NotFound)
    }
}

impl Gateway for ByReference {
    fn charge<'a>(&'a self, request: &'a ChargeRequest) -> GatewayFuture<'a, Charge> {
        self.0.charge(request)
    }

    fn status<'a>(&'a self, payment: &'a PaymentName) -> GatewayFuture<'a, GatewayStatus> {
        Box::pin(async move { self.0.status(&Self::ours(payment)?).await })
    }

    fn cancel<'a>(&'a self, payment: &'a PaymentName) -> GatewayFuture<'a, ()> {
        Box::pin(async move { self.0.cancel(&Self::ours(payment)?).await })
    }

    fn expire<'a>(&'a self, payment: &'a PaymentName) -> GatewayFuture<'a, ()> {
        Box::pin(async move { self.0.expire(&Self::ours(payment)?).await })
    }

    fn refund<'a>(
        &'a self,
        method: PaymentMethod,
        request: &'a RefundRequest,
    ) -> GatewayFuture<'a, ()> {
        Box::pin(async move {
            if !method.can_refund() {
                return self.0.refund(method, request).await;
            }
            let payment = Self::ours(&request.payment)?;
            self.0.refund(method, &RefundRequest { payment, ..request.clone() }).await
        })
    }

    /// The body is our name for the payment, which it was told with the charge.
    fn read_notification(&self, notification: &Notification) -> Result<String, GatewayError> {
        if notification.header(TOKEN.0) != Some(TOKEN.1) {
            return Err(GatewayError::Forged);
        }
        self.0.read_notification(notification)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::GatewayState;
    use crate::payment::contract::{Bank, keeps_the_contract};
    use warung_domain::payment::Instructions;

    impl Bank for ByReference {
        fn gateway(&self) -> &dyn Gateway {
            self
        }

        fn pay(&self, payment: &str, _: &Instructions) {
            self.0.set(payment, GatewayState::Settled);
        }
    }

    #[tokio::test]
    async fn it_keeps_the_contract() {
        keeps_the_contract(|| async { ByReference::default() }).await;
    }
}
