//! Answers that travel by hand: what the shop decided about a command, signed, for the
//! phone that made it and has no line (F8). Whoever holds the command may ask.

use super::Shop;
use super::counter::due;
use crate::keys::NoKey;
use crate::storage::{CommandRecord, OrderRecord, ReadTxn, StorageError};
use warung_domain::answer::{Answer, AtCounter, MoneyStands, OrderHeard, TYP};
use warung_domain::command::{Verdict, envelope};
use warung_domain::ids::{CommandId, OrderId};
use warung_domain::payment::{CounterCode, PaymentState};
use warung_domain::protocol::CounterDue;
use warung_domain::receipt::on_paper::DocumentHash;

/// The signed answer to a command, for whoever names it by the hash of its bytes;
/// nothing if the shop has none of that id, or one of other bytes.
pub async fn answer(
    shop: &Shop,
    id: CommandId,
    hash: DocumentHash,
) -> Result<Option<String>, StorageError> {
    let held = shop.storage.read(move |txn| look_up(txn, id, hash)).await?;
    let Some((record, order)) = held else { return Ok(None) };
    let answer = Answer {
        v: 1,
        shop: shop.config.shop.clone(),
        command: id,
        hash,
        verdict: record.verdict,
        order: order.as_ref().map(heard),
        at: shop.clock.now(),
    };
    let signed = shop.keys.sign(TYP, &answer.bytes()).map_err(|NoKey| StorageError::Busy)?;
    Ok(Some(signed))
}

/// The command of those bytes, and the order it is about if that is its person's.
pub(super) fn look_up(
    txn: &dyn ReadTxn,
    id: CommandId,
    hash: DocumentHash,
) -> Result<Option<(CommandRecord, Option<OrderRecord>)>, StorageError> {
    let Some(record) = txn.command(id)?.filter(|held| hash.names(&held.bytes)) else {
        return Ok(None);
    };
    let order = subject(&record).map(|order| txn.order(order)).transpose()?.flatten();
    let order = order.filter(|order| order.account == record.account);
    Ok(Some((record, order)))
}

/// The order that a command is about, unless it was refused: of such a one the shop tells
/// no more than why.
fn subject(record: &CommandRecord) -> Option<OrderId> {
    if matches!(record.verdict, Verdict::Rejected { .. }) {
        return None;
    }
    let opened = envelope::open(&record.bytes).ok()?;
    Some(opened.command.body.subject(record.id))
}

fn heard(record: &OrderRecord) -> OrderHeard {
    let order = &record.order;
    let money = match &order.payment {
        PaymentState::SettledProvisionally { .. } => MoneyStands::Provisional,
        payment if payment.is_final() => MoneyStands::Paid,
        PaymentState::Refunded { .. } => MoneyStands::Refunded,
        _ => MoneyStands::Unpaid,
    };
    OrderHeard {
        number: order.number.clone(),
        total: order.breakdown.total,
        money,
        counter: at_counter(record),
    }
}

/// The code by which it can be paid in cash right now.
fn at_counter(record: &OrderRecord) -> Option<AtCounter> {
    let code = CounterCode::of(record.payment_id.as_deref()?);
    match due(record, &code) {
        CounterDue::Open { until } => Some(AtCounter { code, until }),
        CounterDue::Paid { .. } | CounterDue::Over => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::pull::my_changes;
    use crate::service::push::push;
    use crate::service::testing::{TestDevice, TestShop, test_shop, wish};
    use warung_domain::answer::{code, read};
    use warung_domain::carry;
    use warung_domain::carry::shown::{Seen, Shown, Watcher, show};
    use warung_domain::catalog::Stock;
    use warung_domain::command::{Command, CommandBody, RejectCode, RetryReason};
    use warung_domain::outbox::OutboxEntry;
    use warung_domain::payment::PaymentMethod::CashOnDelivery;
    use warung_domain::protocol::Push;

    fn wanted(device: &TestDevice, quantity: u32) -> Command {
        let wish = wish(&[("kopi", quantity, 68_000)], CashOnDelivery);
        device.command(CommandBody::PlaceOrder(Box::new(wish)))
    }

    /// From the screen of one phone to the outbox of whoever carries it on.
    fn carried(test: &TestShop, bytes: &str) -> OutboxEntry {
        let Some(Shown::Still(code)) = show("https://warung.example/outbox", &[bytes]) else {
            panic!("not in one code")
        };
        let Ok(Seen::Commands(read)) = Watcher::default().look(&code.to_string()) else {
            panic!("not read")
        };
        carry::seen(read, &test.shop.config.shop).unwrap().entries.remove(0)
    }

    async fn deliver(test: &TestShop, entry: &OutboxEntry) -> Verdict {
        let batch = Push { v: 1, commands: vec![entry.bytes.clone()], unsent: None };
        push(&test.shop, batch).await.unwrap().answers.remove(0).verdict
    }

    /// The way back: asked for by who carries it, read by the phone.
    async fn told(test: &TestShop, entry: &OutboxEntry) -> Option<Answer> {
        let jws = answer(&test.shop, entry.id, DocumentHash::of(&entry.bytes)).await.unwrap()?;
        let shown = code(&jws).unwrap().to_string();
        let keys = test.shop.keys.published();
        Some(Answer::verify(&read(&shown).unwrap(), &test.shop.config.shop, &keys).unwrap())
    }

    // Holds F8, O7.
    #[tokio::test]
    async fn an_order_goes_there_and_its_answer_back_and_there_is_one_order() {
        let test = test_shop().await;
        let bytes = test.phone.sign(&wanted(&test.phone, 2));
        let entry = carried(&test, &bytes);
        assert_eq!(told(&test, &entry).await, None, "nobody has brought it yet");
        assert_eq!(deliver(&test, &entry).await, Verdict::Applied);
        let said = told(&test, &entry).await.unwrap();
        assert!(said.is_to(&entry));
        let order = said.order.unwrap();
        assert_eq!((order.number.as_str(), order.money), ("W-000001", MoneyStands::Unpaid));
        assert_eq!(order.total.minor(), 136_000);
        // Another carrier, and then the phone itself, bring it again.
        assert_eq!(deliver(&test, &carried(&test, &bytes)).await, Verdict::Applied);
        assert_eq!(deliver(&test, &entry).await, Verdict::Applied);
        let mine = my_changes(&test.shop, test.sari.id, 0).await.unwrap();
        assert_eq!(mine.orders.len(), 1);
        assert_eq!(test.stock("kopi").await, Stock::Units(8));
    }

    // Holds F8.
    #[tokio::test]
    async fn a_change_and_a_refusal_are_told_as_well() {
        let test = test_shop().await;
        let short = carried(&test, &test.phone.sign(&wanted(&test.phone, 99)));
        let Verdict::Adjusted { problems } = deliver(&test, &short).await else {
            panic!("all of it was there")
        };
        let said = told(&test, &short).await.unwrap();
        assert_eq!(said.verdict, Verdict::Adjusted { problems });
        let none = carried(&test, &test.phone.sign(&wanted(&test.phone, 0)));
        let refused = deliver(&test, &none).await;
        assert_eq!(refused, Verdict::Rejected { code: RejectCode::InvalidQuantity });
        let said = told(&test, &none).await.unwrap();
        assert_eq!((said.verdict, said.order), (refused, None));
    }

    // Holds F8.
    #[tokio::test]
    async fn who_does_not_hold_the_bytes_learns_nothing() {
        let test = test_shop().await;
        let entry = carried(&test, &test.phone.sign(&wanted(&test.phone, 1)));
        deliver(&test, &entry).await;
        let other = DocumentHash::of(&entry.bytes[1..]);
        assert_eq!(answer(&test.shop, entry.id, other).await, Ok(None));
        let unknown = wanted(&test.phone, 1).id;
        let hash = DocumentHash::of(&entry.bytes);
        assert_eq!(answer(&test.shop, unknown, hash).await, Ok(None));
    }

    // Holds D3, O7, O8, O10, O11.
    #[tokio::test]
    async fn what_a_carrier_forges_has_no_effect_and_no_answer() {
        let test = test_shop().await;
        let genuine = test.phone.sign(&wanted(&test.phone, 1));
        // Other content under the same signature, in a code like any other.
        let (input, signature) = genuine.rsplit_once('.').unwrap();
        let mut command = envelope::open(&genuine).unwrap().command;
        let CommandBody::PlaceOrder(order) = &mut command.body else { panic!("no order") };
        order.lines[0].quantity = 9;
        let altered = format!("{}.{signature}", envelope::signing_input(&command));
        assert!(!altered.starts_with(input));
        let forged = carried(&test, &altered);
        let refused = Verdict::Rejected { code: RejectCode::BadSignature };
        assert_eq!(deliver(&test, &forged).await, refused);
        assert_eq!(told(&test, &forged).await, None);
        // In somebody else's name, with the carrier's own key.
        let stolen = Command { device: test.phone.id.clone(), ..wanted(&test.counter, 1) };
        let stolen = carried(&test, &test.counter.sign(&stolen));
        assert_eq!(deliver(&test, &stolen).await, refused);
        // Of a phone that nobody has signed in on.
        let stranger = TestDevice::new(9);
        let unbound = carried(&test, &stranger.sign(&wanted(&stranger, 1)));
        let waits = deliver(&test, &unbound).await;
        let reason = RetryReason::DeviceUnbound;
        assert!(matches!(waits, Verdict::Retry { reason: why, .. } if why == reason));
        assert_eq!(told(&test, &unbound).await, None);
        // For another shop: the page does not take it in, and the shop would not either.
        let command = Command { shop: "toko-lain".parse().unwrap(), ..wanted(&test.phone, 1) };
        let elsewhere = test.phone.sign(&command);
        assert_eq!(
            carry::seen(vec![elsewhere.clone()], &test.shop.config.shop),
            Err(carry::CarryError::OtherShop)
        );
        let batch = Push { v: 1, commands: vec![elsewhere], unsent: None };
        let got = push(&test.shop, batch).await.unwrap().answers.remove(0).verdict;
        assert_eq!(got, Verdict::Rejected { code: RejectCode::WrongShop });
        // None of this took anything, and the order itself still goes through, for Sari.
        assert_eq!(test.stock("kopi").await, Stock::Units(10));
        let entry = carried(&test, &genuine);
        assert_eq!(deliver(&test, &entry).await, Verdict::Applied);
        assert_eq!(my_changes(&test.shop, test.tini.id, 0).await.unwrap().orders, []);
        assert_eq!(my_changes(&test.shop, test.sari.id, 0).await.unwrap().orders.len(), 1);
        // And a forger who comes later changes nothing about it.
        let late = deliver(&test, &forged).await;
        assert_eq!(late, Verdict::Rejected { code: RejectCode::Mismatch });
        assert!(told(&test, &entry).await.is_some());
    }
}
