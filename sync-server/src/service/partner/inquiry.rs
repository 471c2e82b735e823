//! From what somebody types at a kiosk to a slip with a code.

use super::{terms, view};
use crate::biller::{BillerError, Inquiry, Quote};
use crate::service::Shop;
use crate::service::guesses::Guesses;
use crate::service::kiosk::{KioskRecord, WRONG_AT_A_KIOSK};
use crate::storage::{BillRecord, StorageError};
use thiserror::Error;
use warung_domain::ids::AccountId;
use warung_domain::money::{Money, MoneyError};
use warung_domain::partner::{BillEvent, BillState, BillerTerms, NotTaken, PartnerBill};
use warung_domain::payment::{CounterCode, CounterCodeError, PaymentMethod};
use warung_domain::phone::PhoneNumber;
use warung_domain::protocol::{
    PartnerBillView, PartnerQuestion, PartnerResultQuestion, PartnerWish,
};
use warung_domain::time::Timestamp;

/// What one machine may ask partners: enough for a queue, too little to try numbers out.
const ASKED_AT_A_KIOSK: Guesses = Guesses { kind: "partner", most: 60, within_seconds: 600 };

/// How long a slip holds where the terms do not say, in minutes.
const SLIP_MINUTES: u32 = 24 * 60;

/// How long a bill is kept that nobody said yes to, in seconds.
const UNANSWERED_SECONDS: i64 = 24 * 3_600;

/// The series of bills' numbers.
const NUMBERS: &str = "partner-bills";

/// Why a partner's bill is not to be had.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PartnerError {
    #[error("this shop has no such partner")]
    NoPartner,
    #[error(transparent)]
    NotTaken(#[from] NotTaken),
    #[error("the phone number cannot be read")]
    Phone,
    #[error(transparent)]
    Code(#[from] CounterCodeError),
    /// The partner knows no such number.
    #[error("the partner does not know this number")]
    NoSuchCustomer,
    /// The partner knows it and takes no money for it now.
    #[error("the partner refused: {0}")]
    Refused(String),
    /// It does not answer, or not so that it can be believed.
    #[error("the partner does not answer")]
    Silent,
    /// There is no such bill, or it is another machine's, or it cost something else.
    #[error("there is no such bill")]
    Unknown,
    #[error("too many questions")]
    TooMany,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<MoneyError> for PartnerError {
    fn from(_: MoneyError) -> Self {
        Self::NotTaken(NotTaken::Amount)
    }
}

impl From<BillerError> for PartnerError {
    fn from(error: BillerError) -> Self {
        match error {
            BillerError::NoSuchCustomer(_) => Self::NoSuchCustomer,
            BillerError::Refused(reason) => Self::Refused(reason),
            BillerError::Unreachable(_) | BillerError::Unknown(_) => {
                tracing::warn!(%error, "a partner was asked in vain");
                Self::Silent
            }
        }
    }
}

fn key_of(machine: &KioskRecord) -> String {
    machine.token_hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Asks the partner whose account it is and how much.
pub async fn inquire(
    shop: &Shop,
    machine: &KioskRecord,
    question: PartnerQuestion,
) -> Result<PartnerBillView, PartnerError> {
    let config = &shop.config;
    let terms = terms(config, &question.biller).ok_or(PartnerError::NoPartner)?;
    let biller = shop.billers.get(&terms.id).ok_or(PartnerError::NoPartner)?;
    let customer = terms.customer(&question.customer)?;
    let amount = terms.wanted(question.amount, config.currency)?;
    let payer = may_ask(shop, machine, &question.phone).await?;
    let inquiry = Inquiry { reference: question.id.to_string(), customer, product: None, amount };
    let quote = biller.inquire(&inquiry).await?;
    if amount.is_some_and(|amount| amount != quote.amount) {
        return Err(PartnerError::Refused(String::new()));
    }
    let now = shop.clock.now();
    let bill = bill(terms, &question, inquiry.customer, payer, quote, now)?;
    let record = BillRecord { bill, code: None, kiosk: machine.token_hash, shown_at: now };
    let put = shop.storage.write(move |txn| {
        txn.forget_partner_bills(now.plus_seconds(-UNANSWERED_SECONDS))?;
        let known = txn.partner_bill(record.bill.id)?;
        let is_new = known.is_none_or(|known| {
            known.kiosk == record.kiosk && matches!(known.bill.state, BillState::Shown { .. })
        });
        // An order's id stays the order's, and a phone's the phone's.
        let named = record.bill.id.to_string().parse().ok();
        let is_free = txn.order(record.bill.id)?.is_none()
            && named.map(|id| txn.command(id)).transpose()?.flatten().is_none();
        if !is_new || !is_free {
            return Ok(Err(PartnerError::Unknown));
        }
        txn.put_partner_bill(&record)?;
        Ok::<_, StorageError>(Ok(view(&record, now)))
    });
    put.await?
}

fn bill(
    terms: &BillerTerms,
    question: &PartnerQuestion,
    customer: String,
    payer: Option<AccountId>,
    quote: Quote,
    now: Timestamp,
) -> Result<PartnerBill, PartnerError> {
    let amount = quote.amount.checked_add(quote.fee)?;
    let total = terms.total(amount)?;
    Ok(PartnerBill {
        id: question.id,
        number: String::new(),
        biller: terms.id.clone(),
        biller_name: terms.name.clone(),
        customer,
        name: quote.name,
        description: quote.description,
        quote: quote.reference,
        amount,
        fee: Money::new(terms.fee, amount.currency()),
        total,
        payer,
        drawer: None,
        state: BillState::Shown { at: now },
    })
}

/// Counts the question, and finds whose phone number was typed. That it is nobody's is not told.
async fn may_ask(
    shop: &Shop,
    machine: &KioskRecord,
    phone: &str,
) -> Result<Option<AccountId>, PartnerError> {
    let phone: Option<PhoneNumber> = match phone.trim() {
        "" => None,
        typed => Some(typed.parse().map_err(|_| PartnerError::Phone)?),
    };
    let (which, now) = (key_of(machine), shop.clock.now());
    let found = shop.storage.write(move |txn| {
        if ASKED_AT_A_KIOSK.are_spent(txn, &which, now)? {
            return Ok(Err(PartnerError::TooMany));
        }
        ASKED_AT_A_KIOSK.count(txn, &which, now)?;
        let Some(phone) = phone else { return Ok(Ok(None)) };
        let account = txn.account_by_phone(&phone)?.filter(|account| account.verified);
        Ok::<_, StorageError>(Ok(account.map(|account| account.id)))
    });
    found.await?
}

/// Opens a bill for any counter of the shop, once the person has seen it.
pub async fn open(
    shop: &Shop,
    machine: &KioskRecord,
    wish: PartnerWish,
) -> Result<PartnerBillView, PartnerError> {
    let counter = shop.config.terms.payment_terms(PaymentMethod::Counter);
    let minutes = counter.and_then(|terms| terms.expiry_minutes).unwrap_or(SLIP_MINUTES);
    let (kiosk, now) = (machine.token_hash, shop.clock.now());
    let opened = shop.storage.write(move |txn| {
        let found = txn
            .partner_bill(wish.id)?
            .filter(|record| record.kiosk == kiosk && record.bill.total.minor() == wish.total);
        let Some(mut record) = found else { return Ok(Err(PartnerError::Unknown)) };
        // The answer to the same wish may have got lost.
        if !matches!(record.bill.state, BillState::Shown { .. }) {
            return Ok(Ok(view(&record, now)));
        }
        let until = now.plus_seconds(i64::from(minutes) * 60);
        record.bill.number = format!("T-{:06}", txn.next_number(NUMBERS)?);
        record.bill = match record.bill.apply(BillEvent::Opened { until }) {
            Ok(bill) => bill,
            Err(_) => return Ok(Err(PartnerError::Unknown)),
        };
        record.code = Some(CounterCode::of(&record.bill.reference()));
        txn.put_partner_bill(&record)?;
        Ok::<_, StorageError>(Ok(view(&record, now)))
    });
    opened.await?
}

/// What became of a bill, for whoever holds its code.
pub async fn result(
    shop: &Shop,
    machine: &KioskRecord,
    question: &PartnerResultQuestion,
) -> Result<PartnerBillView, PartnerError> {
    let code: CounterCode = question.code.parse()?;
    let (which, now) = (key_of(machine), shop.clock.now());
    let found = shop.storage.write(move |txn| {
        if WRONG_AT_A_KIOSK.are_spent(txn, &which, now)? {
            return Ok(Err(PartnerError::TooMany));
        }
        if let Some(record) = txn.partner_bill_by_code(&code)? {
            return Ok(Ok(view(&record, now)));
        }
        WRONG_AT_A_KIOSK.count(txn, &which, now)?;
        Ok::<_, StorageError>(Err(PartnerError::Unknown))
    });
    found.await?
}
