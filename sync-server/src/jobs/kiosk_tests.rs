//! The machine: what it looks up, what it opens, and what it never tells.

use super::attempt_tests::work;
use super::counter_tests::{at_counter, by_counter, code_of, rp};
use super::stray_tests::{audited, balance};
use crate::service::kiosk::{KioskError, KioskRecord, enrol, inquire, machine, top_up};
use crate::service::testing::{TestShop, test_shop};
use warung_domain::command::{CommandBody, Verdict};
use warung_domain::ids::OrderId;
use warung_domain::order::Purpose;
use warung_domain::payment::CounterCode;
use warung_domain::protocol::{CounterDue, KioskBill, KioskBiller, KioskQuestion, KioskTopUp};

pub(super) async fn put_up(test: &TestShop) -> KioskRecord {
    let secret = enrol(&test.shop, &"dapur".parse().unwrap(), " Depan pintu ").await.unwrap();
    machine(&test.shop, Some(secret)).await.unwrap()
}

async fn asks(
    test: &TestShop,
    kiosk: &KioskRecord,
    phone: &str,
    code: &CounterCode,
    amount: Option<i64>,
) -> Result<KioskBill, KioskError> {
    let (phone, code) = (phone.to_owned(), code.to_string());
    inquire(&test.shop, kiosk, KioskQuestion { phone, code, top_up: amount }).await
}

// Holds N5.
#[tokio::test]
async fn a_machine_tells_the_bill_of_who_knows_number_and_code() {
    let test = test_shop().await;
    let kiosk = put_up(&test).await;
    assert_eq!(kiosk.name, "Depan pintu");
    let id = by_counter(&test).await;
    let (code, sari) = (code_of(&test, id).await, test.sari.phone.to_string());
    let local = sari.replacen("+62", "0", 1);
    let bill = asks(&test, &kiosk, &local, &code, None).await.unwrap();
    assert_eq!((bill.biller, bill.total, bill.fee), (KioskBiller::Order, rp(120_000), rp(0)));
    assert_eq!((bill.name.as_str(), bill.number.as_deref()), ("O••• 1•••", Some("W-000001")));
    assert_eq!(bill.code.as_deref(), Some(code.as_str()));
    assert!(matches!(bill.due, CounterDue::Open { until: Some(_) }));
    // Whose code it is, nobody learns by another number; and the other way round.
    let tini = test.tini.phone.to_string();
    let wrong = CounterCode::of("nobody's");
    for (phone, code) in [(&tini, &code), (&sari, &wrong), (&"0811111111".to_owned(), &code)] {
        assert_eq!(asks(&test, &kiosk, phone, code, None).await, Err(KioskError::Unknown));
    }
    assert_eq!(asks(&test, &kiosk, "abc", &code, None).await, Err(KioskError::Phone));
    let stranger = machine(&test.shop, None).await;
    assert_eq!(stranger, Err(KioskError::NotEnrolled));
    let nameless = enrol(&test.shop, &"dapur".parse().unwrap(), "  ").await;
    assert!(matches!(nameless, Err(KioskError::Name)));
}

// Holds N5.
#[tokio::test]
async fn guessing_for_a_number_ends_at_every_machine() {
    let test = test_shop().await;
    let (first, second) = (put_up(&test).await, put_up(&test).await);
    let id = by_counter(&test).await;
    let (code, sari) = (code_of(&test, id).await, test.sari.phone.to_string());
    for guess in 0..8 {
        let wrong = CounterCode::of(&format!("guess {guess}"));
        assert_eq!(asks(&test, &first, &sari, &wrong, None).await, Err(KioskError::Unknown));
    }
    assert_eq!(asks(&test, &second, &sari, &code, None).await, Err(KioskError::TooMany));
    test.clock.advance(3_601);
    assert!(asks(&test, &second, &sari, &code, None).await.is_ok());
    for guess in 0..40 {
        let (phone, wrong) = (format!("08129900{guess:04}"), CounterCode::of(&guess.to_string()));
        assert_eq!(asks(&test, &first, &phone, &wrong, None).await, Err(KioskError::Unknown));
    }
    assert_eq!(asks(&test, &first, &sari, &code, None).await, Err(KioskError::TooMany));
    assert!(asks(&test, &second, &sari, &code, None).await.is_ok(), "others go on");
}

// Holds N6.
#[tokio::test]
async fn a_balance_is_filled_in_cash_however_often_the_line_dies() {
    let test = test_shop().await;
    let kiosk = put_up(&test).await;
    let (mine, sari) = (CounterCode::of_balance(test.sari.id), test.sari.phone.to_string());
    let bill = asks(&test, &kiosk, &sari, &mine, Some(50_000)).await.unwrap();
    assert_eq!((bill.biller, bill.total, bill.code), (KioskBiller::Balance, rp(50_000), None));
    assert_eq!(asks(&test, &kiosk, &sari, &mine, Some(-1)).await, Err(KioskError::Amount));
    assert_eq!(asks(&test, &kiosk, &sari, &mine, None).await, Err(KioskError::Unknown));
    let id = OrderId::mint(test.shop.clock.now(), &[42; 10]);
    let wish = |code: &CounterCode, amount| KioskTopUp {
        id,
        phone: sari.clone(),
        code: code.to_string(),
        amount,
        total: amount,
    };
    let other = CounterCode::of_balance(test.tini.id);
    let refused = top_up(&test.shop, &kiosk, wish(&other, 50_000)).await;
    assert_eq!(refused, Err(KioskError::Unknown));
    let refused = top_up(&test.shop, &kiosk, wish(&mine, i64::MAX)).await;
    assert_eq!(refused, Err(KioskError::Amount));
    let slip = top_up(&test.shop, &kiosk, wish(&mine, 50_000)).await.unwrap();
    let again = top_up(&test.shop, &kiosk, wish(&mine, 50_000)).await.unwrap();
    assert_eq!(slip, again, "the answer got lost, the slip did not");
    assert_eq!(test.order(id).await.purpose, Purpose::TopUp);
    let code: CounterCode = slip.code.unwrap().parse().unwrap();
    // A slip that got lost is printed once more by its code.
    let found = asks(&test, &kiosk, &sari, &code, None).await.unwrap();
    assert_eq!((found.biller, found.total), (KioskBiller::Balance, rp(50_000)));
    let cash = CommandBody::RecordCash { order: id, amount: rp(50_000) };
    assert_eq!(at_counter(&test, cash).await.1, Verdict::Applied);
    assert_eq!(balance(&test).await, 0, "it may be undone yet");
    test.clock.advance(300);
    work(&test).await;
    assert_eq!(balance(&test).await, 50_000);
    audited(&test).await;
}

// Holds N6, B13.
#[tokio::test]
async fn a_bill_is_shown_for_what_would_be_placed_and_for_nothing_else() {
    let test = test_shop().await;
    let kiosk = put_up(&test).await;
    let (mine, sari) = (CounterCode::of_balance(test.sari.id), test.sari.phone.to_string());
    let terms = test.shop.config.terms.top_up;
    let wish = |random: u8, amount| KioskTopUp {
        id: OrderId::mint(test.shop.clock.now(), &[random; 10]),
        phone: sari.clone(),
        code: mine.to_string(),
        amount,
        total: amount,
    };
    let (least, most) = (terms.minimum, terms.maximum);
    for amount in [i64::MIN, -1, 0, least - 1, least, most, most + 1, i64::MAX] {
        let told = asks(&test, &kiosk, &sari, &mine, Some(amount)).await;
        assert_eq!(told.is_ok(), (least..=most).contains(&amount), "{amount}");
        if told.is_err() {
            assert_eq!(told, Err(KioskError::Amount));
            let placed = top_up(&test.shop, &kiosk, wish(7, amount)).await;
            assert_eq!(placed, Err(KioskError::Amount));
        }
    }
    // What other slips would bring takes room, and then there is no bill either.
    for slip in 0.. {
        let told = asks(&test, &kiosk, &sari, &mine, Some(most)).await;
        let placed = top_up(&test.shop, &kiosk, wish(10 + slip, most)).await;
        assert_eq!(told.is_ok(), placed.is_ok(), "slip {slip}");
        if placed.is_err() {
            assert_eq!((told, placed), (Err(KioskError::Amount), Err(KioskError::Amount)));
            assert_eq!(i64::from(slip), terms.most / most, "it was full too soon");
            break;
        }
    }
}

// Holds N6.
#[tokio::test]
async fn nobodys_order_is_taken_for_a_top_up() {
    let test = test_shop().await;
    let kiosk = put_up(&test).await;
    let theirs = by_counter(&test).await;
    let wish = KioskTopUp {
        id: theirs,
        phone: test.sari.phone.to_string(),
        code: CounterCode::of_balance(test.sari.id).to_string(),
        amount: 50_000,
        total: 50_000,
    };
    assert_eq!(top_up(&test.shop, &kiosk, wish).await, Err(KioskError::Unknown));
    assert_eq!(test.order(theirs).await.purpose, Purpose::Goods);
}
