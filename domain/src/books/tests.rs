//! Random histories: whatever happens to the money of an order, and however often
//! it is heard of, the books balance and say what the payment says.

use super::*;
use crate::ids::{AccountId, CommandId, SellerId};
use crate::lang::Localized;
use crate::money::{Currency, Money};
use crate::order::{Order, OrderState, Purpose};
use crate::payment::{Due, Instructions, PaymentEvent, PaymentMethod, PaymentState, Stray};
use crate::pricing::{IncludedTax, Parcel, PriceBreakdown};
use crate::time::Timestamp;
use proptest::prelude::*;

pub(super) const NOW: Timestamp = Timestamp::from_millis(1_795_320_000_000);
const SHOPS: [&str; 3] = ["dapur", "gudang", "kebun"];

pub(super) fn buyer() -> AccountId {
    AccountId::mint(NOW, &[1; 10])
}

pub(super) fn seller(index: usize) -> SellerId {
    SHOPS[index].parse().unwrap()
}

pub(super) fn rp(minor: i64) -> Money {
    Money::new(minor, Currency::IDR)
}

/// An order of one parcel for each total, with eleven parts in 111 of tax inside.
pub(super) fn order(
    totals: &[i64],
    currency: Currency,
    state: OrderState,
    method: PaymentMethod,
) -> Order {
    let money = |minor| Money::new(minor, currency);
    let parcels: Vec<Parcel> = totals
        .iter()
        .enumerate()
        .map(|(index, total)| Parcel {
            seller: seller(index),
            lines: Vec::new(),
            goods: money(*total),
            shipping: money(0),
            adjustments: Vec::new(),
            tax_included: Some(IncludedTax {
                label: "PPN 11%".into(),
                amount: money(*total).fraction(11, 111).unwrap(),
            }),
            total: money(*total),
        })
        .collect();
    let total = money(totals.iter().sum());
    Order {
        id: CommandId::mint(NOW, &[2; 10]).into(),
        number: "W-000001".into(),
        accepted_at: NOW,
        state,
        purpose: Purpose::Goods,
        breakdown: PriceBreakdown {
            parcels,
            goods: total,
            shipping: money(0),
            adjustments: money(0),
            tax_included: None,
            total,
        },
        fulfilment: Vec::new(),
        delivery: "ambil".parse().unwrap(),
        delivery_name: Localized::default(),
        address: None,
        note: String::new(),
        payment_method: method,
        payment: PaymentState::None,
        strays: Vec::new(),
        refunds: Vec::new(),
        digital: Vec::new(),
        timeline: Vec::new(),
    }
}

/// What the shopper pays at the channel, in rupiah.
fn asked(order: &Order) -> Money {
    let total = order.breakdown.total;
    if total.currency() == Currency::IDR { total } else { rp(total.minor() * 43 + 1) }
}

/// An order, its books, and every happening that was ever heard of.
pub(super) struct History {
    pub(super) order: Order,
    pub(super) booked: Vec<Posting>,
    heard: Vec<Happening>,
}

impl History {
    pub(super) fn new(order: Order) -> Self {
        Self { order, booked: Vec::new(), heard: Vec::new() }
    }

    pub(super) fn deal(&self) -> Deal<'_> {
        Deal { order: &self.order, buyer: buyer(), attempt: "o-1" }
    }

    pub(super) fn hear(&mut self, happening: Happening) -> Result<(), BooksError> {
        let posting = self.deal().book(&happening, NOW, &self.booked)?;
        self.booked.extend(posting);
        self.heard.push(happening);
        Ok(())
    }

    /// Lets an event happen to the payment, if it leads anywhere.
    pub(super) fn apply(&mut self, event: PaymentEvent) {
        let before = self.order.payment.clone();
        let Ok(after) = before.clone().apply(event) else { return };
        self.order.payment = after.clone();
        for happening in happenings(&self.deal(), &before, &after, &Movement::default()) {
            self.hear(happening).unwrap();
        }
    }

    pub(super) fn net(&self) -> Net {
        Net::of(&self.booked).unwrap()
    }

    /// What is in the purse the order was paid into.
    fn kept(&self) -> i64 {
        let net = self.net();
        net.lines().filter(|(account, _)| account.is_purse()).map(|(_, it)| it.minor()).sum()
    }
}

pub(super) fn paid(order: &Order, reversible: bool) -> PaymentEvent {
    let reversible_until = reversible.then_some(NOW);
    PaymentEvent::Paid { at: NOW, paid: asked(order), reversible_until }
}

/// An event by number; refunds by how many hundredths are given back.
pub(super) fn event(order: &Order, number: u8, hundredths: i64) -> PaymentEvent {
    let at = NOW;
    match number {
        0 => PaymentEvent::Instructed {
            instructions: Instructions::Cash,
            due: Due { amount: asked(order), rate: None },
            expires_at: None,
        },
        1 => paid(order, false),
        2 => paid(order, true),
        3 => PaymentEvent::WindowRestarted { until: at },
        4 => PaymentEvent::WindowClosed { at },
        5 => PaymentEvent::Denied { at },
        6 => PaymentEvent::Expired { at },
        7 => PaymentEvent::Cancelled { at },
        8 => {
            let amount = asked(order).fraction(hundredths, 100).unwrap();
            PaymentEvent::Refunded { at, amount }
        }
        _ => PaymentEvent::ChargedBack { at },
    }
}

fn any_order() -> impl Strategy<Value = Order> {
    let totals = prop::collection::vec(1..9_000_000_i64, 1..4);
    let method = prop_oneof![
        Just(PaymentMethod::CashOnDelivery),
        Just(PaymentMethod::Indomaret),
        Just(PaymentMethod::Balance),
    ];
    (totals, any::<[bool; 2]>(), method).prop_map(|(totals, [foreign, cancelled], method)| {
        let state = if cancelled { OrderState::Cancelled } else { OrderState::Accepted };
        let currency = if foreign { Currency::SAR } else { Currency::IDR };
        order(&totals, currency, state, method)
    })
}

proptest! {
    // Holds B1, B2, B3, B4.
    #[test]
    fn whatever_happens_the_books_balance_and_agree(
        order in any_order(),
        events in prop::collection::vec((0..10_u8, 0..101_i64), 0..14),
        strays in prop::collection::vec((0..4_u8, 1..500_000_i64), 0..3),
    ) {
        let mut history = History::new(order);
        let mut was_paid = false;
        for (number, hundredths) in events {
            let event = event(&history.order, number, hundredths);
            history.apply(event);
            was_paid |= history.order.payment.is_paid();
            for posting in &history.booked {
                let net = Net::of([posting]).unwrap();
                prop_assert_eq!(net.imbalance().unwrap(), None);
            }
            let kept = match &history.order.payment {
                PaymentState::SettledProvisionally { paid, .. }
                | PaymentState::Settled { paid, .. } => paid.minor(),
                // Settled, less what was given back, is what is there.
                PaymentState::Refunded { amount, .. } => asked(&history.order).minor() - amount.minor(),
                _ => 0,
            };
            prop_assert_eq!(history.kept(), kept);
            if kept == 0 {
                prop_assert!(history.net().is_empty(), "{:?}", history.net());
            }
            prop_assert_eq!(history.deal().disagreement(&history.booked).unwrap(), None);
        }
        let before = history.net();
        for happening in history.heard.clone() {
            let again = history.deal().book(&happening, NOW, &history.booked).unwrap();
            prop_assert_eq!(again, None, "heard twice, booked twice: {:?}", happening);
        }
        // What nobody waited for is owed back, and is not part of the payment.
        for (why, amount) in strays {
            let why = Stray::ALL[usize::from(why)];
            let into = Account::Gateway(PaymentMethod::Indomaret);
            history.hear(Happening::Stray { why, amount: rp(amount), into }).unwrap();
        }
        prop_assert_eq!(history.deal().disagreement(&history.booked).unwrap(), None);
        let owed = |net: &Net| net.on(&Account::Owed(buyer()), Currency::IDR).minor();
        let mut give = owed(&before) - owed(&history.net());
        for (index, part) in [give / 3, give - give / 3].into_iter().enumerate() {
            let reference = format!("hand-over {index}");
            let (amount, out_of) = (rp(part), Account::ShopperBalance(buyer()));
            history.hear(Happening::GivenBack { amount, out_of, reference }).unwrap();
            give -= part;
        }
        prop_assert_eq!(give, 0);
        prop_assert_eq!(owed(&history.net()), owed(&before));
        prop_assert_eq!(Net::of(&history.booked).unwrap().imbalance().unwrap(), None);
        prop_assert!(was_paid || before.is_empty());
    }

    // Holds B3: many refunds come to exactly what one of the whole would.
    #[test]
    fn refunds_in_pieces_come_to_the_whole(
        order in any_order(),
        cuts in prop::collection::vec(0..101_i64, 0..6),
    ) {
        let mut history = History::new(order);
        let event = paid(&history.order, false);
        history.apply(event);
        let (into, whole) = {
            let net = history.net();
            let line = net.lines().find(|(account, _)| account.is_purse()).unwrap();
            (line.0.clone(), line.1)
        };
        let mut cuts = cuts;
        cuts.sort_unstable();
        cuts.push(100);
        for cut in cuts {
            let in_all = whole.fraction(cut, 100).unwrap();
            history.hear(Happening::Refunded { in_all, out_of: into.clone(), parcel: None }).unwrap();
            prop_assert_eq!(history.kept(), whole.minor() - in_all.minor());
        }
        prop_assert!(history.net().is_empty());
    }
}
