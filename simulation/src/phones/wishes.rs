//! What somebody puts into an order, from the shelf as this phone knows it.

use super::Kit;
use crate::cast::{config, product_id};
use warung_domain::command::{CommandBody, OrderedLine, PlaceOrder};
use warung_domain::lang::Lang;
use warung_domain::money::Money;
use warung_domain::payment::PaymentMethod;
use warung_domain::pricing::{PriceBreakdown, PricedLine};

/// One that can be taken back, one that cannot, a bank, the shop's own counters, a person's hand, and
/// what the shop keeps. The others of their kind differ in what the shopper is shown.
const WAYS_TO_PAY: [PaymentMethod; 6] = [
    PaymentMethod::Indomaret,
    PaymentMethod::Alfamart,
    PaymentMethod::VaBca,
    PaymentMethod::Counter,
    PaymentMethod::CashOnDelivery,
    PaymentMethod::Balance,
];

impl Kit {
    /// An amount for the balance as this phone would show it, by one of the first four ways.
    pub(super) fn amount(thousands: i64, pay: usize) -> Option<(CommandBody, PriceBreakdown)> {
        let config = config();
        let payment = WAYS_TO_PAY[pay % 4];
        let fee = config.terms.payment_terms(payment)?.fee;
        let amount = Money::new(thousands * 1_000, config.currency);
        let seen = PriceBreakdown::top_up(amount).paid_by(&fee).ok()?;
        Some((CommandBody::TopUp { amount, payment, total: seen.total }, seen))
    }

    /// The order as this phone would show it.
    pub(super) fn wish(
        &self,
        lines: &[(usize, u32)],
        pay: usize,
    ) -> Option<(PlaceOrder, PriceBreakdown)> {
        let shelf = self.shelf.borrow();
        let config = config();
        let mut priced = Vec::new();
        let mut ordered = Vec::new();
        for (place, quantity) in lines {
            let product = shelf.products.get(&product_id(*place)).filter(|p| p.orderable)?;
            let variant = product.variants.first()?;
            priced.push(PricedLine {
                product: product.id.clone(),
                variant: variant.id.clone(),
                seller: product.seller.clone(),
                name: product.line_name(variant, Lang::Id),
                quantity: *quantity,
                unit_price: Money::new(variant.price, config.currency),
                unit_list_price: None,
            });
            ordered.push(OrderedLine {
                product: product.id.clone(),
                variant: variant.id.clone(),
                quantity: *quantity,
                unit_price: variant.price,
            });
        }
        let delivery = config.terms.delivery.iter().find(|method| !method.needs_address)?;
        // What is inside the price changes no total.
        let payment = WAYS_TO_PAY[pay % WAYS_TO_PAY.len()];
        let fee = config.terms.payment_terms(payment)?.fee;
        let seen = PriceBreakdown::of(priced, config.currency, delivery, None).ok()?;
        let seen = seen.paid_by(&fee).ok()?;
        let order = PlaceOrder {
            lines: ordered,
            delivery: delivery.id.clone(),
            address: None,
            payment,
            total: seen.total,
            epoch: crate::cast::EPOCH.into(),
            rev: shelf.rev,
            note: String::new(),
            number: None,
        };
        Some((order, seen))
    }
}
