//! `doctor` on devices: what they said they still hold, and what the ledger shows
//! of their sequence numbers. Neither is a fault of the shop; both are worth a call
//! to whoever has the phone.

use crate::storage::{DeviceStanding, ReadTxn, SequenceGap, StorageError};
use warung_domain::lang::Lang;
use warung_domain::locale::{format_date_time, format_money};
use warung_domain::money::{Currency, Money};

/// How many gaps and repetitions of one device are listed.
const LISTED: usize = 10;

/// All devices in a word, then a line for each that has something to tell.
pub fn lines(txn: &dyn ReadTxn, currency: Currency) -> Result<Vec<String>, StorageError> {
    let totals = txn.device_totals()?;
    let mut lines = vec![format!(
        "{}, holding {} unsent commands by their own word; {} sequence numbers missing, {} used twice",
        totals.devices, totals.unsent, totals.missing, totals.repeated
    )];
    for standing in txn.devices(None)? {
        lines.extend(line(txn, &standing, currency)?);
    }
    Ok(lines)
}

fn line(
    txn: &dyn ReadTxn,
    standing: &DeviceStanding,
    currency: Currency,
) -> Result<Option<String>, StorageError> {
    let DeviceStanding { device, unsent } = standing;
    let mut told = Vec::new();
    if let Some(unsent) = unsent.filter(|unsent| unsent.count > 0) {
        let value = format_money(Money::new(unsent.value, currency), Lang::En);
        told.push(format!("{} unsent worth {value}", unsent.count));
    }
    let gaps = txn.sequence_gaps(&device.id, LISTED)?;
    if !gaps.is_empty() {
        told.push(format!("missing {}", gaps.iter().map(span).collect::<Vec<_>>().join(", ")));
    }
    let repeated = txn.repeated_sequences(&device.id, LISTED)?;
    if !repeated.is_empty() {
        let numbers: Vec<String> = repeated.iter().map(u64::to_string).collect();
        told.push(format!("used twice {}", numbers.join(", ")));
    }
    if told.is_empty() {
        return Ok(None);
    }
    let seen = format_date_time(device.last_seen, 0, Lang::En);
    let (id, last) = (&device.id, device.last_seq);
    Ok(Some(format!("{id} came to {last}, seen {seen} UTC: {}", told.join("; "))))
}

fn span(gap: &SequenceGap) -> String {
    if gap.first == gap.last {
        gap.first.to_string()
    } else {
        format!("{}-{}", gap.first, gap.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::push::push;
    use crate::service::testing::{test_shop, wish};
    use warung_domain::command::CommandBody;
    use warung_domain::payment::PaymentMethod;
    use warung_domain::protocol::{Push, Unsent};

    #[tokio::test]
    async fn a_device_with_something_to_tell_has_a_line() {
        // D6, D7
        let test = test_shop().await;
        let body = || {
            CommandBody::PlaceOrder(Box::new(wish(
                &[("beras", 1, 15_000)],
                PaymentMethod::CashOnDelivery,
            )))
        };
        let _lost = (test.phone.command(body()), test.phone.command(body()));
        let commands = vec![test.phone.sign(&test.phone.command(body()))];
        let unsent = Some(Unsent { count: 2, value: 30_000 });
        push(&test.shop, Push { v: 1, commands, unsent }).await.unwrap();
        let lines = test.shop.storage.read(|txn| lines(txn, Currency::IDR)).await.unwrap();
        assert_eq!(
            lines[0],
            "2, holding 2 unsent commands by their own word; 2 sequence numbers missing, 0 used twice"
        );
        assert_eq!(lines.len(), 2, "the counter has nothing to tell");
        assert!(lines[1].starts_with(&format!("{} came to 3", test.phone.id)), "{}", lines[1]);
        assert!(lines[1].ends_with("2 unsent worth Rp30,000; missing 1-2"), "{}", lines[1]);
    }
}
