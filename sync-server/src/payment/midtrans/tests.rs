//! A gateway that answers badly: whatever is not clearly a verdict decides nothing.

use super::*;
use crate::payment::{ChargeItem, Gateway};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use warung_domain::money::{Currency, Money};
use warung_domain::payment::PaymentMethod;
use warung_domain::time::Timestamp;

/// A gateway that gives every caller these bytes and hangs up.
async fn answering(bytes: String) -> Midtrans {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut caller, _)) = listener.accept().await {
            let mut heard = [0; 4096];
            let _ = caller.read(&mut heard).await;
            let _ = caller.write_all(bytes.as_bytes()).await;
        }
    });
    client(base_url)
}

fn client(base_url: String) -> Midtrans {
    let timeout = Duration::from_millis(500);
    Midtrans::new(MidtransConfig { base_url, server_key: "SB-key".to_owned(), timeout }).unwrap()
}

fn http(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
}

fn request() -> ChargeRequest {
    let price = Money::new(50_000, Currency::IDR);
    let item = ChargeItem { id: "a".to_owned(), name: "A".to_owned(), price, quantity: 1 };
    ChargeRequest {
        payment_id: "o-1".to_owned(),
        method: PaymentMethod::VaBca,
        amount: price,
        message: String::new(),
        items: vec![item],
        ordered_at: Timestamp::from_millis(0),
        expiry_minutes: 60,
        return_to: String::new(),
    }
}

#[tokio::test]
async fn a_broken_answer_decides_nothing() {
    let opened =
        "{\"status_code\":\"201\",\"order_id\":\"o-1\",\"transaction_status\":\"pending\"}";
    let cut_short = format!("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{opened}");
    let endless = "x".repeat(300 * 1024);
    for bytes in [
        String::new(),
        cut_short,
        http("200 OK", ""),
        http("200 OK", "<html>Sign in to the hotel's network</html>"),
        http("200 OK", "{\"status_code\":201}"),
        http("200 OK", "{\"status_code\":\"\"}"),
        http("200 OK", opened),
        http("200 OK", &endless),
        http("200 OK", "{\"status_code\":\"429\"}"),
        http("200 OK", "{\"status_code\":\"503\"}"),
        http("403 Forbidden", "<html>firewall</html>"),
        http("302 Found", "{\"status_code\":\"201\"}"),
        http("500 Internal Server Error", "{\"status_code\":\"400\"}"),
    ] {
        let gateway = answering(bytes.clone()).await;
        let charged = gateway.charge(&request()).await;
        assert!(matches!(charged, Err(GatewayError::Unknown(_))), "{bytes:.80}: {charged:?}");
        let asked = gateway.status(&"o-1".into()).await;
        assert!(matches!(asked, Err(GatewayError::Unknown(_))), "{bytes:.80}: {asked:?}");
    }
}

#[tokio::test]
async fn no_answer_decides_nothing() {
    // Bound but never accepting: the connection opens and stays silent.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let gateway = client(format!("http://{address}"));
    assert!(matches!(gateway.charge(&request()).await, Err(GatewayError::Unknown(_))));
    drop(silent);
    assert!(matches!(gateway.status(&"o-1".into()).await, Err(GatewayError::Unknown(_))));
}

#[tokio::test]
async fn a_verdict_in_the_gateways_own_words_is_one() {
    let invalid = "{\"status_code\":\"400\",\"status_message\":\"Invalid.\",\
\"validation_messages\":[\"gross_amount must be a number\"],\"id\":\"x\"}";
    let gateway = answering(http("400 Bad Request", invalid)).await;
    let refused = GatewayError::Refused("400 Invalid.; gross_amount must be a number".to_owned());
    assert_eq!(gateway.charge(&request()).await, Err(refused));

    let gateway = answering(http("200 OK", "{\"status_code\":\"404\"}")).await;
    assert_eq!(gateway.status(&"o-1".into()).await, Err(GatewayError::NotFound));
}

#[tokio::test]
async fn an_id_cannot_lead_elsewhere() {
    let gateway = client("http://127.0.0.1:1".to_owned());
    for id in ["", "..", "a/b", "a?b", "a%2fb", "ä", &"o".repeat(51)] {
        let asked = gateway.status(&id.into()).await;
        assert!(matches!(asked, Err(GatewayError::Refused(_))), "{id}: {asked:?}");
    }
}
