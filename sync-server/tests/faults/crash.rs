//! Killed at every named place: after the next start the same bytes come to one effect, and whoever
//! missed the answer gets it.

use crate::line::Line;
use crate::phone::{ALWAYS, Phone, Seen, id_of, push, pushed};
use crate::program::{SELLER, Shop, said, signed_in_at, wait_until};
use serde_json::{Value, json};
use warung_domain::payment::CounterCode;

/// Dies inside the service's own tests, where the clock and the catalog can be moved.
const ELSEWHERE: [&str; 3] =
    ["lapse.before-commit", "catalog.before-shards", "catalog.before-commit"];

/// Where a payment to a partner is marked as sent, and is not.
const UNSENT: &str = "relay.before-call";

struct Story {
    shop: Shop,
    phone: Phone,
    seen: Seen,
}

#[test]
fn every_place_to_die_at_leaves_one_effect_behind() {
    let mut shop = Shop::open();
    let mut line = shop.signed_in();
    let (phone, seen) = (Phone::bound(&mut line), Seen::now(&mut line));
    shop.kill();
    let mut story = Story { shop, phone, seen };
    let listed = said(&["doctor", "--failpoints"]);
    assert!(listed.lines().count() >= 20, "{listed}");
    let mut places: Vec<&str> = listed.lines().collect();
    // Of what never left the shop goes on asking, which would meet the places after it.
    places.sort_by_key(|place| *place == UNSENT);
    for place in places {
        match place.split('.').next().unwrap() {
            "push" | "commit" => story.dies_while_taking_an_order(place),
            "charge" => story.dies_while_opening_a_payment(place),
            "notice" | "settle" => story.dies_while_settling(place),
            "kiosk" => story.dies_while_filling_a_balance(place),
            "relay" => story.dies_while_passing_a_payment_on(place),
            "device" => story.dies_while_binding(place),
            _ => assert!(ELSEWHERE.contains(&place), "{place} is tried nowhere"),
        }
    }
    let data = story.shop.data();
    let report = said(&["doctor", "--data", data.to_str().unwrap()]);
    assert!(report.contains("All is well."), "{report}");
}

impl Story {
    // Holds O6, O7: ledger line, effect and verdict stand and fall together, and are said again.
    fn dies_while_taking_an_order(&mut self, place: &str) {
        let order = self.phone.order(&self.seen, ALWAYS, 2, "cash-on-delivery");
        self.shop.start(&["--failpoint", place]);
        let lost = push(&mut self.shop.line(), std::slice::from_ref(&order));
        assert!(lost.is_err(), "{place}: there was an answer");
        self.shop.has_died();
        self.shop.start(&[]);
        let mut line = self.shop.line();
        let is_durable = place.contains("after");
        assert_eq!(pushed(&mut line, &order), ("applied".into(), is_durable), "{place}");
        assert_eq!(pushed(&mut line, &order), ("applied".into(), true), "{place}");
        self.shop.kill();
        self.stands_once(&order, place);
    }

    // Holds M2, M8: an unknown outcome is followed by a question, never by a second charge.
    fn dies_while_opening_a_payment(&mut self, place: &str) {
        let order = self.phone.order(&self.seen, ALWAYS, 1, "indomaret");
        self.shop.start(&["--failpoint", place]);
        // The job is quicker than the answer, or it is not.
        let _ = push(&mut self.shop.line(), std::slice::from_ref(&order));
        self.shop.has_died();
        self.shop.start(&[]);
        assert_eq!(pushed(&mut self.shop.line(), &order), ("applied".into(), true), "{place}");
        self.payment_code(&order);
        self.shop.kill();
        self.stands_once(&order, place);
        assert_eq!(self.bills(&order), 1, "{place}: charged twice");
    }

    // Holds M3, R1: the money is asked for again; every seller's receipt is written once.
    fn dies_while_settling(&mut self, place: &str) {
        let order = self.phone.order(&self.seen, ALWAYS, 1, "indomaret");
        self.shop.start(&[]);
        assert_eq!(pushed(&mut self.shop.line(), &order), ("applied".into(), false), "{place}");
        let code = self.payment_code(&order);
        self.shop.kill();
        self.shop.start(&["--failpoint", place]);
        // The till may hear that it was paid before the shop dies of the news, or not.
        let form = format!("code={code}");
        let kind = "application/x-www-form-urlencoded";
        let _ = self.shop.line().ask("POST", "/simulator/pay", kind, form.as_bytes());
        self.shop.has_died();
        self.shop.start(&[]);
        let mut line = self.shop.signed_in();
        wait_until("the money", || payment(&mut line, &order)["pending"].is_null());
        self.shop.kill();
        let id = id_of(&order);
        let count = |table: &str| {
            self.shop.count(&format!("select count(*) from {table} where order_id = '{id}'"))
        };
        assert_eq!((count("receipts"), count("order_sellers")), (1, 1), "{place}");
        assert_eq!(self.bills(&order), 1, "{place}: charged twice");
    }

    // Holds D2: binding the same device again is no news.
    fn dies_while_binding(&mut self, place: &str) {
        let mut phone = Phone::new();
        self.shop.start(&["--failpoint", place]);
        assert!(phone.bind(&mut self.shop.signed_in()).is_err(), "{place}");
        self.shop.has_died();
        self.shop.start(&[]);
        assert_eq!(phone.bind(&mut self.shop.signed_in()).unwrap().status, 200, "{place}");
        let order = phone.order(&self.seen, ALWAYS, 1, "cash-on-delivery");
        assert_eq!(pushed(&mut self.shop.line(), &order), ("applied".into(), false), "{place}");
        self.shop.kill();
    }

    // Holds N6: asked again under its id, a top-up of a machine is opened once.
    fn dies_while_filling_a_balance(&mut self, place: &str) {
        self.shop.start(&["--failpoint", place]);
        let mine: Value = self.shop.signed_in().get("/api/v1/session").unwrap().json();
        let account = mine["account"]["id"].as_str().unwrap().parse().unwrap();
        let mut machine = signed_in_at(self.shop.address(), SELLER);
        let put_up = machine.post("/api/v1/kiosk", &json!({"name": place})).unwrap();
        let cookie = put_up.header("set-cookie").unwrap();
        machine.cookie = cookie.split(';').next().unwrap().to_owned();
        let id = id_of(&self.phone.order(&self.seen, ALWAYS, 1, "counter"));
        let wish = json!({
            "id": id, "phone": "081200000001", "code": CounterCode::of_balance(account).to_string(),
            "amount": 50_000, "total": 50_000,
        });
        assert!(machine.post("/api/v1/kiosk/top-ups", &wish).is_err(), "{place}");
        self.shop.has_died();
        self.shop.start(&[]);
        let mut again = self.shop.line();
        again.cookie.clone_from(&machine.cookie);
        let slips = [(); 2].map(|()| again.post("/api/v1/kiosk/top-ups", &wish).unwrap().text());
        assert!(slips[0].contains("\"code\":\"") && slips[0] == slips[1], "{place}: {slips:?}");
        self.shop.kill();
        for (table, key) in [("orders", "id"), ("kiosk_orders", "order_id")] {
            let sql = format!("select count(*) from {table} where {key} = '{id}'");
            assert_eq!(self.shop.count(&sql), 1, "{place}: {table}");
        }
    }

    // Holds T2: the partner is paid once, or not at all, and the shop goes on asking.
    fn dies_while_passing_a_payment_on(&mut self, place: &str) {
        self.shop.start(&["--failpoint", place]);
        let mut cashier = signed_in_at(self.shop.address(), SELLER);
        let mut counter = Phone::bound(&mut cashier);
        let put_up = cashier.post("/api/v1/kiosk", &json!({"name": place})).unwrap();
        let cookie = put_up.header("set-cookie").unwrap();
        let mut machine = self.shop.line();
        machine.cookie = cookie.split(';').next().unwrap().to_owned();
        let id = id_of(&self.phone.order(&self.seen, ALWAYS, 1, "counter"));
        let asked = json!({
            "id": id, "biller": "listrik", "customer": "14235678901", "amount": 20_000,
        });
        let shown: Value = machine.post("/api/v1/kiosk/partner-inquiries", &asked).unwrap().json();
        let wish = json!({"id": id, "total": shown["total"]["minor"]});
        let slip: Value = machine.post("/api/v1/kiosk/partner-bills", &wish).unwrap().json();
        let cash = counter.command(json!({"record-cash": {"order": id, "amount": slip["total"]}}));
        // The job is quicker than the answer, or it is not.
        let _ = push(&mut self.shop.line(), std::slice::from_ref(&cash));
        self.shop.has_died();
        self.shop.start(&[]);
        let mut again = self.shop.line();
        again.cookie.clone_from(&machine.cookie);
        assert_eq!(pushed(&mut again, &cash), ("applied".into(), true), "{place}");
        let code = json!({"code": slip["code"]});
        let mut stands = || -> Value {
            let found = again.post("/api/v1/kiosk/partner-results", &code).unwrap();
            found.json::<Value>()["standing"].clone()
        };
        // What never left is asked about for five minutes before it is given up.
        if place != UNSENT {
            wait_until("the token", || stands()["done"]["proof"]["token"].is_string());
        }
        assert!(stands()["refused"].is_null(), "{place}");
        self.shop.kill();
        let town = std::fs::read(self.shop.data().join("simulator.json")).unwrap();
        let town: Value = serde_json::from_slice(&town).unwrap();
        let paid = town["partners"]["payments"].as_array().into_iter().flatten();
        let paid = paid.filter(|asked| asked["reference"] == id).count();
        assert_eq!(paid, usize::from(place != UNSENT), "{place}");
    }

    /// Waits until the shopper can pay, and gives the code.
    fn payment_code(&self, order: &str) -> String {
        let mut line = self.shop.signed_in();
        let mut code = Value::Null;
        wait_until("the code to pay with", || {
            code = payment(&mut line, order)["pending"]["instructions"]["code"]["code"].clone();
            code.is_string()
        });
        code.as_str().unwrap().to_owned()
    }

    /// How often the practice bank was asked to collect for an order.
    fn bills(&self, order: &str) -> usize {
        let id = id_of(order);
        let sql = format!("select payment_id from orders where id = '{id}'");
        let payment: String = self.shop.database().query_row(&sql, [], |row| row.get(0)).unwrap();
        let bank = std::fs::read(self.shop.data().join("simulator.json")).unwrap();
        let bank: Value = serde_json::from_slice(&bank).unwrap();
        let bills = bank["bills"].as_array().unwrap();
        bills.iter().filter(|bill| bill.to_string().contains(&payment)).count()
    }

    fn stands_once(&self, order: &str, place: &str) {
        let id = id_of(order);
        for table in ["commands", "orders"] {
            let count = self.shop.count(&format!("select count(*) from {table} where id = '{id}'"));
            assert_eq!(count, 1, "{place}: {table}");
        }
    }
}

/// Where the money for an order is, as its shopper sees it.
fn payment(line: &mut Line, order: &str) -> Value {
    let mine: Value = line.get("/api/v1/me/changes?since=0").unwrap().json();
    let id = id_of(order);
    let found = mine["orders"].as_array().unwrap().iter().find(|view| view["order"]["id"] == id);
    found.unwrap_or_else(|| panic!("{mine}"))["order"]["payment"].clone()
}
