//! What a cashier's browser asks: the drawer, the shifts, a second person's word.

use super::Browser;
use crate::service::push::push;
use crate::service::testing::{START, account};
use serde_json::json;
use warung_domain::command::CommandBody;
use warung_domain::ids::OrderId;
use warung_domain::money::{Currency, Money};
use warung_domain::protocol::{DrawerStanding, Push, Role, Shifts, Witnesses};

async fn as_seller(browser: &mut Browser, number: u8, seller: &str) {
    let role = Role::Seller { seller: seller.parse().unwrap() };
    let secret = browser.world.session_of(account(number, role)).await;
    browser.cookies.insert("warung".to_owned(), secret);
}

async fn opens(browser: &Browser, float: i64) {
    let world = &browser.world;
    let float = Money::new(float, Currency::IDR);
    let command = world.counter.command(CommandBody::OpenShift { float });
    let commands = vec![world.counter.sign(&command)];
    push(&world.shop, Push { v: 1, commands, unsent: None }).await.unwrap();
}

// Holds N4.
#[tokio::test]
async fn a_drawer_is_its_devices_and_its_businesss() {
    let mut browser = Browser::new().await;
    let path = format!("/api/v1/counter/drawer?device={}", browser.world.counter.id);
    browser.get(&path).await.problem(401, "not-signed-in");
    as_seller(&mut browser, 11, "dapur").await;
    assert_eq!(browser.get(&path).await.json::<DrawerStanding>().newest, None);
    opens(&browser, 75_000).await;
    let newest = browser.get(&path).await.json::<DrawerStanding>().newest.unwrap();
    assert_eq!((newest.expected.minor(), newest.lines.len()), (75_000, 1));
    let all: Shifts = browser.get("/api/v1/counter/shifts").await.json();
    assert_eq!((all.shifts.len(), all.shifts[0].cashier.as_str()), (1, "Orang 11"));
    browser.get("/api/v1/counter/drawer").await.problem(422, "invalid-field");
    browser.get("/api/v1/counter/drawer?device=%20").await.problem(422, "invalid-field");
    // Another business sees nothing of it.
    as_seller(&mut browser, 12, "gudang").await;
    assert_eq!(browser.get(&path).await.json::<DrawerStanding>().newest, None);
    assert_eq!(browser.get("/api/v1/counter/shifts").await.json::<Shifts>().shifts, []);
}

// Holds N9.
#[tokio::test]
async fn a_pin_is_chosen_by_whoever_knows_the_password() {
    let mut browser = Browser::new().await;
    let choice = |pin: &str| json!({ "pin": pin, "password": "bukan-ini" });
    browser.post("/api/v1/counter/pin", &choice("908172")).await.problem(401, "not-signed-in");
    as_seller(&mut browser, 11, "dapur").await;
    let easy = browser.post("/api/v1/counter/pin", &choice("111111")).await;
    assert_eq!(easy.problem(422, "invalid-field").pointer.as_deref(), Some("/pin"));
    let short = browser.post("/api/v1/counter/pin", &choice("11")).await;
    assert_eq!(short.problem(422, "invalid-field").pointer.as_deref(), Some("/pin"));
    let who: Witnesses = browser.get("/api/v1/counter/witnesses").await.json();
    assert_eq!((who.own_pin, who.others), (false, vec![]));
    let order = OrderId::mint(START, &[1; 10]);
    let witness = account(12, Role::Shopper).id;
    let asked = json!({ "order": order, "witness": witness, "pin": "908172" });
    let wrong = browser.post("/api/v1/counter/consents", &asked).await;
    assert_eq!(wrong.problem(401, "wrong-credentials").pointer.as_deref(), Some("/pin"));
}
