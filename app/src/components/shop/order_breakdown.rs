//! What is in an order and what it comes to.

use crate::i18n::phrases_of;
use leptos::prelude::*;
use warung_domain::lang::Lang;
use warung_domain::locale::{format_count, format_money};
use warung_domain::money::Money;
use warung_domain::pricing::{
    Adjustment, AdjustmentReason, IncludedTax, PriceBreakdown, PricedLine,
};

/// Lines as rows: how many of what, at which price, and what that makes.
#[must_use]
pub fn priced_lines(lines: &[PricedLine], lang: Lang) -> AnyView {
    let rows = lines
        .iter()
        .map(|line| {
            let count = format_count(line.quantity.into(), lang);
            let each = format_money(line.unit_price, lang);
            let total = line.total().map(|total| format_money(total, lang)).unwrap_or_default();
            view! {
                <div>
                    <dt>
                        {line.name.clone()}
                        <br />
                        <small class="muted">{format!("{count} × {each}")}</small>
                    </dt>
                    <dd>{total}</dd>
                </div>
            }
            .into_any()
        })
        .collect_view();
    view! { <dl class="totals">{rows}</dl> }.into_any()
}

/// Everything between the goods and the total.
#[must_use]
pub fn breakdown_totals(breakdown: &PriceBreakdown, lang: Lang) -> AnyView {
    let mut adjustments: Vec<Adjustment> =
        breakdown.parcels.iter().flat_map(|parcel| parcel.adjustments.clone()).collect();
    let has_parcels = !breakdown.parcels.is_empty();
    if let (false, Ok(amount)) = (has_parcels, breakdown.payment_fee()) {
        adjustments.push(Adjustment { reason: AdjustmentReason::PaymentFee, amount });
    }
    totals(
        breakdown.goods,
        has_parcels.then_some(breakdown.shipping),
        &adjustments,
        breakdown.tax_included.as_ref(),
        breakdown.total,
        lang,
    )
}

/// Goods, delivery fee, what is taken off, what paying costs, the total, and the tax inside
/// it. Without a delivery the first is the amount of a top-up.
#[must_use]
pub fn totals(
    goods: Money,
    shipping: Option<Money>,
    adjustments: &[Adjustment],
    tax: Option<&IncludedTax>,
    total: Money,
    lang: Lang,
) -> AnyView {
    let words = &phrases_of(lang).orders;
    let delivery = shipping.map(|shipping| {
        let fee = if shipping.is_zero() {
            phrases_of(lang).checkout.free.to_owned()
        } else {
            format_money(shipping, lang)
        };
        view! {
            <div>
                <dt>{words.shipping}</dt>
                <dd>{fee}</dd>
            </div>
        }
        .into_any()
    });
    let first = if shipping.is_some() { words.goods } else { phrases_of(lang).top_up.amount };
    let sum = |reason| {
        let such = adjustments.iter().filter(|it| it.reason == reason);
        // Whoever made the total added them up without trouble.
        Money::sum(total.currency(), such.map(|it| it.amount))
            .unwrap_or(Money::zero(total.currency()))
    };
    let off = sum(AdjustmentReason::FreeShipping);
    let paying = sum(AdjustmentReason::PaymentFee);
    let paying = (!paying.is_zero()).then(|| {
        view! {
            <div>
                <dt>{phrases_of(lang).offer.fee}</dt>
                <dd data-test="payment-fee">{format_money(paying, lang)}</dd>
            </div>
        }
        .into_any()
    });
    let saving = (!off.is_zero()).then(|| {
        view! {
            <div class="saving">
                <dt>{words.free_shipping}</dt>
                <dd>{format_money(off, lang)}</dd>
            </div>
        }
        .into_any()
    });
    let tax = tax.map(|tax| {
        view! {
            <div class="small">
                <dt>{(words.tax_included)(&tax.label)}</dt>
                <dd class="muted">{format_money(tax.amount, lang)}</dd>
            </div>
        }
        .into_any()
    });
    view! {
        <dl class="totals">
            <div>
                <dt>{first}</dt>
                <dd>{format_money(goods, lang)}</dd>
            </div>
            {delivery}
            {saving}
            {paying}
            <div class="total">
                <dt>{words.total}</dt>
                <dd data-test="total">{format_money(total, lang)}</dd>
            </div>
            {tax}
        </dl>
    }
    .into_any()
}
