//! What is sent to open a payment, within the gateway's limits.

use super::wall_clock::write_jakarta_with_zone;
use crate::payment::{ChargeRequest, GatewayError, RefundRequest};
use serde_json::{Value, json};
use warung_domain::money::{Currency, Money};
use warung_domain::payment::PaymentMethod;

/// Longest item name the gateway takes.
const MAX_ITEM_NAME: usize = 50;
/// Longest text on the till's display.
const MAX_MESSAGE: usize = 20;
/// What a bank shows of a recipient, in capitals.
const MAX_RECIPIENT: usize = 20;
/// Label and text that Mandiri shows with a bill.
const BILL_LABEL: &str = "Pesanan:";
const MAX_BILL_TEXT: usize = 30;
const MAX_REASON: usize = 255;

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
        PaymentMethod::VaBni => ("bank_transfer", json!({ "bank": "bni" })),
        PaymentMethod::VaBri => ("bank_transfer", json!({ "bank": "bri" })),
        PaymentMethod::VaPermata => {
            let recipient = clip(&request.message, MAX_RECIPIENT).to_uppercase();
            let permata = json!({ "recipient_name": recipient });
            ("bank_transfer", json!({ "bank": "permata", "permata": permata }))
        }
        PaymentMethod::MandiriBill => {
            let text = clip(&request.message, MAX_BILL_TEXT);
            ("echannel", json!({ "bill_info1": BILL_LABEL, "bill_info2": text }))
        }
        PaymentMethod::Qris => ("qris", json!({ "acquirer": "gopay" })),
        PaymentMethod::Gopay => {
            let back = request.return_to.as_str();
            ("gopay", json!({ "enable_callback": true, "callback_url": back }))
        }
        PaymentMethod::CashOnDelivery | PaymentMethod::Counter => {
            return Err(GatewayError::Unsupported("cash is not collected by a gateway"));
        }
        PaymentMethod::Balance => {
            return Err(GatewayError::Unsupported("a balance at the shop is no gateway's"));
        }
    };
    body["payment_type"] = payment_type.into();
    body[payment_type] = channel;
    Ok(body)
}

/// The body of `POST /v2/ID/refund`.
pub(super) fn refund_body(request: &RefundRequest) -> Result<Value, GatewayError> {
    Ok(json!({
        "refund_key": request.key,
        "amount": rupiah(request.amount)?,
        "reason": clip(&request.reason, MAX_REASON),
    }))
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
            return_to: "https://toko.example/order/1".to_owned(),
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
    fn writes_each_bank_and_wallet_in_its_own_way() {
        let permata = json!({ "recipient_name": "A MESSAGE MUCH LONGE" });
        let back = "https://toko.example/order/1";
        for (method, payment_type, channel) in [
            (PaymentMethod::VaBca, "bank_transfer", json!({ "bank": "bca" })),
            (PaymentMethod::VaBni, "bank_transfer", json!({ "bank": "bni" })),
            (PaymentMethod::VaBri, "bank_transfer", json!({ "bank": "bri" })),
            (
                PaymentMethod::VaPermata,
                "bank_transfer",
                json!({ "bank": "permata", "permata": permata }),
            ),
            (
                PaymentMethod::MandiriBill,
                "echannel",
                json!({ "bill_info1": "Pesanan:", "bill_info2": "A message much longer than a t" }),
            ),
            (PaymentMethod::Qris, "qris", json!({ "acquirer": "gopay" })),
            (
                PaymentMethod::Gopay,
                "gopay",
                json!({ "enable_callback": true, "callback_url": back }),
            ),
        ] {
            let body = charge_body(&request(method, Currency::IDR)).unwrap();
            assert_eq!(body["payment_type"], payment_type);
            assert_eq!(body[payment_type], channel);
        }
    }

    #[test]
    fn writes_a_refund() {
        let refund = RefundRequest {
            payment: "0198-a".into(),
            key: "r-1".to_owned(),
            amount: Money::new(5_000, Currency::IDR),
            reason: "x".repeat(300),
        };
        let body = refund_body(&refund).unwrap();
        assert_eq!(body["amount"], 5_000);
        assert_eq!(body["reason"].as_str().unwrap().len(), 255);
    }

    #[test]
    fn cash_and_riyals_are_not_for_this_gateway() {
        let cash = charge_body(&request(PaymentMethod::CashOnDelivery, Currency::IDR));
        assert!(matches!(cash, Err(GatewayError::Unsupported(_))));
        let riyals = charge_body(&request(PaymentMethod::Indomaret, Currency::SAR));
        assert!(matches!(riyals, Err(GatewayError::Refused(_))));
    }
}
