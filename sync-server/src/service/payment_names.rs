//! What a gateway is asked about a payment by: our name for it and, once it has answered the
//! charge, its own.

use crate::payment::PaymentName;
use crate::storage::{Attempt, OrderRecord};

#[must_use]
pub fn of_attempt(attempt: &Attempt) -> PaymentName {
    PaymentName::new(&attempt.payment_id, attempt.gateway_reference.as_deref())
}

/// Of a payment that is not among the order's attempts only our own name is known.
#[must_use]
pub fn of_payment(record: &OrderRecord, payment: &str) -> PaymentName {
    let all = Attempt::all_of(record);
    let attempt = all.iter().find(|attempt| attempt.payment_id == payment);
    attempt.map_or_else(|| payment.into(), of_attempt)
}
