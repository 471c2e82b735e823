//! What is sent to open a payment, within the gateway's limits.

use super::wall_clock::write_jakarta_with_zone;
use crate::payment::{ChargeRequest, GatewayError};
use serde_json::{Value, json};
use warung_domain::money::{Currency, Money};
use warung_domain::payment::PaymentMethod;

/// Longest item name the gateway takes.
const MAX_ITEM_NAME: usize = 50;
/// Longest text on the till's display.
const MAX_MESSAGE: usize = 20;

/// The body of `POST /v2/charge`.
pub(super) fn charge_body(request: &ChargeRequest) -> Result<Value, GatewayError> {
    let items = request
        .items
        .iter()
        .map(|item| {
            Ok(json!({
                "id": clip(&item.id, MAX_ITEM_NAME),
                // Alfamart's slip takes the bar for a separator.
                "name": clip(&item.name.replace('|', "/"), MAX_ITEM_NAME),
                "price": rupiah(item.price)?,
                "quantity": item.quantity,
            }))
        })
        .collect::<Result<Vec<_>, GatewayError>>()?;
    let mut body = json!({
        "transaction_details": {
            "order_id": request.payment_id,
            "gross_amount": rupiah(request.amount)?,
        },
        "item_details": items,
        "custom_expiry": {
            "order_time": write_jakarta_with_zone(request.ordered_at),
            "expiry_duration": request.expiry_minutes,
            "unit": "minute",
        },
    });
    let (payment_type, channel) = match request.method {
        PaymentMethod::Indomaret => ("cstore", counter("indomaret", &request.message)),
        PaymentMethod::Alfamart => ("cstore", counter("alfamart", &request.message)),
        PaymentMethod::VaBca => ("bank_transfer", json!({ "bank": "bca" })),
        PaymentMethod::CashOnDelivery => {
            return Err(GatewayError::Unsupported("cash is not collected by a gateway"));
        }
    };
    body["payment_type"] = payment_type.into();
    body[payment_type] = channel;
    Ok(body)
}

fn counter(store: &str, message: &str) -> Value {
    json!({ "store": store, "message": clip(message, MAX_MESSAGE) })
}

/// Whole rupiah; the gateway knows no other currency and no decimals.
fn rupiah(amount: Money) -> Result<i64, GatewayError> {
    if amount.currency() == Currency::IDR {
        Ok(amount.minor())
    } else {
        Err(GatewayError::Refused(format!("collects rupiah, not {}", amount.currency())))
    }
}

fn clip(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::ChargeItem;
    use warung_domain::time::Timestamp;

    fn request(method: PaymentMethod, currency: Currency) -> ChargeRequest {
        let price = Money::new(30_000, currency);
        ChargeRequest {
            payment_id: "0198-a".to_owned(),
            method,
            amount: price,
            message: "A message much longer than a till shows".to_owned(),
            items: vec![ChargeItem {
                id: "kopi".to_owned(),
                name: "Kopi | 1 kg".to_owned(),
                price,
                quantity: 1,
            }],
            ordered_at: Timestamp::from_millis(1_795_320_000_000),
            expiry_minutes: 1_440,
        }
    }

    #[test]
    fn writes_a_counter_charge() {
        let body = charge_body(&request(PaymentMethod::Alfamart, Currency::IDR)).unwrap();
        let expected = json!({
            "payment_type": "cstore",
            "cstore": { "store": "alfamart", "message": "A message much longe" },
            "transaction_details": { "order_id": "0198-a", "gross_amount": 30_000 },
            "item_details": [{ "id": "kopi", "name": "Kopi / 1 kg", "price": 30_000, "quantity": 1 }],
            "custom_expiry": {
                "order_time": "2026-11-22 11:00:00 +0700",
                "expiry_duration": 1_440,
                "unit": "minute",
            },
        });
        assert_eq!(body, expected);
    }

    #[test]
    fn writes_a_virtual_account_charge() {
        let body = charge_body(&request(PaymentMethod::VaBca, Currency::IDR)).unwrap();
        assert_eq!(body["payment_type"], "bank_transfer");
        assert_eq!(body["bank_transfer"], json!({ "bank": "bca" }));
    }

    #[test]
    fn cash_and_riyals_are_not_for_this_gateway() {
        let cash = charge_body(&request(PaymentMethod::CashOnDelivery, Currency::IDR));
        assert!(matches!(cash, Err(GatewayError::Unsupported(_))));
        let riyals = charge_body(&request(PaymentMethod::Indomaret, Currency::SAR));
        assert!(matches!(riyals, Err(GatewayError::Refused(_))));
    }
}
