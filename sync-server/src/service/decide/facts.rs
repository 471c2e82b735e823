//! What has to be known to judge a command, read inside its transaction.

use crate::config::ShopConfig;
use crate::service::balance::balance_of;
use crate::service::trust::trust_in;
use crate::storage::{BillRecord, ChargeJob, OrderRecord, PriceAt, ReadTxn, StorageError};
use warung_domain::books::Account;
use warung_domain::catalog::{Product, Trust};
use warung_domain::command::{Command, CommandBody};
use warung_domain::ids::AccountId;
use warung_domain::money::{Currency, Money};
use warung_domain::protocol::Role;
use warung_domain::shift::Shift;
use warung_domain::time::Timestamp;

/// A wanted thing as the shop knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfLine {
    /// None if there is no such product any more.
    pub product: Option<Product>,
    /// Its price at the revision the phone read.
    pub seen: Option<PriceAt>,
}

/// An order and the charge it waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownOrder {
    pub record: OrderRecord,
    pub charge: Option<ChargeJob>,
    /// Its lines as they stand on the shelf, where that matters.
    pub shelf: Vec<ShelfLine>,
}

/// The drawer beside the device that signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawerFacts {
    /// The shift that is open there.
    pub open: Option<Shift>,
    /// What should be in it.
    pub stands: Money,
}

/// What is known of who orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Buyer {
    /// What they can spend of what the shop keeps for them.
    pub balance: Money,
    /// What is under way onto it and may still come.
    pub coming: Money,
    /// Which ways to pay are taken from them.
    pub trust: Trust,
}

impl Buyer {
    /// Reads what `command` may depend on; what it does not is left at nothing.
    pub fn gather(
        txn: &dyn ReadTxn,
        account: AccountId,
        config: &ShopConfig,
        command: &Command,
        now: Timestamp,
    ) -> Result<Self, StorageError> {
        match &command.body {
            CommandBody::PlaceOrder(_)
            | CommandBody::TopUp { .. }
            | CommandBody::ConfirmOrder { .. }
            | CommandBody::ChangePayment { .. } => Ok(Self {
                balance: balance_of(txn, account, config.currency)?,
                coming: Money::new(txn.top_ups_coming(account)?, config.currency),
                trust: trust_in(txn, account, &config.trust, now)?,
            }),
            _ => {
                let zero = Money::zero(config.currency);
                Ok(Self { balance: zero, coming: zero, trust: Trust::Everything })
            }
        }
    }
}

/// The facts of one command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Facts {
    /// For placing an order or recording a sale: one line per line.
    Shelf(Vec<ShelfLine>),
    /// For everything that happens to an order.
    Order(Option<Box<KnownOrder>>),
    /// For what happens to a partner's bill, which has an id like an order's.
    Bill(Box<BillRecord>),
    /// For a cashier's shift.
    Drawer(Box<DrawerFacts>),
}

impl Facts {
    /// Reads what `command` has to be judged by.
    pub fn gather(
        txn: &dyn ReadTxn,
        command: &Command,
        role: &Role,
        currency: Currency,
    ) -> Result<Self, StorageError> {
        let (lines, rev) = match &command.body {
            CommandBody::PlaceOrder(wish) => (&wish.lines, Some(wish.rev)),
            CommandBody::RecordSale(sale) => (&sale.lines, None),
            CommandBody::OpenShift { .. }
            | CommandBody::MoveCash { .. }
            | CommandBody::CloseShift { .. } => {
                let stands = match role {
                    Role::Seller { seller } => {
                        let drawer = Account::Drawer(seller.clone(), command.device.clone());
                        txn.standing_on(&drawer, currency, None)?
                    }
                    Role::Shopper => Money::zero(currency),
                };
                let open = txn.open_shift(&command.device)?;
                return Ok(Self::Drawer(Box::new(DrawerFacts { open, stands })));
            }
            _ => {
                let id = command.body.subject(command.id);
                let Some(record) = txn.order(id)? else {
                    let bill = txn.partner_bill(id)?;
                    return Ok(bill.map_or(Self::Order(None), |bill| Self::Bill(Box::new(bill))));
                };
                let charge = txn.charge(id)?;
                let shelf = match &command.body {
                    CommandBody::ChangePayment { .. } | CommandBody::ConfirmOrder { .. } => {
                        shelf_of(txn, &record)?
                    }
                    _ => Vec::new(),
                };
                return Ok(Self::Order(Some(Box::new(KnownOrder { record, charge, shelf }))));
            }
        };
        // A revision no database can hold was never read from this shop.
        let rev = rev.filter(|rev| i64::try_from(*rev).is_ok());
        // An order that is too long is refused by its length, not read line by line.
        let shelf = lines.iter().take(warung_domain::cart::MAX_LINES).map(|line| {
            let seen = rev.map(|rev| txn.price_at(&line.product, &line.variant, rev));
            Ok(ShelfLine {
                product: txn.product(&line.product)?.map(|found| found.product),
                seen: seen.transpose()?.flatten(),
            })
        });
        Ok(Self::Shelf(shelf.collect::<Result<_, StorageError>>()?))
    }
}

/// What an order holds or held, as it stands on the shelf now, line by line.
fn shelf_of(txn: &dyn ReadTxn, record: &OrderRecord) -> Result<Vec<ShelfLine>, StorageError> {
    let lines = record.order.breakdown.lines();
    let shelf = lines.map(|line| {
        let product = txn.product(&line.product)?.map(|found| found.product);
        Ok(ShelfLine { product, seen: None })
    });
    shelf.collect()
}
