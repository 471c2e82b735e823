//! Who pays, for what, and why a way to pay is not offered for it, in words.

use crate::actions::balance::{spendable, trust};
use crate::actions::checkout::{chosen_delivery, goods};
use crate::i18n::Phrases;
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::catalog::{
    Bearer, Caution, Good, Payer, PaymentTerms, Purchase, Reach, WhyNot, offered,
};
use warung_domain::ids::{ProductId, SellerId};
use warung_domain::lang::Lang;
use warung_domain::locale::format_money;
use warung_domain::money::{Currency, Money};
use warung_domain::order::{Order, Purpose};

/// The purchase in hand, as far as this phone knows.
pub struct Paying {
    payer: Payer,
    is_known: bool,
    goods: Vec<Good>,
    reach: Reach,
}

impl Paying {
    /// None before it is clear how the goods get there. Tracks.
    pub fn now(state: AppState) -> Option<Self> {
        let reach = Reach::of(&chosen_delivery(state)?);
        let is_known = state.session.with(|session| session.account().is_some());
        let payer = Payer { balance: spendable(state), trust: trust(state) };
        Some(Self { payer, is_known, goods: goods(state), reach })
    }

    /// For an order that is placed and not paid yet. Tracks.
    pub fn for_order(state: AppState, order: &Order) -> Self {
        let is_known = state.session.with(|session| session.account().is_some());
        let payer = Payer { balance: spendable(state), trust: trust(state) };
        let goods = order.breakdown.lines().map(|line| Good {
            product: line.product.clone(),
            seller: line.seller.clone(),
            categories: untrack(|| state.catalog.product(&line.product))
                .map(|product| product.categories)
                .unwrap_or_default(),
            digital: order.digital.iter().any(|item| item.product == line.product),
        });
        let reach = match (order.purpose, &order.address) {
            (Purpose::TopUp, _) => Reach::OntoBalance,
            (Purpose::Goods, Some(_)) => Reach::Delivered,
            (Purpose::Goods, None) => Reach::PickedUp,
        };
        Self { payer, is_known, goods: goods.collect(), reach }
    }

    /// For an amount that goes onto the balance itself. Tracks.
    pub fn top_up(state: AppState) -> Self {
        let is_known = state.session.with(|session| session.account().is_some());
        let payer = Payer { balance: spendable(state), trust: trust(state) };
        Self { payer, is_known, goods: Vec::new(), reach: Reach::OntoBalance }
    }

    /// Whether a way to pay fills balances, whatever the amount.
    pub fn fills_balances(&self, terms: &PaymentTerms) -> bool {
        let total = Money::zero(Currency::IDR);
        let purchase = Purchase { total, goods: &[], reach: Reach::OntoBalance };
        offered(terms, &purchase, &self.payer) != Err(WhyNot::NotForTopUps)
    }

    pub const fn balance(&self) -> Option<Money> {
        self.payer.balance
    }

    /// Why a way to pay cannot take this total, which is with all it costs; nothing if it
    /// can.
    pub fn obstacle(
        &self,
        state: AppState,
        terms: &PaymentTerms,
        total: Money,
        words: &Phrases,
    ) -> Option<String> {
        let lang = state.lang.get_untracked();
        let amount = |money| format_money(money, lang);
        let purchase = Purchase { total, goods: &self.goods, reach: self.reach };
        let why = offered(terms, &purchase, &self.payer).err()?;
        Some(match why {
            WhyNot::BelowMinimum { minimum } => (words.checkout.below_minimum)(&amount(minimum)),
            WhyNot::AboveMaximum { maximum } => (words.checkout.above_maximum)(&amount(maximum)),
            WhyNot::NotFrom(seller) => (words.offer.not_from)(&seller_name(state, &seller)),
            WhyNot::NotFor(product) => (words.offer.not_for)(&product_name(state, &product, lang)),
            WhyNot::PickUpOnly => words.offer.pick_up_only.to_owned(),
            WhyNot::NotForTopUps => words.offer.not_for_top_ups.to_owned(),
            WhyNot::Careful(Caution::CashUnpaid { orders }) => (words.offer.cash_unpaid)(orders),
            WhyNot::Careful(Caution::CodesUnpaid { orders }) => (words.offer.codes_unpaid)(orders),
            WhyNot::BalanceUnknown if self.is_known => words.balance.unknown.to_owned(),
            WhyNot::BalanceUnknown => words.balance.sign_in_first.to_owned(),
            WhyNot::BalanceTooSmall { balance } => (words.balance.too_small)(&amount(balance)),
        })
    }
}

fn seller_name(state: AppState, seller: &SellerId) -> String {
    untrack(|| state.catalog.seller(seller)).map_or_else(|| seller.to_string(), |known| known.name)
}

fn product_name(state: AppState, id: &ProductId, lang: Lang) -> String {
    let found = untrack(|| state.catalog.product(id));
    found.map_or_else(|| id.to_string(), |found| found.name.get(lang).to_owned())
}

/// What paying this way costs the shopper, in words.
pub fn costs(terms: &PaymentTerms, fee: Money, lang: Lang, words: &Phrases) -> String {
    match terms.fee.borne_by {
        Bearer::Shopper if !fee.is_zero() => (words.offer.costs)(&format_money(fee, lang)),
        _ => words.offer.costs_nothing.to_owned(),
    }
}

/// The smallest and largest total, in words; nothing where there is no lower end to
/// speak of.
pub fn limits(terms: &PaymentTerms, total: Money, lang: Lang, words: &Phrases) -> String {
    let amount = |minor| format_money(Money::new(minor, total.currency()), lang);
    let most = amount(terms.maximum);
    if terms.minimum > 1 {
        (words.offer.between)(&amount(terms.minimum), &most)
    } else {
        (words.offer.up_to)(&most)
    }
}
