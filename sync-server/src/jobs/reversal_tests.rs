//! A slip of the hand at a counter, and the second person it takes to undo it.

use super::counter_tests::{at_counter, by_counter, code_of, rp};
use super::stray_tests::audited;
use super::tests::{command, receipts};
use crate::service::accounts::hash_password;
use crate::service::consent::{ConsentError, choose_pin, consent, witnesses};
use crate::service::counter::drawer;
use crate::service::testing::{TestDevice, TestShop, account, test_shop};
use crate::storage::AccountRecord;
use warung_domain::command::{CommandBody, RejectCode, Verdict};
use warung_domain::ids::{AccountId, CommandId, ConsentId, OrderId};
use warung_domain::order::Standing;
use warung_domain::payment::{PaymentMethod, PaymentState};
use warung_domain::protocol::{ConsentQuestion, PinChoice, Push, Role};
use warung_domain::receipt::{Kind, read_own};

const PIN: &str = "908172";
const PASSWORD: &str = "rahasia-ani";

const fn rejected(code: RejectCode) -> Verdict {
    Verdict::Rejected { code }
}

/// Somebody who works for a business, and has a PIN.
async fn colleague(test: &TestShop, number: u8, seller: &str) -> AccountRecord {
    let hash = hash_password(PASSWORD.to_owned(), test.shop.entropy.as_ref()).await.unwrap();
    let role = Role::Seller { seller: seller.parse().unwrap() };
    let person = AccountRecord { password_hash: hash, ..account(number, role) };
    let record = person.clone();
    test.shop.storage.write(move |txn| txn.put_account(&record)).await.unwrap();
    choose_pin(&test.shop, person.clone(), choice(PIN)).await.unwrap();
    person
}

fn choice(pin: &str) -> PinChoice {
    PinChoice { pin: pin.to_owned(), password: PASSWORD.to_owned() }
}

/// `witness` types a PIN at Tini's counter.
async fn types(
    test: &TestShop,
    order: OrderId,
    witness: AccountId,
    pin: &str,
) -> Result<ConsentId, ConsentError> {
    let question = ConsentQuestion { order, witness, pin: pin.to_owned() };
    let dapur = "dapur".parse().unwrap();
    Ok(consent(&test.shop, &dapur, test.tini.id, question).await?.consent)
}

async fn undo(test: &TestShop, order: OrderId, consent: ConsentId) -> Verdict {
    let body = CommandBody::ReverseCash { order, reason: "salah tekan".into(), consent };
    at_counter(test, body).await.1
}

/// A shift is open and the cash for an order taken in it.
async fn taken(test: &TestShop) -> (CommandId, OrderId) {
    let open = CommandBody::OpenShift { float: rp(50_000) };
    let (shift, _) = at_counter(test, open).await;
    (shift, taken_now(test).await)
}

async fn taken_now(test: &TestShop) -> OrderId {
    let order = by_counter(test).await;
    let take = CommandBody::RecordCash { order, amount: rp(120_000) };
    assert_eq!(at_counter(test, take).await.1, Verdict::Applied);
    order
}

async fn in_the_drawer(test: &TestShop) -> i64 {
    let dapur = "dapur".parse().unwrap();
    let standing = drawer(&test.shop, &dapur, test.counter.id.clone()).await.unwrap();
    standing.newest.unwrap().expected.minor()
}

// Holds N9, R4.
#[tokio::test]
async fn what_was_taken_by_mistake_is_undone_with_a_second_persons_word() {
    let test = test_shop().await;
    let ani = colleague(&test, 13, "dapur").await;
    let dapur = "dapur".parse().unwrap();
    let who = witnesses(&test.shop, &dapur, test.tini.id).await.unwrap();
    assert_eq!((who.own_pin, who.others.len(), who.others[0].account), (false, 1, ani.id));
    let (_, order) = taken(&test).await;
    let first = code_after(&test, order).await;
    assert_eq!(in_the_drawer(&test).await, 170_000);
    let word = types(&test, order, ani.id, PIN).await.unwrap();
    assert_eq!(undo(&test, order, word).await, Verdict::Applied);
    assert!(matches!(test.order(order).await.payment, PaymentState::Denied { .. }));
    assert_eq!(in_the_drawer(&test).await, 50_000);
    let documents = receipts(&test).await;
    let kinds: Vec<Kind> = documents.iter().map(|one| read_own(one).unwrap().kind).collect();
    assert_eq!(kinds, [Kind::Receipt, Kind::Reversal]);
    audited(&test).await;
    // The word was for once.
    assert_eq!(undo(&test, order, word).await, rejected(RejectCode::TooLate));
    // The shopper asks for another code and pays after all.
    let again =
        CommandBody::ChangePayment { order, method: PaymentMethod::Counter, total: rp(120_000) };
    command(&test, again).await;
    super::attempt_tests::work(&test).await;
    assert_ne!(Some(code_of(&test, order).await), first);
    let take = CommandBody::RecordCash { order, amount: rp(120_000) };
    assert_eq!(at_counter(&test, take).await.1, Verdict::Applied);
    assert_eq!(undo(&test, order, word).await, rejected(RejectCode::NotAllowed), "used already");
    test.clock.advance(300);
    super::attempt_tests::work(&test).await;
    assert_eq!(Standing::of_order(&test.order(order).await), Standing::Paid);
    assert_eq!(in_the_drawer(&test).await, 170_000);
    audited(&test).await;
}

/// The code that an order was paid by.
async fn code_after(
    test: &TestShop,
    order: OrderId,
) -> Option<warung_domain::payment::CounterCode> {
    let record = test.shop.storage.read(move |txn| txn.order(order)).await.unwrap().unwrap();
    record.payment_id.as_deref().map(warung_domain::payment::CounterCode::of)
}

// Holds N9.
#[tokio::test]
async fn nothing_is_undone_on_one_persons_word_or_too_late() {
    let test = test_shop().await;
    let ani = colleague(&test, 13, "dapur").await;
    let budi = colleague(&test, 14, "gudang").await;
    let (shift, order) = taken(&test).await;
    let nobody = ConsentId::mint(test.shop.clock.now(), &[9; 10]);
    assert_eq!(undo(&test, order, nobody).await, rejected(RejectCode::NotAllowed));
    let stranger = types(&test, order, budi.id, PIN).await;
    assert!(matches!(stranger, Err(ConsentError::Wrong)), "of another business");
    let oneself = types(&test, order, test.tini.id, PIN).await;
    assert!(matches!(oneself, Err(ConsentError::Wrong)), "one's own");
    let word = types(&test, order, ani.id, PIN).await.unwrap();
    // For another order it says nothing.
    let other = taken_now(&test).await;
    assert_eq!(undo(&test, other, word).await, rejected(RejectCode::NotAllowed));
    let empty = CommandBody::ReverseCash { order, reason: " ".into(), consent: word };
    assert_eq!(at_counter(&test, empty).await.1, rejected(RejectCode::Malformed));
    // At another drawer than the one it lies in.
    let elsewhere = TestDevice::new(15);
    let bound = elsewhere.bound_to(test.tini.id);
    test.shop.storage.write(move |txn| txn.put_device(&bound)).await.unwrap();
    let body = CommandBody::ReverseCash { order, reason: "salah".into(), consent: word };
    let commands = vec![elsewhere.sign(&elsewhere.command(body))];
    let push = Push { v: 1, commands, unsent: None };
    let pushed = crate::service::push::push(&test.shop, push).await.unwrap();
    assert_eq!(pushed.answers[0].verdict, rejected(RejectCode::NotAllowed));
    // A word grows old.
    test.clock.advance(121);
    assert_eq!(undo(&test, order, word).await, rejected(RejectCode::NotAllowed));
    // What was counted and put away is not in the drawer.
    let close = CommandBody::CloseShift { shift, counted: rp(290_000) };
    assert_eq!(at_counter(&test, close).await.1, Verdict::Applied);
    at_counter(&test, CommandBody::OpenShift { float: rp(500_000) }).await;
    let word = types(&test, order, ani.id, PIN).await.unwrap();
    assert_eq!(undo(&test, order, word).await, rejected(RejectCode::TooLate));
    // The window closes by the shop's clock, whether or not anybody has looked.
    let third = taken_now(&test).await;
    test.clock.advance(299);
    let word = types(&test, third, ani.id, PIN).await.unwrap();
    test.clock.advance(1);
    assert_eq!(undo(&test, third, word).await, rejected(RejectCode::TooLate));
    audited(&test).await;
}

// Holds N9.
#[tokio::test]
async fn a_pin_is_not_guessed() {
    let test = test_shop().await;
    let ani = colleague(&test, 13, "dapur").await;
    let (_, order) = taken(&test).await;
    for guess in 100_000..100_008 {
        let typed = types(&test, order, ani.id, &guess.to_string()).await;
        assert!(matches!(typed, Err(ConsentError::Wrong)));
    }
    let right = types(&test, order, ani.id, PIN).await;
    assert!(matches!(right, Err(ConsentError::TooMany)), "also the right one");
    test.clock.advance(901);
    assert!(types(&test, order, ani.id, PIN).await.is_ok());
    // Nor is one of many colleagues': whoever asks has few tries for all of them together.
    let many = [20, 21].map(|number| colleague(&test, number, "dapur"));
    for witness in many {
        let witness = witness.await;
        for guess in 100_000..100_004 {
            let typed = types(&test, order, witness.id, &guess.to_string()).await;
            assert!(matches!(typed, Err(ConsentError::Wrong)));
        }
    }
    let nobody = types(&test, order, test.sari.id, PIN).await;
    assert!(matches!(nobody, Err(ConsentError::Wrong)));
    assert!(matches!(types(&test, order, ani.id, PIN).await, Err(ConsentError::TooMany)));
    let easy = choose_pin(&test.shop, ani.clone(), choice("123456")).await;
    assert!(matches!(easy, Err(ConsentError::TooEasy)));
    let short = choose_pin(&test.shop, ani.clone(), choice("12345")).await;
    assert!(matches!(short, Err(ConsentError::Digits)));
    let wrong = PinChoice { pin: "246801".into(), password: "bukan".into() };
    let stolen = choose_pin(&test.shop, ani, wrong).await;
    assert!(matches!(stolen, Err(ConsentError::Password)));
}

// Holds N9.
#[tokio::test]
async fn a_clock_that_was_ahead_undoes_nothing_that_was_counted_and_keeps_no_word_good() {
    const DAY: i64 = 86_400;
    let test = test_shop().await;
    let ani = colleague(&test, 13, "dapur").await;
    test.clock.advance(DAY);
    let (shift, order) = taken(&test).await;
    let close = CommandBody::CloseShift { shift, counted: rp(170_000) };
    assert_eq!(at_counter(&test, close).await.1, Verdict::Applied);
    let next = by_counter(&test).await;
    let old = types(&test, next, ani.id, PIN).await.unwrap();
    test.clock.advance(-DAY);
    at_counter(&test, CommandBody::OpenShift { float: rp(500_000) }).await;
    let word = types(&test, order, ani.id, PIN).await.unwrap();
    assert_eq!(undo(&test, order, word).await, rejected(RejectCode::TooLate), "counted");
    let take = CommandBody::RecordCash { order: next, amount: rp(120_000) };
    assert_eq!(at_counter(&test, take).await.1, Verdict::Applied);
    assert_eq!(undo(&test, next, old).await, rejected(RejectCode::NotAllowed), "an old word");
    let word = types(&test, next, ani.id, PIN).await.unwrap();
    assert_eq!(undo(&test, next, word).await, Verdict::Applied);
    audited(&test).await;
}
