//! Where a bill can be paid, and what each of these places is like.

use super::bill::Bill;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use warung_domain::qris;

/// The biller's number every Mandiri bill is paid under.
const MANDIRI_BILLER: &str = "70012";

/// What stands on the town's QR codes beside the amount.
const QR_NETWORK: &str = "ID.CO.QRIS.WWW";
const QR_MERCHANT: &str = "ID0000000000001";
const QR_CITY: &str = "BANDUNG";

/// Where a bill can be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    Indomaret,
    Alfamart,
    BcaVirtualAccount,
    BniVirtualAccount,
    BriVirtualAccount,
    PermataVirtualAccount,
    MandiriBill,
    Qris,
    Gopay,
}

impl Channel {
    /// The name above the door.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Indomaret => "Indomaret",
            Self::Alfamart => "Alfamart",
            Self::BcaVirtualAccount => "BCA Virtual Account",
            Self::BniVirtualAccount => "BNI Virtual Account",
            Self::BriVirtualAccount => "BRI Virtual Account",
            Self::PermataVirtualAccount => "Permata Virtual Account",
            Self::MandiriBill => "Mandiri Bill",
            Self::Qris => "QRIS",
            Self::Gopay => "GoPay",
        }
    }

    /// As a bank is named in a charge.
    pub(super) fn of_bank(bank: &str) -> Option<Self> {
        match bank {
            "bca" => Some(Self::BcaVirtualAccount),
            "bni" => Some(Self::BniVirtualAccount),
            "bri" => Some(Self::BriVirtualAccount),
            "permata" => Some(Self::PermataVirtualAccount),
            _ => None,
        }
    }

    /// Least and most rupiah the channel takes, where it says so.
    pub(super) const fn limits(self) -> (i64, i64) {
        match self {
            Self::Indomaret => (10_000, 5_000_000),
            Self::Alfamart => (1, 5_000_000),
            Self::BcaVirtualAccount => (10_000, i64::MAX),
            Self::BniVirtualAccount | Self::BriVirtualAccount | Self::PermataVirtualAccount => {
                (1, i64::MAX)
            }
            Self::MandiriBill => (1, 50_000_000_000),
            Self::Qris => (1, 10_000_000),
            Self::Gopay => (1, 20_000_000),
        }
    }

    /// Digits of what is typed or named there.
    pub(super) const fn code_length(self) -> usize {
        match self {
            Self::MandiriBill | Self::Qris | Self::Gopay => 12,
            Self::Indomaret => 15,
            Self::Alfamart
            | Self::BcaVirtualAccount
            | Self::BniVirtualAccount
            | Self::PermataVirtualAccount => 16,
            Self::BriVirtualAccount => 18,
        }
    }

    /// Digits that a number of the shop's own choice may have; none where it has none.
    pub(super) const fn own_number(self) -> Option<(usize, usize)> {
        match self {
            Self::BcaVirtualAccount => Some((6, 18)),
            Self::BniVirtualAccount => Some((8, 12)),
            Self::BriVirtualAccount => Some((18, 18)),
            Self::PermataVirtualAccount => Some((12, 12)),
            _ => None,
        }
    }

    /// How long a bill stands if the shop does not say, in seconds.
    pub(super) const fn default_expiry_seconds(self) -> i64 {
        match self {
            Self::Qris | Self::Gopay => 15 * 60,
            _ => 24 * 60 * 60,
        }
    }

    /// Longest a bill may stand, in seconds.
    pub(super) const fn longest_expiry_seconds(self) -> i64 {
        match self {
            Self::Qris | Self::Gopay => 7 * 24 * 60 * 60,
            _ => 180 * 24 * 60 * 60,
        }
    }

    /// Whether money goes back the way it came.
    pub(super) const fn can_refund(self) -> bool {
        matches!(self, Self::Qris | Self::Gopay)
    }

    /// Whether the till or bank may call a payment back minutes after it was made.
    pub(super) const fn can_reverse(self) -> bool {
        matches!(self, Self::Indomaret | Self::PermataVirtualAccount | Self::MandiriBill)
    }
}

/// What a payer's app reads from the QR of a bill.
pub(super) fn qr_payload(bill: &Bill, merchant: &str) -> String {
    let shop: String = merchant.chars().filter(char::is_ascii).take(25).collect();
    let shop = if shop.trim().is_empty() { "TOKO".to_owned() } else { shop };
    let account = qris::field("00", QR_NETWORK) + &qris::field("02", QR_MERCHANT);
    let fields = [
        qris::field("00", "01"),
        qris::field("01", "12"),
        qris::field("51", &account),
        qris::field("52", "5411"),
        qris::field("53", "360"),
        qris::field("54", &bill.amount.to_string()),
        qris::field("58", "ID"),
        qris::field("59", &shop),
        qris::field("60", QR_CITY),
        qris::field("62", &qris::field("05", &bill.code)),
    ];
    qris::sealed(&fields.concat())
}

/// The fields by which a bill of this channel is known in every answer.
pub(super) fn fields(bill: &Bill) -> Value {
    match bill.channel {
        Channel::Indomaret | Channel::Alfamart => json!({
            "payment_type": "cstore",
            "payment_code": bill.code,
            "store": bill.channel.name().to_ascii_lowercase(),
        }),
        Channel::BcaVirtualAccount => account("bca", bill),
        Channel::BniVirtualAccount => account("bni", bill),
        Channel::BriVirtualAccount => account("bri", bill),
        Channel::PermataVirtualAccount => json!({
            "payment_type": "bank_transfer",
            "permata_va_number": bill.code,
        }),
        Channel::MandiriBill => json!({
            "payment_type": "echannel",
            "biller_code": MANDIRI_BILLER,
            "bill_key": bill.code,
        }),
        Channel::Qris => json!({ "payment_type": "qris", "acquirer": "gopay" }),
        Channel::Gopay => json!({ "payment_type": "gopay" }),
    }
}

fn account(bank: &str, bill: &Bill) -> Value {
    json!({
        "payment_type": "bank_transfer",
        "va_numbers": [{ "bank": bank, "va_number": bill.code }],
    })
}

/// What only the answer to the charge tells: how to pay by QR or wallet.
pub(super) fn once(bill: &Bill, merchant: &str, base: &str) -> Value {
    let action = |name: &str, method: &str, path: String| json!({ "name": name, "method": method, "url": format!("{base}{path}") });
    let id = &bill.transaction_id;
    match bill.channel {
        Channel::Qris => json!({
            "qr_string": qr_payload(bill, merchant),
            "actions": [action("generate-qr-code", "GET", format!("/v2/qris/{id}/qr-code"))],
        }),
        Channel::Gopay => json!({ "actions": [
            action("generate-qr-code", "GET", format!("/v2/gopay/{id}/qr-code")),
            action("deeplink-redirect", "GET", format!("/pay?code={}", bill.code)),
            action("get-status", "GET", format!("/v2/{id}/status")),
            action("cancel", "POST", format!("/v2/{id}/cancel")),
        ] }),
        _ => json!({}),
    }
}
