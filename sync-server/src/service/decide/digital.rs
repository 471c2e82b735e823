//! What of an order partners deliver: a code for each piece, or something for a number.

use super::Reject;
use super::facts::ShelfLine;
use warung_domain::catalog::DeliveryMethod;
use warung_domain::command::{PlaceOrder, RejectCode};
use warung_domain::ids::ProductId;
use warung_domain::order::OrderProblem;
use warung_domain::partner::{Digital, DigitalItem, RelayState};
use warung_domain::pricing::{PriceBreakdown, PricedLine};

/// Pieces of one order, each of which is asked for by itself.
const MOST_PIECES: usize = 50;

/// Fewest and most digits of a number that something is done for.
const DIGITS: std::ops::RangeInclusive<usize> = 6..=20;

/// How a product is delivered; a product that is not sold any more is a thing.
pub(super) fn kind(product: &ProductId, shelf: &[ShelfLine]) -> Digital {
    let known = shelf.iter().filter_map(|line| line.product.as_ref());
    let found = known.into_iter().find(|known| known.id == *product);
    found.map(|product| product.digital).unwrap_or_default()
}

/// Whether there is nothing to carry anywhere.
pub(super) fn is_all(lines: &[PricedLine], shelf: &[ShelfLine]) -> bool {
    lines.iter().all(|line| kind(&line.product, shelf) != Digital::No)
}

/// The one way for an order of nothing else. A phone that thought of another is asked.
pub(super) fn delivery(wish: &PlaceOrder, problems: &mut Vec<OrderProblem>) -> DeliveryMethod {
    let method = DeliveryMethod::digital();
    if wish.delivery != method.id {
        problems.push(OrderProblem::DeliveryChanged);
    }
    method
}

/// The pieces that partners deliver, in the order of the lines.
pub(super) fn items(
    breakdown: &PriceBreakdown,
    shelf: &[ShelfLine],
    number: Option<&str>,
) -> Result<Vec<DigitalItem>, Reject> {
    let mut items = Vec::new();
    for line in breakdown.lines() {
        let number = match kind(&line.product, shelf) {
            Digital::No => continue,
            Digital::Code => None,
            Digital::Number => Some(read(number)?),
        };
        let item = DigitalItem {
            seller: line.seller.clone(),
            product: line.product.clone(),
            variant: line.variant.clone(),
            name: line.name.clone(),
            price: line.unit_price,
            number,
            state: RelayState::Waiting,
        };
        let pieces = usize::try_from(line.quantity).unwrap_or(usize::MAX);
        if items.len().saturating_add(pieces) > MOST_PIECES {
            return Err(Reject(RejectCode::InvalidQuantity));
        }
        items.extend(std::iter::repeat_n(item, pieces));
    }
    Ok(items)
}

/// Digits only, as partners want them.
fn read(number: Option<&str>) -> Result<String, Reject> {
    let gaps = |c: &char| !c.is_whitespace() && *c != '-';
    let digits: String = number.unwrap_or_default().chars().filter(gaps).collect();
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && DIGITS.contains(&digits.len()) {
        Ok(digits)
    } else {
        Err(Reject(RejectCode::Malformed))
    }
}
