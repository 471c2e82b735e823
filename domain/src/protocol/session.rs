//! Who is talking: sign-up, sign-in, devices.

use super::Unsent;
use crate::ids::{AccountId, DeviceId, SellerId};
use crate::jws::Jwk;
use crate::phone::PhoneNumber;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What a signed-in person may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Shopper,
    /// Also shops, and sells for this business.
    Seller {
        seller: SellerId,
    },
}

/// `POST /accounts`. The phone number is text here: it is parsed where it can
/// be answered with a pointer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignUp {
    pub phone: String,
    pub name: String,
    pub password: String,
}

/// The number the code was sent to, in its one spelling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUpAnswer {
    pub phone: PhoneNumber,
}

/// `POST /accounts/verify`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifyPhone {
    pub phone: String,
    pub code: String,
}

/// `POST /session`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub phone: String,
    pub password: String,
}

/// What the phone may know of its session: never the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    pub account: AccountView,
}

/// A person, to themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    pub id: AccountId,
    pub name: String,
    pub phone: PhoneNumber,
    pub role: Role,
}

/// `POST /devices`: the public half of the device's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceRegistration {
    pub public_key: Jwk,
}

/// The device is bound to the signed-in account from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceAnswer {
    pub device: DeviceId,
    /// The highest sequence number the server has seen from it; a phone that
    /// knows less has lost its storage.
    pub last_seq: u64,
    /// The account's other devices, so that a person hears what waits elsewhere.
    #[serde(default)]
    pub others: Vec<DeviceView>,
}

/// `GET /devices`: the account's devices, the one seen last first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyDevices {
    pub devices: Vec<DeviceView>,
}

/// A device as its owner may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceView {
    pub device: DeviceId,
    pub last_seq: u64,
    /// When a command of it last came in, or it was last bound.
    pub last_seen: Timestamp,
    /// What it said then that it still held, if it ever said.
    #[serde(default)]
    pub unsent: Option<Unsent>,
}
