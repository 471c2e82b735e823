//! What has to be known to judge a command, read inside its transaction.

use crate::config::ShopConfig;
use crate::service::balance::balance_of;
use crate::service::books::{drawer_of, was_counted};
use crate::service::consent::works_for;
use crate::service::statement::owed_by;
use crate::service::trust::trust_in;
use crate::storage::{
    BillRecord, ChargeJob, ConsentRecord, OrderRecord, PriceAt, ReadTxn, StorageError,
};
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
    /// What whoever takes cash for it owes the shop already, where that matters.
    pub agent_owes: Option<Money>,
}

/// The drawer beside the device that signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawerFacts {
    /// The shift that is open there.
    pub open: Option<Shift>,
    /// What should be in it.
    pub stands: Money,
}

/// A partner's bill, at a counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillFacts {
    pub record: BillRecord,
    /// As [`KnownOrder::agent_owes`].
    pub agent_owes: Option<Money>,
}

/// A payment in cash that a cashier wants to undo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenFacts {
    pub record: OrderRecord,
    /// Where the books say the cash lies, if it was taken at a counter.
    pub lies_in: Option<Account>,
    /// Whether that drawer was counted and emptied since.
    pub was_counted: bool,
    pub drawer: DrawerFacts,
    /// The consent that is named, if there is such a one.
    pub consent: Option<ConsentRecord>,
    /// Whether who gave it is of the same business as whoever asks.
    pub is_colleague: bool,
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
    Bill(Box<BillFacts>),
    /// For a cashier's shift.
    Drawer(Box<DrawerFacts>),
    /// For undoing what a cashier took.
    Taken(Option<Box<TakenFacts>>),
}

impl Facts {
    /// Reads what `command` has to be judged by.
    pub fn gather(
        txn: &dyn ReadTxn,
        command: &Command,
        role: &Role,
        config: &ShopConfig,
    ) -> Result<Self, StorageError> {
        let currency = config.currency;
        let (lines, rev) = match &command.body {
            CommandBody::PlaceOrder(wish) => (&wish.lines, Some(wish.rev)),
            CommandBody::RecordSale(sale) => (&sale.lines, None),
            CommandBody::OpenShift { .. }
            | CommandBody::MoveCash { .. }
            | CommandBody::CloseShift { .. } => {
                let drawer = DrawerFacts::gather(txn, command, role, currency)?;
                return Ok(Self::Drawer(Box::new(drawer)));
            }
            CommandBody::ReverseCash { order, consent, .. } => {
                let Some(record) = txn.order(*order)? else { return Ok(Self::Taken(None)) };
                let consent = txn.consent(*consent)?;
                let is_colleague = match (role, &consent) {
                    (Role::Seller { seller }, Some(consent)) => {
                        works_for(txn, consent.witness, seller)?
                    }
                    _ => false,
                };
                let drawer = DrawerFacts::gather(txn, command, role, currency)?;
                let lies_in = drawer_of(&txn.postings_of(*order)?, &record.attempt());
                let was_counted = match &lies_in {
                    Some(lies_in) => was_counted(txn, lies_in, &record.attempt())?,
                    None => false,
                };
                let taken =
                    TakenFacts { record, lies_in, was_counted, drawer, consent, is_colleague };
                return Ok(Self::Taken(Some(Box::new(taken))));
            }
            _ => {
                let id = command.body.subject(command.id);
                let Some(record) = txn.order(id)? else {
                    let bill = txn.partner_bill(id)?;
                    let Some(record) = bill else { return Ok(Self::Order(None)) };
                    let agent_owes = agent_owes(txn, command, role, config)?;
                    return Ok(Self::Bill(Box::new(BillFacts { record, agent_owes })));
                };
                let charge = txn.charge(id)?;
                let shelf = match &command.body {
                    CommandBody::ChangePayment { .. } | CommandBody::ConfirmOrder { .. } => {
                        shelf_of(txn, &record)?
                    }
                    _ => Vec::new(),
                };
                let agent_owes = agent_owes(txn, command, role, config)?;
                let known = KnownOrder { record, charge, shelf, agent_owes };
                return Ok(Self::Order(Some(Box::new(known))));
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

impl DrawerFacts {
    fn gather(
        txn: &dyn ReadTxn,
        command: &Command,
        role: &Role,
        currency: Currency,
    ) -> Result<Self, StorageError> {
        let stands = match role {
            Role::Seller { seller } => {
                let drawer = Account::Drawer(seller.clone(), command.device.clone());
                txn.standing_on(&drawer, currency, None)?
            }
            Role::Shopper => Money::zero(currency),
        };
        Ok(Self { open: txn.open_shift(&command.device)?, stands })
    }
}

/// What whoever takes cash owes the shop already, where there is an end to it: adding it up reads
/// all that was ever booked of them.
fn agent_owes(
    txn: &dyn ReadTxn,
    command: &Command,
    role: &Role,
    config: &ShopConfig,
) -> Result<Option<Money>, StorageError> {
    match (&command.body, role) {
        (CommandBody::RecordCash { .. }, Role::Seller { seller })
            if config.counters.of(seller).limit.is_some() =>
        {
            owed_by(txn, seller, config.currency).map(Some)
        }
        _ => Ok(None),
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
