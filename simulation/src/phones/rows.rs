//! A phone's rows as they are written, and read by another app: JSON text under each id, the same
//! as in the browser's databases. The handle of a key is the platform's own and stays as it is.

use serde::Serialize;
use serde::de::DeserializeOwned;
use warung_domain::json;
use warung_phone::device::KeyedDevice;
use warung_phone::memory::Durable;

fn row<T: Serialize + DeserializeOwned>(value: &T) -> Result<T, String> {
    let text = serde_json::to_string(value).map_err(|error| error.to_string())?;
    json::read(text.as_bytes()).map_err(|error| format!("{error}: {text}"))
}

/// Everything on a phone, written and read again.
pub fn read_anew(written: &Durable<usize>) -> Result<Durable<usize>, String> {
    let entries = written.entries.iter().map(|(id, entry)| Ok((*id, row(entry)?)));
    let devices = written.devices.iter().map(|(id, keyed)| {
        Ok((id.clone(), KeyedDevice { device: row(&keyed.device)?, keys: keyed.keys }))
    });
    let orders = written.orders.iter().map(|(id, view)| Ok((*id, row(view)?)));
    Ok(Durable {
        entries: entries.collect::<Result<_, String>>()?,
        devices: devices.collect::<Result<_, String>>()?,
        orders: orders.collect::<Result<_, String>>()?,
        account: row(&written.account)?,
        cursor: row(&written.cursor)?,
    })
}
