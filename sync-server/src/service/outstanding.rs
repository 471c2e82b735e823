//! What is still out there, for a business to see: its people's devices and what they hold back,
//! what shoppers' phones hold back, and money on its way by state and age.

use super::Shop;
use super::seller::own_part;
use crate::storage::{DeviceStanding, ReadTxn, StorageError};
use std::collections::BTreeMap;
use warung_domain::books::Account;
use warung_domain::ids::{AccountId, SellerId};
use warung_domain::money::{Currency, Money, MoneyError};
use warung_domain::order::{Order, OrderState};
use warung_domain::payment::{PaymentMethod, PaymentState};
use warung_domain::protocol::{
    Ages, CounterDevice, FlightState, InFlight, Outstanding, ShoppersUnsent,
};
use warung_domain::time::Timestamp;

/// Most orders that are added up.
const ORDERS: usize = 5_000;

/// Most gaps in a device's numbers that are looked at.
const GAPS: usize = 20;

/// Everything a business waits for.
pub async fn outstanding(shop: &Shop, seller: &SellerId) -> Result<Outstanding, StorageError> {
    let (seller, currency, at) = (seller.clone(), shop.config.currency, shop.clock.now());
    shop.storage
        .read(move |txn| {
            let mut devices = Vec::new();
            for account in txn.accounts_of_seller(&seller)? {
                devices.extend(devices_of(txn, &seller, account, currency)?);
            }
            devices.sort_by_key(|device| std::cmp::Reverse(device.last_seen));
            let mut records = txn.orders_in_flight(&seller, ORDERS + 1)?;
            let is_cut = records.len() > ORDERS;
            records.truncate(ORDERS);
            let own = records.into_iter().map(|record| own_part(record.order, &seller));
            let own: Vec<Order> = own.collect::<Result<_, _>>().map_err(codec)?;
            let money = in_flight(&own, at, currency).map_err(codec)?;
            let shoppers = shoppers(&txn.unsent_of_shoppers(&seller)?, currency);
            Ok(Outstanding { at, devices, shoppers, money, is_cut })
        })
        .await
}

fn codec(error: MoneyError) -> StorageError {
    StorageError::Codec(error.to_string())
}

fn devices_of(
    txn: &dyn ReadTxn,
    seller: &SellerId,
    account: AccountId,
    currency: Currency,
) -> Result<Vec<CounterDevice>, StorageError> {
    let person = txn.account(account)?.map(|account| account.name).unwrap_or_default();
    let standings = txn.devices(Some(account))?.into_iter();
    let devices = standings.map(|DeviceStanding { device, unsent }| {
        let gaps = txn.sequence_gaps(&device.id, GAPS)?;
        let missing = gaps.iter().map(|gap| (gap.last - gap.first).saturating_add(1)).sum();
        let open = txn.open_shift(&device.id)?.filter(|shift| shift.seller == *seller);
        let account = Account::Drawer(seller.clone(), device.id.clone());
        let drawer = open.map(|_| txn.standing_on(&account, currency, None)).transpose()?;
        let (device, last_seen) = (device.id, device.last_seen);
        Ok(CounterDevice { device, person: person.clone(), last_seen, unsent, missing, drawer })
    });
    devices.collect()
}

fn shoppers(standings: &[DeviceStanding], currency: Currency) -> ShoppersUnsent {
    let told = || standings.iter().filter_map(|standing| standing.unsent);
    let value = told().fold(0_i64, |sum, unsent| sum.saturating_add(unsent.value));
    ShoppersUnsent {
        devices: u32::try_from(standings.len()).unwrap_or(u32::MAX),
        commands: told().map(|unsent| u64::from(unsent.count)).sum(),
        value: Money::new(value, currency),
        silent_since: standings.iter().map(|standing| standing.device.last_seen).min(),
    }
}

/// The money of some orders, by where it is.
fn in_flight(
    orders: &[Order],
    now: Timestamp,
    currency: Currency,
) -> Result<Vec<InFlight>, MoneyError> {
    let mut found: BTreeMap<FlightState, InFlight> = BTreeMap::new();
    for order in orders {
        let Some((state, since)) = flight(order) else { continue };
        let nothing = Money::zero(currency);
        let sum = found.entry(state).or_insert(InFlight {
            state,
            amount: nothing,
            ages: Ages::default(),
            oldest: since,
        });
        sum.amount = sum.amount.checked_add(order.breakdown.total)?;
        sum.ages.count((now.millis() - since.millis()) / 1_000);
        sum.oldest = sum.oldest.min(since);
    }
    Ok(found.into_values().collect())
}

/// Where the money of an order is, and since when; none if it is nowhere, or has come for good.
fn flight(order: &Order) -> Option<(FlightState, Timestamp)> {
    let since = order.accepted_at;
    if let Some(refund) = order.refunds.iter().find(|refund| refund.is_asked()) {
        return Some((FlightState::GoingBack, refund.asked_at));
    }
    if matches!(order.state, OrderState::NeedsConfirmation { .. }) {
        return Some((FlightState::Unconfirmed, since));
    }
    match &order.payment {
        PaymentState::SettledProvisionally { at, .. } => Some((FlightState::Provisional, *at)),
        PaymentState::Pending { .. } => match order.payment_method {
            PaymentMethod::CashOnDelivery => Some((FlightState::AwaitsCash, since)),
            _ => Some((FlightState::AwaitsPayment, since)),
        },
        PaymentState::None if order.state == OrderState::Accepted => {
            Some((FlightState::AwaitsPayment, since))
        }
        _ => None,
    }
}
