//! A self-service machine: it looks up what somebody types, shows whose it is and how much, and
//! prints a slip that any counter of the shop takes cash for. It takes no money itself.
//!
//! A machine has a secret of its own and no person's session. Phone number and code have to belong
//! together; a wrong one and one of nobody are answered alike, and few are allowed.

use super::Shop;
use super::accounts::Secret;
use super::counter::{due, masked};
use super::decide::facts::{Buyer, Facts};
use super::decide::writes::Writes;
use super::decide::{Context, decide};
use super::guesses::Guesses;
use super::partner;
use super::settle::{announce, followers};
use crate::failpoint::Failpoint;
pub use crate::storage::KioskRecord;
use crate::storage::{AccountRecord, OrderRecord, ReadTxn, StorageError, WriteTxn};
use std::sync::Arc;
use thiserror::Error;
use warung_domain::command::{Command, CommandBody, Verdict};
use warung_domain::ids::{AccountId, CommandId, DeviceId, OrderId, SellerId};
use warung_domain::money::{Money, MoneyError};
use warung_domain::order::Purpose;
use warung_domain::payment::{CounterCode, CounterCodeError, PaymentMethod};
use warung_domain::phone::PhoneNumber;
use warung_domain::pricing::PriceBreakdown;
use warung_domain::protocol::{
    CounterDue, KioskBill, KioskBiller, KioskQuestion, KioskTopUp, KioskView, PROTOCOL_VERSION,
    Role,
};

/// Wrong pairs that one machine may be asked for.
pub const WRONG_AT_A_KIOSK: Guesses = Guesses { kind: "kiosk", most: 40, within_seconds: 600 };

/// Wrong codes for one number, at whatever machine.
const WRONG_FOR_A_NUMBER: Guesses =
    Guesses { kind: "kiosk-number", most: 8, within_seconds: 3_600 };

/// The longest name of a machine, in characters.
const MAX_NAME: usize = 40;

/// What stands as the device in what a machine asks for: no key signs it.
const MACHINE: &str = "kiosk";

/// Why a machine has no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KioskError {
    #[error("this browser is no machine of the shop's")]
    NotEnrolled,
    #[error("a machine needs a name of at most {MAX_NAME} characters")]
    Name,
    #[error("the phone number cannot be read")]
    Phone,
    #[error(transparent)]
    Code(#[from] CounterCodeError),
    /// Of nobody, or of somebody else.
    #[error("number and code do not belong together")]
    Unknown,
    #[error("too many wrong ones")]
    TooMany,
    /// That much cannot be put onto this balance, or not by cash.
    #[error("this amount is not taken")]
    Amount,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<MoneyError> for KioskError {
    fn from(_: MoneyError) -> Self {
        Self::Amount
    }
}

/// Makes a browser a machine of a seller's; gives the secret for its cookie.
pub async fn enrol(shop: &Shop, seller: &SellerId, name: &str) -> Result<Secret, KioskError> {
    let name = name.trim().to_owned();
    if !(1..=MAX_NAME).contains(&name.chars().count()) {
        return Err(KioskError::Name);
    }
    let secret = Secret::draw(shop.entropy.as_ref());
    let (seller, enrolled_at) = (seller.clone(), shop.clock.now());
    let record = KioskRecord { token_hash: secret.hash(), seller, name, enrolled_at };
    shop.storage.write(move |txn| txn.put_kiosk(&record)).await?;
    Ok(secret)
}

/// Ends it. Ending one that is no more is fine.
pub async fn dismiss(shop: &Shop, secret: &Secret) -> Result<(), StorageError> {
    let hash = secret.hash();
    shop.storage.write(move |txn| txn.delete_kiosk(&hash)).await
}

/// Which machine it is.
pub async fn machine(shop: &Shop, secret: Option<Secret>) -> Result<KioskRecord, KioskError> {
    let Some(hash) = secret.map(|secret| secret.hash()) else {
        return Err(KioskError::NotEnrolled);
    };
    let found = shop.storage.read(move |txn| txn.kiosk(&hash)).await?;
    found.ok_or(KioskError::NotEnrolled)
}

/// What the machine may know of itself.
pub async fn view(shop: &Shop, machine: KioskRecord) -> Result<KioskView, KioskError> {
    let sellers = shop.storage.read(|txn| txn.sellers()).await?;
    let seller = sellers.into_iter().find(|seller| seller.id == machine.seller);
    Ok(KioskView {
        name: machine.name,
        seller: seller.map(|seller| seller.name).unwrap_or_default(),
        partners: partner::menu(&shop.config),
    })
}

/// What somebody typed, read.
struct Typed {
    phone: PhoneNumber,
    code: CounterCode,
}

impl Typed {
    fn read(phone: &str, code: &str) -> Result<Self, KioskError> {
        Ok(Self { phone: phone.parse().map_err(|_| KioskError::Phone)?, code: code.parse()? })
    }
}

/// Looks up what number and code are for.
pub async fn inquire(
    shop: &Arc<Shop>,
    machine: &KioskRecord,
    question: KioskQuestion,
) -> Result<KioskBill, KioskError> {
    let typed = Typed::read(&question.phone, &question.code)?;
    let (inside, which) = (Arc::clone(shop), key_of(machine));
    guarded(shop, which, typed, move |txn, account, typed| match question.top_up {
        None => Ok(order_bill(txn, &account, &typed.code)?),
        Some(amount) if CounterCode::of_balance(account.id) == typed.code => {
            top_up_bill(txn, &inside, &account, amount).map(Some)
        }
        Some(_) => Ok(None),
    })
    .await
}

/// Opens a top-up that is paid in cash, once the person has seen what it costs.
pub async fn top_up(
    shop: &Arc<Shop>,
    machine: &KioskRecord,
    wanted: KioskTopUp,
) -> Result<KioskBill, KioskError> {
    let typed = Typed::read(&wanted.phone, &wanted.code)?;
    let (inside, which, order) = (Arc::clone(shop), key_of(machine), wanted.id);
    let token = machine.token_hash;
    let bill = guarded(shop, which, typed, move |txn, account, typed| {
        if CounterCode::of_balance(account.id) != typed.code {
            return Ok(None);
        }
        // The answer to the same wish may have got lost.
        if txn.order(order)?.is_none() {
            place(txn, &inside, &token, account.id, &wanted)?;
        }
        let record = txn.order(order)?.filter(|record| record.account == account.id);
        let record = record.filter(|record| record.order.purpose == Purpose::TopUp);
        Ok(record.and_then(|record| bill_of(&record, &account)))
    })
    .await?;
    shop.reached(Failpoint::KioskAfterCommit).map_err(StorageError::from)?;
    let touched = shop.storage.read(move |txn| followers(txn, txn.order(order)?.as_ref())).await?;
    announce(shop, &touched);
    Ok(bill)
}

/// By what its wrong guesses are counted.
pub(super) fn key_of(machine: &KioskRecord) -> String {
    machine.token_hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Runs `find` for the account of the number that was typed. What is not found counts against
/// the machine and the number; both have their limits.
async fn guarded(
    shop: &Shop,
    machine: String,
    typed: Typed,
    find: impl FnOnce(&mut dyn WriteTxn, AccountRecord, &Typed) -> Result<Option<KioskBill>, KioskError>
    + Send
    + 'static,
) -> Result<KioskBill, KioskError> {
    let now = shop.clock.now();
    shop.storage
        .write(move |txn| {
            let number = typed.phone.to_string();
            if WRONG_AT_A_KIOSK.are_spent(txn, &machine, now)?
                || WRONG_FOR_A_NUMBER.are_spent(txn, &number, now)?
            {
                return Ok(Err(KioskError::TooMany));
            }
            let account = txn.account_by_phone(&typed.phone)?.filter(|account| account.verified);
            let found = match account {
                Some(account) => find(txn, account, &typed),
                None => Ok(None),
            };
            match found {
                Ok(Some(bill)) => return Ok(Ok(bill)),
                Ok(None) => {}
                // What storage says has to undo what was begun.
                Err(KioskError::Storage(error)) => return Err(error),
                Err(refused) => return Ok(Err(refused)),
            }
            WRONG_AT_A_KIOSK.count(txn, &machine, now)?;
            WRONG_FOR_A_NUMBER.count(txn, &number, now)?;
            Ok::<_, StorageError>(Err(KioskError::Unknown))
        })
        .await?
}

fn order_bill(
    txn: &dyn ReadTxn,
    account: &AccountRecord,
    code: &CounterCode,
) -> Result<Option<KioskBill>, StorageError> {
    let record = txn.order_by_counter_code(code)?;
    let record = record.filter(|record| record.account == account.id);
    Ok(record.and_then(|record| bill_for(&record, account, code)))
}

pub(super) fn bill_of(record: &OrderRecord, account: &AccountRecord) -> Option<KioskBill> {
    let code = CounterCode::of(record.payment_id.as_deref()?);
    bill_for(record, account, &code)
}

fn bill_for(
    record: &OrderRecord,
    account: &AccountRecord,
    code: &CounterCode,
) -> Option<KioskBill> {
    let order = &record.order;
    let biller = match order.purpose {
        Purpose::Goods => KioskBiller::Order,
        Purpose::TopUp => KioskBiller::Balance,
    };
    let fee = order.breakdown.payment_fee().ok()?;
    let total = order.breakdown.total;
    Some(KioskBill {
        biller,
        name: masked(&account.name),
        number: Some(order.number.clone()),
        amount: total.checked_sub(fee).ok()?,
        fee,
        total,
        code: Some(code.to_string()),
        due: due(record, code),
    })
}

/// What a top-up would cost, before there is one. It is judged as it will be when it is placed, so
/// that nobody is shown a bill that is refused afterwards.
fn top_up_bill(
    txn: &dyn ReadTxn,
    shop: &Shop,
    account: &AccountRecord,
    amount: i64,
) -> Result<KioskBill, KioskError> {
    let config = &shop.config;
    let terms = config.terms.payment_terms(PaymentMethod::Counter).ok_or(KioskError::Amount)?;
    let amount = Money::new(amount, config.currency);
    let priced = PriceBreakdown::top_up(amount).paid_by(&terms.fee)?;
    let mut random = [0; 10];
    shop.entropy.fill(&mut random);
    let id = CommandId::mint(shop.clock.now(), &random);
    judge(txn, shop, account.id, Wish { id, amount, total: priced.total })?;
    Ok(KioskBill {
        biller: KioskBiller::Balance,
        name: masked(&account.name),
        number: None,
        amount,
        fee: priced.payment_fee()?,
        total: priced.total,
        code: None,
        due: CounterDue::Open { until: None },
    })
}

/// A top-up that somebody wants at a machine.
struct Wish {
    id: CommandId,
    amount: Money,
    total: Money,
}

/// Judges a wish as if the shopper's phone had said it; only that no phone did.
fn judge(
    txn: &dyn ReadTxn,
    shop: &Shop,
    account: AccountId,
    wish: Wish,
) -> Result<Writes, KioskError> {
    let (config, now) = (&shop.config, shop.clock.now());
    let command = Command {
        v: PROTOCOL_VERSION,
        shop: config.shop.clone(),
        id: wish.id,
        device: DeviceId::new(MACHINE).map_err(|_| KioskError::Amount)?,
        seq: 0,
        at: now,
        body: CommandBody::TopUp {
            amount: wish.amount,
            payment: PaymentMethod::Counter,
            total: wish.total,
        },
    };
    let epoch = txn.catalog_head()?.epoch;
    let context = Context {
        now,
        config,
        epoch: &epoch,
        account,
        role: &Role::Shopper,
        buyer: Buyer::gather(txn, account, config, &command, now)?,
        command: &command,
    };
    let facts = Facts::gather(txn, &command, &Role::Shopper, config)?;
    let decision = decide(&context, facts);
    match decision.verdict {
        Verdict::Applied => Ok(decision.writes),
        Verdict::Rejected { .. } | Verdict::Adjusted { .. } | Verdict::Retry { .. } => {
            Err(KioskError::Amount)
        }
    }
}

fn place(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    kiosk: &[u8; 32],
    account: AccountId,
    wanted: &KioskTopUp,
) -> Result<(), KioskError> {
    let money = |minor| Money::new(minor, shop.config.currency);
    let (amount, total) = (money(wanted.amount), money(wanted.total));
    let wish = Wish { id: free_name(txn, wanted.id)?, amount, total };
    judge(txn, shop, account, wish)?.apply(txn, shop, shop.clock.now())?;
    txn.put_kiosk_order(wanted.id, kiosk)?;
    shop.reached(Failpoint::KioskBeforeCommit).map_err(StorageError::from)?;
    Ok(())
}

/// An order has the id of the command that places it. A phone's name for something stays the phone's.
fn free_name(txn: &dyn ReadTxn, order: OrderId) -> Result<CommandId, KioskError> {
    let id = order.to_string().parse().map_err(|_| KioskError::Unknown)?;
    if txn.command(id)?.is_some() { Err(KioskError::Unknown) } else { Ok(id) }
}
