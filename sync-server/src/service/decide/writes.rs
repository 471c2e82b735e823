//! What a decision puts down, and the putting down itself.

use crate::service::Shop;
use crate::service::books::{self, CounterSale};
use crate::service::later_looks;
use crate::service::partner;
use crate::service::receipts;
use crate::storage::{BillRecord, ChargeJob, OrderRecord, RelayRecord, StorageError, WriteTxn};
use warung_domain::books::{Movement, Posting};
use warung_domain::ids::{CommandId, ConsentId, OrderId, ProductId, VariantId};
use warung_domain::order::{Order, OrderState};
use warung_domain::payment::{CounterCode, PaymentMethod, PaymentState};
use warung_domain::receipt::Cause;
use warung_domain::shift::Shift;
use warung_domain::time::Timestamp;

/// Pieces of one variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Units {
    pub product: ProductId,
    pub variant: VariantId,
    pub units: u32,
}

/// What to do with the charge of the order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ChargeWrite {
    #[default]
    Leave,
    Put(ChargeJob),
    Drop(OrderId),
}

/// A shift as it stands now, and what that moved in its drawer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawerWrite {
    pub shift: Box<Shift>,
    pub posting: Option<Posting>,
}

/// A consent, and the command that makes use of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsentUse {
    pub consent: ConsentId,
    pub by: CommandId,
}

/// Everything that follows from a decision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Writes {
    /// Taken off the shelf.
    pub take: Vec<Units>,
    /// Gone from it over the counter, whether or not it was there.
    pub sold: Vec<Units>,
    /// Put back on it.
    pub put_back: Vec<Units>,
    /// An order without a number gets the next one.
    pub order: Option<Box<OrderRecord>>,
    pub charge: ChargeWrite,
    /// The money has arrived or went back: one document per parcel.
    pub documents: Option<Cause>,
    /// What the states of the payment do not say of the money that moved.
    pub movement: Movement,
    /// Money that came over the counter, for no order.
    pub sale: Option<CounterSale>,
    /// A payment at a gateway that has come to an end, to be looked at again later.
    pub look_later: Option<String>,
    pub drawer: Option<DrawerWrite>,
    pub consent: Option<ConsentUse>,
    pub bill: Option<Box<BillWrite>>,
}

/// A partner's bill as it stands now, what that moved, and what is to be passed on for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillWrite {
    pub record: BillRecord,
    pub posting: Option<Posting>,
    pub relay: Option<RelayRecord>,
}

/// The pieces an order holds back for its buyer, or none if it holds nothing
/// any more. What was let go once is not let go again.
#[must_use]
pub fn held_by(order: &Order) -> Vec<Units> {
    let open = matches!(order.state, OrderState::Accepted | OrderState::NeedsConfirmation { .. });
    if !open || order.payment.has_failed() { Vec::new() } else { all_of(order) }
}

/// Every piece of an order.
#[must_use]
pub fn all_of(order: &Order) -> Vec<Units> {
    let lines = order.breakdown.lines();
    lines
        .map(|line| Units {
            product: line.product.clone(),
            variant: line.variant.clone(),
            units: line.quantity,
        })
        .collect()
}

impl Writes {
    /// Puts everything down; the order is returned as it was written.
    pub fn apply(
        self,
        txn: &mut dyn WriteTxn,
        shop: &Shop,
        now: Timestamp,
    ) -> Result<Option<OrderRecord>, StorageError> {
        for Units { product, variant, units } in &self.take {
            // Facts and effects share the transaction, so this cannot fail; if
            // it does all the same, nothing at all may happen.
            if !txn.reserve_stock(product, variant, *units)? {
                return Err(StorageError::Engine(format!("{product} left the shelf meanwhile")));
            }
        }
        for Units { product, variant, units } in &self.sold {
            txn.take_sold(product, variant, *units)?;
        }
        for Units { product, variant, units } in &self.put_back {
            txn.release_stock(product, variant, *units)?;
        }
        if let Some(sale) = &self.sale {
            books::post_sale(txn, sale, now)?;
        }
        if let Some(DrawerWrite { shift, posting }) = &self.drawer {
            txn.put_shift(shift)?;
            if let Some(posting) = posting {
                txn.put_posting(posting)?;
            }
        }
        if let Some(ConsentUse { consent, by }) = self.consent {
            txn.use_consent(consent, by)?;
        }
        if let Some(write) = &self.bill {
            partner::put_bill(txn, write)?;
        }
        let Some(mut record) = self.order.map(|boxed| *boxed) else { return Ok(None) };
        if record.order.number.is_empty() {
            record.order.number = format!("W-{:06}", txn.next_number("orders")?);
        }
        if let Some(payment) = self.look_later {
            txn.put_later_look(&later_looks::first(&payment, now))?;
        }
        let before = books::Stood::before(txn, &record)?;
        record.rev = txn.put_order(&record)?;
        partner::pass_on(txn, &record, now)?;
        if let Some(code) = counter_code(&record) {
            txn.put_counter_code(&code, record.order.id)?;
        }
        books::post(txn, &record, &before, &self.movement, now)?;
        books::keep_fee(txn, &record, &shop.config.terms, now)?;
        books::earn_commission(txn, &record, &shop.config.counters, now)?;
        match self.charge {
            ChargeWrite::Leave => {}
            ChargeWrite::Put(job) => txn.put_charge(&job)?,
            ChargeWrite::Drop(order) => txn.delete_charge(order)?,
        }
        if let Some(cause) = &self.documents {
            receipts::issue(txn, shop, &record, cause, now)?;
        }
        Ok(Some(record))
    }
}

/// The code that pays the order at a counter, while it does.
fn counter_code(record: &OrderRecord) -> Option<CounterCode> {
    let order = &record.order;
    let is_asked = matches!(order.payment, PaymentState::Pending { .. });
    let by_counter = order.payment_method == PaymentMethod::Counter && is_asked;
    record.payment_id.as_deref().filter(|_| by_counter).map(CounterCode::of)
}
