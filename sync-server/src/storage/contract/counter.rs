//! Whose payment a code is, shifts at drawers, machines, and who consented to what.

use super::*;
use crate::storage::{ConsentRecord, KioskRecord};
use warung_domain::ids::{ConsentId, DeviceId, SellerId};
use warung_domain::payment::CounterCode;
use warung_domain::shift::{Closing, Shift};

fn shift(number: u8, seller: &str, device: &str) -> Shift {
    Shift {
        id: command(number).id,
        seller: seller.parse().unwrap(),
        cashier: account(1).id,
        device: device.parse().unwrap(),
        opened_at: NOW.plus_seconds(i64::from(number)),
        float: Money::new(5, Currency::IDR),
        moves: vec![],
        closed: None,
    }
}

fn closed(shift: &Shift) -> Shift {
    let amount = Money::new(5, Currency::IDR);
    let closing = Closing { at: NOW.plus_seconds(99), expected: amount, counted: amount };
    Shift { closed: Some(closing), ..shift.clone() }
}

// Holds N4.
pub(super) async fn a_drawer_has_one_open_shift_and_its_newest_is_found<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let (first, second) = (shift(1, "dapur", "key-1"), shift(2, "dapur", "key-1"));
    let (beside, foreign) = (shift(3, "dapur", "key-2"), shift(4, "gudang", "key-3"));
    let (open, next) = (first.clone(), second.clone());
    let twice = engine.write(move |txn| {
        txn.put_shift(&open)?;
        txn.put_shift(&next)
    });
    assert!(twice.await.is_err(), "two are open");
    let all = [first.clone(), closed(&first), second.clone(), beside.clone(), foreign.clone()];
    engine.write(move |txn| all.iter().try_for_each(|shift| txn.put_shift(shift))).await.unwrap();
    engine
        .read(move |txn| {
            let (dapur, drawer): (SellerId, DeviceId) =
                ("dapur".parse().unwrap(), "key-1".parse().unwrap());
            assert_eq!(txn.newest_shift(&dapur, &drawer)?, Some(second.clone()));
            assert_eq!(txn.newest_shift(&foreign.seller, &drawer)?, None, "not theirs");
            assert_eq!(txn.open_shift(&drawer)?, Some(second.clone()));
            assert_eq!(txn.shifts_of(&dapur, 2)?, [beside, second]);
            assert_eq!(txn.shifts_of(&dapur, 9)?.last(), Some(&closed(&first)));
            Ok(())
        })
        .await
        .unwrap();
}

// Holds N1, N5.
pub(super) async fn a_code_stays_with_its_first_order_and_a_machine_can_go<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let code = CounterCode::of("attempt");
    let machine = KioskRecord {
        token_hash: [3; 32],
        seller: "dapur".parse().unwrap(),
        name: "Dekat pintu".into(),
        enrolled_at: NOW,
    };
    let (written, known) = (code.clone(), machine.clone());
    engine
        .write(move |txn| {
            txn.put_account(&account(1))?;
            txn.put_order(&order(1))?;
            txn.put_order(&order(2))?;
            txn.put_counter_code(&written, order(1).order.id)?;
            txn.put_counter_code(&written, order(2).order.id)?;
            txn.put_kiosk(&known)
        })
        .await
        .unwrap();
    engine
        .write(move |txn| {
            let found = txn.order_by_counter_code(&code)?.unwrap();
            assert_eq!(found.order.id, order(1).order.id);
            assert_eq!(txn.order_by_counter_code(&CounterCode::of("other"))?, None);
            assert_eq!(txn.kiosk(&[3; 32])?, Some(machine));
            txn.delete_kiosk(&[3; 32])?;
            assert_eq!(txn.kiosk(&[3; 32])?, None);
            txn.delete_kiosk(&[3; 32])
        })
        .await
        .unwrap();
}

// Holds N9.
pub(super) async fn a_consent_is_used_once_and_kept<E: Engine>() {
    let (_folder, engine) = fresh::<E>();
    let given = ConsentRecord {
        id: ConsentId::mint(NOW, &[5; 10]),
        order: order(1).order.id,
        cashier: account(1).id,
        witness: account(2).id,
        given_at: NOW,
        used_by: None,
    };
    let (record, id) = (given.clone(), given.id);
    engine
        .write(move |txn| {
            txn.put_account(&account(1))?;
            txn.put_order(&order(1))?;
            txn.put_pin(account(1).id, "one")?;
            txn.put_pin(account(1).id, "two")?;
            txn.put_consent(&record)
        })
        .await
        .unwrap();
    let by = command(7).id;
    engine.write(move |txn| txn.use_consent(id, by)).await.unwrap();
    assert!(engine.write(move |txn| txn.use_consent(id, command(8).id)).await.is_err());
    engine
        .read(move |txn| {
            assert_eq!(txn.consent(id)?, Some(ConsentRecord { used_by: Some(by), ..given }));
            assert_eq!(txn.consent(ConsentId::mint(NOW, &[6; 10]))?, None);
            assert_eq!(txn.pin(account(1).id)?.as_deref(), Some("two"));
            assert_eq!(txn.pin(account(2).id)?, None);
            Ok(())
        })
        .await
        .unwrap();
}
