//! Is a notification genuine? The gateway hashes four of its fields together
//! with the key only it and we know. The transaction's status is not among them,
//! which is why a notification is a hint and never a fact.

use crate::payment::GatewayError;
use ring::{digest, hmac};
use serde::Deserialize;
use std::fmt::Write;

/// What the hash covers, in the very letters that were sent.
#[derive(Deserialize)]
struct Signed {
    order_id: String,
    status_code: String,
    gross_amount: String,
    signature_key: String,
}

/// The payment to ask about, if the gateway really wrote this.
pub(super) fn read_notification(body: &[u8], server_key: &str) -> Result<String, GatewayError> {
    let signed: Signed = serde_json::from_slice(body)
        .map_err(|error| GatewayError::Unreadable(error.to_string()))?;
    let expected =
        sign_notification(&signed.order_id, &signed.status_code, &signed.gross_amount, server_key);
    if same_secret(&expected, &signed.signature_key.to_ascii_lowercase()) {
        Ok(signed.order_id)
    } else {
        Err(GatewayError::Forged)
    }
}

/// `signature_key`: hexadecimal SHA-512 of the four, one after the other.
pub(crate) fn sign_notification(
    order_id: &str,
    status_code: &str,
    gross_amount: &str,
    server_key: &str,
) -> String {
    let signed = [order_id, status_code, gross_amount, server_key].concat();
    let hash = digest::digest(&digest::SHA512, signed.as_bytes());
    hash.as_ref().iter().fold(String::with_capacity(128), |mut hex, byte| {
        // Writing into a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Whether two secrets are the same, in a time that does not tell where they
/// first differ.
pub(crate) fn same_secret(expected: &str, given: &str) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, expected.as_bytes());
    let tag = hmac::sign(&key, expected.as_bytes());
    hmac::verify(&key, given.as_bytes(), tag.as_ref()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "askvnoibnosifnboseofinbofinfgbiufglnbfg";
    /// For order 1111, status 200, amount 100000.00 and the key above.
    const SIGNATURE: &str = "edc076b21793ebe3e17926350f5b8ae67d902fe657b3d0aa31b932d5c127e2375d\
308a2bc94f3265ac2d80a1f181a79b997ac178a236fcff35af263fc4d4c231";

    fn body(amount: &str, signature: &str) -> Vec<u8> {
        serde_json::json!({
            "order_id": "1111", "status_code": "200", "gross_amount": amount,
            "signature_key": signature, "transaction_status": "settlement", "new_field": [1],
        })
        .to_string()
        .into_bytes()
    }

    #[test]
    fn knows_the_published_vector() {
        assert_eq!(sign_notification("1111", "200", "100000.00", KEY), SIGNATURE);
        assert_eq!(read_notification(&body("100000.00", SIGNATURE), KEY), Ok("1111".to_owned()));
    }

    #[test]
    fn a_changed_amount_key_or_signature_is_forged() {
        let forged = Err(GatewayError::Forged);
        assert_eq!(read_notification(&body("1.00", SIGNATURE), KEY), forged);
        assert_eq!(read_notification(&body("100000.00", SIGNATURE), "other"), forged);
        assert_eq!(read_notification(&body("100000.00", &SIGNATURE[1..]), KEY), forged);
        assert_eq!(read_notification(&body("100000.00", ""), KEY), forged);
    }

    #[test]
    fn rubbish_is_unreadable() {
        for body in ["", "[]", "null", "{\"order_id\":1}", "\u{0}"] {
            let read = read_notification(body.as_bytes(), KEY);
            assert!(matches!(read, Err(GatewayError::Unreadable(_))), "{body}");
        }
    }
}
