//! What a cart promises, to one hand and to several.

use super::*;
use crate::json;
use proptest::prelude::*;

const ME: u32 = 1;
const OTHER: u32 = 2;

fn id(n: u8) -> ProductId {
    ProductId::new(format!("p{n}")).unwrap()
}

fn plain() -> VariantId {
    "default".parse().unwrap()
}

fn hand(replica: u32, millis: i64) -> Hand {
    Hand { replica, at: Timestamp::from_millis(millis) }
}

fn merged(a: &Cart, b: &Cart) -> Cart {
    let mut cart = a.clone();
    cart.merge(b);
    cart
}

#[test]
fn limits_are_errors_and_change_nothing() {
    let mut cart = Cart::default();
    let me = hand(ME, 10);
    cart.add(me, &id(1), &plain(), MAX_QUANTITY).unwrap();
    assert_eq!(cart.add(me, &id(1), &plain(), 1), Err(CartError::TooMany));
    assert_eq!(cart.add(me, &id(1), &plain(), u32::MAX), Err(CartError::TooMany));
    assert_eq!(cart.set(me, &id(1), &plain(), MAX_QUANTITY + 1), Err(CartError::TooMany));
    assert_eq!(cart.pieces(), MAX_QUANTITY);
    for n in 2..=100 {
        cart.add(me, &id(n), &plain(), 1).unwrap();
    }
    assert_eq!(cart.add(me, &id(101), &plain(), 1), Err(CartError::TooManyLines));
    assert_eq!(cart.lines().len(), MAX_LINES);
}

#[test]
fn a_cart_rests_until_it_is_touched_again() {
    let mut cart = Cart::default();
    cart.add(hand(ME, 10), &id(1), &plain(), 1).unwrap();
    let ordered = Timestamp::from_millis(20);
    assert!(cart.rests_since(ordered));
    assert!(!cart.rests_since(Timestamp::from_millis(9)));
    // The same thing once more, as after an order: a new wish.
    cart.set(hand(ME, 21), &id(1), &plain(), 0).unwrap();
    cart.add(hand(ME, 30), &id(1), &plain(), 1).unwrap();
    assert!(!cart.rests_since(ordered));
}

#[test]
fn undo_puts_a_line_back_in_its_place() {
    let mut cart = Cart::default();
    let me = hand(ME, 10);
    for n in 1..=3 {
        cart.add(me, &id(n), &plain(), 1).unwrap();
    }
    let stale = cart.clone();
    let line = cart.line(&id(2), &plain()).unwrap().clone();
    cart.set(me, &id(2), &plain(), 0).unwrap();
    cart.restore(me, line.clone());
    let shown = |cart: &Cart| cart.lines().iter().map(|l| l.product.clone()).collect::<Vec<_>>();
    assert_eq!(shown(&cart), [id(1), id(2), id(3)]);
    // K3: it is a life of its own, which the copy from before does not end.
    assert_eq!(shown(&merged(&stale, &cart)), [id(1), id(2), id(3)]);
    // What is there already is not doubled.
    cart.restore(me, line);
    assert_eq!(cart.pieces(), 3);
}

#[test]
fn a_removal_wins_over_a_copy_that_was_edited_later() {
    // K2
    let mut mine = Cart::default();
    mine.add(hand(ME, 10), &id(1), &plain(), 1).unwrap();
    let mut theirs = mine.clone();
    mine.set(hand(ME, 20), &id(1), &plain(), 0).unwrap();
    theirs.set(hand(OTHER, 9_000), &id(1), &plain(), 7).unwrap();
    assert!(merged(&mine, &theirs).is_empty());
    // Nor does an edit after the fact, here or there.
    let mut both = merged(&theirs, &mine);
    both.set(hand(OTHER, 10_000), &id(1), &plain(), 3).unwrap();
    assert!(both.is_empty());
    // K3: putting it in again does, also where the clock is behind.
    both.add(hand(OTHER, 5), &id(1), &plain(), 2).unwrap();
    assert_eq!(merged(&mine, &both).quantity(&id(1), &plain()), 2);
    assert_eq!(merged(&theirs, &both).quantity(&id(1), &plain()), 2);
}

#[test]
fn of_two_quantities_the_later_one_holds() {
    // K2
    let mut mine = Cart::default();
    mine.add(hand(ME, 10), &id(1), &plain(), 1).unwrap();
    let mut theirs = mine.clone();
    theirs.set(hand(OTHER, 20), &id(1), &plain(), 5).unwrap();
    mine.set(hand(ME, 30), &id(1), &plain(), 4).unwrap();
    assert_eq!(merged(&mine, &theirs).quantity(&id(1), &plain()), 4);
    assert_eq!(merged(&theirs, &mine), merged(&mine, &theirs));
}

#[test]
fn a_cart_from_before_there_were_stamps_is_read_in_its_order() {
    // K1
    let text = br#"{"lines":[{"product":"p9","variant":"default","quantity":2},
                             {"product":"p1","variant":"default","quantity":1}]}"#;
    let mut cart: Cart = json::read(text).unwrap();
    assert_eq!(cart.lines().iter().map(|l| l.quantity).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(merged(&cart, &json::read(text).unwrap()), cart);
    let before = cart.clone();
    cart.set(hand(ME, 0), &id(9), &plain(), 0).unwrap();
    assert_eq!(merged(&before, &cart), cart);
}

#[test]
fn only_the_oldest_removals_are_forgotten() {
    let mut cart = Cart::default();
    for n in 1..=5 {
        cart.add(hand(ME, 10), &id(n), &plain(), 1).unwrap();
    }
    for n in [3, 1, 2] {
        cart.set(hand(ME, 10), &id(n), &plain(), 0).unwrap();
    }
    cart.forget(2);
    assert_eq!(cart.gone().iter().map(|l| l.product.clone()).collect::<Vec<_>>(), [id(1), id(2)]);
    assert_eq!(cart.lines().len(), 2);
}

#[test]
fn a_cart_is_split_by_when_things_were_put_in() {
    let mut cart = Cart::default();
    cart.add(hand(ME, 10), &id(1), &plain(), 1).unwrap();
    cart.add(hand(ME, 10), &id(2), &plain(), 1).unwrap();
    let left_at = cart.count();
    cart.add(hand(ME, 10), &id(3), &plain(), 1).unwrap();
    cart.set(hand(ME, 10), &id(1), &plain(), 4).unwrap();
    cart.set(hand(ME, 10), &id(2), &plain(), 0).unwrap();
    let (early, late) = cart.clone().split_after(left_at);
    assert_eq!((early.pieces(), early.gone().len()), (4, 1));
    assert_eq!((late.pieces(), late.gone().len()), (1, 0));
    assert_eq!(merged(&late, &early), cart);
}

#[test]
fn what_became_an_order_is_in_no_other_copy() {
    // K8
    let mut mine = Cart::default();
    mine.add(hand(ME, 10), &id(1), &plain(), 2).unwrap();
    mine.add(hand(ME, 10), &id(2), &plain(), 1).unwrap();
    let mut theirs = mine.clone();
    theirs.set(hand(OTHER, 40), &id(1), &plain(), 3).unwrap();
    theirs.add(hand(OTHER, 40), &id(3), &plain(), 1).unwrap();
    for ordered in [1, 2] {
        mine.set(hand(ME, 30), &id(ordered), &plain(), 0).unwrap();
    }
    theirs.merge(&mine);
    assert_eq!(theirs.lines().iter().map(|l| l.product.clone()).collect::<Vec<_>>(), [id(3)]);
}

#[test]
fn a_clock_that_is_wrong_orders_nothing_wrongly_that_was_seen() {
    // K4
    let mut cart = Cart::default();
    let year = 365 * 86_400 * 1_000;
    cart.add(hand(OTHER, year), &id(1), &plain(), 9).unwrap();
    let ahead = cart.clone();
    cart.set(hand(ME, 10), &id(1), &plain(), 2).unwrap();
    assert_eq!(merged(&ahead, &cart).quantity(&id(1), &plain()), 2);
    cart.set(hand(ME, -5), &id(1), &plain(), 0).unwrap();
    assert!(merged(&ahead, &cart).is_empty());
    assert!(cart.count() > u64::try_from(year).unwrap());
}

/// Any copy of any line, whatever sense it makes.
fn any_cart() -> impl Strategy<Value = Cart> {
    let line = (0..3_u8, 0..3_u32, (0..3_u64, 0..2_u32), (0..3_u64, 0..2_u32), 0..3_u64).prop_map(
        |(n, quantity, life, edited, place)| CartLine {
            product: id(n),
            variant: plain(),
            quantity,
            life: Stamp::new(life.0, life.1),
            edited: Stamp::new(edited.0, edited.1),
            place,
        },
    );
    prop::collection::vec(line, 0..6).prop_map(|lines| {
        let mut cart = Cart::default();
        lines.into_iter().for_each(|line| cart.take(line));
        cart
    })
}

#[derive(Debug, Clone, Copy)]
enum Deed {
    Add(u8, u32),
    Set(u8, u32),
    Clear,
    /// Hears of the other's cart.
    Hear,
}

fn deed() -> impl Strategy<Value = (usize, Deed, i64)> {
    let deed = prop_oneof![
        (0..4_u8, 1..5_u32).prop_map(|(n, more)| Deed::Add(n, more)),
        (0..4_u8, 0..5_u32).prop_map(|(n, quantity)| Deed::Set(n, quantity)),
        Just(Deed::Clear),
        Just(Deed::Hear),
    ];
    (0..2_usize, deed, 0..50_i64)
}

proptest! {
    // K1
    #[test]
    fn merging_does_not_care_for_order_or_repetition(
        a in any_cart(), b in any_cart(), c in any_cart(),
    ) {
        prop_assert_eq!(merged(&a, &b), merged(&b, &a));
        prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
        prop_assert_eq!(merged(&a, &a), a.clone());
        prop_assert_eq!(merged(&merged(&a, &b), &b), merged(&a, &b));
    }

    // K1
    #[test]
    fn a_cart_survives_being_written_down(cart in any_cart()) {
        let text = serde_json::to_vec(&cart).unwrap();
        // A line without any stamp is taken for one from before stamps.
        let stamped = |cart: &Cart| {
            cart.lines().iter().chain(cart.gone()).all(|line| line.life != Stamp::default())
        };
        prop_assume!(stamped(&cart));
        prop_assert_eq!(json::read::<Cart>(&text), Ok(cart.clone()));
        prop_assert_eq!(serde_json::from_slice::<Cart>(&text).unwrap(), cart);
    }

    #[test]
    fn a_thing_stands_in_one_line_and_none_is_empty(
        deeds in prop::collection::vec(deed(), 0..60),
    ) {
        for cart in act(&deeds) {
            let mut seen: Vec<_> =
                cart.lines().iter().chain(cart.gone()).map(|line| line.product.clone()).collect();
            let all = seen.len();
            seen.sort();
            seen.dedup();
            prop_assert_eq!(seen.len(), all);
            prop_assert!(cart.lines().iter().all(|line| (1..=MAX_QUANTITY).contains(&line.quantity)));
            prop_assert!(cart.gone().iter().all(CartLine::is_gone));
        }
    }

    /// K1, K2: whatever two phones did apart, they end with the same cart, and a
    /// thing that the last one to touch it took out, knowing of it, is not in it.
    #[test]
    fn two_phones_converge(deeds in prop::collection::vec(deed(), 0..60), n in 0..4_u8) {
        let [a, b] = act(&deeds);
        let mut both = merged(&a, &b);
        prop_assert_eq!(&both, &merged(&b, &a));
        both.set(hand(ME, 0), &id(n), &plain(), 0).unwrap();
        for stale in [&a, &b] {
            prop_assert_eq!(merged(stale, &both).quantity(&id(n), &plain()), 0);
        }
    }

    /// K2, K3: after a removal, no number of edits of stale copies brings the line
    /// back; only an add that has heard of the removal does.
    #[test]
    fn edits_never_resurrect(edits in prop::collection::vec((1..9_u32, 0..1_000_i64), 1..20)) {
        let mut stale = Cart::default();
        stale.add(hand(ME, 5), &id(1), &plain(), 1).unwrap();
        let mut removed = stale.clone();
        removed.set(hand(ME, 0), &id(1), &plain(), 0).unwrap();
        for (quantity, at) in edits {
            stale.set(hand(OTHER, at), &id(1), &plain(), quantity).unwrap();
            prop_assert!(merged(&removed, &stale).is_empty());
        }
    }
}

/// Two phones, each with a clock of its own that jumps about.
fn act(deeds: &[(usize, Deed, i64)]) -> [Cart; 2] {
    let mut carts = [Cart::default(), Cart::default()];
    for (who, deed, millis) in deeds {
        let by = hand(u32::try_from(*who).unwrap() + 1, *millis);
        let other = carts[1 - who].clone();
        let cart = &mut carts[*who];
        match deed {
            Deed::Add(n, more) => {
                let _ = cart.add(by, &id(*n), &plain(), *more);
            }
            Deed::Set(n, quantity) => cart.set(by, &id(*n), &plain(), *quantity).unwrap(),
            Deed::Clear => cart.clear(by),
            Deed::Hear => cart.merge(&other),
        }
    }
    carts
}
