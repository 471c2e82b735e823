//! From what happened to a posting.

use super::credit::CREDITED;
use super::happening::{COMMISSION, Happening, Movement, happenings};
use super::{Account, BooksError, Entry, Net, Posting, PostingKey};
use crate::ids::{AccountId, CommandId, SellerId};
use crate::money::{Currency, Money, MoneyError};
use crate::order::{Order, OrderState, Purpose};
use crate::payment::{PaymentState, Stray};
use crate::time::Timestamp;

/// An order, whose it is, and one attempt to be paid for it.
#[derive(Debug, Clone, Copy)]
pub struct Deal<'a> {
    pub order: &'a Order,
    pub buyer: AccountId,
    /// Our name for the attempt; the order's id where nothing was asked of a gateway.
    pub attempt: &'a str,
}

fn negative(amount: Money) -> Result<Money, MoneyError> {
    Money::zero(amount.currency()).checked_sub(amount)
}

impl Deal<'_> {
    /// The posting of one thing that happened, or none if it is booked already or
    /// moves nothing. `earlier` are all postings of the order.
    pub fn book(
        &self,
        happening: &Happening,
        at: Timestamp,
        earlier: &[Posting],
    ) -> Result<Option<Posting>, BooksError> {
        let key = PostingKey::new(self.attempt, happening.event())?;
        if earlier.iter().any(|posting| *posting.key() == key) {
            return Ok(None);
        }
        let entries = self.entries(happening, earlier)?;
        match Posting::new(key, Some(self.order.id), at, entries) {
            Ok(posting) => Ok(Some(posting)),
            // Nothing cost nothing, or all of it was taken back already.
            Err(BooksError::Empty) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn entries(
        &self,
        happening: &Happening,
        earlier: &[Posting],
    ) -> Result<Vec<Entry>, BooksError> {
        match happening {
            Happening::PaidProvisionally { paid, into } => Ok(vec![
                Entry::new(into.clone(), *paid),
                Entry::new(Account::Provisional, negative(*paid)?),
            ]),
            Happening::Paid { paid, into } => self.earned(into, *paid),
            Happening::WindowClosed => {
                let waits = Net::of(self.payment(earlier))?;
                let waiting = waits.lines().find(|(account, _)| **account == Account::Provisional);
                let (_, amount) = waiting.ok_or(BooksError::NothingProvisional)?;
                self.earned(&Account::Provisional, negative(amount)?)
            }
            Happening::TakenBack | Happening::ChargedBack => {
                Ok(Net::of(self.payment(earlier))?.reversed()?)
            }
            Happening::Refunded { in_all, out_of, parcel } => {
                self.refunded(*in_all, out_of, parcel.as_ref(), earlier)
            }
            Happening::Stray { amount, into, .. } => Ok(vec![
                Entry::new(into.clone(), *amount),
                Entry::new(Account::Owed(self.buyer), negative(*amount)?),
            ]),
            Happening::GivenBack { amount, out_of, .. } => {
                let owed = Account::Owed(self.buyer);
                let there = negative(Net::of(earlier)?.on(&owed, amount.currency()))?;
                at_most(*amount, there)?;
                Ok(vec![Entry::new(owed, *amount), Entry::new(out_of.clone(), negative(*amount)?)])
            }
            Happening::Commission { amount, to } => Ok(vec![
                Entry::new(Account::Fees, *amount),
                Entry::new(Account::Commission(to.clone()), negative(*amount)?),
            ]),
            Happening::FeeKept { amount, by } => Ok(vec![
                Entry::new(Account::Fees, *amount),
                Entry::new(Account::Gateway(*by), negative(*amount)?),
            ]),
        }
    }

    /// `paid` on `from` is the sellers' from now on, or the shopper's: on their balance
    /// where the order was for that, owed where it was called off.
    fn earned(&self, from: &Account, paid: Money) -> Result<Vec<Entry>, BooksError> {
        let mut entries = vec![Entry::new(from.clone(), paid)];
        let owed = Account::Owed(self.buyer);
        if self.order.state == OrderState::Cancelled {
            entries.push(Entry::new(owed, negative(paid)?));
            return Ok(entries);
        }
        let total = self.order.breakdown.total;
        if paid.currency() == total.currency() {
            let over = paid.checked_sub(total)?;
            if over.minor() < 0 {
                return Err(BooksError::Short { paid: paid.minor(), due: total.minor() });
            }
            entries.push(Entry::new(owed, negative(over)?));
        } else {
            entries.push(Entry::new(Account::Exchange, negative(paid)?));
            entries.push(Entry::new(Account::Exchange, total));
        }
        if self.order.purpose == Purpose::TopUp {
            // What the shopper bears of collecting does not come onto the balance.
            let fee = self.order.breakdown.payment_fee()?;
            let amount = total.checked_sub(fee)?;
            entries.push(Entry::new(Account::Fees, negative(fee)?));
            entries.push(Entry::new(Account::ShopperBalance(self.buyer), negative(amount)?));
        }
        for parcel in &self.order.breakdown.parcels {
            let tax = match &parcel.tax_included {
                Some(tax) => tax.amount,
                None => Money::zero(parcel.total.currency()),
            };
            // What the shopper bears of collecting is not the seller's.
            let fee = parcel.payment_fee()?;
            entries.push(Entry::new(Account::Fees, negative(fee)?));
            entries.extend(sold(&parcel.seller, parcel.total.checked_sub(fee)?, tax)?);
        }
        Ok(entries)
    }

    /// Whose money it was gives it back: one seller, or each in proportion to what is left
    /// of theirs, so that many small refunds come to exactly the whole.
    fn refunded(
        &self,
        in_all: Money,
        out_of: &Account,
        parcel: Option<&SellerId>,
        earlier: &[Posting],
    ) -> Result<Vec<Entry>, BooksError> {
        // What went to pay a debt stood on a balance as far as it is shared here.
        let left = plain(&Net::of(self.payment(earlier))?)?;
        let now = in_all.checked_sub(self.gone_back(in_all.currency(), earlier)?)?;
        let there = left.lines().filter(|(account, _)| self.is_purse(account));
        let there = Money::sum(in_all.currency(), there.map(|(_, amount)| amount))?;
        // What is told is what has gone in all: less than before is old news.
        if now.minor() <= 0 {
            return Ok(Vec::new());
        }
        at_most(now, there)?;
        // Converted amounts are nobody's in particular.
        let is_own = in_all.currency() == self.order.breakdown.total.currency();
        let bears = |account: &Account| match (parcel.filter(|_| is_own), account) {
            (Some(one), Account::Seller(seller) | Account::Tax(seller)) => seller == one,
            (Some(_), _) => false,
            (None, account) => !self.is_purse(account),
        };
        let mut due = Net::default();
        due.add(out_of, negative(now)?)?;
        for currency in currencies(&left) {
            share(&left, currency, now, there, bears, &mut due)?;
        }
        Ok(due.lines().map(|(account, amount)| Entry::new(account.clone(), amount)).collect())
    }

    /// What the order was paid into: what fills a balance is not paid out of it.
    const fn is_purse(&self, account: &Account) -> bool {
        account.is_purse() && (self.order.purpose.is_goods() || !account.is_kept())
    }

    /// What was given back of this attempt's payment so far, by whatever way.
    fn gone_back(&self, currency: Currency, booked: &[Posting]) -> Result<Money, MoneyError> {
        let refunds = self.payment(booked).filter(|posting| posting.key().kind() == "refunded");
        let entries = refunds.flat_map(Posting::entries);
        let out = entries.filter(|entry| self.is_purse(&entry.account));
        negative(Money::sum(currency, out.map(|entry| entry.amount))?)
    }

    /// The postings of this attempt's own payment; what was beside it is not part of it.
    fn payment<'p>(&self, earlier: &'p [Posting]) -> impl Iterator<Item = &'p Posting> {
        earlier.iter().filter(|posting| {
            let kind = posting.key().kind();
            let is_stray = Stray::ALL.iter().any(|stray| stray.code() == kind);
            let beside = is_stray || matches!(kind, "given-back" | "fee" | COMMISSION | CREDITED);
            posting.key().subject() == self.attempt && !beside
        })
    }

    /// The postings that bring the books to where the payment stands, for an order
    /// that was settled before there were books. Where cash was taken by a `collector`
    /// nobody remembers, the first parcel's seller stands in.
    pub fn opening(
        &self,
        at: Timestamp,
        collector: Option<&SellerId>,
    ) -> Result<Vec<Posting>, BooksError> {
        let purse = collector.map(|seller| Account::Cash(seller.clone()));
        let movement = Movement { purse, parcel: None };
        let payment = &self.order.payment;
        let mut postings = Vec::new();
        for happening in happenings(self, &PaymentState::None, payment, &movement) {
            let posting = self.book(&happening, at, &postings)?;
            postings.extend(posting);
        }
        Ok(postings)
    }

    /// How the books of an order differ from what its payment says, if they do.
    pub fn disagreement(&self, booked: &[Posting]) -> Result<Option<String>, BooksError> {
        let is = plain(&Net::of(self.payment(booked))?)?;
        let agrees = match self.order.payment {
            // Who bore it and by which way it went, the payment does not say.
            PaymentState::Refunded { amount, paid, .. } => {
                let gone = self.gone_back(amount.currency(), booked)?;
                let purses = is.lines().filter(|(account, _)| self.is_purse(account));
                let kept = Money::sum(amount.currency(), purses.map(|(_, kept)| kept))?;
                let rest = paid.map(|paid| paid.checked_sub(amount)).transpose()?;
                gone == amount && rest.is_none_or(|rest| rest == kept)
            }
            _ => is == plain(&Net::of(&self.opening(self.order.accepted_at, None)?)?)?,
        };
        if agrees {
            return Ok(None);
        }
        let (number, state) = (&self.order.number, self.order.payment.name());
        Ok(Some(format!("order {number} is {state}; its books hold {}", told(&is))))
    }
}

/// A sale over the counter: the cash is in the seller's till, and the seller's own.
/// None for one that cost nothing.
pub fn sale(
    command: CommandId,
    seller: &SellerId,
    total: Money,
    tax: Money,
    at: Timestamp,
) -> Result<Option<Posting>, BooksError> {
    let mut entries = vec![Entry::new(Account::Cash(seller.clone()), total)];
    entries.extend(sold(seller, total, tax)?);
    let key = PostingKey::new(command.to_string(), "sale")?;
    match Posting::new(key, None, at, entries) {
        Ok(posting) => Ok(Some(posting)),
        Err(BooksError::Empty) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What a seller is owed for a sale, the tax in it apart.
fn sold(seller: &SellerId, total: Money, tax: Money) -> Result<[Entry; 2], BooksError> {
    Ok([
        Entry::new(Account::Seller(seller.clone()), tax.checked_sub(total)?),
        Entry::new(Account::Tax(seller.clone()), negative(tax)?),
    ])
}

fn at_most(wanted: Money, there: Money) -> Result<(), BooksError> {
    if wanted.checked_sub(there)?.minor() > 0 || wanted.minor() < 0 {
        return Err(BooksError::TooMuch { wanted: wanted.minor(), there: there.minor() });
    }
    Ok(())
}

fn currencies(net: &Net) -> Vec<Currency> {
    let mut all: Vec<Currency> = net.lines().map(|(_, amount)| amount.currency()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Adds to `due` the part `part / whole` of what stands on those accounts of one currency
/// that bear it, the other way round. The money itself is not among them: where it
/// leaves is the caller's to say.
fn share(
    paid: &Net,
    currency: Currency,
    part: Money,
    whole: Money,
    bears: impl Fn(&Account) -> bool,
    due: &mut Net,
) -> Result<(), BooksError> {
    let lines: Vec<(&Account, Money)> = paid
        .lines()
        .filter(|(account, amount)| amount.currency() == currency && bears(account))
        .collect();
    let (given, taken): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|(_, amount)| amount.minor() < 0);
    // In the currency that was collected the money itself stands against the others; in the
    // shop's own, what it was exchanged for does.
    let credits = negative(Money::sum(currency, given.iter().map(|(_, amount)| *amount))?)?;
    let back = if currency == part.currency() {
        at_most(part, credits)?;
        part
    } else {
        credits.fraction(part.minor(), whole.minor())?
    };
    for (side, sum) in [(given, back), (taken, negative(back)?)] {
        if side.is_empty() {
            continue;
        }
        let weights: Vec<i64> =
            side.iter().map(|(_, amount)| amount.minor().saturating_abs()).collect();
        for ((account, _), amount) in side.iter().zip(sum.prorate(&weights)?) {
            due.add(account, amount)?;
        }
    }
    Ok(())
}

/// Cash is cash, whoever holds it: which seller's people took it is no part of what
/// an order says of its payment. Nor is what a shopper has spent of their balance since.
fn plain(net: &Net) -> Result<Net, MoneyError> {
    let mut merged = Net::default();
    for (account, amount) in net.lines() {
        let account = match account {
            Account::Cash(_) | Account::Drawer(_, _) => Account::Bank,
            Account::Debt(shopper) => Account::ShopperBalance(*shopper),
            account => account.clone(),
        };
        merged.add(&account, amount)?;
    }
    Ok(merged)
}

fn told(net: &Net) -> String {
    let lines: Vec<String> = net
        .lines()
        .map(|(account, amount)| format!("{account} {} {}", amount.minor(), amount.currency()))
        .collect();
    if lines.is_empty() { "nothing".to_owned() } else { lines.join(", ") }
}
