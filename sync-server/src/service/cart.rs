//! The cart that follows an account: what a phone has is merged with what the
//! account has, in one transaction, and both end with the same.

use super::Shop;
use super::settle::announce;
use crate::storage::StorageError;
use std::sync::Arc;
use thiserror::Error;
use warung_domain::cart::{Cart, CartLine, MAX_COUNT, MAX_LINES, MAX_QUANTITY, MAX_REMEMBERED};
use warung_domain::ids::AccountId;
use warung_domain::protocol::{CartPush, MINIMUM_VERSION};

/// Most lines in an account's cart: several full carts that were filled apart.
const MOST_LINES: usize = 4 * MAX_LINES;

/// Most removals remembered for an account, so that a phone that was away for a
/// long time still hears of them.
const REMEMBERED: usize = 5 * MAX_REMEMBERED;

/// Why a cart was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CartRefusal {
    #[error("this shop understands version {MINIMUM_VERSION} and later")]
    Upgrade,
    #[error("the cart is somebody else's")]
    NotYours,
    #[error("at most {MOST_LINES} lines")]
    TooManyLines,
    #[error("at most {MAX_REMEMBERED} removals at once")]
    TooManyRemovals,
    #[error("line {index} has an impossible quantity or count")]
    Line { index: usize },
    #[error("removal {index} has an impossible count")]
    Removal { index: usize },
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What is in the account's cart.
pub async fn of(shop: &Shop, account: AccountId) -> Result<Cart, StorageError> {
    shop.storage.read(move |txn| Ok(living(&txn.cart(account)?, &Cart::default()))).await
}

/// Takes in what a phone has and answers what the cart is now. The account's other
/// phones hear of it if that changed anything.
pub async fn exchange(
    shop: &Arc<Shop>,
    account: AccountId,
    push: CartPush,
) -> Result<Cart, CartRefusal> {
    if push.account != account {
        return Err(CartRefusal::NotYours);
    }
    check(&push)?;
    let (answer, changed) = shop
        .storage
        .write(move |txn| {
            let mut cart = txn.cart(account)?;
            let before = cart.clone();
            cart.merge(&push.cart);
            if cart.lines().len() > MOST_LINES {
                return Err(CartRefusal::TooManyLines);
            }
            for line in all(&cart).filter(|line| !all(&before).any(|old| old == *line)) {
                txn.put_cart_line(account, line)?;
            }
            if cart.gone().len() > REMEMBERED {
                txn.forget_removals(account, REMEMBERED)?;
            }
            Ok((living(&cart, &push.cart), cart != before))
        })
        .await?;
    if changed {
        announce(shop, &[account]);
    }
    Ok(answer)
}

fn check(push: &CartPush) -> Result<(), CartRefusal> {
    if push.v < MINIMUM_VERSION {
        return Err(CartRefusal::Upgrade);
    }
    if push.cart.lines().len() > MOST_LINES {
        return Err(CartRefusal::TooManyLines);
    }
    if push.cart.gone().len() > MAX_REMEMBERED {
        return Err(CartRefusal::TooManyRemovals);
    }
    let is_possible = |line: &CartLine| {
        let counts = [line.life.count(), line.edited.count(), line.place];
        line.quantity <= MAX_QUANTITY && counts.into_iter().all(|count| count <= MAX_COUNT)
    };
    if let Some(index) = push.cart.lines().iter().position(|line| !is_possible(line)) {
        return Err(CartRefusal::Line { index });
    }
    match push.cart.gone().iter().position(|line| !is_possible(line)) {
        Some(index) => Err(CartRefusal::Removal { index }),
        None => Ok(()),
    }
}

fn all(cart: &Cart) -> impl Iterator<Item = &CartLine> {
    cart.lines().iter().chain(cart.gone())
}

/// Every line that is in the cart, and of the removals those that the asking phone
/// has not heard of: it still has the line.
fn living(cart: &Cart, asking: &Cart) -> Cart {
    let mut answer = Cart::default();
    cart.lines().iter().for_each(|line| answer.take(line.clone()));
    let unheard = |gone: &&CartLine| asking.line(&gone.product, &gone.variant).is_some();
    cart.gone().iter().filter(unheard).for_each(|line| answer.take(line.clone()));
    answer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::testing::{TestShop, test_shop};
    use warung_domain::cart::{Hand, Stamp};
    use warung_domain::time::Timestamp;

    fn hand(replica: u32) -> Hand {
        Hand { replica, at: Timestamp::from_millis(1_000) }
    }

    fn put(cart: &mut Cart, by: u32, product: &str, quantity: u32) {
        let (product, variant) = (product.parse().unwrap(), "default".parse().unwrap());
        match cart.line(&product, &variant) {
            Some(_) => cart.set(hand(by), &product, &variant, quantity).unwrap(),
            None => cart.add(hand(by), &product, &variant, quantity).unwrap(),
        }
    }

    fn shown(cart: &Cart) -> Vec<(&str, u32)> {
        cart.lines().iter().map(|line| (line.product.as_str(), line.quantity)).collect()
    }

    async fn tell(world: &TestShop, cart: &mut Cart) {
        let push = CartPush { v: 1, account: world.sari.id, cart: cart.clone() };
        cart.merge(&exchange(&world.shop, world.sari.id, push).await.unwrap());
    }

    #[tokio::test]
    async fn two_phones_end_with_the_same_cart() {
        // K4, K5
        let world = test_shop().await;
        let (mut first, mut second) = (Cart::default(), Cart::default());
        put(&mut first, 1, "kopi", 2);
        put(&mut second, 2, "beras", 1);
        tell(&world, &mut first).await;
        tell(&world, &mut second).await;
        put(&mut second, 2, "kopi", 0);
        tell(&world, &mut second).await;
        // The first phone edits a line it does not know to be gone.
        put(&mut first, 1, "kopi", 9);
        tell(&world, &mut first).await;
        assert_eq!(shown(&first), [("beras", 1)]);
        assert_eq!(shown(&second), [("beras", 1)]);
        let kept = of(&world.shop, world.sari.id).await.unwrap();
        assert_eq!((shown(&kept), kept.gone().len()), (vec![("beras", 1)], 0));
        // K6: nobody else's cart, even where a phone takes one session for another.
        assert!(of(&world.shop, world.tini.id).await.unwrap().is_empty());
        let push = CartPush { v: 1, account: world.sari.id, cart: first };
        let mixed = exchange(&world.shop, world.tini.id, push).await;
        assert_eq!(mixed, Err(CartRefusal::NotYours));
    }

    #[tokio::test]
    async fn the_other_phones_hear_only_of_what_changed() {
        // K5
        let world = test_shop().await;
        let mut pulls = world.shop.pulls.subscribe();
        let mut cart = Cart::default();
        tell(&world, &mut cart).await;
        assert!(pulls.try_recv().is_err(), "an empty cart is no news");
        put(&mut cart, 1, "kopi", 2);
        tell(&world, &mut cart).await;
        assert_eq!(pulls.try_recv(), Ok(world.sari.id));
        tell(&world, &mut cart).await;
        assert!(pulls.try_recv().is_err(), "the same again is no news");
    }

    #[tokio::test]
    async fn a_cart_is_kept_within_bounds() {
        // K7
        let world = test_shop().await;
        let me = world.sari.id;
        let push = |cart: Cart| exchange(&world.shop, me, CartPush { v: 1, account: me, cart });
        let line = |n: usize, quantity: u32, count: u64| CartLine {
            product: format!("p{n}").parse().unwrap(),
            variant: "default".parse().unwrap(),
            quantity,
            life: Stamp::from_parts(count, 1),
            edited: Stamp::from_parts(count, 1),
            place: count,
        };
        let of_lines = |lines: Vec<CartLine>| {
            let mut cart = Cart::default();
            lines.into_iter().for_each(|line| cart.take(line));
            cart
        };
        let old = CartPush { v: 0, account: me, cart: Cart::default() };
        assert_eq!(exchange(&world.shop, me, old).await, Err(CartRefusal::Upgrade));
        let too_many = of_lines((0..=MOST_LINES).map(|n| line(n, 1, 5)).collect());
        assert_eq!(push(too_many).await, Err(CartRefusal::TooManyLines));
        let far = of_lines(vec![line(1, 1, 5), line(2, 1, MAX_COUNT + 1)]);
        assert_eq!(push(far).await, Err(CartRefusal::Line { index: 1 }));
        let large = of_lines(vec![line(1, MAX_QUANTITY + 1, 5)]);
        assert_eq!(push(large).await, Err(CartRefusal::Line { index: 0 }));
        assert!(of(&world.shop, world.sari.id).await.unwrap().is_empty());

        for round in 0..7 {
            let removals = (0..MAX_REMEMBERED).map(|n| n + round * MAX_REMEMBERED);
            let gone = removals.map(|n| line(n, 0, n as u64 + 1)).collect();
            push(of_lines(gone)).await.unwrap();
        }
        let kept = world.shop.storage.read(move |txn| txn.cart(me)).await.unwrap();
        assert_eq!(kept.gone().len(), REMEMBERED);
        let oldest = kept.gone().iter().map(|line| line.edited.count()).min();
        assert_eq!(oldest, Some(2 * MAX_REMEMBERED as u64 + 1), "the newest are kept");
    }
}
