//! What a shopper gets to pay with, out of an answer: each channel says it in fields of
//! its own.

use super::answer::{Action, Answer, missing, unreadable};
use crate::payment::GatewayError;
use warung_domain::payment::Instructions;
use warung_domain::qris;

impl Answer {
    pub(super) fn instructions(&self) -> Result<Instructions, GatewayError> {
        if let Some(va) = self.va_numbers.first() {
            let (bank, number) = (va.bank.clone(), va.va_number.clone());
            return Ok(Instructions::VirtualAccount { bank, number });
        }
        if let Some(number) = self.permata_va_number.clone() {
            return Ok(Instructions::VirtualAccount { bank: "permata".to_owned(), number });
        }
        match self.payment_type.as_deref() {
            Some("cstore") => Ok(Instructions::Code {
                // Only Indomaret's bodies are known to leave their store out.
                store: self.store.clone().unwrap_or_else(|| "indomaret".to_owned()),
                code: self.payment_code.clone().ok_or_else(|| missing("payment_code"))?,
            }),
            Some("echannel") => Ok(Instructions::Bill {
                bank: "mandiri".to_owned(),
                biller: self.biller_code.clone().ok_or_else(|| missing("biller_code"))?,
                number: self.bill_key.clone().ok_or_else(|| missing("bill_key"))?,
            }),
            Some("qris") => self.qr(),
            Some("gopay") => self.wallet("gopay"),
            _ => Err(missing("payment_type")),
        }
    }

    /// A QR that a payer's app would refuse, or that asks for another amount, is worth nothing.
    fn qr(&self) -> Result<Instructions, GatewayError> {
        let payload = self.qr_string.clone().ok_or_else(|| missing("qr_string"))?;
        let said = qris::read(&payload).map_err(unreadable)?;
        if said.amount.is_some_and(|amount| self.amount() != Ok(amount)) {
            return Err(GatewayError::Unknown("the QR asks for another amount".to_owned()));
        }
        Ok(Instructions::Qr { payload })
    }

    fn wallet(&self, wallet: &str) -> Result<Instructions, GatewayError> {
        let opens = |action: &&Action| action.name == "deeplink-redirect";
        let link = self.actions.iter().find(opens).map(|action| action.url.clone());
        let link = link.filter(|link| leads_to_a_wallet(link));
        let link = link.ok_or_else(|| missing("deeplink-redirect"))?;
        Ok(Instructions::Wallet { wallet: wallet.to_owned(), link })
    }
}

/// The link becomes a button on the phone: a page, or an app by its own scheme, and nothing that
/// runs in ours. A path is a page of the practice bank in this server.
fn leads_to_a_wallet(link: &str) -> bool {
    let app = link.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    match app.as_deref() {
        Some("https" | "gojek" | "gopay") => true,
        Some(_) => false,
        None => link.starts_with("/simulator/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// A public sample of a dynamic QR, over Rp100,000.
    const QR: &str = "00020101021226620014COM.GO-JEK.WWW011993600914337918182570210G3791818250303UKE51440014ID.CO.QRIS.WWW0215AID7720513752290303UKE5204359353033605802ID5910PAPI LIVE26005KUKAR6105755535409100000.0062475036b1855b6c-70ab-4449-9778-61b8ffe43fd20703A016304C385";

    fn means(amount: &str, fields: Value) -> Result<Instructions, GatewayError> {
        let mut body = json!({ "status_code": "201", "gross_amount": amount });
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        Answer::read(body.to_string().as_bytes()).unwrap().instructions()
    }

    #[test]
    fn a_qr_is_shown_only_if_it_can_be_paid_and_asks_for_the_amount() {
        let qr = |payload: &str| json!({ "payment_type": "qris", "qr_string": payload });
        let payload = QR.to_owned();
        assert_eq!(means("100000.00", qr(QR)), Ok(Instructions::Qr { payload }));
        assert!(means("100001.00", qr(QR)).is_err(), "another amount");
        assert!(means("100000.00", qr(&QR.replace("PAPI", "MAMI"))).is_err(), "changed");
        assert!(means("100000.00", json!({ "payment_type": "qris" })).is_err());
    }

    #[test]
    fn a_wallets_link_leads_to_a_wallet() {
        let wallet = |link: &str| {
            let action = json!({ "name": "deeplink-redirect", "method": "GET", "url": link });
            means("1.00", json!({ "payment_type": "gopay", "actions": [action] }))
        };
        for link in ["https://simulator.example/pay?ref=1", "gojek://gopay/pay?ref=1"] {
            let opened = Instructions::Wallet { wallet: "gopay".into(), link: link.into() };
            assert_eq!(wallet(link), Ok(opened));
        }
        for link in [
            "javascript:alert(1)",
            "javascript://x/%0aalert(1)",
            "data:text/html,x",
            "http://x",
            "//x",
            "/orders",
        ] {
            assert!(wallet(link).is_err(), "{link}");
        }
        assert!(means("1.00", json!({ "payment_type": "gopay" })).is_err());
    }
}
