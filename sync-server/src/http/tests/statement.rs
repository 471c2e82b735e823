//! A seller reads its own side of the books.

use super::Browser;
use crate::service::push::push;
use crate::service::testing::{START, account};
use serde_json::{Value, json};
use warung_domain::command::{CommandBody, OrderedLine, RecordSale};
use warung_domain::money::{Currency, Money};
use warung_domain::protocol::{Push, Role, SellerStatement};

async fn sells(browser: &Browser, total: i64) {
    let sold = RecordSale {
        seller: "dapur".parse().unwrap(),
        lines: vec![OrderedLine {
            product: "beras".parse().unwrap(),
            variant: "default".parse().unwrap(),
            quantity: 1,
            unit_price: total,
        }],
        total: Money::new(total, Currency::IDR),
    };
    let world = &browser.world;
    let command = world.counter.command(CommandBody::RecordSale(Box::new(sold)));
    let commands = vec![world.counter.sign(&command)];
    push(&world.shop, Push { v: 1, commands, unsent: None }).await.unwrap();
}

/// Signs in as a seller, with a session of its own.
async fn as_seller(browser: &mut Browser, seller: &str) {
    let role = Role::Seller { seller: seller.parse().unwrap() };
    let number = if seller == "dapur" { 11 } else { 12 };
    let secret = browser.world.session_of(account(number, role)).await;
    browser.cookies.insert("warung".to_owned(), secret);
}

// Holds B7.
#[tokio::test]
async fn a_seller_reads_its_own_statement_and_nobody_elses() {
    let mut browser = Browser::new().await;
    browser.get("/api/v1/seller/statement").await.problem(401, "not-signed-in");
    for number in 1..=51 {
        browser.world.clock.advance(1);
        sells(&browser, number * 111).await;
    }
    as_seller(&mut browser, "dapur").await;
    let newest: SellerStatement = browser.get("/api/v1/seller/statement").await.json();
    let sold: i64 = (1..=51).map(|number| number * 111).sum();
    let totals = newest.totals;
    assert_eq!((totals.sales.minor(), totals.tax.minor()), (sold * 100 / 111, sold * 11 / 111));
    assert_eq!((totals.cash.minor(), totals.owed.minor()), (sold, 0));
    assert_eq!(newest.lines.len(), 50);
    assert_eq!(newest.lines[0].moved.cash.minor(), 51 * 111);
    let next = newest.next.unwrap();
    let path = format!("/api/v1/seller/statement?before={next}");
    let oldest: SellerStatement = browser.get(&path).await.json();
    assert_eq!((oldest.lines.len(), oldest.next), (1, None));
    assert_eq!(oldest.lines[0].what, "sale");
    assert_eq!(oldest.lines[0].at, START.plus_seconds(1));
    assert_eq!(oldest.totals, totals);

    as_seller(&mut browser, "gudang").await;
    let other: SellerStatement = browser.get("/api/v1/seller/statement").await.json();
    assert_eq!((other.lines.len(), other.totals.cash.minor()), (0, 0));
}

// Holds B7.
#[tokio::test]
async fn a_statement_opens_in_a_spreadsheet() {
    let mut browser = Browser::new().await;
    sells(&browser, 66_600).await;
    browser.world.clock.advance(60);
    sells(&browser, 111).await;
    as_seller(&mut browser, "dapur").await;
    let by_name = browser.get("/api/v1/seller/statement?format=csv").await;
    let by_type = browser.get_with("/api/v1/seller/statement", "accept", "text/csv").await;
    assert_eq!(by_name.body, by_type.body);
    assert!(by_name.header("content-type").starts_with("text/csv"));
    assert_eq!(by_name.header("content-disposition"), "attachment; filename=\"dapur.csv\"");
    let text = String::from_utf8(by_name.body).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "date,event,order,sales,tax,cash,commission,owed,currency");
    assert!(lines[1].ends_with("+07:00,sale,,60000,6600,66600,0,0,IDR"), "{}", lines[1]);
    assert_eq!(lines[3], ",total,,60100,6611,66711,0,0,IDR");
    let wrong = browser.get("/api/v1/seller/statement?format=pdf").await;
    wrong.problem(422, "invalid-field");
    let document: Value = browser.get("/api/v1/openapi.json").await.json();
    let parameters = &document["paths"]["/seller/statement"]["get"]["parameters"];
    assert_eq!(parameters[1]["schema"], json!({ "type": "string", "enum": ["json", "csv"] }));
}
