//! Filling a balance, decided: what fits, by which way, and what it costs.

use super::facts::{Buyer, Facts, KnownOrder};
use super::tests::{problems, rejected, rp};
use super::writes::ChargeWrite;
use super::{Context, Decision, decide};
use crate::config::ShopConfig;
use crate::service::testing::{EPOCH, START, TestDevice, account, config};
use crate::storage::OrderRecord;
use warung_domain::catalog::{Bearer, Caution, Fee, PaymentTerms, TopUpTerms, Trust};
use warung_domain::command::{CommandBody, RejectCode, Verdict};
use warung_domain::money::{Currency, Money};
use warung_domain::order::{Order, OrderProblem, OrderState, Purpose};
use warung_domain::payment::PaymentMethod::{Balance, CashOnDelivery, Indomaret, Qris, VaBca};
use warung_domain::payment::{PaymentEvent, PaymentMethod};
use warung_domain::protocol::Role;

fn shop() -> ShopConfig {
    let mut config = config();
    config.terms.top_up = TopUpTerms { minimum: 10_000, maximum: 500_000, most: 600_000 };
    config
}

fn terms(config: &mut ShopConfig, method: PaymentMethod) -> &mut PaymentTerms {
    config.terms.payment.iter_mut().find(|terms| terms.method == method).unwrap()
}

fn judge(config: &ShopConfig, buyer: Buyer, body: CommandBody, facts: Facts) -> Decision {
    let command = TestDevice::new(1).command(body);
    let context = Context {
        now: START,
        config,
        epoch: EPOCH,
        account: account(1, Role::Shopper).id,
        role: &Role::Shopper,
        buyer,
        command: &command,
    };
    decide(&context, facts)
}

fn having(balance: i64, coming: i64) -> Buyer {
    Buyer { balance: rp(balance), coming: rp(coming), trust: Trust::Everything }
}

fn asked(
    config: &ShopConfig,
    buyer: Buyer,
    amount: i64,
    by: PaymentMethod,
    total: i64,
) -> Decision {
    let body = CommandBody::TopUp { amount: rp(amount), payment: by, total: rp(total) };
    judge(config, buyer, body, Facts::Order(None))
}

fn record(decision: Decision) -> OrderRecord {
    *decision.writes.order.unwrap()
}

// Holds B12, B13.
#[test]
fn a_top_up_is_an_order_without_goods() {
    let decision = asked(&shop(), having(0, 0), 100_000, Indomaret, 100_000);
    assert_eq!(decision.verdict, Verdict::Applied);
    assert_eq!((&decision.writes.take[..], &decision.writes.put_back[..]), (&[][..], &[][..]));
    assert!(matches!(decision.writes.charge, ChargeWrite::Put(_)));
    let order = record(decision).order;
    assert_eq!((order.purpose, &order.state), (Purpose::TopUp, &OrderState::Accepted));
    assert_eq!(order.breakdown.total, rp(100_000));
    assert!(order.breakdown.parcels.is_empty() && order.fulfilment.is_empty());
    assert!(order.may_be_cancelled() && order.may_change_payment());
    let wire = serde_json::to_value(&order).unwrap();
    assert_eq!(wire["purpose"], "top-up");
}

// Holds B12, V3: as it was before there were other purposes.
#[test]
fn an_order_for_goods_says_nothing_of_its_purpose() {
    let filled = record(asked(&shop(), having(0, 0), 100_000, Indomaret, 100_000)).order;
    let goods = Order { purpose: Purpose::Goods, ..filled };
    let text = serde_json::to_string(&goods).unwrap();
    assert!(!text.contains("purpose"), "{text}");
    assert_eq!(serde_json::from_str::<Order>(&text).unwrap(), goods);
}

// Holds B13.
#[test]
fn limits_are_held_against_the_balance_and_what_is_under_way() {
    let of = |buyer, amount| asked(&shop(), buyer, amount, VaBca, amount);
    for (buyer, amount, code) in [
        (having(0, 0), 9_999, RejectCode::InvalidAmount),
        (having(0, 0), 500_001, RejectCode::InvalidAmount),
        (having(0, 0), -1, RejectCode::InvalidAmount),
        (having(350_000, 200_000), 50_001, RejectCode::BalanceFull),
        (having(900_000, 0), 10_000, RejectCode::BalanceFull),
    ] {
        assert_eq!(rejected(&of(buyer, amount)), code, "{buyer:?} {amount}");
    }
    assert_eq!(of(having(350_000, 200_000), 50_000).verdict, Verdict::Applied);
    let mut none = shop();
    none.terms.top_up = TopUpTerms::default();
    let refused = asked(&none, having(0, 0), 50_000, VaBca, 50_000);
    assert_eq!(rejected(&refused), RejectCode::NotAllowed);
    let riyal = Money::new(50_000, Currency::SAR);
    let body = CommandBody::TopUp { amount: riyal, payment: VaBca, total: riyal };
    let refused = judge(&shop(), having(0, 0), body, Facts::Order(None));
    assert_eq!(rejected(&refused), RejectCode::InvalidAmount);
}

// Holds B13, P3.
#[test]
fn what_is_not_taken_for_it_is_asked_about_and_never_itself() {
    let mut config = shop();
    terms(&mut config, Indomaret).except = vec!["top-up".into()];
    for method in [Indomaret, Balance, CashOnDelivery] {
        let decision = asked(&config, having(200_000, 0), 100_000, method, 100_000);
        assert_eq!(problems(&decision), [OrderProblem::PaymentUnavailable], "{method:?}");
        let record = record(decision);
        assert_eq!(record.order.purpose, Purpose::TopUp);
        assert!(![Indomaret, Balance, CashOnDelivery].contains(&record.order.payment_method));
        assert!(matches!(record.order.state, OrderState::NeedsConfirmation { .. }));
    }
}

// Holds B13, P8, P9.
#[test]
fn its_fee_is_on_top_and_whoever_left_codes_unpaid_may_fill_a_balance() {
    let mut config = shop();
    terms(&mut config, Qris).fee = Fee { flat: 500, per_mille: 7, borne_by: Bearer::Shopper };
    let trust = Trust::OnTheSpot(Caution::CodesUnpaid { orders: 9 });
    let careful = Buyer { trust, ..having(0, 0) };
    assert_eq!(asked(&config, careful, 100_000, VaBca, 100_000).verdict, Verdict::Applied);
    let right = asked(&config, having(0, 0), 100_000, Qris, 101_200);
    assert_eq!(right.verdict, Verdict::Applied);
    let order = record(right).order;
    assert_eq!((order.breakdown.goods, order.breakdown.total), (rp(100_000), rp(101_200)));
    let other = asked(&config, having(0, 0), 100_000, Qris, 100_000);
    let changed = OrderProblem::TotalChanged { was: rp(100_000), now: rp(101_200) };
    assert_eq!(problems(&other), [changed]);
}

// Holds B13, M11.
#[test]
fn a_code_that_ran_out_has_given_its_room_away() {
    let config = shop();
    let mut given = record(asked(&config, having(0, 0), 100_000, VaBca, 100_000));
    given.order.number = "W-1".into();
    let again = |record: &OrderRecord, buyer| {
        let known = KnownOrder {
            record: record.clone(),
            charge: None,
            shelf: Vec::new(),
            agent_owes: None,
        };
        let (order, total) = (record.order.id, rp(100_000));
        let body = CommandBody::ChangePayment { order, method: Qris, total };
        judge(&config, buyer, body, Facts::Order(Some(Box::new(known))))
    };
    // While it is open it is counted, and has its room.
    assert_eq!(again(&given, having(500_000, 100_000)).verdict, Verdict::Applied);
    let event = PaymentEvent::Expired { at: START };
    given.order.payment = given.order.payment.apply(event).unwrap();
    let refused = again(&given, having(500_001, 0));
    assert_eq!(rejected(&refused), RejectCode::BalanceFull);
    let taken = again(&given, having(500_000, 0));
    assert_eq!(taken.verdict, Verdict::Applied);
    assert_eq!(record(taken).order.payment_method, Qris);
}
