//! A shop, a clock and a line made up for tests. The shop keeps a ledger and
//! answers as the real one does; what the line does to the next call is said
//! beforehand.

use crate::device::{Device, KeyedDevice};
use crate::line::{Line, LineError};
use crate::memory::{Memory, breathe};
use crate::sample;
use crate::save::{self, SaveError, Wish};
use crate::store::OutboxStore;
use crate::surroundings::{SigningError, Surroundings};
use futures::executor::block_on;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use warung_domain::cart::{Cart, CartLine};
use warung_domain::command::{
    Command, CommandAnswer, CommandBody, OrderedLine, PlaceOrder, RetryReason, Verdict, envelope,
};
use warung_domain::ids::{AccountId, CommandId, OrderId};
use warung_domain::jws::Jwk;
use warung_domain::money::{Currency, Money};
use warung_domain::outbox::OutboxEntry;
use warung_domain::payment::PaymentMethod;
use warung_domain::protocol::{MyChanges, OrderView, ProblemKind, Push, PushAnswer};
use warung_domain::time::Timestamp;

/// What becomes of the next call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Arrives,
    RequestLost,
    ReplyLost,
    /// Something else answers, before the shop or after it.
    PortalBefore,
    PortalAfter,
    Busy,
    /// The shop listens to newer apps only.
    TooOld,
    /// The shop refuses more than one command at once and says not why.
    TooMuch,
    /// Only the first answer comes back.
    HalfAnswered,
}

/// The shop and the line to it.
#[derive(Default)]
pub struct Shop {
    pub fates: RefCell<VecDeque<Fate>>,
    pub ledger: RefCell<BTreeMap<CommandId, Verdict>>,
    /// Commands in the order they were decided.
    pub decided: RefCell<Vec<Command>>,
    /// Every push that reached the shop.
    pub pushes: RefCell<Vec<Push>>,
    orders: RefCell<Vec<OrderView>>,
}

impl Shop {
    fn fate(&self) -> Fate {
        self.fates.borrow_mut().pop_front().unwrap_or(Fate::Arrives)
    }

    fn decide(&self, bytes: &str) -> CommandAnswer {
        let command = envelope::open(bytes).expect("phones freeze real envelopes").command;
        let id = command.id;
        if let Some(verdict) = self.ledger.borrow().get(&id) {
            return CommandAnswer { id, verdict: verdict.clone(), replay: true };
        }
        let subject = command.body.subject(id);
        let mut orders = self.orders.borrow_mut();
        let known = orders.iter().position(|view| view.order.id == subject);
        if known.is_none() && OrderId::from(id) != subject {
            let reason = RetryReason::OrderNotYetHere;
            let verdict = Verdict::Retry { after_seconds: 5, reason };
            return CommandAnswer { id, verdict, replay: false };
        }
        known.map(|at| orders.remove(at));
        let rev = self.ledger.borrow().len() as u64 + 1;
        orders.push(sample::order(subject, rev));
        self.ledger.borrow_mut().insert(id, Verdict::Applied);
        self.decided.borrow_mut().push(command);
        CommandAnswer { id, verdict: Verdict::Applied, replay: false }
    }
}

impl Line for Shop {
    async fn push(&self, push: &Push) -> Result<PushAnswer, LineError> {
        breathe().await;
        let fate = self.fate();
        match fate {
            Fate::RequestLost => return Err(LineError::Unreachable),
            Fate::PortalBefore => return Err(LineError::NotTheShop),
            Fate::Busy => return Err(sample::refusal(ProblemKind::Busy, None, Some(3))),
            Fate::TooOld => return Err(sample::refusal(ProblemKind::Upgrade, None, None)),
            Fate::TooMuch if push.commands.len() > 1 => {
                return Err(sample::refusal(ProblemKind::TooLarge, None, None));
            }
            _ => {}
        }
        self.pushes.borrow_mut().push(push.clone());
        let mut answers: Vec<_> = push.commands.iter().map(|bytes| self.decide(bytes)).collect();
        breathe().await;
        match fate {
            Fate::ReplyLost => return Err(LineError::Unreachable),
            Fate::PortalAfter => return Err(LineError::NotTheShop),
            Fate::HalfAnswered => answers.truncate(1),
            _ => {}
        }
        Ok(PushAnswer { answers })
    }

    async fn my_changes(&self, since: u64) -> Result<MyChanges, LineError> {
        breathe().await;
        match self.fate() {
            Fate::Arrives => {}
            Fate::PortalBefore | Fate::PortalAfter => return Err(LineError::NotTheShop),
            _ => return Err(LineError::Unreachable),
        }
        let mut orders = self.orders.borrow().clone();
        orders.retain(|view| view.rev > since);
        // Small pages, so that there are several.
        let more = orders.len() > 2;
        orders.truncate(2);
        breathe().await;
        Ok(MyChanges { cursor: orders.last().map_or(since, |view| view.rev), more, orders })
    }
}

/// The clock and chance of a test.
pub struct World {
    pub now: Cell<Timestamp>,
    pub jitter: Cell<u16>,
    minted: Cell<u64>,
}

impl Default for World {
    fn default() -> Self {
        let now = Cell::new(Timestamp::from_millis(1_000_000_000));
        Self { now, jitter: Cell::new(500), minted: Cell::new(0) }
    }
}

impl World {
    pub fn pass(&self, seconds: i64) {
        self.now.set(self.now.get().plus_seconds(seconds));
    }
}

impl Surroundings for World {
    type Keys = u8;

    fn now(&self) -> Timestamp {
        self.now.get()
    }

    fn jitter(&self) -> u16 {
        self.jitter.get()
    }

    fn command_id(&self) -> Result<CommandId, SigningError> {
        self.minted.set(self.minted.get() + 1);
        Ok(sample::command_id(self.minted.get()))
    }

    async fn sign(&self, keys: &u8, _: &str) -> Result<Vec<u8>, SigningError> {
        breathe().await;
        Ok(vec![*keys; 64])
    }
}

pub fn account(n: u8) -> AccountId {
    AccountId::mint(Timestamp::from_millis(1), &[n; 10])
}

/// A phone with a key bound to an account that is signed in.
pub fn phone() -> Memory<u8> {
    let store = Memory::default();
    store.sign_in(Some(account(1)));
    add_key(&store, 1, Some(account(1)));
    store
}

pub fn add_key(store: &Memory<u8>, n: u8, owner: Option<AccountId>) {
    let key = Jwk { kty: "EC".into(), crv: "P-256".into(), x: "x".into(), y: None, kid: None };
    let device = Device { account: owner, ..Device::fresh(sample::device_id(n), key) };
    block_on(store.add_device(&KeyedDevice { device, keys: n })).expect("room for a key");
}

pub fn place_order() -> CommandBody {
    place_order_of(&Cart::default())
}

pub fn place_order_of(cart: &Cart) -> CommandBody {
    let ordered = |line: &CartLine| OrderedLine {
        product: line.product.clone(),
        variant: line.variant.clone(),
        quantity: line.quantity,
        unit_price: 25_000,
    };
    CommandBody::PlaceOrder(Box::new(PlaceOrder {
        lines: cart.lines().iter().map(ordered).collect(),
        delivery: "ambil".parse().expect("letters"),
        address: None,
        payment: PaymentMethod::Indomaret,
        total: Money::new(25_000, Currency::IDR),
        epoch: "e1".into(),
        rev: 1,
        note: String::new(),
        number: None,
    }))
}

pub fn wish(body: CommandBody) -> Wish {
    Wish { shop: "warung".parse().expect("letters"), body, seen: None }
}

/// Saves a command with the first key.
pub fn save(
    store: &Memory<u8>,
    world: &World,
    body: CommandBody,
) -> Result<OutboxEntry, SaveError> {
    block_on(save::save(store, world, &sample::device_id(1), &wish(body)))
}

/// A line on which pulled answers stay on their way until much else has happened.
pub struct Slow<'a>(pub &'a Shop);

impl Line for Slow<'_> {
    async fn push(&self, push: &Push) -> Result<PushAnswer, LineError> {
        self.0.push(push).await
    }

    async fn my_changes(&self, since: u64) -> Result<MyChanges, LineError> {
        let answer = self.0.my_changes(since).await;
        for _ in 0..100 {
            breathe().await;
        }
        answer
    }
}
