//! Entries and orders to try stores with. They are no genuine ones: nobody signed
//! them, and no shop would take them.

use warung_domain::ids::{CommandId, DeviceId, OrderId};
use warung_domain::lang::Localized;
use warung_domain::money::{Currency, Money};
use warung_domain::order::{Order, OrderState, Purpose};
use warung_domain::outbox::{EntryState, OutboxEntry};
use warung_domain::payment::{PaymentMethod, PaymentState};
use warung_domain::pricing::PriceBreakdown;
use warung_domain::protocol::OrderView;
use warung_domain::time::Timestamp;

/// The `n`th key's id.
pub fn device_id(n: u8) -> DeviceId {
    DeviceId::new(format!("device-{n}")).expect("letters, digits and a hyphen")
}

/// The `n`th command's id; ids stand in the order of `n`.
pub fn command_id(n: u64) -> CommandId {
    let [.., low] = n.to_be_bytes();
    CommandId::mint(Timestamp::from_millis(i64::try_from(n).unwrap_or(0)), &[low; 10])
}

/// An entry that places an order, with the `n`th id and sequence number.
pub fn entry(device: &DeviceId, n: u64) -> OutboxEntry {
    let id = command_id(n);
    OutboxEntry {
        id,
        device: device.clone(),
        seq: n,
        bytes: format!("header.claims-{n}.signature"),
        subject: id.into(),
        kind: "place-order".to_owned(),
        saved_at: Timestamp::from_millis(i64::try_from(n).unwrap_or(0)),
        seen: None,
        state: EntryState::fresh(),
    }
}

/// A breakdown of nothing that comes to so many rupiah.
pub fn breakdown(total: i64) -> PriceBreakdown {
    let zero = Money::zero(Currency::IDR);
    PriceBreakdown {
        parcels: Vec::new(),
        goods: zero,
        shipping: zero,
        adjustments: zero,
        tax_included: None,
        total: Money::new(total, Currency::IDR),
    }
}

/// An order as it comes back.
pub fn order(id: OrderId, rev: u64) -> OrderView {
    let order = Order {
        id,
        number: format!("N{rev}"),
        accepted_at: Timestamp::from_millis(0),
        state: OrderState::Accepted,
        purpose: Purpose::Goods,
        breakdown: breakdown(0),
        fulfilment: Vec::new(),
        delivery: "ambil".parse().expect("letters"),
        delivery_name: Localized::default(),
        address: None,
        note: String::new(),
        payment_method: PaymentMethod::Indomaret,
        payment: PaymentState::None,
        strays: Vec::new(),
        refunds: Vec::new(),
        digital: Vec::new(),
        timeline: Vec::new(),
    };
    OrderView { order, receipts: Vec::new(), logged: None, rev }
}

#[cfg(test)]
pub fn refusal(
    kind: warung_domain::protocol::ProblemKind,
    pointer: Option<&str>,
    after_seconds: Option<u32>,
) -> crate::line::LineError {
    use warung_domain::protocol::{ProblemDetails, ProblemKind};
    let problem = ProblemDetails {
        kind: kind.uri(),
        title: String::new(),
        status: 400,
        detail: String::new(),
        pointer: pointer.map(ToOwned::to_owned),
        retryable: matches!(kind, ProblemKind::Busy | ProblemKind::Internal),
        request_id: String::new(),
    };
    crate::line::LineError::Refused(Box::new(crate::line::Refusal { problem, after_seconds }))
}
