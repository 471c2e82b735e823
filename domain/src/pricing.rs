//! Pricing: from lines and terms to a breakdown both sides compute alike.
//!
//! The phone prices to show, the server prices to decide; they run this same
//! code on integers, so a difference means different facts, never rounding.
//! Goods travel in one [`Parcel`] per seller, each with its own shipping fee,
//! its own tax line and later its own receipt.

use crate::catalog::{DeliveryMethod, Fee, TaxRule};
use crate::ids::{ProductId, SellerId, VariantId};
use crate::money::{Currency, Money, MoneyError};
use serde::{Deserialize, Serialize};

/// One line as priced: the unit price is captured, never looked up again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedLine {
    pub product: ProductId,
    pub variant: VariantId,
    pub seller: SellerId,
    /// Name as it stood when priced, for receipts and old orders.
    pub name: String,
    pub quantity: u32,
    pub unit_price: Money,
    /// What one piece cost before the sale.
    pub unit_list_price: Option<Money>,
}

impl PricedLine {
    /// Unit price times quantity.
    pub fn total(&self) -> Result<Money, MoneyError> {
        self.unit_price.times(self.quantity.into())
    }
}

/// Why an amount was taken off or put on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AdjustmentReason {
    /// The shipping fee, given back because the parcel is worth enough.
    FreeShipping,
    /// What the way to pay costs, where the shopper bears it.
    PaymentFee,
}

/// An amount beside the lines, with its sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    pub reason: AdjustmentReason,
    pub amount: Money,
}

/// What one seller sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    pub seller: SellerId,
    pub lines: Vec<PricedLine>,
    pub goods: Money,
    pub shipping: Money,
    pub adjustments: Vec<Adjustment>,
    /// Tax contained in the total, not added to it.
    pub tax_included: Option<IncludedTax>,
    pub total: Money,
}

/// A tax contained in an amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncludedTax {
    pub label: String,
    pub amount: Money,
}

/// A whole order, priced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceBreakdown {
    pub parcels: Vec<Parcel>,
    pub goods: Money,
    pub shipping: Money,
    pub adjustments: Money,
    pub tax_included: Option<IncludedTax>,
    pub total: Money,
}

impl PriceBreakdown {
    /// Prices lines under a delivery method and a tax rule. Parcels stand in the
    /// order in which their seller first appears.
    pub fn of(
        lines: Vec<PricedLine>,
        currency: Currency,
        delivery: &DeliveryMethod,
        tax: Option<&TaxRule>,
    ) -> Result<Self, MoneyError> {
        let mut by_seller: Vec<(SellerId, Vec<PricedLine>)> = Vec::new();
        for line in lines {
            match by_seller.iter_mut().find(|(seller, _)| *seller == line.seller) {
                Some((_, parcel)) => parcel.push(line),
                None => by_seller.push((line.seller.clone(), vec![line])),
            }
        }
        let parcels = by_seller
            .into_iter()
            .map(|(seller, lines)| Parcel::of(seller, lines, currency, delivery, tax))
            .collect::<Result<Vec<_>, _>>()?;
        let sum = |part: fn(&Parcel) -> Money| Money::sum(currency, parcels.iter().map(part));
        let (goods, shipping) = (sum(|p| p.goods)?, sum(|p| p.shipping)?);
        let total = sum(|p| p.total)?;
        let adjustments = Money::sum(
            currency,
            parcels.iter().flat_map(|p| &p.adjustments).map(|adjustment| adjustment.amount),
        )?;
        let mut taxes = parcels.iter().filter_map(|p| p.tax_included.as_ref()).peekable();
        let label = taxes.peek().map(|tax| tax.label.clone());
        let amount = Money::sum(currency, taxes.map(|tax| tax.amount))?;
        let tax_included = label.map(|label| IncludedTax { label, amount });
        Ok(Self { parcels, goods, shipping, adjustments, tax_included, total })
    }

    /// An amount for the shopper's own balance: nothing is sent, no tax is in it.
    #[must_use]
    pub const fn top_up(amount: Money) -> Self {
        let zero = Money::zero(amount.currency());
        Self {
            parcels: Vec::new(),
            goods: amount,
            shipping: zero,
            adjustments: zero,
            tax_included: None,
            total: amount,
        }
    }

    /// What of it is a seller's own.
    pub fn part_of(&self, seller: &SellerId) -> Result<Money, MoneyError> {
        let theirs = self.parcels.iter().filter(|parcel| parcel.seller == *seller);
        Money::sum(self.total.currency(), theirs.map(|parcel| parcel.total))
    }

    /// The same purchase paid by a way with that fee. What another way would have cost
    /// is taken out. Each parcel bears its share, and no tax is in it.
    pub fn paid_by(mut self, fee: &Fee) -> Result<Self, MoneyError> {
        let currency = self.total.currency();
        if self.parcels.is_empty() {
            // An amount that nobody sells bears it alone.
            self.adjustments = fee.for_shopper(self.goods)?;
            self.total = self.goods.checked_add(self.adjustments)?;
            return Ok(self);
        }
        for parcel in &mut self.parcels {
            let before = parcel.payment_fee()?;
            parcel.adjustments.retain(|it| it.reason != AdjustmentReason::PaymentFee);
            parcel.total = parcel.total.checked_sub(before)?;
        }
        let weights: Vec<i64> = self.parcels.iter().map(|parcel| parcel.total.minor()).collect();
        let total = Money::sum(currency, self.parcels.iter().map(|parcel| parcel.total))?;
        let fee = fee.for_shopper(total)?;
        if !fee.is_zero() {
            for (parcel, amount) in self.parcels.iter_mut().zip(fee.prorate(&weights)?) {
                if !amount.is_zero() {
                    let reason = AdjustmentReason::PaymentFee;
                    parcel.adjustments.push(Adjustment { reason, amount });
                    parcel.total = parcel.total.checked_add(amount)?;
                }
            }
        }
        let adjusted = self.parcels.iter().flat_map(|parcel| &parcel.adjustments);
        self.adjustments = Money::sum(currency, adjusted.map(|it| it.amount))?;
        self.total = Money::sum(currency, self.parcels.iter().map(|parcel| parcel.total))?;
        Ok(self)
    }

    /// What the way to pay costs the shopper, in the total already.
    pub fn payment_fee(&self) -> Result<Money, MoneyError> {
        if self.parcels.is_empty() {
            return Ok(self.adjustments);
        }
        let fees = self.parcels.iter().map(Parcel::payment_fee).collect::<Result<Vec<_>, _>>()?;
        Money::sum(self.total.currency(), fees)
    }

    pub fn lines(&self) -> impl Iterator<Item = &PricedLine> {
        self.parcels.iter().flat_map(|parcel| &parcel.lines)
    }
}

impl Parcel {
    /// This parcel's share of what the way to pay costs the shopper.
    pub fn payment_fee(&self) -> Result<Money, MoneyError> {
        let fees = self.adjustments.iter().filter(|it| it.reason == AdjustmentReason::PaymentFee);
        Money::sum(self.total.currency(), fees.map(|it| it.amount))
    }

    fn of(
        seller: SellerId,
        lines: Vec<PricedLine>,
        currency: Currency,
        delivery: &DeliveryMethod,
        tax: Option<&TaxRule>,
    ) -> Result<Self, MoneyError> {
        let totals = lines.iter().map(PricedLine::total).collect::<Result<Vec<_>, _>>()?;
        let goods = Money::sum(currency, totals)?;
        let shipping = Money::new(delivery.fee, currency);
        let free = delivery.free_from.is_some_and(|from| goods.minor() >= from);
        let adjustments = if free && !shipping.is_zero() {
            let amount = Money::zero(currency).checked_sub(shipping)?;
            vec![Adjustment { reason: AdjustmentReason::FreeShipping, amount }]
        } else {
            Vec::new()
        };
        let adjusted = Money::sum(currency, adjustments.iter().map(|a| a.amount))?;
        let total = goods.checked_add(shipping)?.checked_add(adjusted)?;
        let tax_included = match tax.filter(|rule| rule.is_for(&seller)) {
            Some(rule) => {
                Some(IncludedTax { label: rule.label.clone(), amount: rule.inside(total)? })
            }
            None => None,
        };
        Ok(Self { seller, lines, goods, shipping, adjustments, tax_included, total })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Bearer;
    use crate::lang::Localized;
    use proptest::prelude::*;

    fn line(seller: &str, price: i64, quantity: u32) -> PricedLine {
        PricedLine {
            product: "panci".parse().unwrap(),
            variant: "default".parse().unwrap(),
            seller: seller.parse().unwrap(),
            name: "Panci".into(),
            quantity,
            unit_price: Money::new(price, Currency::IDR),
            unit_list_price: None,
        }
    }

    fn courier(fee: i64, free_from: Option<i64>) -> DeliveryMethod {
        DeliveryMethod {
            id: "reguler".parse().unwrap(),
            name: Localized::default(),
            promise: Localized::default(),
            fee,
            free_from,
            needs_address: true,
        }
    }

    fn ppn() -> TaxRule {
        TaxRule { label: "PPN 11%".into(), numerator: 11, denominator: 111, sellers: None }
    }

    // Holds P10.
    #[test]
    fn only_who_collects_a_tax_has_it_on_the_parcel() {
        let rule = TaxRule { sellers: Some(vec!["b".parse().unwrap()]), ..ppn() };
        let of = |sellers: [&str; 2]| {
            let lines = sellers.map(|seller| line(seller, 11_100, 1)).to_vec();
            PriceBreakdown::of(lines, Currency::IDR, &courier(0, None), Some(&rule)).unwrap()
        };
        let both = of(["a", "b"]);
        assert_eq!(both.parcels[0].tax_included, None);
        assert_eq!(both.parcels[1].tax_included.as_ref().unwrap().amount.minor(), 1_100);
        assert_eq!(both.tax_included.unwrap().amount.minor(), 1_100);
        assert_eq!(of(["a", "c"]).tax_included, None);
    }

    #[test]
    fn one_parcel_and_one_fee_per_seller() {
        let lines = vec![line("a", 50_000, 2), line("b", 10_000, 1), line("a", 5_000, 1)];
        let priced =
            PriceBreakdown::of(lines, Currency::IDR, &courier(9_000, Some(100_000)), Some(&ppn()))
                .unwrap();
        assert_eq!(priced.parcels.len(), 2);
        assert_eq!(priced.goods.minor(), 115_000);
        assert_eq!(priced.shipping.minor(), 18_000);
        assert_eq!(priced.adjustments.minor(), -9_000);
        assert_eq!(priced.total.minor(), 124_000);
        // 105,000 x 11/111 = 10,405.4 and 19,000 x 11/111 = 1,882.9
        assert_eq!(priced.tax_included.unwrap().amount.minor(), 10_405 + 1_883);
    }

    #[test]
    fn absurd_amounts_are_an_error() {
        let lines = vec![line("a", i64::MAX / 2, 3)];
        let got = PriceBreakdown::of(lines, Currency::IDR, &courier(0, None), None);
        assert_eq!(got, Err(MoneyError::Overflow));
    }

    // Holds B13.
    #[test]
    fn a_top_up_costs_its_amount_and_what_the_way_to_pay_costs() {
        let amount = Money::new(100_000, Currency::IDR);
        let plain = PriceBreakdown::top_up(amount);
        let fee = |flat, borne_by| Fee { flat, per_mille: 7, borne_by };
        let priced = plain.clone().paid_by(&fee(2_500, Bearer::Shopper)).unwrap();
        assert_eq!([priced.goods.minor(), priced.total.minor()], [100_000, 103_200]);
        assert_eq!(priced.payment_fee().unwrap().minor(), 3_200);
        let other = priced.clone().paid_by(&fee(1_000, Bearer::Shopper)).unwrap();
        assert_eq!(other.total.minor(), 101_700);
        assert_eq!(priced.paid_by(&fee(2_500, Bearer::Shop)).unwrap(), plain);
    }

    proptest! {
        // Holds M1.
        #[test]
        fn parts_add_up_to_the_whole(
            lines in prop::collection::vec((0..4_u8, 0..5_000_000_i64, 1..50_u32), 1..20),
            fee in 0..50_000_i64,
            free_from in prop::option::of(0..1_000_000_i64),
        ) {
            let lines = lines.into_iter().map(|(s, price, n)| line(&format!("s{s}"), price, n)).collect();
            let priced = PriceBreakdown::of(lines, Currency::IDR, &courier(fee, free_from), Some(&ppn())).unwrap();
            let sum = priced.goods.checked_add(priced.shipping).unwrap().checked_add(priced.adjustments).unwrap();
            prop_assert_eq!(sum, priced.total);
            let parcels = Money::sum(Currency::IDR, priced.parcels.iter().map(|p| p.total)).unwrap();
            prop_assert_eq!(parcels, priced.total);
            prop_assert!(priced.adjustments.minor() <= 0);
        }

        // Holds P1, M1.
        #[test]
        fn another_way_to_pay_changes_nothing_but_its_fee(
            lines in prop::collection::vec((0..4_u8, 0..5_000_000_i64, 1..50_u32), 1..20),
            [flat, other] in any::<[u16; 2]>(),
            per_mille in 0..60_i64,
        ) {
            let lines = lines.into_iter().map(|(s, price, n)| line(&format!("s{s}"), price, n)).collect();
            let plain = PriceBreakdown::of(lines, Currency::IDR, &courier(9_000, None), Some(&ppn())).unwrap();
            let fee = |flat: u16, per_mille| Fee { flat: flat.into(), per_mille, borne_by: Bearer::Shopper };
            let dear = fee(flat, per_mille);
            let priced = plain.clone().paid_by(&dear).unwrap();
            let due = dear.of(plain.total).unwrap();
            prop_assert_eq!(priced.payment_fee().unwrap(), due);
            prop_assert_eq!(priced.total, plain.total.checked_add(due).unwrap());
            for (parcel, before) in priced.parcels.iter().zip(&plain.parcels) {
                let sum = parcel.goods.checked_add(parcel.shipping).unwrap();
                let adjusted = Money::sum(Currency::IDR, parcel.adjustments.iter().map(|it| it.amount)).unwrap();
                prop_assert_eq!(sum.checked_add(adjusted).unwrap(), parcel.total);
                prop_assert_eq!(&parcel.tax_included, &before.tax_included);
            }
            let again = priced.clone().paid_by(&fee(other, 3)).unwrap().paid_by(&dear).unwrap();
            prop_assert_eq!(&again, &priced);
            let ours = Fee { borne_by: Bearer::Shop, ..dear };
            prop_assert_eq!(priced.paid_by(&ours).unwrap(), plain);
        }
    }
}
