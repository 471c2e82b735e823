//! A backup taken while orders come in is a shop of its own.

use crate::phone::{ALWAYS, Phone, Seen, pushed};
use crate::program::{Shop, command, run, said};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn a_backup_taken_in_full_swing_opens_as_the_same_shop() {
    let mut shop = Shop::open();
    let mut line = shop.signed_in();
    let (mut phone, seen) = (Phone::bound(&mut line), Seen::now(&mut line));
    let keys = line.get("/.well-known/jwks.json").unwrap().text();
    let (data, copy) = (shop.data(), shop.beside("copy"));
    let (data, to) = (data.to_str().unwrap(), copy.to_str().unwrap());
    let (answered, is_over) = (Mutex::new(Vec::new()), AtomicBool::new(false));
    let before = std::thread::scope(|scope| {
        let rush = scope.spawn(|| {
            while !is_over.load(Ordering::SeqCst) {
                let order = phone.order(&seen, ALWAYS, 1, "cash-on-delivery");
                assert_eq!(pushed(&mut line, &order), ("applied".into(), false));
                answered.lock().unwrap().push(order);
            }
        });
        while answered.lock().unwrap().len() < 20 {
            std::thread::yield_now();
        }
        let before = answered.lock().unwrap().len();
        let report = said(&["backup", "--data", data, to]);
        assert!(report.contains("sound"), "{report}");
        is_over.store(true, Ordering::SeqCst);
        rush.join().unwrap();
        before
    });
    let again = run(&["backup", "--data", data, to]);
    assert!(!again.status.success(), "never over something");
    shop.kill();

    let report = said(&["doctor", "--data", to]);
    assert!(report.contains("All is well."), "{report}");
    let mut restored = command();
    restored.args(["serve", "--port", "0", "--data", to]);
    shop.start_as(restored);
    let mut line = shop.signed_in();
    assert_eq!(line.get("/.well-known/jwks.json").unwrap().text(), keys);
    let answered = answered.into_inner().unwrap();
    // Holds O7: what was answered before the backup began is in it, what came later is taken anew.
    for (at, order) in answered.iter().enumerate() {
        let (verdict, is_replay) = pushed(&mut line, order);
        assert_eq!(verdict, "applied");
        assert!(is_replay || at >= before, "order {at} of {before} is not in the backup");
    }
}
