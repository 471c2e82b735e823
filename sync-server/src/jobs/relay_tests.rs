//! A partner's bill from the kiosk to the partner and, where it refuses, back: whoever dies when.

use super::counter_tests::{at_counter, rp};
use super::recovery::killed_at;
use super::relay_step;
use super::stray_tests::{audited, balance};
use crate::biller::contract::{Company as _, Conduct};
use crate::service::counter::payment;
use crate::service::kiosk::{KioskRecord, enrol, machine};
use crate::service::partner::{PartnerError, inquire, open, result};
use crate::service::testing::{TestShop, test_shop};
use warung_domain::books::Account;
use warung_domain::command::{CommandBody, RefundOrder, RejectCode, Verdict};
use warung_domain::ids::OrderId;
use warung_domain::money::Currency;
use warung_domain::partner::NotTaken;
use warung_domain::payment::{CounterCode, RefundWay};
use warung_domain::protocol::{
    CounterDue, MoneyBack, PartnerBillView, PartnerQuestion, PartnerResultQuestion,
    PartnerStanding, PartnerWish,
};

const METER: &str = "1423 5678 901";

async fn put_up(test: &TestShop) -> KioskRecord {
    let secret = enrol(&test.shop, &"dapur".parse().unwrap(), "Depan").await.unwrap();
    machine(&test.shop, Some(secret)).await.unwrap()
}

pub(super) fn question(test: &TestShop, number: u8, phone: &str) -> PartnerQuestion {
    PartnerQuestion {
        id: OrderId::mint(test.shop.clock.now(), &[number; 10]),
        biller: "listrik".parse().unwrap(),
        customer: METER.to_owned(),
        phone: phone.to_owned(),
        amount: Some(20_000),
    }
}

/// A slip for twenty thousand of electricity, which costs 22,500.
pub(super) async fn slip(test: &TestShop, kiosk: &KioskRecord, phone: &str) -> PartnerBillView {
    let shown = inquire(&test.shop, kiosk, question(test, 1, phone)).await.unwrap();
    let wish = PartnerWish { id: shown.id, total: shown.total.minor() };
    open(&test.shop, kiosk, wish).await.unwrap()
}

pub(super) async fn paid(test: &TestShop, phone: &str) -> (KioskRecord, PartnerBillView) {
    let kiosk = put_up(test).await;
    let bill = slip(test, &kiosk, phone).await;
    assert_eq!(take(test, bill.id, 22_500).await, Verdict::Applied);
    (kiosk, bill)
}

pub(super) async fn take(test: &TestShop, order: OrderId, amount: i64) -> Verdict {
    at_counter(test, CommandBody::RecordCash { order, amount: rp(amount) }).await.1
}

async fn give_back(test: &TestShop, order: OrderId, way: RefundWay) -> Verdict {
    let wish = RefundOrder {
        order,
        seller: "dapur".parse().unwrap(),
        amount: rp(22_500),
        way,
        reason: "Mitra menolak".to_owned(),
    };
    at_counter(test, CommandBody::RefundOrder(Box::new(wish))).await.1
}

async fn stands(test: &TestShop, kiosk: &KioskRecord, bill: &PartnerBillView) -> PartnerStanding {
    let code = bill.code.clone().unwrap();
    result(&test.shop, kiosk, &PartnerResultQuestion { code }).await.unwrap().standing
}

/// Whatever is due now and in the seconds after.
pub(super) async fn go_on(test: &TestShop, seconds: i64) {
    for _ in 0..seconds {
        while relay_step(&test.shop).await.unwrap() {}
        test.clock.advance(1);
    }
    while relay_step(&test.shop).await.unwrap() {}
}

async fn on(test: &TestShop, account: Account) -> i64 {
    let read =
        move |txn: &dyn crate::storage::ReadTxn| txn.standing_on(&account, Currency::IDR, None);
    test.shop.storage.read(read).await.unwrap().minor()
}

fn drawer(test: &TestShop) -> Account {
    Account::Drawer("dapur".parse().unwrap(), test.counter.id.clone())
}

fn listrik() -> warung_domain::ids::BillerId {
    "listrik".parse().unwrap()
}

pub(super) fn asked(test: &TestShop, what: &str) -> usize {
    test.biller.calls().iter().filter(|call| call.starts_with(what)).count()
}

// Holds T5, T6.
#[tokio::test]
async fn a_bill_is_paid_in_cash_and_its_token_found_by_the_code() {
    let test = test_shop().await;
    let kiosk = put_up(&test).await;
    let shown = inquire(&test.shop, &kiosk, question(&test, 1, "")).await.unwrap();
    assert_eq!((shown.amount, shown.fee, shown.total), (rp(20_000), rp(2_500), rp(22_500)));
    assert_eq!((shown.name.as_str(), shown.customer.as_str()), ("B••• S••••", "14235678901"));
    assert_eq!((shown.code.as_deref(), &shown.standing), (None, &PartnerStanding::Shown));
    // Nobody takes money for what nobody said yes to, and not what somebody else says it costs.
    let early = take(&test, shown.id, 22_500).await;
    assert_eq!(early, Verdict::Rejected { code: RejectCode::UnknownOrder });
    let cheaper = PartnerWish { id: shown.id, total: 1 };
    assert_eq!(open(&test.shop, &kiosk, cheaper).await, Err(PartnerError::Unknown));
    let other = put_up(&test).await;
    let wish = || PartnerWish { id: shown.id, total: 22_500 };
    assert_eq!(open(&test.shop, &other, wish()).await, Err(PartnerError::Unknown));
    let bill = open(&test.shop, &kiosk, wish()).await.unwrap();
    assert_eq!(open(&test.shop, &kiosk, wish()).await.as_ref(), Ok(&bill), "once");
    assert_eq!(bill.number.as_deref(), Some("T-000001"));
    let code: CounterCode = bill.code.clone().unwrap().parse().unwrap();
    let due =
        payment(&test.shop, (test.tini.id, &"dapur".parse().unwrap()), code.clone()).await.unwrap();
    assert_eq!((due.order, due.amount, due.number.as_str()), (bill.id, rp(22_500), "T-000001"));
    assert!(matches!(due.due, CounterDue::Open { until: Some(_) }));
    assert_eq!(
        take(&test, bill.id, 22_000).await,
        Verdict::Rejected { code: RejectCode::InvalidAmount }
    );
    assert_eq!(take(&test, bill.id, 22_500).await, Verdict::Applied);
    assert_eq!(take(&test, bill.id, 22_500).await, Verdict::Rejected { code: RejectCode::TooLate });
    assert!(matches!(stands(&test, &kiosk, &bill).await, PartnerStanding::Paid { .. }));
    assert_eq!(on(&test, Account::Relayed(listrik())).await, -22_500);
    audited(&test).await;
    go_on(&test, 1).await;
    let PartnerStanding::Done { proof, .. } = stands(&test, &kiosk, &bill).await else { panic!() };
    assert_eq!(proof.token.as_deref(), Some("1234 5678"));
    let due = payment(&test.shop, (test.tini.id, &"dapur".parse().unwrap()), code).await.unwrap();
    assert!(matches!(due.bill.unwrap().standing, PartnerStanding::Done { .. }), "for the proof");
    assert_eq!(on(&test, Account::Relayed(listrik())).await, 0);
    assert_eq!(on(&test, Account::Partner(listrik())).await, -20_000);
    assert_eq!(on(&test, Account::Fees).await, -2_500);
    assert_eq!(on(&test, drawer(&test)).await, 22_500);
    assert_eq!((test.biller.done(), asked(&test, "pay")), (1, 1));
    let back = give_back(&test, bill.id, RefundWay::Cash).await;
    assert_eq!(back, Verdict::Rejected { code: RejectCode::TooLate });
    audited(&test).await;
}

// Holds T5.
#[tokio::test]
async fn what_cannot_be_paid_is_told_before_anybody_pays() {
    let test = test_shop().await;
    let kiosk = put_up(&test).await;
    let ask = async |question| inquire(&test.shop, &kiosk, question).await.unwrap_err();
    let good = || question(&test, 1, "");
    let nowhere = PartnerQuestion { biller: "gas".parse().unwrap(), ..good() };
    assert_eq!(ask(nowhere).await, PartnerError::NoPartner);
    let hidden = PartnerQuestion { biller: "voucher".parse().unwrap(), ..good() };
    assert_eq!(ask(hidden).await, PartnerError::NoPartner, "it stands in no menu");
    let short = PartnerQuestion { customer: "123".into(), ..good() };
    assert_eq!(ask(short).await, PartnerError::NotTaken(NotTaken::Customer));
    let odd = PartnerQuestion { amount: Some(20_001), ..good() };
    assert_eq!(ask(odd).await, PartnerError::NotTaken(NotTaken::Amount));
    assert_eq!(ask(question(&test, 1, "abc")).await, PartnerError::Phone);
    assert_eq!(asked(&test, "inquire"), 0, "the partner is not bothered");
    let nobody = PartnerQuestion { customer: "14235670000".into(), ..good() };
    assert_eq!(ask(nobody).await, PartnerError::NoSuchCustomer);
    test.biller.behave(Conduct::Deaf);
    assert_eq!(ask(good()).await, PartnerError::Silent);
    test.biller.behave(Conduct::Prompt);
    // Nobody's order is taken for a bill.
    let theirs = super::counter_tests::by_counter(&test).await;
    assert_eq!(ask(PartnerQuestion { id: theirs, ..good() }).await, PartnerError::Unknown);
    for _ in 0..60 {
        let _ = inquire(&test.shop, &kiosk, good()).await;
    }
    assert_eq!(ask(good()).await, PartnerError::TooMany);
}

// Holds T5.
#[tokio::test]
async fn a_slip_runs_out() {
    let test = test_shop().await;
    let kiosk = put_up(&test).await;
    let bill = slip(&test, &kiosk, "").await;
    test.clock.advance(24 * 3_600);
    assert_eq!(stands(&test, &kiosk, &bill).await, PartnerStanding::Over);
    let late = take(&test, bill.id, 22_500).await;
    assert_eq!(late, Verdict::Rejected { code: RejectCode::TooLate });
    audited(&test).await;
}

// Holds T6.
#[tokio::test]
async fn what_the_partner_refuses_goes_back_in_cash_once() {
    let test = test_shop().await;
    let (kiosk, bill) = paid(&test, "").await;
    test.biller.behave(Conduct::Refusing);
    let early = give_back(&test, bill.id, RefundWay::Cash).await;
    assert_eq!(early, Verdict::Rejected { code: RejectCode::TooLate }, "nobody knows yet");
    go_on(&test, 1).await;
    let refused = stands(&test, &kiosk, &bill).await;
    assert!(
        matches!(&refused, PartnerStanding::Refused { money: MoneyBack::AtCounter, .. }),
        "{refused:?}"
    );
    assert_eq!(on(&test, Account::CashOwed).await, -22_500);
    audited(&test).await;
    let otherwise = give_back(&test, bill.id, RefundWay::Balance).await;
    assert_eq!(otherwise, Verdict::Rejected { code: RejectCode::NotAllowed });
    assert_eq!(give_back(&test, bill.id, RefundWay::Cash).await, Verdict::Applied);
    let twice = give_back(&test, bill.id, RefundWay::Cash).await;
    assert_eq!(twice, Verdict::Rejected { code: RejectCode::TooLate });
    assert!(matches!(
        stands(&test, &kiosk, &bill).await,
        PartnerStanding::Refused { money: MoneyBack::GivenBack, .. }
    ));
    assert_eq!(on(&test, Account::CashOwed).await, 0);
    assert_eq!(on(&test, drawer(&test)).await, 0);
    audited(&test).await;
}

// Holds T6.
#[tokio::test]
async fn what_the_partner_refuses_goes_onto_the_payers_balance() {
    let test = test_shop().await;
    let phone = test.sari.phone.to_string();
    let (kiosk, bill) = paid(&test, &phone).await;
    test.biller.behave(Conduct::Refusing);
    go_on(&test, 1).await;
    assert!(matches!(
        stands(&test, &kiosk, &bill).await,
        PartnerStanding::Refused { money: MoneyBack::Credited, .. }
    ));
    assert_eq!(balance(&test).await, 22_500);
    let cash = give_back(&test, bill.id, RefundWay::Cash).await;
    assert_eq!(cash, Verdict::Rejected { code: RejectCode::TooLate }, "not twice");
    audited(&test).await;
}

// Holds T2.
#[tokio::test]
async fn a_lost_answer_is_asked_about_and_nothing_is_paid_twice() {
    let test = test_shop().await;
    let (kiosk, bill) = paid(&test, "").await;
    test.biller.behave(Conduct::AnswerLost);
    assert!(relay_step(&test.shop).await.unwrap());
    assert!(matches!(stands(&test, &kiosk, &bill).await, PartnerStanding::Paid { .. }));
    test.biller.behave(Conduct::Prompt);
    go_on(&test, 5).await;
    assert!(matches!(stands(&test, &kiosk, &bill).await, PartnerStanding::Done { .. }));
    assert_eq!((test.biller.done(), asked(&test, "pay"), asked(&test, "advise")), (1, 1, 1));
    audited(&test).await;
}

// Holds T2, T3.
#[tokio::test]
async fn a_question_that_never_came_is_reversed_after_five_minutes() {
    let test = test_shop().await;
    let (kiosk, bill) = paid(&test, "").await;
    test.biller.behave(Conduct::Deaf);
    go_on(&test, 10).await;
    test.biller.behave(Conduct::Prompt);
    go_on(&test, 200).await;
    assert!(matches!(stands(&test, &kiosk, &bill).await, PartnerStanding::Paid { .. }));
    assert_eq!(asked(&test, "reverse"), 0, "it may be on its way yet");
    go_on(&test, 180).await;
    assert!(matches!(stands(&test, &kiosk, &bill).await, PartnerStanding::Refused { .. }));
    assert_eq!((asked(&test, "pay"), asked(&test, "reverse"), test.biller.done()), (1, 1, 0));
    audited(&test).await;
}

// Holds T2, T3.
#[tokio::test]
async fn a_partner_that_thinks_about_it_is_waited_for() {
    let test = test_shop().await;
    let (kiosk, bill) = paid(&test, "").await;
    test.biller.behave(Conduct::Late);
    go_on(&test, 600).await;
    assert!(matches!(stands(&test, &kiosk, &bill).await, PartnerStanding::Paid { .. }));
    test.biller.wait();
    go_on(&test, 61).await;
    assert!(matches!(stands(&test, &kiosk, &bill).await, PartnerStanding::Done { .. }));
    assert_eq!((asked(&test, "pay"), asked(&test, "reverse")), (1, 0));
    // One that never decides is asked to let it be.
    let test = test_shop().await;
    let (kiosk, bill) = paid(&test, "").await;
    test.biller.behave(Conduct::Late);
    assert!(relay_step(&test.shop).await.unwrap());
    test.clock.advance(24 * 3_600);
    go_on(&test, 61).await;
    assert!(matches!(stands(&test, &kiosk, &bill).await, PartnerStanding::Refused { .. }));
    assert_eq!(asked(&test, "reverse"), 1);
    audited(&test).await;
}

// Holds T2.
#[tokio::test]
async fn a_partner_that_is_not_there_is_tried_for_ten_minutes() {
    let test = test_shop().await;
    let (kiosk, bill) = paid(&test, "").await;
    test.biller.be_there(false);
    go_on(&test, 300).await;
    assert!(asked(&test, "pay") > 3, "nothing was sent, so it is tried again");
    test.biller.be_there(true);
    go_on(&test, 61).await;
    assert!(matches!(stands(&test, &kiosk, &bill).await, PartnerStanding::Done { .. }));
    assert_eq!(test.biller.done(), 1);
    let test = test_shop().await;
    let (kiosk, bill) = paid(&test, "").await;
    test.biller.be_there(false);
    go_on(&test, 661).await;
    assert!(matches!(stands(&test, &kiosk, &bill).await, PartnerStanding::Refused { .. }));
    audited(&test).await;
}

// Holds T2, T6.
#[tokio::test]
async fn a_payment_survives_a_crash_at_every_step() {
    for conduct in [Conduct::Prompt, Conduct::Refusing, Conduct::AnswerLost] {
        let mut ended = false;
        for stops in 0..30 {
            let test = test_shop().await;
            test.biller.behave(conduct);
            let (kiosk, bill) = paid(&test, "").await;
            let done = killed_at(stops, relay_step(&test.shop)).await;
            test.biller.behave(Conduct::Prompt);
            test.clock.advance(60);
            go_on(&test, 400).await;
            let stands = stands(&test, &kiosk, &bill).await;
            let is_done = matches!(stands, PartnerStanding::Done { .. });
            let is_refused = matches!(stands, PartnerStanding::Refused { .. });
            assert!(is_done || is_refused, "{conduct:?} killed at {stops}: {stands:?}");
            assert_eq!(test.biller.done(), usize::from(is_done), "{conduct:?} killed at {stops}");
            assert!(asked(&test, "pay") <= 1, "{conduct:?} killed at {stops}");
            audited(&test).await;
            if done.is_some() {
                assert!(stops >= 3, "lease, partner and outcome are waited for");
                ended = true;
                break;
            }
        }
        assert!(ended, "the step never ended");
    }
}
