//! Who orders, calls off and hands out in a storm: one shopper and one seller, whose
//! commands are signed and handed in as any phone's.

use super::Storm;
use crate::cast::{CAST, EPOCH, PHONES, config};
use crate::world::Trouble;
use ring::rand::SystemRandom;
use warung_domain::command::envelope::{MAX_BATCH, seal, signing_input};
use warung_domain::command::{
    Command, CommandBody, FulfilmentStep, OrderedLine, PlaceOrder, Verdict,
};
use warung_domain::ids::{CommandId, OrderId};
use warung_domain::money::Money;
use warung_domain::payment::PaymentMethod;
use warung_domain::pricing::{PriceBreakdown, PricedLine};
use warung_domain::protocol::{PROTOCOL_VERSION, Push};
use warung_server::service::push::push;
use warung_server::storage::StorageError;

/// What everybody wants: it never runs out.
const RICE: (&str, &str, i64) = ("beras", "dapur", 15_000);

/// The phones that sign, by their places in [`PHONES`].
#[derive(Debug, Clone, Copy)]
enum Hand {
    Shopper = 0,
    Seller = 4,
}

impl Storm {
    pub(super) async fn place_orders(&mut self, orders: usize) -> Result<(), Trouble> {
        let mut left = orders;
        while left > 0 {
            let batch = left.min(MAX_BATCH);
            let bodies = (0..batch).map(|_| self.wish()).collect::<Result<Vec<_>, _>>()?;
            let answers = self.hand_in(Hand::Shopper, bodies).await?;
            for (id, verdict) in answers {
                if verdict == Verdict::Applied {
                    self.orders.push(id.into());
                }
            }
            left -= batch;
        }
        Ok(())
    }

    /// Now and then an order is called off, or paid in another way; the seller tries to pack whatever there is.
    pub(super) async fn shopper_and_seller_act(&mut self, wave: usize) -> Result<(), Trouble> {
        let newest = self.orders.len().saturating_sub(2 * wave);
        let under_way = self.orders[newest..].to_vec();
        if under_way.is_empty() {
            return Ok(());
        }
        let mut pick = |times: usize| -> Vec<OrderId> {
            (0..times).map(|_| *self.chance.pick(&under_way)).collect()
        };
        let (called_off, paid_otherwise, packed) = (pick(2), pick(6), pick(MAX_BATCH));
        let cancel = |order: &OrderId| CommandBody::CancelOrder { order: *order };
        self.hand_in(Hand::Shopper, called_off.iter().map(cancel).collect()).await?;
        self.choose_otherwise(paid_otherwise).await?;
        let seller = RICE.1.parse().map_err(|_| StorageError::Stopped)?;
        let pack = |order: &OrderId| CommandBody::FulfilParcel {
            order: *order,
            seller: Clone::clone(&seller),
            step: FulfilmentStep::Pack,
        };
        let answers = self.hand_in(Hand::Seller, packed.iter().map(pack).collect()).await?;
        for (order, (_, verdict)) in packed.into_iter().zip(answers) {
            if verdict == Verdict::Applied {
                self.handed_out.insert(order);
            } else {
                self.refused_handing_out += 1;
            }
        }
        Ok(())
    }

    async fn choose_otherwise(&mut self, orders: Vec<OrderId>) -> Result<(), Trouble> {
        let mut wishes = Vec::new();
        for order in orders {
            let known = self.shop.storage.read(move |txn| txn.order(order)).await?;
            let Some(known) = known else { continue };
            let method = *self.chance.pick(&by_gateway());
            let fee = config().terms.payment_terms(method).ok_or(StorageError::Stopped)?.fee;
            let priced = known.order.breakdown.paid_by(&fee);
            let priced = priced.map_err(|error| StorageError::Engine(error.to_string()))?;
            let total = priced.total;
            wishes.push(CommandBody::ChangePayment { order, method, total });
        }
        let answers = self.hand_in(Hand::Shopper, wishes).await?;
        let changed = answers.iter().filter(|(_, verdict)| *verdict == Verdict::Applied).count();
        self.paid_otherwise += changed;
        Ok(())
    }

    fn wish(&mut self) -> Result<CommandBody, StorageError> {
        let config = config();
        if self.chance.one_in(8) {
            return self.amount();
        }
        let (product, seller, price) = RICE;
        let unusable = |_| StorageError::Stopped;
        let quantity = u32::try_from(self.chance.between(1, 40)).unwrap_or(1);
        let line = PricedLine {
            product: product.parse().map_err(unusable)?,
            variant: "default".parse().map_err(unusable)?,
            seller: seller.parse().map_err(unusable)?,
            name: product.to_owned(),
            quantity,
            unit_price: Money::new(price, config.currency),
            unit_list_price: None,
        };
        let ordered = OrderedLine {
            product: line.product.clone(),
            variant: line.variant.clone(),
            quantity,
            unit_price: price,
        };
        let pick_up = config.terms.delivery.iter().find(|method| !method.needs_address);
        let pick_up = pick_up.ok_or(StorageError::Stopped)?;
        // What is inside the price changes no total.
        let payment = *self.chance.pick(&by_gateway());
        let fee = config.terms.payment_terms(payment).ok_or(StorageError::Stopped)?.fee;
        let seen = PriceBreakdown::of(vec![line], config.currency, pick_up, None);
        let seen = seen.and_then(|seen| seen.paid_by(&fee));
        let total = seen.map_err(|error| StorageError::Engine(error.to_string()))?.total;
        Ok(CommandBody::PlaceOrder(Box::new(PlaceOrder {
            lines: vec![ordered],
            delivery: pick_up.id.clone(),
            address: None,
            payment,
            total,
            epoch: EPOCH.into(),
            rev: 0,
            note: String::new(),
            number: None,
        })))
    }

    /// An amount for the balance.
    fn amount(&mut self) -> Result<CommandBody, StorageError> {
        let config = config();
        let payment = *self.chance.pick(&by_gateway());
        let fee = config.terms.payment_terms(payment).ok_or(StorageError::Stopped)?.fee;
        let amount = Money::new(self.chance.between(10, 1_000) * 1_000, config.currency);
        let seen = PriceBreakdown::top_up(amount).paid_by(&fee);
        let total = seen.map_err(|error| StorageError::Engine(error.to_string()))?.total;
        Ok(CommandBody::TopUp { amount, payment, total })
    }

    /// Signs and hands in; the ids and what the shop said, in the same order.
    async fn hand_in(
        &mut self,
        hand: Hand,
        bodies: Vec<CommandBody>,
    ) -> Result<Vec<(CommandId, Verdict)>, Trouble> {
        let (place, _) = PHONES[hand as usize].keys[0];
        let key = &CAST.keys[place];
        let at = warung_domain::time::Timestamp::from_millis(self.clock.millis());
        let mut ids = Vec::new();
        let mut commands = Vec::new();
        for body in bodies {
            let seq = &mut self.seq[usize::from(matches!(hand, Hand::Seller))];
            *seq += 1;
            let mut random = [0; 10];
            self.chance.fill(&mut random);
            let command = Command {
                v: PROTOCOL_VERSION,
                shop: config().shop,
                id: CommandId::mint(at, &random),
                device: key.device.clone(),
                seq: *seq,
                at,
                body,
            };
            let input = signing_input(&command);
            let signature = key.pair.sign(&SystemRandom::new(), input.as_bytes());
            let signature = signature.map_err(|_| StorageError::Stopped)?;
            ids.push(command.id);
            commands.push(seal(&input, signature.as_ref()));
        }
        let pushed = push(&self.shop, Push { v: PROTOCOL_VERSION, commands, unsent: None }).await;
        let answers = pushed.map_err(|error| StorageError::Engine(error.to_string()))?.answers;
        let verdicts = answers.into_iter().map(|answer| answer.verdict);
        Ok(ids.into_iter().zip(verdicts).collect())
    }
}

fn by_gateway() -> Vec<PaymentMethod> {
    PaymentMethod::ALL.into_iter().filter(|method| method.needs_gateway()).collect()
}
