//! What a phone that died in the middle finds out at the next start.

use crate::save::wish;
use crate::store::{OutboxStore, StoreError};
use warung_domain::cart::{Cart, CartLine};
use warung_domain::command::CommandBody;
use warung_domain::outbox::{EntryEvent, EntryState, OutboxEntry};

/// Whether the cart was about to be emptied when the phone died: it is exactly
/// what the newest order on its way holds, and no line was changed after that order
/// was saved. Who fills the cart with the same things again keeps it.
#[must_use]
pub fn is_ordered_already(cart: &Cart, entries: &[OutboxEntry]) -> bool {
    let on_its_way = |entry: &&OutboxEntry| !matches!(entry.state, EntryState::Wedged { .. });
    let newest = entries.iter().rev().filter(on_its_way).find_map(|entry| match wish(entry) {
        Some(CommandBody::PlaceOrder(order)) => Some((entry.saved_at, order)),
        _ => None,
    });
    let Some((saved_at, order)) = newest else { return false };
    let is_ordered = |line: &CartLine| {
        order.lines.iter().any(|ordered| {
            ordered.product == line.product
                && ordered.variant == line.variant
                && ordered.quantity == line.quantity
        })
    };
    !cart.is_empty()
        && cart.rests_since(saved_at)
        && cart.lines().len() == order.lines.len()
        && cart.lines().iter().all(is_ordered)
}

/// At the start of an app that may be newer: what the shop wanted a newer app for
/// is tried again, once.
pub async fn revive<S: OutboxStore>(store: &S) -> Result<(), StoreError> {
    let entries = store.entries().await?;
    let again = entries.iter().filter(|entry| entry.state.waits_for_a_newer_app());
    let moves: Vec<_> = again.map(|entry| (entry.id, EntryEvent::RetryAsked)).collect();
    if moves.is_empty() { Ok(()) } else { store.advance(&moves).await.map(|_| ()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::{World, phone, place_order_of, save};
    use futures::executor::block_on;
    use warung_domain::cart::Hand;
    use warung_domain::command::{RejectCode, Verdict};
    use warung_domain::outbox::WedgeReason;
    use warung_domain::time::Timestamp;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);

    fn cart(lines: &[(&str, u32)]) -> Cart {
        filled_at(NOW, lines)
    }

    fn filled_at(at: Timestamp, lines: &[(&str, u32)]) -> Cart {
        let mut cart = Cart::default();
        for (product, quantity) in lines {
            let variant = "default".parse().unwrap();
            let hand = Hand { replica: 1, at };
            cart.add(hand, &product.parse().unwrap(), &variant, *quantity).unwrap();
        }
        cart
    }

    // O2
    #[test]
    fn a_cart_that_became_an_order_is_known_by_its_lines() {
        let (store, world) = (phone(), World::default());
        let ordered = cart(&[("kopi", 2), ("teh", 1)]);
        let entries = |store: &crate::memory::Memory<u8>| -> Vec<OutboxEntry> {
            store.durable().entries.into_values().collect()
        };
        assert!(!is_ordered_already(&ordered, &entries(&store)));
        save(&store, &world, place_order_of(&ordered)).unwrap();
        assert!(is_ordered_already(&ordered, &entries(&store)));
        for other in [&[][..], &[("kopi", 2)], &[("kopi", 3), ("teh", 1)]] {
            assert!(!is_ordered_already(&cart(other), &entries(&store)), "{other:?}");
        }
        let again = filled_at(world.now.get().plus_seconds(1), &[("kopi", 2), ("teh", 1)]);
        assert!(!is_ordered_already(&again, &entries(&store)), "wanted once more");
        // Sent meanwhile by another tab: it is ordered all the same.
        let mut sent = entries(&store);
        sent[0].state = EntryState::Answered { verdict: Verdict::Applied, at: NOW };
        assert!(is_ordered_already(&ordered, &sent));
        let code = RejectCode::NothingLeft;
        sent[0].state = EntryState::Wedged { reason: WedgeReason::Rejected(code), at: NOW };
        assert!(!is_ordered_already(&ordered, &sent));
    }

    // V2
    #[test]
    fn a_newer_app_tries_again_what_an_older_one_could_not_say() {
        let (store, world) = (phone(), World::default());
        // What is refused for its own age stays so: its bytes will not change.
        let refused = |code| EntryEvent::Answer { verdict: Verdict::Rejected { code }, now: NOW };
        for event in [
            EntryEvent::AppTooOld { now: NOW },
            refused(RejectCode::NothingLeft),
            refused(RejectCode::Upgrade),
        ] {
            let entry = save(&store, &world, place_order_of(&cart(&[("kopi", 1)]))).unwrap();
            block_on(store.advance(&[(entry.id, event)])).unwrap();
        }
        block_on(revive(&store)).unwrap();
        let states = store.durable().entries.into_values().map(|entry| entry.state.is_unsent());
        assert_eq!(states.collect::<Vec<_>>(), [true, false, false]);
    }
}
