//! What a shop hands in to have money collected, read as strictly as the real
//! gateway reads it: every complaint at once, in the gateway's manner.

use super::bill::{Bill, BillItem, BillState};
use super::channel::Channel;
use crate::payment::midtrans::read_jakarta_with_zone;
use serde_json::Value;
use warung_domain::time::Timestamp;

const DAY_SECONDS: i64 = 24 * 60 * 60;
/// Nothing runs out sooner.
const SHORTEST_EXPIRY_SECONDS: i64 = 20;
const MAX_ORDER_ID: usize = 50;
const MAX_MESSAGE: usize = 20;
const MAX_FREE_TEXT: usize = 40;
const MAX_CUSTOM_FIELD: usize = 255;
const MAX_RECIPIENT: usize = 20;

/// A charge without fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ChargeForm {
    pub channel: Channel,
    /// A virtual account number of the shop's own choice.
    pub own_number: Option<String>,
    order_id: String,
    amount: i64,
    message: String,
    items: Vec<BillItem>,
    expires_at: Timestamp,
}

/// Why a charge is not taken on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// A way of paying the shop has no contract for.
    NotEnabled,
    Invalid(Vec<String>),
}

impl ChargeForm {
    pub(super) fn read(body: &Value, now: Timestamp) -> Result<Self, Refusal> {
        let mut complaints = Vec::new();
        let channel = read_channel(body, &mut complaints)?;
        let order_id = read_order_id(body, &mut complaints);
        let amount = read_amount(body, channel, &mut complaints);
        let items = read_items(body, amount, &mut complaints);
        let message = read_texts(body, &mut complaints);
        let own_number = read_own_number(body, channel, &mut complaints);
        let expires_at = read_expiry(body, channel, now, &mut complaints);
        match (channel, amount, complaints.is_empty()) {
            (Some(channel), Some(amount), true) => {
                Ok(Self { channel, own_number, order_id, amount, message, items, expires_at })
            }
            _ => Err(Refusal::Invalid(complaints)),
        }
    }

    pub(super) fn into_bill(self, transaction_id: String, code: String, now: Timestamp) -> Bill {
        Bill {
            order_id: self.order_id,
            transaction_id,
            channel: self.channel,
            amount: self.amount,
            message: self.message,
            items: self.items,
            code,
            created_at: now,
            expires_at: self.expires_at,
            state: BillState::Pending,
            refunds: Vec::new(),
            notices: Vec::new(),
        }
    }
}

fn read_channel(body: &Value, complaints: &mut Vec<String>) -> Result<Option<Channel>, Refusal> {
    let Some(payment_type) = body["payment_type"].as_str() else {
        complaints.push("payment_type is required".to_owned());
        return Ok(None);
    };
    match payment_type {
        "cstore" => match body["cstore"]["store"].as_str() {
            Some("indomaret") => Ok(Some(Channel::Indomaret)),
            Some("alfamart") => Ok(Some(Channel::Alfamart)),
            _ => {
                complaints.push("cstore.store must be indomaret or alfamart".to_owned());
                Ok(None)
            }
        },
        "bank_transfer" => match body["bank_transfer"]["bank"].as_str() {
            Some(bank) => Channel::of_bank(bank).map(Some).ok_or(Refusal::NotEnabled),
            None => {
                complaints.push("bank_transfer.bank is required".to_owned());
                Ok(None)
            }
        },
        "echannel" => {
            for name in ["bill_info1", "bill_info2"] {
                if body["echannel"][name].as_str().is_none_or(str::is_empty) {
                    complaints.push(format!("echannel.{name} is required"));
                }
            }
            Ok(Some(Channel::MandiriBill))
        }
        "qris" => match body["qris"]["acquirer"].as_str() {
            None | Some("gopay" | "airpay shopee") => Ok(Some(Channel::Qris)),
            Some(_) => {
                complaints.push("qris.acquirer must be gopay or airpay shopee".to_owned());
                Ok(None)
            }
        },
        "gopay" => Ok(Some(Channel::Gopay)),
        _ => Err(Refusal::NotEnabled),
    }
}

/// A number the shop would like to have. One that is long is cut, one that is short is filled up
/// with zeros, and one that is taken becomes another: the shop has to keep what it is answered.
fn read_own_number(
    body: &Value,
    channel: Option<Channel>,
    complaints: &mut Vec<String>,
) -> Option<String> {
    let number = match &body["bank_transfer"]["va_number"] {
        Value::Null => return None,
        Value::String(number) => number.as_str(),
        _ => "",
    };
    let (least, most) = channel?.own_number()?;
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        complaints.push("bank_transfer.va_number must be digits".to_owned());
        return None;
    }
    let number: String = number.chars().take(most).collect();
    Some(format!("{number:0>least$}"))
}

fn read_order_id(body: &Value, complaints: &mut Vec<String>) -> String {
    let id = body["transaction_details"]["order_id"].as_str().unwrap_or_default();
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-_~.".contains(&b);
    if id.is_empty() {
        complaints.push("transaction_details.order_id is required".to_owned());
    } else if id.len() > MAX_ORDER_ID {
        complaints.push(format!("transaction_details.order_id too long, max {MAX_ORDER_ID}"));
    } else if !id.bytes().all(allowed) {
        complaints.push("transaction_details.order_id has characters not allowed".to_owned());
    }
    id.to_owned()
}

fn read_amount(
    body: &Value,
    channel: Option<Channel>,
    complaints: &mut Vec<String>,
) -> Option<i64> {
    let value = &body["transaction_details"]["gross_amount"];
    let Some(amount) = value.as_i64() else {
        complaints.push("transaction_details.gross_amount must be a whole number".to_owned());
        return None;
    };
    let (least, most) = channel.map_or((1, i64::MAX), Channel::limits);
    if amount < least {
        complaints.push(format!("transaction_details.gross_amount must be at least {least}"));
    } else if amount > most {
        complaints.push(format!("transaction_details.gross_amount must be at most {most}"));
    }
    Some(amount)
}

fn read_items(body: &Value, amount: Option<i64>, complaints: &mut Vec<String>) -> Vec<BillItem> {
    let list = match &body["item_details"] {
        Value::Null => return Vec::new(),
        Value::Array(list) => list,
        _ => {
            complaints.push("item_details must be a list".to_owned());
            return Vec::new();
        }
    };
    let mut items = Vec::new();
    for (at, item) in list.iter().enumerate() {
        let parts = (item["name"].as_str(), item["quantity"].as_i64(), item["price"].as_i64());
        match parts {
            (Some(name), Some(quantity), Some(price)) if quantity > 0 => {
                items.push(BillItem { name: name.to_owned(), quantity, price });
            }
            _ => complaints.push(format!(
                "item_details[{at}] needs a name, a whole price and a whole quantity"
            )),
        }
    }
    let sum: i128 =
        items.iter().map(|item| i128::from(item.price) * i128::from(item.quantity)).sum();
    if amount.is_some_and(|amount| items.len() == list.len() && i128::from(amount) != sum) {
        complaints.push(
            "transaction_details.gross_amount is not equal to the sum of item_details".to_owned(),
        );
    }
    items
}

/// Checks every text with a length; gives the one the till shows.
fn read_texts(body: &Value, complaints: &mut Vec<String>) -> String {
    let counter = &body["cstore"];
    let texts = [("cstore.message", &counter["message"], MAX_MESSAGE)]
        .into_iter()
        .chain(
            ["alfamart_free_text_1", "alfamart_free_text_2", "alfamart_free_text_3"]
                .map(|name| (name, &counter[name], MAX_FREE_TEXT)),
        )
        .chain(
            ["custom_field1", "custom_field2", "custom_field3"]
                .map(|name| (name, &body[name], MAX_CUSTOM_FIELD)),
        )
        .chain([(
            "bank_transfer.permata.recipient_name",
            &body["bank_transfer"]["permata"]["recipient_name"],
            MAX_RECIPIENT,
        )]);
    for (name, value, most) in texts {
        match value {
            Value::Null => {}
            Value::String(text) if text.chars().count() <= most => {}
            _ => complaints.push(format!("{name} must be a text of at most {most} characters")),
        }
    }
    counter["message"].as_str().unwrap_or_default().to_owned()
}

fn read_expiry(
    body: &Value,
    channel: Option<Channel>,
    now: Timestamp,
    complaints: &mut Vec<String>,
) -> Timestamp {
    let expiry = &body["custom_expiry"];
    if expiry.is_null() {
        let seconds = channel.map_or(DAY_SECONDS, Channel::default_expiry_seconds);
        return now.plus_seconds(seconds);
    }
    let from = match &expiry["order_time"] {
        Value::Null => Some(now),
        value => value.as_str().and_then(read_jakarta_with_zone),
    };
    let unit = match expiry["unit"].as_str() {
        Some("second") => Some(1),
        None if expiry["unit"].is_null() => Some(60),
        Some("minute") => Some(60),
        Some("hour") => Some(3_600),
        Some("day") => Some(DAY_SECONDS),
        _ => None,
    };
    let duration = expiry["expiry_duration"].as_i64().filter(|duration| *duration > 0);
    if from.is_none() {
        complaints.push("custom_expiry.order_time must be yyyy-MM-dd HH:mm:ss Z".to_owned());
    }
    if unit.is_none() {
        complaints.push("custom_expiry.unit must be second, minute, hour or day".to_owned());
    }
    if duration.is_none() {
        complaints.push("custom_expiry.expiry_duration must be a positive number".to_owned());
    }
    let (Some(from), Some(unit), Some(duration)) = (from, unit, duration) else {
        return now;
    };
    let seconds = unit.saturating_mul(duration);
    let longest = channel.map_or(i64::MAX, Channel::longest_expiry_seconds);
    if !(SHORTEST_EXPIRY_SECONDS..=longest).contains(&seconds) {
        let days = longest / DAY_SECONDS;
        complaints.push(format!("custom_expiry must be between 20 seconds and {days} days"));
    }
    let expires_at = from.plus_seconds(seconds);
    if expires_at <= now {
        complaints.push("custom_expiry lies in the past".to_owned());
    }
    expires_at
}
