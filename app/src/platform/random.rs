//! Unpredictable bytes from the browser.

use crate::platform::PlatformError;
use warung_domain::ids::CommandId;

/// Ten bytes, the random part of a UUIDv7.
pub fn ten() -> Result<[u8; 10], PlatformError> {
    let mut bytes = [0; 10];
    super::window().crypto()?.get_random_values_with_u8_array(&mut bytes)?;
    Ok(bytes)
}

/// A fresh command id.
pub fn command_id() -> Result<CommandId, PlatformError> {
    Ok(CommandId::mint(super::clock::now(), &ten()?))
}

/// Any number, to tell this page's changes from another's.
#[must_use]
pub fn number() -> u32 {
    ten().map_or(0, |bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

/// A number in 0..=1000, for spreading retries.
#[must_use]
pub fn jitter() -> u16 {
    ten().map_or(500, |bytes| u16::from_le_bytes([bytes[0], bytes[1]]) % 1_001)
}
