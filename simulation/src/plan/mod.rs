//! A schedule before it is lived: what people want, what the shop changes, what
//! goes wrong, and when. Without the faults in it nothing goes wrong, so that a
//! shortened plan tells what mattered.

mod at_counter;
mod at_partner;
mod draw;
mod words;

pub use at_counter::{AtCounter, Word};
pub use at_partner::PartnerFault;
pub use draw::plan;

/// What happens to one call of a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineFault {
    RequestLost,
    AnswerLost,
    /// Milliseconds.
    RequestLate(i64),
    AnswerLate(i64),
    /// The same bytes arrive a second time, so much later.
    RequestTwice(i64),
    /// Thousandths of the body that arrive.
    RequestCut(u16),
    AnswerCut(u16),
    /// 200 and a page of somebody else's.
    Portal,
    /// 200 and JSON of somebody else's.
    StrangeJson,
    /// A proxy apologises; whether the shop had it nobody knows.
    BadGatewayBefore,
    BadGatewayAfter,
    /// Nothing comes at all until the phone gives up.
    Hung,
}

/// What happens to one call to the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BankFault {
    ChargeLost,
    ChargeAnswerLost,
    ChargeRefused,
    /// Milliseconds until it is done.
    ChargeSlow(i64),
    StatusLost,
    /// What it was before.
    StatusStale,
    CancelLost,
}

/// What happens to one notification of the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeFault {
    Lost,
    /// Milliseconds.
    Late(i64),
    Twice(i64),
}

/// What is wrong with a phone's storage, and for how long, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreFault {
    Full(i64),
    Closed(i64),
    AbortNext,
}

/// Something that happens. Places count among those there are, around and around.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    Place {
        phone: usize,
        lines: Vec<(usize, u32)>,
        pay: usize,
    },
    /// Fills the balance by so many thousands.
    TopUp {
        phone: usize,
        thousands: i64,
        pay: usize,
    },
    Cancel {
        phone: usize,
        nth: usize,
    },
    Confirm {
        phone: usize,
        nth: usize,
        seen: Seen,
    },
    Fulfil {
        phone: usize,
        nth: usize,
    },
    Cash {
        phone: usize,
        nth: usize,
        seen: Seen,
    },
    Retry {
        phone: usize,
    },
    Drop {
        phone: usize,
    },
    SignIn {
        phone: usize,
    },
    /// The next of those who have a key on this phone signs in.
    Switch {
        phone: usize,
    },
    Sync {
        phone: usize,
    },
    /// A second tab sends at the same time, without the lock.
    SecondTab {
        phone: usize,
        fault: Option<LineFault>,
    },
    /// Another phone hands this one's commands in.
    Carry {
        of: usize,
        by: usize,
    },
    /// The machine reads this phone's commands off its screen, and hands them in.
    Bring {
        of: usize,
    },
    /// Somebody fills a balance by so many thousands at the machine.
    Slip {
        person: usize,
        thousands: i64,
    },
    Counter(AtCounter),
    /// Somebody pays a partner's bill of so many thousands by a slip from the machine, and says
    /// whose phone number is theirs, or does not.
    Bill {
        payer: Option<usize>,
        thousands: i64,
    },
    Look {
        phone: usize,
    },
    Price {
        product: usize,
        percent: i64,
    },
    Restock {
        product: usize,
        units: u32,
    },
    Withdraw {
        product: usize,
    },
    Offer {
        product: usize,
    },
    Pay {
        nth: usize,
    },
    Deny {
        nth: usize,
    },
    Expire {
        nth: usize,
    },
    Reverse {
        nth: usize,
    },
    Refund {
        nth: usize,
    },
    ChargeBack {
        nth: usize,
    },
    Leap {
        seconds: i64,
    },
    Line {
        phone: usize,
        fault: LineFault,
    },
    Offline {
        phone: usize,
        millis: i64,
    },
    /// Dies at the so-manieth await from now.
    PhoneDies {
        phone: usize,
        after: u32,
        down: i64,
    },
    Store {
        phone: usize,
        fault: StoreFault,
    },
    PhoneClock {
        phone: usize,
        seconds: i64,
    },
    OldApp {
        phone: usize,
        millis: i64,
    },
    /// An app that says things this shop does not know yet.
    NewerApp {
        phone: usize,
        millis: i64,
    },
    /// All tabs are loaded anew, with a newer app that reads the rows of the one before.
    AppReplaced {
        phone: usize,
    },
    /// From now on the shop says things this app does not know yet.
    NewerShop,
    ServerClock {
        seconds: i64,
    },
    /// A newer server takes over the file of one that knew only this schema.
    ServerReplaced {
        schema: usize,
        down: i64,
    },
    /// A server that is too old for the file is started by mistake, and then the right one.
    ServerTooOld {
        down: i64,
    },
    ServerDies {
        after: u32,
        down: i64,
    },
    /// Dies at a named place of the code, at its so-manieth visit.
    ServerDiesAt {
        place: usize,
        nth: u64,
        down: i64,
    },
    DiskFull {
        millis: i64,
    },
    /// The server drops a request whose caller is gone.
    CallerGone {
        after: u32,
    },
    Bank(BankFault),
    Partner(PartnerFault),
    Notice(NoticeFault),
    Forge {
        nth: usize,
    },
    /// Somebody signs another wish under an id that is used up.
    Reuse {
        phone: usize,
        nth: usize,
    },
}

/// Whether somebody answers to what is there, or to something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    Right,
    Wrong,
}

/// A happening and its moment, in milliseconds from the beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub at: i64,
    pub what: Happening,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_has_one_plan() {
        assert_eq!(plan(3), plan(3));
        assert_ne!(plan(3), plan(4));
        assert!(plan(3).is_sorted_by_key(|item| item.at));
    }
}
