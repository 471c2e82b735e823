//! A seller looks for receipts and takes the archive home.

use super::Browser;
use crate::service::testing::{account, issued_to_one_buyer, paid_in_cash};
use warung_domain::protocol::{Role, SellerReceipts};
use warung_domain::receipt::read_own;
use warung_domain::receipt_log::evidence::Evidence;

const PATH: &str = "/api/v1/seller/receipts";

async fn as_seller(browser: &mut Browser, seller: &str) {
    let role = Role::Seller { seller: seller.parse().unwrap() };
    let number = if seller == "dapur" { 11 } else { 12 };
    let secret = browser.world.session_of(account(number, role)).await;
    browser.cookies.insert("warung".to_owned(), secret);
}

async fn found(browser: &mut Browser, query: &str) -> Vec<String> {
    let page: SellerReceipts = browser.get(&format!("{PATH}?{query}")).await.json();
    page.receipts.into_iter().map(|receipt| receipt.number).collect()
}

// Holds R11.
#[tokio::test]
async fn a_seller_finds_a_receipt_by_what_stands_on_it() {
    let mut browser = Browser::new().await;
    let mut issued = Vec::new();
    for _ in 0..3 {
        issued.push(read_own(&paid_in_cash(&browser.world).await).unwrap());
        browser.world.clock.advance(86_400);
    }
    browser.get(PATH).await.problem(401, "not-signed-in");
    as_seller(&mut browser, "dapur").await;
    let numbers: Vec<&str> = issued.iter().rev().map(|receipt| receipt.number.as_str()).collect();
    assert_eq!(found(&mut browser, "").await, numbers);
    let second = &issued[1];
    assert_eq!(found(&mut browser, "q=2026/000002").await, [second.number.as_str()]);
    let order = second.order_number.to_lowercase();
    assert_eq!(found(&mut browser, &format!("q={order}")).await, [second.number.as_str()]);
    assert_eq!(found(&mut browser, &format!("q={}", second.total.minor())).await.len(), 3);
    assert_eq!(found(&mut browser, "q=17").await.len(), 0, "a part of a total is none");
    let buyer = second.buyer_name.to_uppercase().replace(' ', "%20");
    assert_eq!(found(&mut browser, &format!("q={buyer}&kind=receipt")).await.len(), 3);
    assert_eq!(found(&mut browser, "kind=refund").await.len(), 0);

    let day = second.issued_at.civil(420);
    let day = format!("{}-{:02}-{:02}", day.year, day.month, day.day);
    assert_eq!(found(&mut browser, &format!("from={day}&to={day}")).await, [&*second.number]);
    assert_eq!(found(&mut browser, &format!("to={day}")).await.len(), 2);
    assert_eq!(found(&mut browser, &format!("from={day}&q=&to=")).await.len(), 2);
    for wrong in ["from=yesterday", "kind=gift", "before=x", &format!("q={}", "9".repeat(201))] {
        browser.get(&format!("{PATH}?{wrong}")).await.problem(422, "invalid-field");
    }

    as_seller(&mut browser, "gudang").await;
    assert_eq!(found(&mut browser, "").await.len(), 0);
}

// Holds R11.
#[tokio::test]
async fn pages_and_the_whole_leave_nothing_out() {
    let mut browser = Browser::new().await;
    let issued = issued_to_one_buyer(&browser.world, 101).await;
    as_seller(&mut browser, "dapur").await;
    let newest: SellerReceipts = browser.get(PATH).await.json();
    assert_eq!(newest.receipts.len(), 100);
    let next = newest.next.unwrap();
    let oldest: SellerReceipts = browser.get(&format!("{PATH}?before={next}")).await.json();
    assert_eq!((oldest.receipts.len(), oldest.next), (1, None));
    assert_eq!(oldest.receipts[0].jws, issued[0]);

    let whole = browser.get(&format!("{PATH}?format=jsonl")).await;
    assert_eq!(whole.header("content-type"), "application/x-ndjson");
    let name = "attachment; filename=\"dapur-receipts.jsonl\"";
    assert_eq!(whole.header("content-disposition"), name);
    let text = String::from_utf8(whole.body).unwrap();
    assert_eq!(text.lines().count(), 101);
    let (shop, keys) = (&browser.world.shop.config.shop, browser.world.shop.keys.published());
    for (line, jws) in text.lines().zip(&issued) {
        let evidence = Evidence::read(line).unwrap();
        assert_eq!(evidence.receipt, *jws);
        assert!(evidence.verify(shop, &keys).unwrap().checkpoint.is_some());
    }

    let sheet = browser.get(&format!("{PATH}?format=csv&q=000101")).await;
    let text = String::from_utf8(sheet.body).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "a heading and what fits: {text}");
    let cells: Vec<&str> = lines[1].split(',').collect();
    assert_eq!(cells.len(), lines[0].split(',').count());
    let last = read_own(&issued[100]).unwrap();
    assert_eq!((cells[0], cells[1]), (last.number.as_str(), "receipt"));
    assert_eq!(cells[13], last.total.minor().to_string());
}
