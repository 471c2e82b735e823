//! A receipt as it would come out of a till.

use super::order_breakdown::totals;
use crate::i18n::phrases_of;
use leptos::prelude::*;
use warung_domain::lang::Lang;
use warung_domain::locale::{format_count, format_date_time, format_money};
use warung_domain::money::Money;
use warung_domain::receipt::{Kind, Receipt};

/// The paper. Dates are read in the offset the receipt itself names.
#[must_use]
pub fn receipt_paper(receipt: &Receipt, lang: Lang) -> AnyView {
    let words = phrases_of(lang);
    let t = &words.receipt;
    let at = |moment| format_date_time(moment, receipt.offset_minutes, lang);
    let buyer = format!("{} · {}", receipt.buyer_name, receipt.buyer_phone);
    let facts = [
        (t.number, receipt.number.clone(), "receipt-number"),
        (t.order, receipt.order_number.clone(), "receipt-order"),
        (t.date, at(receipt.issued_at), "receipt-date"),
        (t.buyer, buyer, "receipt-buyer"),
    ];
    let paid = &receipt.payment;
    let proof = [
        (t.paid_with, (words.payment.method)(paid.method).to_owned(), "receipt-method"),
        (t.paid_at, at(paid.paid_at), "receipt-paid-at"),
        (t.reference, paid.reference.clone(), "receipt-reference"),
        (t.whole_order_paid, format_money(paid.order_paid, lang), "receipt-order-paid"),
    ];
    let adjusted = receipt.adjustments.iter().map(|adjustment| adjustment.amount);
    // The sum was checked together with the signature.
    let adjusted = Money::sum(receipt.total.currency(), adjusted)
        .unwrap_or_else(|_| Money::zero(receipt.total.currency()));
    let is_receipt = receipt.kind.is_receipt();
    let stamp = match (is_receipt, paid.provisional_until) {
        (false, _) => (t.gone)(receipt.kind),
        (true, Some(_)) => t.stamp_provisional,
        (true, None) => t.stamp,
    };
    let back = receipt.correction.as_ref().map(|correction| {
        let facts = [
            (t.went_back_at, at(correction.at), "receipt-back-at"),
            (t.went_back, format_money(correction.order_amount, lang), "receipt-back"),
            (t.reference, correction.reference.clone(), "receipt-back-reference"),
        ];
        view! {
            <hr />
            {kv(facts)}
        }
        .into_any()
    });
    let provisional = paid
        .provisional_until
        .filter(|_| is_receipt)
        .map(|until| view! { <p class="small">{(t.provisional)(&at(until))}</p> }.into_any());
    let corrects = receipt.previous.map(|_| {
        let words = if is_receipt { t.corrects } else { t.no_longer_paid };
        view! { <p class="small">{words}</p> }.into_any()
    });
    let kind = match receipt.kind {
        Kind::Receipt => "receipt",
        Kind::Reversal => "reversal",
        Kind::Refund => "refund",
        Kind::ChargeBack => "charge-back",
    };
    view! {
        <article class="receipt" data-test="receipt" data-kind=kind>
            <header>
                <h2>{receipt.seller_name.clone()}</h2>
                <p class="muted">{receipt.shop_name.clone()}</p>
                <p class="strong">{(t.paper)(receipt.kind)}</p>
            </header>
            <hr />
            {kv(facts)}
            <hr />
            <table>
                <tbody>{lines(receipt, lang)}</tbody>
            </table>
            <hr />
            {totals(
                receipt.goods,
                receipt.shipping,
                adjusted,
                receipt.tax_included.as_ref(),
                receipt.total,
                lang,
            )}
            <hr />
            {kv(proof)}
            {back}
            <footer class="stack stack-s">
                <p><span class="stamp">{stamp}</span></p>
                {provisional}
                {corrects}
                <p class="small muted">{t.signed_note}</p>
            </footer>
        </article>
    }
    .into_any()
}

fn kv<const N: usize>(facts: [(&'static str, String, &'static str); N]) -> AnyView {
    let rows = facts
        .into_iter()
        .filter(|(_, value, _)| !value.is_empty())
        .map(|(name, value, test)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd data-test=test>{value}</dd>
                </div>
            }
            .into_any()
        })
        .collect_view();
    view! { <dl class="kv">{rows}</dl> }.into_any()
}

fn lines(receipt: &Receipt, lang: Lang) -> AnyView {
    let row = |line: &warung_domain::pricing::PricedLine| {
        let count = format_count(line.quantity.into(), lang);
        let each = format_money(line.unit_price, lang);
        let total = line.total().map(|total| format_money(total, lang)).unwrap_or_default();
        view! {
            <tr>
                <td>
                    {line.name.clone()}
                    <br />
                    <small>{format!("{count} × {each}")}</small>
                </td>
                <td>{total}</td>
            </tr>
        }
        .into_any()
    };
    receipt.lines.iter().map(row).collect_view().into_any()
}
