//! What a machine asks about partners' bills, and how it is refused.

use super::Browser;
use crate::service::testing::{Company as _, Conduct, START, account};
use serde_json::{Value, json};
use warung_domain::ids::OrderId;
use warung_domain::protocol::{KioskStanding, PartnerBillView, PartnerStanding, Role};

async fn at_a_machine() -> Browser {
    let mut browser = Browser::new().await;
    let role = Role::Seller { seller: "dapur".parse().unwrap() };
    let secret = browser.world.session_of(account(11, role)).await;
    browser.cookies.insert("warung".to_owned(), secret);
    let put_up = browser.post("/api/v1/kiosk", &json!({ "name": "Depan" })).await;
    assert_eq!(put_up.status, 204);
    browser
}

fn question(changes: &Value) -> Value {
    let mut question = json!({
        "id": OrderId::mint(START, &[1; 10]), "biller": "listrik",
        "customer": "14235678901", "phone": "", "amount": 20_000,
    });
    for (name, value) in changes.as_object().unwrap() {
        question[name] = value.clone();
    }
    question
}

const INQUIRIES: &str = "/api/v1/kiosk/partner-inquiries";

// Holds T5.
#[tokio::test]
async fn a_machine_shows_and_opens_a_partners_bill() {
    let mut browser = at_a_machine().await;
    let standing: KioskStanding = browser.get("/api/v1/kiosk").await.json();
    let partners = standing.machine.unwrap().partners;
    let names: Vec<&str> = partners.iter().map(|terms| terms.id.as_str()).collect();
    assert_eq!(names, ["air", "listrik", "pulsa"], "vouchers are no bills");
    let shown: PartnerBillView = browser.post(INQUIRIES, &question(&json!({}))).await.json();
    assert_eq!((shown.total.minor(), &shown.standing), (22_500, &PartnerStanding::Shown));
    let wish = json!({ "id": shown.id, "total": 22_500 });
    let bill: PartnerBillView = browser.post("/api/v1/kiosk/partner-bills", &wish).await.json();
    let code = json!({ "code": bill.code.clone().unwrap() });
    let found: PartnerBillView = browser.post("/api/v1/kiosk/partner-results", &code).await.json();
    assert_eq!(found, bill);
    assert!(matches!(found.standing, PartnerStanding::Open { .. }));
}

// Holds T5.
#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field() {
    let mut browser = Browser::new().await;
    browser.post(INQUIRIES, &question(&json!({}))).await.problem(403, "not-allowed");
    let mut browser = at_a_machine().await;
    for (changes, field) in [
        (json!({ "biller": "gas" }), "/biller"),
        (json!({ "customer": "1" }), "/customer"),
        (json!({ "amount": 1 }), "/amount"),
        (json!({ "phone": "abc" }), "/phone"),
    ] {
        let refused = browser.post(INQUIRIES, &question(&changes)).await;
        let problem = refused.problem(422, "invalid-field");
        assert_eq!(problem.pointer.as_deref(), Some(field), "{changes}");
    }
    let nobody = question(&json!({ "customer": "14235670000" }));
    let nobody = browser.post(INQUIRIES, &nobody).await.problem(404, "not-found");
    assert_eq!(nobody.pointer.as_deref(), Some("/customer"));
    let more = question(&json!({ "more": 1 }));
    browser.post(INQUIRIES, &more).await.problem(422, "invalid-field");
    let odd = json!({ "id": OrderId::mint(START, &[9; 10]), "total": 1 });
    browser.post("/api/v1/kiosk/partner-bills", &odd).await.problem(404, "not-found");
    let code = json!({ "code": "000000000000" });
    browser.post("/api/v1/kiosk/partner-results", &code).await.problem(404, "not-found");
    browser.world.biller.behave(Conduct::Deaf);
    browser.post(INQUIRIES, &question(&json!({}))).await.problem(503, "busy");
}
