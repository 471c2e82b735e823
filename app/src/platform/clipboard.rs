//! Copying a code.

use super::PlatformError;
use wasm_bindgen_futures::JsFuture;

/// Puts text on the clipboard.
pub async fn copy(text: &str) -> Result<(), PlatformError> {
    JsFuture::from(super::window().navigator().clipboard().write_text(text)).await?;
    Ok(())
}
