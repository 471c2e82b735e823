//! A storm of payments: thousands of orders whose charges get lost, whose notifications
//! are lost, late, repeated, overtaken and forged, and whose money is called back, given
//! back or never comes, while the seller tries to hand the goods out at any moment.
//!
//! One shop, one bank, no phones: what phones go through is played in schedules. At the
//! end everything has come to rest, and [`verdict`] holds the shop against the bank.

mod people;
mod verdict;

pub use verdict::Verdict;

use crate::bank::Bank;
use crate::cast::{CAST, EPOCH};
use crate::chance::Chance;
use crate::partner::Partner;
use crate::plan::BankFault;
use crate::server::open_shop;
use crate::time::{ShopClock, WorldClock};
use crate::world::Trouble;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use warung_domain::ids::OrderId;
use warung_server::jobs::{charge_step, later_step, notice_step, settle_step};
use warung_server::payment::GatewayState;
use warung_server::service::Shop;
use warung_server::service::notices::receive;
use warung_server::service::settle::SettleError;
use warung_server::storage::StorageError;
use warung_server::storage::sqlite::SqliteStorage;

/// Orders that are under way at the same time.
const WAVE: usize = 200;

/// How often the world moves on before the next orders come.
const TICKS: u32 = 12;

/// A day and an hour: whatever nobody paid has run out by then.
const UNTIL_ALL_RAN_OUT: i64 = 25 * 3_600_000;

/// How the notifications travelled.
#[derive(Debug, Clone, Copy, Default)]
pub struct Travelled {
    pub prompt: u32,
    pub lost: u32,
    pub late: u32,
    pub twice: u32,
    pub forged: u32,
    /// Of those, taken for genuine.
    pub believed: u32,
}

/// A notification on its way.
struct Letter {
    due: i64,
    payment: String,
}

/// Everything that takes part.
pub struct Storm {
    shop: Arc<Shop>,
    clock: WorldClock,
    bank: Bank,
    chance: Chance,
    letters: Vec<Letter>,
    travelled: Travelled,
    /// Numbers of the commands, of the shopper and of the seller.
    seq: [u64; 2],
    orders: Vec<OrderId>,
    /// Where goods were handed out.
    handed_out: BTreeSet<OrderId>,
    refused_handing_out: u32,
    /// How often somebody chose another way to pay.
    paid_otherwise: usize,
}

impl Storm {
    /// A furnished shop on a file in that folder.
    pub fn gather(folder: &Path, seed: u64) -> Result<Self, Trouble> {
        let file = folder.join("storm.sqlite");
        CAST.write_template(&file)?;
        let (clock, mut chance) = (WorldClock::default(), Chance::new(seed));
        let bank = Bank::new(clock.clone());
        let storage = SqliteStorage::open(&file, EPOCH)?;
        let shop_clock = ShopClock::new(clock.clone());
        let others = (bank.clone(), Partner::new(clock.clone()));
        let shop = open_shop(storage, shop_clock, others, chance.branch())?;
        Ok(Self {
            shop,
            clock,
            bank,
            chance,
            letters: Vec::new(),
            travelled: Travelled::default(),
            seq: [0; 2],
            orders: Vec::new(),
            handed_out: BTreeSet::new(),
            refused_handing_out: 0,
            paid_otherwise: 0,
        })
    }

    /// Lets that many orders go through it, and comes to rest.
    pub async fn rage(&mut self, orders: usize) -> Result<(), Trouble> {
        while self.orders.len() < orders {
            self.spoil_the_bank();
            let wave = WAVE.min(orders - self.orders.len());
            self.place_orders(wave).await?;
            for _ in 0..TICKS {
                self.tick(wave).await?;
            }
        }
        self.calm_down().await
    }

    /// What it has left. Reads the shop's file without an await: not from inside a runtime.
    pub fn judge(&self) -> Result<Verdict, Trouble> {
        verdict::judge(self)
    }

    fn spoil_the_bank(&mut self) {
        for _ in 0..WAVE / 4 {
            let fault = *self.chance.pick(&[
                BankFault::ChargeLost,
                BankFault::ChargeAnswerLost,
                BankFault::ChargeRefused,
                BankFault::StatusLost,
                BankFault::StatusStale,
                BankFault::CancelLost,
            ]);
            self.bank.suffer(fault);
        }
    }

    async fn tick(&mut self, wave: usize) -> Result<(), Trouble> {
        self.work().await?;
        self.money_moves().await?;
        self.write_letters();
        self.deliver_letters().await?;
        self.shopper_and_seller_act(wave).await?;
        let pause = self.chance.between(1_000, 40_000);
        self.clock.move_to(self.clock.millis() + pause);
        Ok(())
    }

    /// The shop's jobs, until none finds anything to do.
    async fn work(&self) -> Result<(), StorageError> {
        loop {
            let charged = charge_step(&self.shop).await?;
            let noticed = notice_step(&self.shop).await?;
            let settled = settle_step(&self.shop).await?;
            let looked = later_step(&self.shop).await?;
            if !charged && !noticed && !settled && !looked {
                return Ok(());
            }
        }
    }

    /// What people and banks do with the money.
    async fn money_moves(&mut self) -> Result<(), StorageError> {
        for payment in self.bank.payments() {
            let chance = &mut self.chance;
            let to = match payment.state {
                GatewayState::Pending if chance.one_in(5) => *chance.pick(&[
                    GatewayState::Settled,
                    GatewayState::Settled,
                    GatewayState::Settled,
                    GatewayState::Settled,
                    GatewayState::Denied,
                    GatewayState::Expired,
                ]),
                // The bank itself refuses where the channel cannot, or the time is over.
                GatewayState::Settled if chance.one_in(12) => GatewayState::Denied,
                GatewayState::Settled if chance.one_in(400) => GatewayState::Refunded,
                GatewayState::Settled if chance.one_in(600) => GatewayState::ChargedBack,
                GatewayState::Expired | GatewayState::Cancelled if chance.one_in(40) => {
                    self.bank.pay_late(&payment.id);
                    continue;
                }
                _ => continue,
            };
            // What pays nothing the shop gives back by itself; nobody else does.
            let by_others = matches!(to, GatewayState::Refunded | GatewayState::ChargedBack);
            if !by_others || self.pays_an_order(&payment.id).await? {
                self.bank.bring(&payment.id, to);
            }
        }
        Ok(())
    }

    /// Whether an order is paid by a payment, by the shop's word.
    async fn pays_an_order(&self, payment: &str) -> Result<bool, StorageError> {
        let id = payment.to_owned();
        let found = self.shop.storage.read(move |txn| txn.order_by_payment(&id)).await?;
        Ok(found.is_some_and(|record| {
            record.payment_id.as_deref() == Some(payment) && record.order.payment.is_paid()
        }))
    }

    fn write_letters(&mut self) {
        let now = self.clock.millis();
        for payment in self.bank.news() {
            let delays: &[i64] = match self.chance.below(6) {
                0 => {
                    self.travelled.lost += 1;
                    &[]
                }
                1 => {
                    self.travelled.late += 1;
                    // What happens until then overtakes it.
                    &[90_000]
                }
                2 => {
                    self.travelled.twice += 1;
                    &[0, 20_000]
                }
                _ => {
                    self.travelled.prompt += 1;
                    &[0]
                }
            };
            let letter = |delay: &i64| Letter { due: now + delay, payment: payment.clone() };
            self.letters.extend(delays.iter().map(letter));
        }
    }

    async fn deliver_letters(&mut self) -> Result<(), StorageError> {
        let now = self.clock.millis();
        let (due, rest) = std::mem::take(&mut self.letters).into_iter().partition(|l| l.due <= now);
        self.letters = rest;
        let due: Vec<Letter> = due;
        for letter in due {
            if self.chance.one_in(8) {
                self.travelled.forged += 1;
                let forged = format!("\"guessed {}\"", letter.payment);
                let taken = receive(&self.shop, forged.as_bytes()).await.is_ok();
                self.travelled.believed += u32::from(taken);
            }
            let genuine = format!("\"genuine {}\"", letter.payment);
            match receive(&self.shop, genuine.as_bytes()).await {
                Ok(_) | Err(SettleError::Gateway(_)) => {}
                Err(SettleError::Storage(error)) => return Err(error),
            }
        }
        Ok(())
    }

    /// Everybody stops, nothing fails any more, and time goes by until nothing is open.
    async fn calm_down(&mut self) -> Result<(), Trouble> {
        self.bank.heal();
        self.deliver_letters().await?;
        self.letters.clear();
        let end = self.clock.millis() + UNTIL_ALL_RAN_OUT;
        while self.clock.millis() < end {
            self.work().await?;
            self.clock.move_to(self.clock.millis() + 600_000);
        }
        self.work().await?;
        Ok(())
    }
}
