//! A receipt as it would come out of a till.

use super::order_breakdown::totals;
use crate::components::ui::qr_link;
use crate::i18n::{Receipt as Words, phrases_of};
use leptos::prelude::*;
use warung_domain::lang::Lang;
use warung_domain::locale::{format_count, format_date_time, format_money, format_zone};
use warung_domain::money::{Money, MoneyError};
use warung_domain::pricing::PricedLine;
use warung_domain::receipt::Receipt;
use warung_domain::receipt::on_paper::links;

/// What stands on the paper besides what was signed.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The signed document, word for word.
    pub jws: &'a str,
    /// Where the shop checks receipts.
    pub page: &'a str,
    /// The number of the document before it, as far as it is known here.
    pub previous: Option<&'a str>,
}

/// The element of a document, by which it is printed.
#[must_use]
pub fn element_id(receipt: &Receipt) -> String {
    format!("doc-{}", receipt.id)
}

/// The paper. Dates are read in the offset the receipt itself names.
#[must_use]
pub fn receipt_paper(receipt: &Receipt, around: Around<'_>, lang: Lang) -> AnyView {
    let words = phrases_of(lang);
    let t = &words.receipt;
    let zone = format_zone(receipt.offset_minutes, lang);
    let at = |moment| format!("{} {zone}", format_date_time(moment, receipt.offset_minutes, lang));
    let buyer = format!("{} · {}", receipt.buyer_name, receipt.buyer_phone);
    // Whoever holds only this one is told its name, which the number is not known of.
    let before =
        receipt.previous.map(|id| around.previous.map_or_else(|| id.to_string(), str::to_owned));
    let before = before.unwrap_or_default();
    let facts = [
        (t.number, receipt.number.clone(), "receipt-number"),
        (t.order, receipt.order_number.clone(), "receipt-order"),
        (t.date, at(receipt.issued_at), "receipt-date"),
        (t.previous, before, "receipt-previous"),
        (t.seller, receipt.seller_name.clone(), "receipt-seller"),
        (t.buyer, buyer, "receipt-buyer"),
    ];
    let paid = &receipt.payment;
    let proof = [
        (t.paid_with, (words.payment.method)(paid.method).to_owned(), "receipt-method"),
        (t.paid_at, at(paid.paid_at), "receipt-paid-at"),
        (t.reference, paid.reference.clone(), "receipt-reference"),
        (t.whole_order_paid, format_money(paid.order_paid, lang), "receipt-order-paid"),
    ];
    let is_receipt = receipt.kind.is_of_arrival();
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
    let saved = saved(receipt).ok().filter(|saved| saved.minor() > 0).map(|saved| {
        let text = (t.saved)(&format_money(saved, lang));
        view! { <p class="small center" data-test="receipt-saved">{text}</p> }.into_any()
    });
    let provisional = paid
        .provisional_until
        .filter(|_| is_receipt)
        .map(|until| view! { <p class="small">{(t.provisional)(&at(until))}</p> }.into_any());
    let corrects = receipt.previous.map(|_| {
        let words = if is_receipt { t.corrects } else { t.no_longer_paid };
        view! { <p class="small">{words}</p> }.into_any()
    });
    let by_a_seller = receipt.shop_name != receipt.seller_name;
    let kind = receipt.kind.code();
    view! {
        <article class="receipt" id=element_id(receipt) data-test="receipt" data-kind=kind>
            <header>
                <h2>{receipt.seller_name.clone()}</h2>
                {by_a_seller.then(|| view! { <p class="muted">{receipt.shop_name.clone()}</p> })}
                <p class="strong">{(t.paper)(receipt.kind)}</p>
            </header>
            <hr />
            <div class="receipt-facts">{kv(facts)}</div>
            <hr />
            <table>
                <tbody>{lines(receipt, lang)}</tbody>
            </table>
            <hr />
            <div class="receipt-sums">
                {totals(
                    receipt.goods,
                    receipt.is_of_goods().then_some(receipt.shipping),
                    &receipt.adjustments,
                    receipt.tax_included.as_ref(),
                    receipt.total,
                    lang,
                )}
                {saved}
            </div>
            <hr />
            <div class="receipt-money">{kv(proof)} {back}</div>
            <footer class="stack stack-s">
                <p><span class="stamp">{stamp}</span></p>
                {provisional}
                {corrects}
                <p class="small muted">{t.signed_note}</p>
            </footer>
            {check(around, t)}
        </article>
    }
    .into_any()
}

/// The QR by which a stranger's phone verifies the document.
fn check(around: Around<'_>, t: &Words) -> AnyView {
    let host = around.page.split_once("://").map_or(around.page, |(_, host)| host);
    let drawn = links(around.page, around.jws).into_iter().find_map(|link| {
        let qr = qr_link(&link.before, &link.digits, t.check_title.to_owned())?;
        let says = if link.digits.is_empty() { t.check_named } else { t.check_whole };
        Some((qr, says(host)))
    });
    let Some((qr, says)) = drawn else { return ().into_any() };
    view! {
        <div class="receipt-check">
            {qr}
            <div>
                <p class="strong">{t.check_title}</p>
                <p class="small">{says}</p>
            </div>
        </div>
    }
    .into_any()
}

/// By what the lines were dearer before the sale.
fn saved(receipt: &Receipt) -> Result<Money, MoneyError> {
    let lines = receipt.lines.iter();
    let saved = lines.filter_map(|line| line.unit_list_price.map(|list| (line, list)));
    let saved = saved
        .map(|(line, list)| list.checked_sub(line.unit_price)?.times(line.quantity.into()))
        .collect::<Result<Vec<_>, _>>()?;
    Money::sum(receipt.total.currency(), saved)
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
    let t = &phrases_of(lang).receipt;
    let row = |line: &PricedLine| {
        let count = format_count(line.quantity.into(), lang);
        let each = format_money(line.unit_price, lang);
        let total = line.total().map(|total| format_money(total, lang)).unwrap_or_default();
        let list = line.unit_list_price.filter(|list| list.minor() > line.unit_price.minor());
        let list = list.map(|list| format!(" ({})", (t.list_price)(&format_money(list, lang))));
        view! {
            <tr>
                <td>
                    {line.name.clone()}
                    <br />
                    <small>{format!("{count} × {each}")}{list}</small>
                </td>
                <td>{total}</td>
            </tr>
        }
        .into_any()
    };
    receipt.lines.iter().map(row).collect_view().into_any()
}
