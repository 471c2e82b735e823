//! Whose cart lies on a phone, and what their account has heard of it.
//!
//! A cart that was filled by nobody in particular goes into the account of whoever
//! signs in. After signing out it stays on the phone; when somebody else signs in,
//! what is not theirs is put aside until its owner comes back, and only what was put
//! in since goes along with them. So two people on one phone never find their carts
//! mixed.

use super::{Cart, CartLine, Stamp};
use crate::ids::AccountId;
use serde::{Deserialize, Serialize};

/// What a phone keeps beside the cart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keeping {
    /// Nobody's until somebody signs in.
    pub account: Option<AccountId>,
    /// How far the cart had counted when they signed out.
    left_at: Option<u64>,
    /// The changes their account has heard of.
    told: Vec<Stamp>,
}

/// A cart that changes hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    pub cart: Cart,
    pub keeping: Keeping,
    /// What is kept for somebody else until they come back.
    pub aside: Option<(AccountId, Cart)>,
}

impl Keeping {
    /// Somebody signs in; `waiting` is what was put aside for them earlier.
    #[must_use]
    pub fn sign_in(self, cart: Cart, account: AccountId, waiting: &Cart) -> Handover {
        let (mut cart, keeping, aside) = match self.account {
            Some(owner) if owner == account => (cart, Self { left_at: None, ..self }, None),
            Some(owner) => {
                let (theirs, mine) = cart.split_after(self.left_at.unwrap_or(u64::MAX));
                (mine, Self { account: Some(account), ..Self::default() }, Some((owner, theirs)))
            }
            None => (cart, Self { account: Some(account), ..Self::default() }, None),
        };
        cart.merge(waiting);
        Handover { cart, keeping, aside }
    }

    /// Its owner signs out. The cart stays.
    pub fn sign_out(&mut self, cart: &Cart) {
        self.left_at = Some(cart.count());
    }

    /// Whether anything changed that the account has not heard of.
    #[must_use]
    pub fn has_news(&self, cart: &Cart) -> bool {
        all(cart).any(|line| !self.told.contains(&line.edited))
    }

    /// What to tell the account: everything that is in the cart, so that it can say
    /// what was taken out elsewhere, and what was taken out here since.
    #[must_use]
    pub fn to_tell(&self, cart: &Cart) -> Cart {
        let mut told = Cart::default();
        let is_news = |line: &&CartLine| !line.is_gone() || !self.told.contains(&line.edited);
        all(cart).filter(is_news).for_each(|line| told.take(line.clone()));
        told
    }

    /// The account was told and answered; `cart` is what came of it.
    pub fn note_told(&mut self, told: &Cart, answer: &Cart, cart: &Cart) {
        let heard: Vec<Stamp> = all(told).chain(all(answer)).map(|line| line.edited).collect();
        self.told = all(cart)
            .map(|line| line.edited)
            .filter(|stamp| heard.contains(stamp) || self.told.contains(stamp))
            .collect();
    }
}

fn all(cart: &Cart) -> impl Iterator<Item = &CartLine> {
    cart.lines().iter().chain(cart.gone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cart::Hand;
    use crate::time::Timestamp;

    const HAND: Hand = Hand { replica: 1, at: Timestamp::from_millis(5) };

    fn account(n: u8) -> AccountId {
        AccountId::mint(Timestamp::from_millis(0), &[n; 10])
    }

    fn put(cart: &mut Cart, product: &str) {
        cart.add(HAND, &product.parse().unwrap(), &"default".parse().unwrap(), 1).unwrap();
    }

    fn take_out(cart: &mut Cart, product: &str) {
        cart.set(HAND, &product.parse().unwrap(), &"default".parse().unwrap(), 0).unwrap();
    }

    fn shown(cart: &Cart) -> Vec<&str> {
        cart.lines().iter().map(|line| line.product.as_str()).collect()
    }

    #[test]
    fn a_guests_cart_goes_into_the_account() {
        // K6
        let mut cart = Cart::default();
        put(&mut cart, "kopi");
        let now = Keeping::default().sign_in(cart, account(1), &Cart::default());
        assert_eq!((shown(&now.cart), now.aside), (vec!["kopi"], None));
        assert!(now.keeping.has_news(&now.cart));
    }

    #[test]
    fn two_people_on_one_phone_never_mix_their_carts() {
        // K6
        let (sari, budi) = (account(1), account(2));
        let mut cart = Cart::default();
        put(&mut cart, "kopi");
        put(&mut cart, "beras");
        let mut now = Keeping::default().sign_in(cart, sari, &Cart::default());
        now.keeping.sign_out(&now.cart);
        assert_eq!(shown(&now.cart), ["kopi", "beras"], "it stays on the phone");
        // Signed out, somebody takes one out and puts another in.
        take_out(&mut now.cart, "beras");
        put(&mut now.cart, "lampu");
        let now = now.keeping.sign_in(now.cart, budi, &Cart::default());
        assert_eq!(shown(&now.cart), ["lampu"]);
        let (owner, theirs) = now.aside.unwrap();
        assert_eq!((owner, shown(&theirs), theirs.gone().len()), (sari, vec!["kopi"], 1));
        // Without a sign-out in between everything is the first one's.
        let again = now.keeping.sign_in(now.cart, sari, &theirs);
        assert_eq!(shown(&again.cart), ["kopi"]);
        let (owner, theirs) = again.aside.unwrap();
        assert_eq!((owner, shown(&theirs)), (budi, vec!["lampu"]));
    }

    #[test]
    fn the_account_is_told_of_changes_once() {
        // K5
        let mut cart = Cart::default();
        put(&mut cart, "kopi");
        put(&mut cart, "beras");
        let now = Keeping::default().sign_in(cart, account(1), &Cart::default());
        let (mut cart, mut keeping) = (now.cart, now.keeping);
        let told = keeping.to_tell(&cart);
        assert_eq!(told, cart);
        keeping.note_told(&told, &cart.clone(), &cart);
        assert!(!keeping.has_news(&cart));
        take_out(&mut cart, "kopi");
        assert!(keeping.has_news(&cart));
        let told = keeping.to_tell(&cart);
        assert_eq!((shown(&told), told.gone().len()), (vec!["beras"], 1));
        // A change made while the answer was on its way is still news.
        let before = cart.clone();
        put(&mut cart, "lampu");
        keeping.note_told(&told, &before, &cart);
        assert!(keeping.has_news(&cart));
        assert_eq!(keeping.to_tell(&cart).gone().len(), 0, "told of it already");
    }
}
