//! What the gateway is asked to collect for an order.

use crate::payment::{ChargeItem, ChargeRequest};
use crate::service::Shop;
use crate::service::decide::money;
use crate::storage::OrderRecord;
use warung_domain::order::{Order, Purpose};
use warung_domain::payment::Due;
use warung_domain::route::Route;

/// What a till prints above the code.
const MESSAGE_CHARACTERS: usize = 20;

/// How long a code stays payable where the terms do not say.
const EXPIRY_MINUTES: u32 = 24 * 60;

pub(super) fn request(shop: &Shop, record: &OrderRecord) -> Result<ChargeRequest, String> {
    let order = &record.order;
    let payment_id = record.payment_id.clone().ok_or("the order has no payment id")?;
    let due = money::due(&shop.config, order).map_err(|error| error.to_string())?;
    let terms = shop.config.terms.payment_terms(order.payment_method);
    Ok(ChargeRequest {
        payment_id,
        method: order.payment_method,
        amount: due.amount,
        message: shop.config.shop_name.chars().take(MESSAGE_CHARACTERS).collect(),
        items: items(order, &due),
        // A later attempt has all its time, too, and one of a shop that was cut off for long.
        ordered_at: shop.clock.now(),
        expiry_minutes: terms.and_then(|terms| terms.expiry_minutes).unwrap_or(EXPIRY_MINUTES),
        return_to: format!("{}{}", shop.config.public_url, Route::Pay(order.id)),
    })
}

/// What the gateway lists. Converted amounts are rounded once, as a whole, so
/// there the order is one item. Of a top-up the amount is one, and what paying costs.
fn items(order: &Order, due: &Due) -> Vec<ChargeItem> {
    let item = |id: &str, name: &str, price, quantity| ChargeItem {
        id: id.to_owned(),
        name: name.to_owned(),
        price,
        quantity,
    };
    if order.purpose == Purpose::TopUp && due.rate.is_none() {
        let breakdown = &order.breakdown;
        let all =
            [("saldo", "Isi saldo", breakdown.goods), ("biaya", "Biaya", breakdown.adjustments)];
        let some = all.into_iter().filter(|(_, _, price)| !price.is_zero());
        return some.map(|(id, name, price)| item(id, name, price, 1)).collect();
    }
    let shipping = order.breakdown.shipping.checked_add(order.breakdown.adjustments);
    let Ok(shipping) =
        shipping.map_err(|_| ()).and_then(|fee| if due.rate.is_none() { Ok(fee) } else { Err(()) })
    else {
        return vec![item(&order.number, &order.number, due.amount, 1)];
    };
    let goods = order.breakdown.lines();
    let mut items: Vec<ChargeItem> = goods
        .map(|line| item(line.product.as_str(), &line.name, line.unit_price, line.quantity))
        .collect();
    if !shipping.is_zero() {
        items.push(item("ongkir", "Ongkos kirim", shipping, 1));
    }
    items
}
