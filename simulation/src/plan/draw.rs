//! Drawing a plan from a seed: what happens how often.

use super::{
    AtCounter, BankFault, Happening, Item, LineFault, NoticeFault, PartnerFault, Seen, StoreFault,
    Word,
};
use crate::cast::{BILLS, COUNTERS, GOODS, PHONES};
use crate::chance::Chance;
use warung_server::storage::sqlite::SqliteStorage;

const YEAR_SECONDS: i64 = 365 * 86_400;

/// A line's next trouble.
fn line_fault(chance: &mut Chance) -> LineFault {
    let late = if chance.one_in(3) { 40_000 } else { 4_000 };
    match chance.below(12) {
        0 => LineFault::RequestLost,
        1 | 2 => LineFault::AnswerLost,
        3 => LineFault::RequestLate(chance.between(200, late)),
        4 => LineFault::AnswerLate(chance.between(200, late)),
        5 => LineFault::RequestTwice(chance.between(0, late)),
        6 => LineFault::RequestCut(u16::try_from(chance.below(1_000)).unwrap_or(0)),
        7 => LineFault::AnswerCut(u16::try_from(chance.below(1_000)).unwrap_or(0)),
        8 => *chance.pick(&[LineFault::Portal, LineFault::StrangeJson]),
        9 => LineFault::BadGatewayBefore,
        10 => LineFault::BadGatewayAfter,
        _ => LineFault::Hung,
    }
}

fn fault(chance: &mut Chance) -> Happening {
    let phone = chance.index(PHONES.len());
    let down = chance.between(10, 8_000);
    let after = |chance: &mut Chance| u32::try_from(chance.below(24)).unwrap_or(0);
    match chance.below(22) {
        21 => Happening::Partner(PartnerFault::draw(chance)),
        0..=6 => Happening::Line { phone, fault: line_fault(chance) },
        7 => Happening::Offline { phone, millis: chance.between(500, 60_000) },
        8 | 9 => Happening::PhoneDies { phone, after: after(chance), down },
        10 => {
            let millis = chance.between(500, 20_000);
            let faults =
                [StoreFault::Full(millis), StoreFault::Closed(millis), StoreFault::AbortNext];
            Happening::Store { phone, fault: *chance.pick(&faults) }
        }
        11 => match chance.below(2) {
            0 => Happening::PhoneClock { phone, seconds: jump(chance) },
            _ => Happening::ServerClock { seconds: jump(chance) },
        },
        19 => versions(chance, phone, down),
        12 | 13 => Happening::ServerDies { after: after(chance), down },
        14 | 15 => {
            Happening::ServerDiesAt { place: chance.index(64), nth: 1 + chance.below(3), down }
        }
        16 => match chance.below(3) {
            0 => Happening::DiskFull { millis: chance.between(500, 20_000) },
            _ => Happening::CallerGone { after: after(chance) },
        },
        17 | 18 => Happening::Bank(*chance.pick(&[
            BankFault::ChargeLost,
            BankFault::ChargeAnswerLost,
            BankFault::ChargeAnswerLost,
            BankFault::ChargeRefused,
            BankFault::ChargeSlow(45_000),
            BankFault::ChargeSlow(2_000),
            BankFault::StatusLost,
            BankFault::StatusStale,
            BankFault::CancelLost,
        ])),
        _ => {
            let late = chance.between(100, 30_000);
            match chance.below(5) {
                0 => Happening::Reuse { phone, nth: chance.index(16) },
                4 => Happening::Notice(NoticeFault::Lost),
                1 => Happening::Notice(NoticeFault::Late(late)),
                2 => Happening::Notice(NoticeFault::Twice(late)),
                _ => Happening::Forge { nth: chance.index(16) },
            }
        }
    }
}

/// Seconds a clock jumps: a little, hours, days, a year.
fn jump(chance: &mut Chance) -> i64 {
    let most = *chance.pick(&[10, 700, 4_000, 86_400, 864_000, YEAR_SECONDS]);
    if most == YEAR_SECONDS {
        return *chance.pick(&[-YEAR_SECONDS, YEAR_SECONDS]);
    }
    chance.between(-most, most)
}

/// Programs of different ages meet.
fn versions(chance: &mut Chance, phone: usize, down: i64) -> Happening {
    match chance.below(6) {
        0 => Happening::OldApp { phone, millis: chance.between(1_000, 30_000) },
        1 => Happening::NewerApp { phone, millis: chance.between(1_000, 30_000) },
        2 => Happening::AppReplaced { phone },
        3 => Happening::NewerShop,
        4 => {
            Happening::ServerReplaced { schema: 1 + chance.index(SqliteStorage::SCHEMAS - 1), down }
        }
        _ => Happening::ServerTooOld { down },
    }
}

/// What most of a schedule is about.
#[derive(Clone, Copy)]
enum Theme {
    Anything,
    /// Cash, most of it at this counter.
    Counter(usize),
    /// Bills of the partner's, paid at this counter.
    Partner(usize),
}

fn theme(chance: &mut Chance) -> Theme {
    let counter = COUNTERS.start + chance.index(COUNTERS.len());
    match chance.below(8) {
        0..=2 => Theme::Counter(counter),
        3 | 4 => Theme::Partner(counter),
        _ => Theme::Anything,
    }
}

fn deed_about(chance: &mut Chance, theme: Theme) -> Happening {
    let counter = match theme {
        Theme::Anything => return deed(chance),
        Theme::Partner(counter) => return about_a_partner(chance, counter),
        Theme::Counter(counter) => counter,
    };
    let phone = chance.index(COUNTERS.start);
    match chance.below(12) {
        0..=4 => Happening::Counter(AtCounter::draw(chance, counter)),
        // The next of the ways to pay is at a counter.
        5 | 6 => Happening::Place { phone, lines: vec![(chance.index(GOODS.len()), 1)], pay: 3 },
        7 => Happening::TopUp { phone, thousands: chance.between(8, 60), pay: 3 },
        8 => Happening::Slip { person: chance.index(2), thousands: chance.between(10, 60) },
        _ => deed(chance),
    }
}

fn about_a_partner(chance: &mut Chance, counter: usize) -> Happening {
    match chance.below(13) {
        12 => Happening::ServerClock { seconds: jump(chance) },
        0..=2 => bill(chance),
        3..=6 => Happening::Counter(AtCounter::Serve { phone: counter, nth: chance.index(4) }),
        7 => Happening::Counter(AtCounter::draw(chance, counter)),
        8 | 9 => Happening::Partner(PartnerFault::draw(chance)),
        _ => deed(chance),
    }
}

fn bill(chance: &mut Chance) -> Happening {
    let payer = [None, Some(0), Some(1)];
    Happening::Bill { payer: *chance.pick(&payer), thousands: *chance.pick(&BILLS) }
}

fn deed(chance: &mut Chance) -> Happening {
    let phone = chance.index(COUNTERS.start);
    let counter = COUNTERS.start + chance.index(COUNTERS.len());
    let (nth, product) = (chance.index(16), chance.index(GOODS.len()));
    let seen = if chance.one_in(8) { Seen::Wrong } else { Seen::Right };
    match chance.below(51) {
        44..=49 => Happening::Counter(AtCounter::draw(chance, counter)),
        50 => bill(chance),
        9 => Happening::TopUp { phone, thousands: chance.between(8, 60), pay: chance.index(4) },
        0..=8 => {
            let mut lines: Vec<(usize, u32)> = Vec::new();
            for _ in 0..=chance.below(2) {
                let thing = chance.index(GOODS.len());
                if lines.iter().all(|(known, _)| *known != thing) {
                    lines.push((thing, 1 + u32::try_from(chance.below(2)).unwrap_or(0)));
                }
            }
            Happening::Place { phone, lines, pay: chance.index(6) }
        }
        10 | 11 => Happening::Cancel { phone, nth },
        12 | 13 => Happening::Confirm { phone, nth, seen },
        14..=17 => Happening::Fulfil { phone: counter, nth },
        18 | 42 | 43 => Happening::Cash { phone: counter, nth, seen },
        40 | 41 => match chance.below(2) {
            0 => Happening::Bring { of: phone },
            _ => Happening::Slip { person: chance.index(2), thousands: chance.between(10, 60) },
        },
        19 => Happening::Retry { phone },
        20 => match chance.below(2) {
            0 => Happening::Drop { phone },
            _ => Happening::Switch { phone: 2 },
        },
        21 => Happening::SignIn { phone: 3 },
        22..=24 => Happening::Sync { phone: chance.index(PHONES.len()) },
        25 | 26 => {
            let fault = chance.one_in(2).then(|| line_fault(chance));
            Happening::SecondTab { phone: chance.index(PHONES.len()), fault }
        }
        27 => Happening::Carry { of: phone, by: chance.index(PHONES.len()) },
        28 | 29 => Happening::Look { phone },
        30 => Happening::Price { product, percent: chance.between(50, 150) },
        31 => {
            Happening::Restock { product, units: 1 + u32::try_from(chance.below(3)).unwrap_or(0) }
        }
        32 => match chance.below(2) {
            0 => Happening::Withdraw { product },
            _ => Happening::Offer { product },
        },
        33..=36 => Happening::Pay { nth },
        37 => chance.pick(&[Happening::Deny { nth }, Happening::Expire { nth }]).clone(),
        38 => Happening::Reverse { nth },
        _ => match chance.below(2) {
            0 => Happening::Refund { nth },
            _ => Happening::ChargeBack { nth },
        },
    }
}

/// How many deeds and faults a schedule has: many short ones see more beginnings, a few long ones
/// more that piles up.
fn length(chance: &mut Chance) -> usize {
    let (least, wide) = match chance.below(8) {
        0..=4 => (24, 16),
        5 | 6 => (40, 20),
        _ => (80, 40),
    };
    least + chance.index(wide)
}

/// The schedule of a seed.
#[must_use]
pub fn plan(seed: u64) -> Vec<Item> {
    let mut chance = Chance::new(seed);
    let mut at = 0;
    // Some schedules are peaceful, some are not.
    let trouble = 2 + chance.below(4);
    let theme = theme(&mut chance);
    let mut hurry = false;
    let mut before: Option<usize> = None;
    let mut served: Option<usize> = None;
    let mut items = Vec::new();
    if let Theme::Counter(phone) = theme {
        let thousands = chance.between(20, 200);
        let what = Happening::Counter(AtCounter::Open { phone, thousands });
        items.push(Item { at, what });
    }
    for _ in 0..length(&mut chance) {
        at += match chance.below(40) {
            _ if hurry => chance.between(0, 60),
            0..=29 => chance.between(10, 1_500),
            30..=38 => chance.between(1_000, 20_000),
            _ => chance.between(60_000, 400_000),
        };
        let what = match chance.below(60) {
            0 => Happening::Leap { seconds: chance.between(600, 60 * 3_600) },
            n if n % 6 < trouble => fault(&mut chance),
            _ => deed_about(&mut chance, theme),
        };
        // Two tabs are most interesting while there is something to send.
        let what = match (&before, what) {
            (Some(phone), Happening::Sync { .. }) => {
                let fault = chance.one_in(2).then(|| line_fault(&mut chance));
                Happening::SecondTab { phone: *phone, fault }
            }
            (_, what) => what,
        };
        // And a slip of the hand is noticed soon.
        let what = match served.take() {
            Some(phone) if chance.one_in(3) => {
                Happening::Counter(AtCounter::undo(&mut chance, phone))
            }
            _ => what,
        };
        if let Happening::Counter(what) = &what {
            served = what.served_at();
        }
        before = match &what {
            Happening::Place { phone, .. } | Happening::Cancel { phone, .. } => Some(*phone),
            _ => None,
        };
        hurry = before.is_some() && chance.one_in(3);
        let (gap, whats) = with_what_leads_there(&mut chance, what);
        for what in whats {
            items.push(Item { at, what });
            at += chance.between(gap / 2, gap);
        }
    }
    items
}

/// Some happenings want others before them. A counter has something to take in where a phone without
/// a line has just ordered, and an older word to use where one payment of two was undone. With the most milliseconds that lie between.
fn with_what_leads_there(chance: &mut Chance, what: Happening) -> (i64, Vec<Happening>) {
    match what {
        Happening::Counter(AtCounter::Undo { phone, word: Word::Older, .. }) => {
            let serve = |nth| AtCounter::Serve { phone, nth };
            let undo = |nth, word| AtCounter::Undo { phone, nth, word };
            let steps = [serve(0), serve(1), undo(0, Word::Asked), undo(1, Word::Older)];
            (4_000, steps.map(Happening::Counter).to_vec())
        }
        // Who waits for a lost answer by a clock that is ahead is still waiting when it is put right.
        Happening::Partner(PartnerFault::PaymentLost) if chance.one_in(2) => {
            let ahead = Happening::ServerClock { seconds: chance.between(4_000, YEAR_SECONDS) };
            let phone = COUNTERS.start + chance.index(COUNTERS.len());
            let serve = Happening::Counter(AtCounter::Serve { phone, nth: 0 });
            (4_000, vec![ahead, what, bill(chance), serve])
        }
        Happening::Counter(AtCounter::TakeIn { of, offline, .. }) => {
            let lines = vec![(chance.index(GOODS.len()), 1)];
            let alone = Happening::Offline { phone: of, millis: offline };
            (80, vec![alone, Happening::Place { phone: of, lines, pay: 3 }, what])
        }
        what => (80, vec![what]),
    }
}
