//! One phone, one person; one command, one line; one job, one worker.

use super::*;

pub(super) async fn a_command_is_recorded_once<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    engine.write(|txn| txn.put_command(&command(1))).await.unwrap();
    let again = CommandRecord { hash: [9; 32], ..command(1) };
    assert!(engine.write(move |txn| txn.put_command(&again)).await.is_err());
    let stored = engine.read(|txn| txn.command(command(1).id)).await.unwrap().unwrap();
    assert_eq!((stored.hash, stored.verdict), ([1; 32], Verdict::Applied));
}

pub(super) async fn people_sessions_codes_and_limits<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let session = SessionRecord {
        token_hash: [1; 32],
        account: account(1).id,
        created_at: NOW,
        expires_at: NOW.plus_seconds(60),
    };
    let otp =
        OtpRecord { phone: account(1).phone, code_hash: [2; 32], expires_at: NOW, attempts: 1 };
    let (stored, code) = (session.clone(), otp.clone());
    engine
        .write(move |txn| {
            txn.put_account(&account(1))?;
            txn.put_account(&AccountRecord { name: "Sari Ayu".into(), ..account(1) })?;
            txn.put_session(&session)?;
            txn.put_otp(&otp)?;
            for second in 0..5 {
                txn.record_attempt("login", "+62", NOW.plus_seconds(second))?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let twin = AccountRecord { phone: account(1).phone, ..account(2) };
    assert!(
        engine.write(move |txn| txn.put_account(&twin)).await.is_err(),
        "one phone, one person"
    );
    engine
        .read(move |txn| {
            assert_eq!(txn.account_by_phone(&account(1).phone)?.unwrap().name, "Sari Ayu");
            assert_eq!(txn.session(&[1; 32])?, Some(stored));
            assert_eq!(txn.session(&[3; 32])?, None);
            assert_eq!(txn.otp(&account(1).phone)?, Some(code));
            assert_eq!(txn.attempts("login", "+62", NOW.plus_seconds(3))?, 2);
            assert_eq!(txn.attempts("code", "+62", NOW)?, 0);
            let last_year = NOW.plus_seconds(-365 * 86_400);
            assert_eq!(txn.attempts("login", "+62", last_year)?, 0, "the clock was set back");
            Ok(())
        })
        .await
        .unwrap();
    engine.write(|txn| txn.delete_session(&[1; 32])).await.unwrap();
    assert_eq!(engine.read(|txn| txn.session(&[1; 32])).await, Ok(None));
}

pub(super) async fn a_cart_is_kept_line_by_line<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let line = |product: &str, quantity: u32, count: u64| CartLine {
        product: product.parse().unwrap(),
        variant: default_variant(),
        quantity,
        life: Stamp::from_parts(count, u32::MAX),
        edited: Stamp::from_parts(count + 1, 0),
        place: count,
    };
    let (me, other) = (account(1).id, account(2).id);
    let expected = engine
        .write(move |txn| {
            txn.put_account(&account(1))?;
            txn.put_account(&account(2))?;
            let mut cart = Cart::default();
            for line in [line("kopi", 2, 9), line("beras", 1, 4), line("teh", 0, 5)] {
                txn.put_cart_line(me, &line)?;
                cart.take(line);
            }
            Ok(cart)
        })
        .await
        .unwrap();
    assert_eq!(engine.read(move |txn| txn.cart(me)).await, Ok(expected));
    assert_eq!(engine.read(move |txn| txn.cart(other)).await, Ok(Cart::default()));
    let left = engine
        .write(move |txn| {
            txn.put_cart_line(me, &line("kopi", 0, 10))?;
            txn.put_cart_line(me, &line("beras", 0, 8))?;
            txn.forget_removals(me, 2)?;
            txn.cart(me)
        })
        .await
        .unwrap();
    let gone: Vec<&str> = left.gone().iter().map(|line| line.product.as_str()).collect();
    assert_eq!((left.lines().len(), gone), (0, vec!["beras", "kopi"]), "the newest stay");
}

pub(super) async fn orders_move_to_the_end_of_every_list<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    engine
        .write(|txn| {
            assert_eq!(txn.put_order(&order(1))?, 1);
            assert_eq!(txn.put_order(&order(2))?, 2);
            assert_eq!(txn.put_order(&order(1))?, 3);
            Ok(())
        })
        .await
        .unwrap();
    let revs = |records: Vec<OrderRecord>| records.into_iter().map(|r| r.rev).collect::<Vec<_>>();
    engine
        .read(move |txn| {
            let (me, other) = (account(1).id, account(2).id);
            assert_eq!(revs(txn.orders_of(me, 0, 99)?), [2, 3]);
            assert_eq!(revs(txn.orders_of(me, 2, 99)?), [3]);
            assert_eq!(revs(txn.orders_of(me, 0, 1)?), [2]);
            assert_eq!(revs(txn.orders_of(other, 0, 99)?), [0; 0]);
            let seller = "dapur".parse().unwrap();
            assert_eq!(revs(txn.orders_for_seller(&seller, None, 99)?), [3, 2]);
            assert_eq!(revs(txn.orders_for_seller(&seller, Some(3), 99)?), [2]);
            let payment = order(2).payment_id.unwrap();
            assert_eq!(txn.order_by_payment(&payment)?.unwrap().rev, 2);
            Ok(())
        })
        .await
        .unwrap();
}

pub(super) async fn what_is_under_way_onto_a_balance_is_added_up<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let rp = |minor| Money::new(minor, Currency::IDR);
    let paid = rp(1);
    let provisional = PaymentState::SettledProvisionally { at: NOW, until: NOW, paid };
    let asks = OrderState::NeedsConfirmation { problems: vec![] };
    let all = [
        (OrderState::Accepted, PaymentState::None),
        (OrderState::Accepted, provisional),
        (asks, PaymentState::None),
        (OrderState::Accepted, PaymentState::Expired { at: NOW }),
        (OrderState::Completed, PaymentState::Settled { at: NOW, paid }),
        (OrderState::Cancelled, PaymentState::None),
    ];
    let top_ups = all.into_iter().zip(1..).map(|((state, payment), number)| {
        let mut record = order(number);
        let breakdown = PriceBreakdown::top_up(rp(10_i64.pow(number.into())));
        let purpose = Purpose::TopUp;
        record.order = Order { state, payment, breakdown, purpose, ..record.order };
        record
    });
    let mut records: Vec<OrderRecord> = top_ups.collect();
    // Goods take no room on a balance, whatever they cost.
    let mut goods = order(9);
    goods.order.breakdown.goods = rp(7);
    records.push(goods);
    let written = engine
        .write(move |txn| records.iter().try_for_each(|record| txn.put_order(record).map(drop)));
    written.await.unwrap();
    let read = engine
        .read(|txn| Ok((txn.top_ups_coming(account(1).id)?, txn.top_ups_coming(account(2).id)?)));
    assert_eq!(read.await, Ok((1_110, 0)));
}

pub(super) async fn a_charge_is_leased_to_one_worker<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let lease = |at: i64| {
        let now = NOW.plus_seconds(at);
        engine.write(move |txn| txn.lease_charge(now, now.plus_seconds(30)))
    };
    let id: OrderId = order(1).order.id;
    engine
        .write(move |txn| {
            txn.put_order(&order(1))?;
            txn.put_charge(&ChargeJob { order: id, due: NOW, attempts: 0, lease: 0 })
        })
        .await
        .unwrap();
    assert_eq!(lease(-1).await, Ok(None), "not due yet");
    let first = lease(0).await.unwrap().unwrap();
    assert_eq!(lease(29).await, Ok(None), "somebody has it");
    let second = lease(30).await.unwrap().unwrap();
    assert!(second.lease > first.lease && second.attempts > first.attempts);
    engine.write(move |txn| txn.delete_charge(id)).await.unwrap();
    assert_eq!(engine.read(|txn| txn.open_charges()).await, Ok(0));
}

pub(super) async fn a_notice_is_kept_and_leased_to_one_worker<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let put =
        |at: i64| engine.write(move |txn| txn.put_notice("p-1", b"paid", NOW.plus_seconds(at)));
    let lease = |at: i64| {
        let now = NOW.plus_seconds(at);
        engine.write(move |txn| txn.lease_notice(now, now.plus_seconds(30)))
    };
    put(0).await.unwrap();
    assert_eq!(lease(-1).await, Ok(None), "not due yet");
    let first = lease(0).await.unwrap().unwrap();
    assert_eq!((first.payment.as_str(), first.body.as_slice()), ("p-1", &b"paid"[..]));
    assert_eq!(lease(29).await, Ok(None), "somebody has it");
    // The same words come while the first ones are looked into: that look says nothing of them.
    put(1).await.unwrap();
    engine.write(move |txn| txn.end_notice(&first)).await.unwrap();
    let second = lease(1).await.unwrap().unwrap();
    assert_eq!(second.times, 2);
    let again = second.clone();
    let until = NOW.plus_seconds(60);
    engine.write(move |txn| txn.put_off_notice(&again, until)).await.unwrap();
    assert_eq!(lease(59).await, Ok(None));
    let third = lease(60).await.unwrap().unwrap();
    engine.write(move |txn| txn.end_notice(&third)).await.unwrap();
    assert_eq!(lease(10_000).await, Ok(None), "it was looked into");
    let kept = engine.read(|txn| txn.notices_of("p-1")).await.unwrap();
    assert_eq!((kept.len(), kept[0].body.as_slice()), (1, &b"paid"[..]));
}

pub(super) async fn a_later_look_is_leased_to_one_worker<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let look = |due: i64, looks| LaterLook {
        payment: "p-1".to_owned(),
        due: NOW.plus_seconds(due),
        looks,
    };
    let put = |due, looks| engine.write(move |txn| txn.put_later_look(&look(due, looks)));
    let lease = |at: i64| {
        let now = NOW.plus_seconds(at);
        engine.write(move |txn| txn.lease_later_look(now, now.plus_seconds(60)))
    };
    put(10, 0).await.unwrap();
    assert_eq!(lease(9).await, Ok(None), "not due yet");
    assert_eq!(lease(10).await, Ok(Some(look(70, 0))));
    assert_eq!(lease(69).await, Ok(None), "somebody has it");
    put(100, 1).await.unwrap();
    assert_eq!(lease(100).await, Ok(Some(look(160, 1))));
    engine.write(|txn| txn.delete_later_look("p-1")).await.unwrap();
    assert_eq!(lease(100_000).await, Ok(None));
}

pub(super) async fn a_check_is_leased_to_one_worker<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let lease = |at: i64| {
        let now = NOW.plus_seconds(at);
        engine.write(move |txn| txn.lease_check(now, now.plus_seconds(30)))
    };
    engine
        .write(|txn| {
            txn.put_order(&order(1))?;
            txn.put_order(&OrderRecord { check_at: Some(NOW), ..order(2) })
        })
        .await
        .unwrap();
    assert_eq!(lease(-1).await, Ok(None));
    assert_eq!(lease(0).await.unwrap().unwrap().order.id, order(2).order.id);
    assert_eq!(lease(1).await, Ok(None));
    assert_eq!(engine.read(|txn| txn.orders_with_open_payment(9)).await.unwrap().len(), 1);
    // M8
    let back = -86_400;
    let put_off = lease(back).await.unwrap();
    assert_eq!(put_off.unwrap().order.id, order(2).order.id, "no look is put off for a day");
    assert_eq!(lease(back + 29).await, Ok(None), "and it is leased as ever");
}
